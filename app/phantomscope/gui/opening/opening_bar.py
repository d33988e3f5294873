"""How far opening is."""

from PySide6.QtWidgets import QLabel, QWidget

from phantomscope.gui.parts.progress_card import ProgressCard

_MOST = 600


class OpeningBar(ProgressCard):
    """Shown at the top of its parent while something is being opened.

    Args:
        parent: Over what it floats.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            most=_MOST,
            progress_name=self.tr("Progress of opening"),
            tip=self.tr("Give up opening (Esc)"),
        )
        self._count = QLabel(self)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("00000 of 00000"))
        self.add(self._count)

    @property
    def count_text(self) -> str:
        """How far it is: "32 of 65"; empty while that is not known."""
        return self._count.text()

    def start(self, name: str) -> None:
        """Show that something is being opened."""
        self._count.setText("")
        self.begin(self._opening(name))

    def set_name(self, name: str) -> None:
        """Call what is being opened so."""
        self.say(self._opening(name))

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is, in numbers, too."""
        super().show_progress(done, total)
        self._count.setText(self.tr("{done} of {total}").format(done=done, total=total))

    def _opening(self, name: str) -> str:
        return self.tr("Opening {name}").format(name=name)
