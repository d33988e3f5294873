"""How far something long is, on a card over the window, with a way to give it up.

It floats: a bar that pushed the panels down would make the slice jump, and paint all of them twice.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QWidget

MARGIN = 12
_NARROWEST = 200
_NAME_SHARE, _PROGRESS_SHARE = 4, 3


class ProgressCard(QFrame):
    """Shown in the middle of its parent's width while something goes on.

    Signals:
        cancel_requested(): The person wants to give it up.

    Attributes:
        progress: The bar itself; it counts nothing as long as nobody knows how far it is.
        button: Gives up.

    Args:
        parent: Over what it floats.
        most: Pixels that it is wide where there is room.
        progress_name: What the bar is called for those who can't see it.
        tip: What the button does.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget, *, most: int, progress_name: str, tip: str) -> None:
        super().__init__(parent)
        self._below = parent
        self._most = most
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
        self.progress.setAccessibleName(progress_name)
        self.button = QPushButton(self.tr("Cancel"), self)
        self.button.setToolTip(tip)
        self.button.clicked.connect(self.cancel_requested)
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(14, 6, 8, 6)
        layout.setSpacing(10)
        layout.addWidget(self._name, _NAME_SHARE)
        layout.addWidget(self.progress, _PROGRESS_SHARE)
        layout.addWidget(self.button)
        parent.installEventFilter(self)
        self.hide()

    def add(self, widget: QWidget) -> None:
        """Put a widget between bar and button."""
        self._row.insertWidget(self._row.count() - 1, widget)

    def begin(self, text: str) -> None:
        """Show that something goes on, and that nobody knows yet how far it is."""
        self.say(text)
        self.progress.setRange(0, 0)
        self.raise_()
        self.show()
        self._place()

    def say(self, text: str) -> None:
        """Say what goes on."""
        self._text = text
        self._name.setToolTip(text)
        self._place()

    def show_progress(self, done: int, total: int) -> None:
        """Show how far it is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def finish(self) -> None:
        """It is done, or given up."""
        self.hide()
        self.say("")

    def top(self, room: QRect, height: int) -> int:
        """Where its upper edge is in the room that there is, in pixels."""
        del room, height
        return MARGIN

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay in the middle when the parent's size changes."""
        if watched is self._below and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._below.rect()
        size = QSize(max(min(self._most, room.width() - 2 * MARGIN), _NARROWEST), self.sizeHint().height())
        left = (room.width() - size.width()) // 2
        self.setGeometry(left, self.top(room, size.height()), size.width(), size.height())
        self._row.activate()
        metrics = self._name.fontMetrics()
        self._name.setText(metrics.elidedText(self._text, Qt.TextElideMode.ElideMiddle, self._name.width()))
