"""A text on the slice, on a dark plate, that the mouse goes through."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel

_MARGIN = 10
_STYLE = "color: #f0f0f0; background: rgba(0, 0, 0, 150); border-radius: 4px; padding: 3px 8px;"


class CanvasLabel(QLabel):
    """Stays in its corner of a scroll area's viewport; hidden while it has no text.

    Args:
        area: On what it lies.
        corner: Where.
    """

    def __init__(self, area: QAbstractScrollArea, corner: Qt.AlignmentFlag) -> None:
        super().__init__(area)
        self._area = area
        self._corner = corner
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setStyleSheet(_STYLE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if corner == Qt.AlignmentFlag.AlignCenter:
            self.setWordWrap(True)
            self.setAlignment(corner)
        area.installEventFilter(self)
        self.hide()

    def set_text(self, text: str) -> None:
        """Say this, or nothing where it is empty."""
        if text != self.text():
            self.setText(text)
            self._place()
        self.setVisible(bool(text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: move along when the area's size changes."""
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._area.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self.wordWrap():
            width = min(room.width(), 460)
            box = QRect(0, 0, width, self.heightForWidth(width))
        else:
            box = QRect(0, 0, min(self.sizeHint().width(), room.width()), self.sizeHint().height())
        box.moveCenter(room.center())
        if self._corner & Qt.AlignmentFlag.AlignTop:
            box.moveTop(room.top())
        if self._corner & Qt.AlignmentFlag.AlignLeft:
            box.moveLeft(room.left())
        self.setGeometry(box)
