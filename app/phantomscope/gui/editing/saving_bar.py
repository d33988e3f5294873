"""How far saving is."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from phantomscope.gui.parts.progress_card import ProgressCard

_MOST = 520
_ABOVE_THE_EDGE = 140  # clear of the slider, the bars below the slice and what stands on it


class SavingBar(ProgressCard):
    """Shown at the bottom of its parent while an archive is being saved: first it is written, then checked.

    Args:
        parent: Over what it floats.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            most=_MOST,
            progress_name=self.tr("Progress of saving"),
            tip=self.tr("Give up saving; nothing is left of it (Esc)"),
        )

    def start(self, name: str) -> None:
        """Show that a file of this name is being saved."""
        self.begin(self.tr("Saving {name}").format(name=name))

    def top(self, room: QRect, height: int) -> int:
        """Above what stands at the lower edge."""
        return room.height() - height - _ABOVE_THE_EDGE
