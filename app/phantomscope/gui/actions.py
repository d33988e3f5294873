"""Everything the person can do, once: its name, its shortcut, its sign."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from phantomscope.gui.parts.icons import icon
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.viewing.preset import Preset

PRESETS = 6


class Actions:
    """The window's actions. Those that move through slices work while the slice view has the focus, so that
    arrow keys still move through lists.

    Attributes:
        open_file, open_folder, open_demo, close_scan, quit: The file menu.
        export_pdf, export_csv, export_json: The results, to a file.
        undo, redo, use_as_origin, exclude_slice, restore_slices, turn: The edit menu.
        previous, next, page_back, page_on, first, last: Through the slices.
        presets: Window presets 1 to 6.
        invert, fit, memory: The rest of the view menu.
        window_tool: Gives the left mouse button to window and level.
        analyse, partial, analyse_all, analyse_several, cancel: The analysis menu.
        shortcuts, about: The help menu.
        more: What wirings have added, so that the list of shortcuts has it, too.

    Args:
        window: Where the shortcuts hold.
        slice_view: Where those of the slices hold.
    """

    def __init__(self, window: QWidget, slice_view: QWidget) -> None:
        self._window = window
        self._icons: list[tuple[QAction | QToolButton, str]] = []
        self.more: list[QAction] = []
        self.open_file = self._make(translate("Actions", "&Open ZIP or File…"), "Ctrl+O", "archive")
        self.open_folder = self._make(translate("Actions", "Open &Folder…"), "Ctrl+Shift+O", "folder")
        self.open_demo = self._make(translate("Actions", "Try a &Demo Phantom"), "Ctrl+D", "phantom")
        self.close_scan = self._make(translate("Actions", "&Close Scan"), "Ctrl+W")
        self.export_pdf = self._make(translate("Actions", "&PDF Report…"), "Ctrl+E")
        self.export_csv = self._make(translate("Actions", "&CSV Table…"), "")
        self.export_json = self._make(translate("Actions", "&JSON…"), "")
        self.quit = self._make(translate("Actions", "&Quit"), "Ctrl+Q")
        self.undo = self._make(translate("Actions", "&Undo"), "Ctrl+Z")
        self.redo = self._make(translate("Actions", "&Redo"), "Ctrl+Shift+Z")
        for action in (self.undo, self.redo):
            action.setEnabled(False)
        self.previous = self._make(translate("Actions", "&Previous Slice"), "Up")
        self.next = self._make(translate("Actions", "&Next Slice"), "Down")
        self.page_back = self._make(translate("Actions", "Ten Slices &Back"), "PgUp")
        self.page_on = self._make(translate("Actions", "Ten Slices &On"), "PgDown")
        self.first = self._make(translate("Actions", "&First Slice"), "Home")
        self.last = self._make(translate("Actions", "&Last Slice"), "End")
        self.presets = [self._make("", str(number + 1)) for number in range(PRESETS)]
        self.invert = self._make(translate("Actions", "&Invert"), "I", "invert")
        self.invert.setCheckable(True)
        self.fit = self._make(translate("Actions", "&Fit"), "F", "fit")
        self.window_tool = self._make(translate("Actions", "&Window and Level by Dragging"), "W", "window")
        self.window_tool.setIconText(translate("Actions", "Drag Window"))  # the toolbar has little room
        self.memory = self._make(translate("Actions", "&Memory…"), "Ctrl+M")
        self.analyse = self._make(translate("Actions", "&Analyse"), "A")
        self.partial = self._make(translate("Actions", "Analyse Only What Was &Scanned"), "Shift+A")
        self.analyse_all = self._make(translate("Actions", "Analyse All Se&ries"), "Shift+Ctrl+A")
        self.analyse_several = self._make(translate("Actions", "Analyse Se&veral…"), "Ctrl+B")
        self.use_as_origin = self._make(translate("Actions", "Use This Slice as &Origin"), "O")
        self.exclude_slice = self._make(translate("Actions", "&Exclude This Slice"), "Shift+Del")
        self.restore_slices = self._make(translate("Actions", "&Restore All Slices"), "")
        self.turn = self._make(translate("Actions", "&Turn End for End"), "")
        self.turn.setCheckable(True)
        self.cancel = self._make(translate("Actions", "&Cancel"), "Esc")
        self.shortcuts = self._make(translate("Actions", "&Keyboard and Mouse"), "F1")
        self.about = self._make(translate("Actions", "&About Phantomscope"), "")
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        for action in (*self.slice_actions, self.exclude_slice):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            slice_view.addAction(action)
        self.set_presets(())
        self.set_icons(window.palette())

    @property
    def slice_actions(self) -> tuple[QAction, ...]:
        """Those that move through the slices."""
        return self.previous, self.next, self.page_back, self.page_on, self.first, self.last

    @property
    def all(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menus."""
        return (
            *(self.open_file, self.open_folder, self.open_demo, self.close_scan),
            *(self.export_pdf, self.export_csv, self.export_json, self.quit),
            *(self.undo, self.redo, *self.corrections),
            *self.slice_actions,
            *self.presets,
            *(self.invert, self.fit, self.window_tool, self.memory, self.analyse, self.partial),
            *(self.analyse_all, self.analyse_several, self.cancel),
            *self.more,
            *(self.shortcuts, self.about),
        )

    @property
    def corrections(self) -> tuple[QAction, ...]:
        """Those that put right by hand what the analysis goes by."""
        return self.use_as_origin, self.exclude_slice, self.restore_slices, self.turn

    @property
    def exports(self) -> tuple[tuple[str, QAction], ...]:
        """Kind of document and its action."""
        return ("pdf", self.export_pdf), ("csv", self.export_csv), ("json", self.export_json)

    def set_presets(self, presets: Sequence[Preset]) -> None:
        """Offer these window presets."""
        for number, action in enumerate(self.presets):
            there = number < len(presets)
            action.setVisible(there)
            action.setEnabled(there)
            if there:
                action.setText(presets[number].title)
                action.setStatusTip("")
                action.setToolTip(f"{presets[number].title}: {presets[number].tip}")

    def set_scan_open(self, there: bool) -> None:
        """Offer what needs an open scan, or not."""
        for action in (
            *(self.close_scan, self.invert, self.fit, self.analyse, self.analyse_all),
            *self.slice_actions,
        ):
            action.setEnabled(there)

    def set_result_there(self, there: bool) -> None:
        """Offer what needs results, or not."""
        for _, action in self.exports:
            action.setEnabled(there)

    def set_icons(self, palette: QPalette) -> None:
        """Draw the signs in a palette's colours."""
        for bearer, name in self._icons:
            bearer.setIcon(icon(name, palette))

    def follow_icon(self, bearer: QAction | QToolButton, name: str) -> None:
        """Give a button or an action one of the signs, and draw it anew with the others."""
        self._icons.append((bearer, name))
        bearer.setIcon(icon(name, self._window.palette()))

    def _make(self, text: str, shortcut: str, icon_name: str = "") -> QAction:
        action = QAction(text, self._window)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{_plain(text)} ({keys})")
        if icon_name:
            self._icons.append((action, icon_name))
        return action


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")
