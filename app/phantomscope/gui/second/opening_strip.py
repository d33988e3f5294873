"""How far opening the second scan is, and why it could not be opened: a strip inside its view."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from phantomscope.gui.second.second_heading import ElidedLabel


class OpeningStrip(QWidget):
    """Hidden while there is nothing to say.

    Signals:
        cancel_requested(): The person wants to give it up.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ElidedLabel(self)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setMaximumHeight(10)
        self._progress.setAccessibleName(self.tr("Progress of opening the second scan"))
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setToolTip(self.tr("Give up opening (Esc)"))
        self.button.clicked.connect(self.cancel_requested)
        self._work = QWidget(self)
        line = QHBoxLayout(self._work)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._name, 3)
        line.addWidget(self._progress, 2)
        line.addWidget(self.button)
        self._trouble = QLabel(self)
        self._trouble.setTextFormat(Qt.TextFormat.PlainText)
        self._trouble.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 4)
        layout.addWidget(self._work)
        layout.addWidget(self._trouble)
        self.finish()

    @property
    def trouble(self) -> str:
        """Why the last one could not be opened; empty for nothing."""
        return self._trouble.text()

    @property
    def is_working(self) -> bool:
        """Whether it shows progress."""
        return not self._work.isHidden()

    def start(self, name: str) -> None:
        """Show that something is being opened."""
        self._name.set_whole(self.tr("Opening {name}").format(name=name))
        self._progress.setRange(0, 0)
        self._show(working=True, trouble="")

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)

    def show_trouble(self, sentence: str) -> None:
        """Say why it could not be opened."""
        self._show(working=False, trouble=sentence)

    def finish(self) -> None:
        """It is open, or given up."""
        self._show(working=False, trouble="")

    def _show(self, *, working: bool, trouble: str) -> None:
        self._work.setVisible(working)
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self.setVisible(working or bool(trouble))
