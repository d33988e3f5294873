"""The text on the slice: written anew when slice or view change, and only where it reads otherwise."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.parts.latest_errand import LatestErrand
from phantomscope.gui.parts.throttle import Throttle
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.overlay_layout import (
    FROM_THE_HEADER,
    Corner,
    Field,
    OverlayLayout,
    layout_from,
)
from phantomscope.gui.viewing.overlay_text import HeaderLines, ViewState, header_lines, line
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.viewing.overlay_dialog import OverlayDialog

_THROTTLE_MS = 60
_NAMING = (Field.SERIES, Field.FILE)
_ALIGNMENTS = {
    Corner.TOP_LEFT: Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft,
    Corner.TOP_RIGHT: Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight,
    Corner.BOTTOM_LEFT: Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft,
    Corner.BOTTOM_RIGHT: Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight,
}


class OverlayWiring(QObject):
    """Writes on the slice what the settings say.

    Attributes:
        toggle: Switches the text on and off.
        choose: Opens the dialog that says what stands where.
        actions: Both, for the list of shortcuts.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        store: The settings.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._store = store
        self._layout = layout_from(store.current.overlay)
        # What the header of which slice said: of any other slice nothing is known.
        self._said: tuple[SliceStack, SliceHeader, HeaderLines] | None = None
        self._dialog: OverlayDialog | None = None
        self._errand = LatestErrand(self)
        self._errand.failed.connect(self._on_failed)
        self._wish = Throttle[int](self._read, _THROTTLE_MS, self)
        self._soon = QTimer(self)  # the slice first, then what is written on it
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._on_painted)
        canvas, caption = window.slice_view.canvas, window.slice_view.caption_label
        self._labels = {
            corner: CanvasLabel(
                canvas, where, quiet=True, below=caption if corner is Corner.TOP_LEFT else None
            )
            for corner, where in _ALIGNMENTS.items()
        }
        self.toggle = QAction(self.tr("Show &Overlay Text"), window)
        self.toggle.setCheckable(True)
        self.toggle.setChecked(self._layout.is_on)
        self.toggle.setShortcut(QKeySequence("Ctrl+Shift+I"))
        self.toggle.toggled.connect(self._on_toggled)
        self.choose = QAction(self.tr("O&verlay Text…"), window)
        self.choose.triggered.connect(self._on_choose)
        self.actions = [self.toggle, self.choose]
        window.view_menu.addActions(self.actions)
        self._connect()

    @property
    def dialog(self) -> "OverlayDialog | None":
        """The dialog, where it has been asked for."""
        return self._dialog

    def text(self, corner: Corner) -> str:
        """What stands in a corner."""
        return self._labels[corner].text()

    def _connect(self) -> None:
        window, workspace = self._window, self._workspace
        view = window.slice_view
        view.painted_changed.connect(lambda _: self._soon.start())
        view.window_changed.connect(self._write)
        view.canvas.view_box.sigRangeChanged.connect(self._on_zoomed)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.privacy.changed.connect(self._write)
        window.closing.connect(self._errand.close)

    # -- what happens -------------------------------------------------------------------------------------

    @Slot()
    def _on_painted(self) -> None:
        self._write()
        if self._layout.is_on and FROM_THE_HEADER & set(self._layout.places):
            self._wish(0)

    @Slot()
    def _on_stack_changed(self) -> None:
        self._said = None
        self._errand.forget()
        self._wish.cancel()
        self._write()

    def _on_zoomed(self) -> None:
        if Field.ZOOM in self._layout.places:
            self._write()

    @Slot(bool)
    def _on_toggled(self, is_on: bool) -> None:
        self._take(OverlayLayout(is_on, self._layout.places))

    @Slot()
    def _on_choose(self) -> None:
        if self._dialog is None:
            from phantomscope.gui.viewing.overlay_dialog import OverlayDialog

            self._dialog = OverlayDialog(self._window)
            self._dialog.layout_changed.connect(self._take)
        self._dialog.show_layout(self._layout)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot(object)
    def _take(self, layout: OverlayLayout) -> None:
        if layout == self._layout:
            return
        self._layout = layout
        self._store.change(overlay=layout.text())
        self.toggle.setChecked(layout.is_on)
        if self._dialog is not None:
            self._dialog.show_layout(layout)
        self._on_painted()

    # -- writing ------------------------------------------------------------------------------------------

    @Slot()
    def _write(self) -> None:
        stack, painted = self._workspace.stack, self._window.slice_view.painted
        # While something is being opened, a slice is painted that is none of the stack's.
        shown = self._layout.is_on and painted is not None and painted.is_of(stack)
        for corner, label in self._labels.items():
            text = ""
            if shown and stack is not None and painted is not None:
                lines = (self._line(field, stack, painted.index) for field in self._layout.fields_in(corner))
                text = "\n".join(one for one in lines if one)
            label.set_text(text)

    def _line(self, field: Field, stack: SliceStack, index: int) -> str:
        privacy, view = self._workspace.privacy, self._window.slice_view
        if field is Field.PATIENT and privacy.is_on:
            return ""
        state = ViewState(view.window_level, view.canvas.screen_pixels() if field is Field.ZOOM else 1.0)
        found = line(field, stack, index, state, self._said_of(stack, index) or HeaderLines())
        return privacy.shown(found) if field in _NAMING else found

    def _read(self, _: int) -> None:
        stack, painted = self._workspace.stack, self._window.slice_view.painted
        if stack is None or painted is None or not painted.is_of(stack):
            return
        index = painted.index
        header = stack.slice_header(index)  # a slab's is another one
        if self._said_of(stack, index) is not None:
            self._errand.forget()  # of a slice that was passed: it must not take this one's place
            return
        done = partial(self._on_read, stack, index, header)
        self._errand.want(lambda: header_lines(stack.dataset(index)), done)

    def _said_of(self, stack: SliceStack, index: int) -> HeaderLines | None:
        """What the header of a slice says; None while that is not known."""
        if self._said is None or self._said[0] is not stack or self._said[1] != stack.slice_header(index):
            return None
        return self._said[2]

    def _on_read(self, stack: SliceStack, index: int, header: SliceHeader, said: HeaderLines) -> None:
        # An edit may have moved another slice there meanwhile; it will be painted, and read, anew.
        if index < len(stack) and stack.slice_header(index) == header:
            self._said = stack, header, said
            self._write()

    @Slot()
    def _on_failed(self) -> None:
        self._said = None
        self._write()
