"""A veil over the panels while a drag that would be taken hovers over the window."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from phantomscope.gui.parts.colours import tinted

_MARGIN, _RADIUS = 14, 10


class DropHint(QWidget):
    """Covers its parent; the mouse and the drag go through it.

    Args:
        parent: What to cover.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._covered = parent
        parent.installEventFilter(self)
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: stay as large as the parent."""
        if watched is self._covered and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._covered.rect())
        return False

    def setVisible(self, visible: bool) -> None:
        """Qt: on top of all else."""
        if visible:
            self.setGeometry(self._covered.rect())
            self.raise_()
        super().setVisible(visible)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the veil, a dashed frame and what to do."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        painter.fillRect(self.rect(), tinted(palette.color(QPalette.ColorRole.Window).name(), 0.82))
        pen = QPen(palette.color(QPalette.ColorRole.Highlight), 2)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN), _RADIUS, _RADIUS
        )
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.7)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.WindowText))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("Drop to open"))
        painter.end()
