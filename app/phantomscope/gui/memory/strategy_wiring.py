"""The strategy: a menu of its own, the preferences, the memory panel and messages say the same of it."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.memory.strategy_box import CHOICES, strategy_text
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.strategy import Strategy


class StrategyWiring(QObject):
    """Connects the choice of a strategy.

    Attributes:
        menu: The choice as a menu, for the view menu.
        actions: Its entries, in the order of ``CHOICES``.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        monitor: Measures memory.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, monitor: MemoryMonitor) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._monitor = monitor
        self._choice = workspace.strategies
        self.menu = QMenu(self.tr("&Hold Slices"), window)
        self.menu.setToolTipsVisible(True)
        self._group = QActionGroup(self.menu)
        self.actions = [self._action(strategy) for strategy in CHOICES]
        window.view_menu.insertMenu(window.actions_.memory, self.menu)
        self._choice.changed.connect(self._on_changed)
        self._choice.failed.connect(window.message_bar.show_error)
        monitor.sampled.connect(lambda _: self._choice.look(workspace.view_bytes()))
        self._on_changed()

    def _action(self, strategy: Strategy | None) -> QAction:
        action = QAction(strategy_text(strategy, None), self._group)
        action.setCheckable(True)
        action.triggered.connect(lambda _=False, strategy=strategy: self._choice.choose(strategy))
        self.menu.addAction(action)
        return action

    @Slot()
    def _on_changed(self) -> None:
        choice = self._choice
        for strategy, action in zip(CHOICES, self.actions, strict=True):
            reason = choice.why_not(strategy) if strategy is not None else ""
            action.setEnabled(choice.is_there and not reason)
            action.setToolTip(reason)
            action.setStatusTip(reason)
            action.setText(strategy_text(strategy, choice.automatic))
            if strategy == choice.chosen:
                action.setChecked(True)
