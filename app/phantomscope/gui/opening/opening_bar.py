"""How far opening is, on a card over the window, with a way to give it up.

It floats: a bar that pushed the panels down would make the slice jump, and paint all of them twice.
"""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

_WIDTH = 600
_TOP = 12


class OpeningBar(QFrame):
    """Shown at the top of its parent while something is being opened.

    Signals:
        cancel_requested(): The person wants to give it up.

    Args:
        parent: Over what it floats.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._below = parent
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Window)
        self._text = ""
        self._name = QLabel(self)
        # A long name is shortened rather than pushing the rest out.
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
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
        layout.setContentsMargins(14, 6, 8, 6)
        layout.setSpacing(10)
        layout.addWidget(self._name, 4)
        layout.addWidget(self._progress, 3)
        layout.addWidget(self._count)
        layout.addWidget(self.button)
        parent.installEventFilter(self)
        self.hide()

    @property
    def count_text(self) -> str:
        """How far it is: "32 of 65"; empty while that is not known."""
        return self._count.text()

    def start(self, name: str) -> None:
        """Show that something is being opened."""
        self.set_name(name)
        self._count.setText("")
        self._progress.setRange(0, 0)
        self.raise_()
        self.show()
        self._place()

    def set_name(self, name: str) -> None:
        """Call what is being opened so."""
        self._text = self.tr("Opening {name}").format(name=name)
        self._name.setToolTip(self._text)
        self._place()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._progress.setRange(0, total)
        self._progress.setValue(done)
        self._count.setText(self.tr("{done} of {total}").format(done=done, total=total))

    def finish(self) -> None:
        """It is open, or given up."""
        self.hide()
        self._text = ""
        self._name.setText("")
        self._name.setToolTip("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay in the middle when the parent's size changes."""
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._below.width()
        width = max(min(_WIDTH, room - 2 * _TOP), 200)
        self.setGeometry((room - width) // 2, _TOP, width, self.sizeHint().height())
        layout = self.layout()
        if layout is not None:
            layout.activate()
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, self._name.width()))
