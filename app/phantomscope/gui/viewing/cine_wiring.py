"""Cine: its menu, its keys, its buttons in the toolbar, and its speed from one time to the next."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import Settings, SettingsStore
from phantomscope.gui.viewing.cine import Cine
from phantomscope.gui.workspace import Workspace


class CineWiring(QObject):
    """Connects the cine.

    Attributes:
        cine: What runs.
        play, slower, faster, turning: The actions.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings, which keep the speed.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        settings = store.current
        self.cine = Cine(
            window.slice_view, settings.cine_speed, turning=settings.cine_to_and_fro, parent=self
        )
        self._make_actions()
        self._build_menu()
        self._build_buttons()
        self._connect(workspace)
        self._show_speed(self.cine.speed)
        self._show_running(False)
        self._offer(False)

    def follow(self, settings: Settings) -> None:
        """Take speed and manner from changed settings."""
        self.cine.set_speed(settings.cine_speed)
        self.cine.set_turning(settings.cine_to_and_fro)

    def _make_actions(self) -> None:
        self.play = self._action(self.tr("&Run Cine"), "Space")
        self.play.setCheckable(True)
        self.slower = self._action(self.tr("S&lower"), ",")
        self.faster = self._action(self.tr("&Faster"), ".")
        self.turning = QAction(self.tr("&Back and Forth"), self._window)
        self.turning.setCheckable(True)
        self.turning.setChecked(self.cine.is_turning)
        self.turning.setToolTip(
            self.tr("Turn round at the first and the last slice instead of beginning again")
        )
        self._window.actions_.more.extend([self.play, self.slower, self.faster, self.turning])

    def _action(self, text: str, key: str) -> QAction:
        """An action whose key works on the slice alone: elsewhere Space presses buttons."""
        action = QAction(text, self._window)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._window.slice_view.addAction(action)
        return action

    def _build_menu(self) -> None:
        self.menu = QMenu(self.tr("&Cine"), self._window)
        self.menu.setToolTipsVisible(True)
        self.menu.addActions([self.play, self.slower, self.faster])
        self.menu.addSeparator()
        self.menu.addAction(self.turning)
        menu = self._window.view_menu
        before = self._window.window_menu.menuAction()
        menu.insertMenu(before, self.menu)

    def _build_buttons(self) -> None:
        bar, actions = self._window.toolbar, self._window.actions_
        bar.addSeparator()
        for action, sign in ((actions.previous, "back"), (self.play, "play"), (actions.next, "on")):
            bar.addAction(action)
            button = bar.widgetForAction(action)
            assert isinstance(button, QToolButton)
            button.setAccessibleName(action.text().replace("&", ""))
            if action is not self.play:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            actions.follow_icon(action, sign)

    def _connect(self, workspace: Workspace) -> None:
        cine = self.cine
        self.play.triggered.connect(cine.toggle)
        self.slower.triggered.connect(cine.slower)
        self.faster.triggered.connect(cine.faster)
        self.turning.toggled.connect(cine.set_turning)
        cine.running_changed.connect(self._show_running)
        cine.speed_changed.connect(self._on_speed_changed)
        cine.turning_changed.connect(self._on_turning_changed)
        workspace.stack_changed.connect(lambda stack: self._offer(stack is not None and len(stack) > 1))
        # Results that jump to the very slice that is shown must stop it, too.
        self._window.analysis_panel.results.image_selected.connect(self._on_image_selected)
        self._window.closing.connect(cine.stop)

    def _offer(self, possible: bool) -> None:
        self.cine.stop()
        self.play.setEnabled(possible)

    @Slot(object)
    def _on_image_selected(self, image: object) -> None:
        if image is not None:
            self.cine.stop()

    @Slot(bool)
    def _show_running(self, running: bool) -> None:
        self.play.setChecked(running)

    @Slot(int)
    def _on_speed_changed(self, speed: int) -> None:
        self._store.change(cine_speed=speed)
        self._show_speed(speed)

    @Slot(bool)
    def _on_turning_changed(self, turning: bool) -> None:
        self.turning.setChecked(turning)
        self._store.change(cine_to_and_fro=turning)

    def _show_speed(self, speed: int) -> None:
        self.play.setIconText(self.tr("{speed}/s").format(speed=speed))
        self.play.setToolTip(
            self.tr(
                "Run through the slices, {speed} a second (Space; slower with , and faster with .)"
            ).format(speed=speed)
        )
