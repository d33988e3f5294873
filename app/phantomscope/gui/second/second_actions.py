"""What the person can do with a second scan, once: names and keys."""

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from phantomscope.gui.parts.marked import translate


class SecondActions:
    """The actions of the second scan.

    Attributes:
        open_file, open_folder: Open one.
        close: Closes it.
        side_by_side: Shows the first and the second, or the first alone.
        link, link_here: Scrolling, zoom and pan go together, or not; from the slices shown on.
        centres: Lays the images centre on centre, or goes by patient coordinates.
        difference: Shows first minus second.

    Args:
        window: Where the keys hold.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.open_file = self._make(translate("Second", "Open ZIP or File &Beside…"), "Ctrl+Shift+L")
        self.open_folder = self._make(translate("Second", "Open &Folder Beside…"))
        self.close = self._make(translate("Second", "&Close Second Scan"))
        self.side_by_side = self._make(translate("Second", "&Side by Side"), "Ctrl+4", checkable=True)
        self.link = self._make(translate("Second", "&Link Scrolling, Zoom and Pan"), "L", checkable=True)
        self.link.setIconText(translate("Second", "Link"))
        self.link.setChecked(True)
        self.link_here = self._make(translate("Second", "Take These Slices as C&orresponding"))
        self.link_here.setIconText(translate("Second", "Link Here"))
        self.centres = self._make(translate("Second", "Align Image C&entres"), checkable=True)
        self.centres.setToolTip(
            translate("Second", "Lay the images centre on centre instead of going by patient coordinates")
        )
        self.difference = self._make(translate("Second", "&Difference of the Slices"), "D", checkable=True)
        self.difference.setIconText(translate("Second", "Difference"))
        for action, tip in (
            (self.link, translate("Second", "Scroll, zoom and pan both scans together")),
            (
                self.link_here,
                translate("Second", "Take the two slices shown as corresponding from now on"),
            ),
            (self.difference, translate("Second", "Show first minus second")),
        ):
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{tip} ({keys})" if keys else tip)

    @property
    def all(self) -> tuple[QAction, ...]:
        """All of them, in the order of the menus."""
        return (
            *(self.open_file, self.open_folder, self.close),
            *(self.side_by_side, self.link, self.link_here, self.centres, self.difference),
        )

    def tell_hidden(self, hidden: bool) -> None:
        """Say in the menu whether a second scan is open that is not seen."""
        text = translate("Second", "&Side by Side")
        text = translate("Second", "&Side by Side (second scan is open)") if hidden else text
        self.side_by_side.setText(text)

    def _make(self, text: str, shortcut: str = "", *, checkable: bool = False) -> QAction:
        action = QAction(text, self._window)
        action.setCheckable(checkable)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        return action
