"""A text on the slice, on a dark plate, that the mouse goes through."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractScrollArea, QLabel, QWidget

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.privacy import Privacy

_MARGIN = 10
_GAP = 4
_WIDEST = 460
_SMALLEST_POINTS = 7.5
_LOUD = QColor("#f0f0f0"), QColor(0, 0, 0, 150), (8, 3)
_QUIET = QColor("#e6e6e6"), QColor(0, 0, 0, 105), (5, 2)


class CanvasLabel(QLabel):
    """Stays in its corner of a scroll area's viewport; hidden while it has no text.

    Args:
        area: On what it lies.
        corner: Where.
        quiet: Whether it is smaller and paler, since it is always there.
        below: What lies in the same corner, above it.
    """

    def __init__(
        self,
        area: QAbstractScrollArea,
        corner: Qt.AlignmentFlag,
        *,
        quiet: bool = False,
        below: QWidget | None = None,
    ) -> None:
        super().__init__(area)
        self._area = area
        self._corner = corner
        self._above = below
        self._privacy: Privacy | None = None
        self._said = ""
        self._error: PhantomscopeError | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)
        # No style sheet: drawing by one takes longer than the slice itself.
        colour, self._plate, (aside, above) = _QUIET if quiet else _LOUD
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
        self.setContentsMargins(aside, above, aside, above)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if quiet:
            font = self.font()
            font.setPointSizeF(max(_SMALLEST_POINTS, font.pointSizeF() - 1))
            self.setFont(font)
        if corner == Qt.AlignmentFlag.AlignCenter:
            self.setWordWrap(True)
            self.setAlignment(corner)
        elif corner & Qt.AlignmentFlag.AlignRight:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        area.installEventFilter(self)
        if below is not None:
            below.installEventFilter(self)
        self.hide()

    @property
    def corner(self) -> Qt.AlignmentFlag:
        """Where it is."""
        return self._corner

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing that this hides."""
        self._privacy = privacy
        privacy.changed.connect(self._say)

    def set_text(self, text: str) -> None:
        """Say this, or nothing where it is empty."""
        self._said, self._error = text, None
        self._say()

    def set_error(self, error: PhantomscopeError) -> None:
        """Say what happened, where, and what to do."""
        self._said, self._error = str(error), error
        self._say()

    @Slot()
    def _say(self) -> None:
        text = self._said
        if self._privacy is not None and self._privacy.is_on:
            # Where it happened is a file's name, which nobody may have learnt to hide.
            error = self._error
            text = " ".join(self._privacy.error_texts(error)).strip() if error else self._privacy.told(text)
        if text != self.text():
            self.setText(text)
            self._place()
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the plate, then the text."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._plate)
        painter.end()
        super().paintEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: move along when the area's size changes, or what lies above."""
        matters = (QEvent.Type.Resize,) if watched is self._area else _MOVES
        if event.type() in matters:
            self._place()
        return False

    def _place(self) -> None:
        room = self._area.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self.wordWrap():
            width = min(room.width(), _WIDEST)
            box = QRect(0, 0, width, self.heightForWidth(width))
        else:
            box = QRect(0, 0, min(self.sizeHint().width(), room.width()), self.sizeHint().height())
        box.moveCenter(room.center())
        if self._corner & Qt.AlignmentFlag.AlignTop:
            above = self._above
            covered = above is not None and not above.isHidden()
            box.moveTop(above.geometry().bottom() + 1 + _GAP if above is not None and covered else room.top())
        if self._corner & Qt.AlignmentFlag.AlignBottom:
            box.moveBottom(room.bottom())
        if self._corner & Qt.AlignmentFlag.AlignLeft:
            box.moveLeft(room.left())
        if self._corner & Qt.AlignmentFlag.AlignRight:
            box.moveRight(room.right())
        if box != self.geometry():
            self.setGeometry(box)


_MOVES = (
    QEvent.Type.Resize,
    QEvent.Type.Move,
    QEvent.Type.ShowToParent,
    QEvent.Type.HideToParent,
)
