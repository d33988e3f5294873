"""How far opening is, in a bar inside the window, with a way to give it up."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget


class OpeningBar(QFrame):
    """Shown while something is being opened.

    Signals:
        cancel_requested(): The person wants to give it up.

    Args:
        parent: Qt parent.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(10)
        self._progress.setAccessibleName(self.tr("Progress of opening"))
        self._count = QLabel(self)
        self._count.setMinimumWidth(self._count.fontMetrics().horizontalAdvance("00000 of 00000"))
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setToolTip(self.tr("Give up opening (Esc)"))
        self.button.clicked.connect(self.cancel_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 8, 5)
        layout.setSpacing(10)
        layout.addWidget(self._name)
        layout.addWidget(self._progress, 1)
        layout.addWidget(self._count)
        layout.addWidget(self.button)
        self.hide()

    @property
    def count_text(self) -> str:
        """How far it is: "32 of 65"; empty while that is not known."""
        return self._count.text()

    def start(self, name: str) -> None:
        """Show that something is being opened."""
        self._name.setText(self.tr("Opening {name}").format(name=name))
        self._count.setText("")
        self._progress.setRange(0, 0)
        self.show()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._count.setText(self.tr("{done} of {total}").format(done=done, total=total))

    def finish(self) -> None:
        """It is open, or given up."""
        self.hide()
