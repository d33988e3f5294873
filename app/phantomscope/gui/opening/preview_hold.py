"""While the first slice of the next scan is shown, nothing may be done to the scan before it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.workspace import Workspace


class PreviewHold(QObject):
    """Holds the actions that work on the open stack for as long as a preview of another scan is shown.

    Held actions are put into groups that are disabled. Qt remembers for each of them what its own wiring
    says meanwhile, and takes that when its group is enabled again: nothing has to be restored here.

    Args:
        window: The window; the hold becomes its child.
        workspace: What is open, and what is being opened.
        more: Actions that work on the stack beside those of the menus *Edit*, *Measure*, *Analysis*, *Save*
            and *Export Results*, and those that move through the slices.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, more: Sequence[QAction]) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._more = tuple(more)
        self._group = QActionGroup(self)
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        self._others: tuple[QActionGroup, ...] = ()
        self._tool: QAction | None = None
        workspace.opener.first_slice_ready.connect(self._hold)
        workspace.opener.failed.connect(self._release)
        workspace.opener.cancelled.connect(self._release)
        workspace.stack_changed.connect(self._release)
        workspace.series_refused.connect(self._on_refused)

    @property
    def is_held(self) -> bool:
        """Whether the actions are held now."""
        return not self._group.isEnabled()

    @Slot()
    def _hold(self) -> None:
        if self.is_held:
            return
        self._put_tool_down()
        others: dict[int, QActionGroup] = {}
        for action in self._held():
            group = _group_of(action)
            if group is None:
                self._group.addAction(action)
            elif group is not self._group:
                others[id(group)] = group
        self._others = tuple(others.values())
        for group in (self._group, *self._others):
            group.setEnabled(False)

    @Slot()
    def _release(self) -> None:
        if not self.is_held:
            return
        for group in (self._group, *self._others):
            group.setEnabled(True)
        for action in self._group.actions():
            self._group.removeAction(action)
        self._others = ()
        tool, self._tool = self._tool, None
        if tool is not None and tool.isEnabled():
            tool.trigger()

    @Slot()
    def _on_refused(self) -> None:
        if self._workspace.stack is None:  # it was the new scan's; otherwise the other one is still opening
            self._release()

    def _put_tool_down(self) -> None:
        # It would draw on the preview what then belongs to a slice of the scan before.
        box, window_tool = self._window.tool_box, self._window.actions_.window_tool
        if box.current is not window_tool:
            self._tool = box.current
            box.take_window()

    def _held(self) -> Iterator[QAction]:
        window, actions = self._window, self._window.actions_
        kept = (actions.cancel, actions.analyse_several)
        yield from actions.slice_actions
        yield from (action for _, action in actions.exports)
        yield from self._more
        for menu in (window.edit_menu, window.measure_menu, window.analysis_menu, window.save_menu):
            for action in menu.actions():
                preferences = action.menuRole() is QAction.MenuRole.PreferencesRole
                if not (action in kept or preferences or action.isSeparator()):
                    yield action


def _group_of(action: QAction) -> QActionGroup | None:
    return action.actionGroup()  # Qt's stubs don't say that most actions have none
