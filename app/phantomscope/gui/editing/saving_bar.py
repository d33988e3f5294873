"""How far saving is, on a card over the window, with a way to give it up."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

_WIDTH = 520
_MARGIN = 12
_ABOVE_THE_EDGE = 140  # clear of the slider, the bars below the slice and what stands on it


class SavingBar(QFrame):
    """Shown at the bottom of its parent while an archive is being saved.

    Signals:
        cancel_requested(): The person wants to give it up.

    Args:
        parent: Over what it floats.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = parent
        self._text = ""
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._name = QLabel(self)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        # A long name is shortened rather than pushing the rest out.
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(10)
        self.progress.setAccessibleName(self.tr("Progress of saving"))
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setToolTip(self.tr("Give up saving; nothing is left of it (Esc)"))
        self.button.clicked.connect(self.cancel_requested)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.setSpacing(10)
        layout.addWidget(self._name, 1)
        layout.addWidget(self.progress, 1)
        layout.addWidget(self.button)
        parent.installEventFilter(self)
        self.hide()

    def start(self, name: str) -> None:
        """Show that a file of this name is being saved."""
        self._text = self.tr("Saving {name}").format(name=name)
        self._name.setToolTip(self._text)
        self.progress.setRange(0, 0)
        self.raise_()
        self.show()
        self._place()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is: the first half writes, the second one checks."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay in the middle when the parent's size changes."""
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._below.rect()
        width, height = max(min(_WIDTH, room.width() - 2 * _MARGIN), 200), self.sizeHint().height()
        self.setGeometry((room.width() - width) // 2, room.height() - height - _ABOVE_THE_EDGE, width, height)
        layout = self.layout()
        if layout is not None:
            layout.activate()
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, self._name.width()))
