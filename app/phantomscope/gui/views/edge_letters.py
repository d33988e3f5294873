"""Letters at the edges of a picture that say where the patient's left, back, head… are."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QLabel

from phantomscope.stack.directions import letters
from phantomscope.stack.series import normal
from phantomscope.stack.slice_header import SliceHeader

_MARGIN = 3
_STYLE = "color: #d8c37a; background: rgba(0, 0, 0, 110); border-radius: 3px; padding: 0px 3px;"
_SIDES = (
    Qt.AlignmentFlag.AlignLeft,
    Qt.AlignmentFlag.AlignRight,
    Qt.AlignmentFlag.AlignTop,
    Qt.AlignmentFlag.AlignBottom,
)


class EdgeLetters(QObject):
    """Lie in the middle of each edge of a scroll area; the mouse goes through them.

    Args:
        area: On what they lie; becomes the parent.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._labels = tuple(QLabel(area) for _ in _SIDES)
        for label in self._labels:
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setStyleSheet(_STYLE)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.hide()
        area.installEventFilter(self)

    @property
    def top_label(self) -> QLabel:
        """The one at the top, for what is to lie below it."""
        return self._labels[2]

    @property
    def texts(self) -> tuple[str, ...]:
        """At the left, the right, the top and the bottom; empty for none."""
        return tuple(label.text() for label in self._labels)

    def show_slice(self, header: SliceHeader | None) -> None:
        """Say where right and down are on a slice; nothing for none."""
        cosines = header.plane.orientation if header is not None else None
        if header is None or cosines is None or normal(header) is None:
            self.set_directions(None, None)
        else:
            self.set_directions(cosines[:3], cosines[3:])

    def set_directions(self, right: Sequence[float] | None, down: Sequence[float] | None) -> None:
        """Say where right and down are in the patient; None where that is unknown."""
        texts: list[str] = []
        for direction in (right, down):
            if direction is None:
                texts += ["", ""]
            else:
                texts += [letters([-part for part in direction]), letters(direction)]
        if tuple(texts) == self.texts:
            return
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: move along when the area's size changes."""
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        room = self._area.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        for side, label in zip(_SIDES, self._labels, strict=True):
            size = label.sizeHint()
            box = QRect(0, 0, size.width(), size.height())
            box.moveCenter(room.center())
            if side == Qt.AlignmentFlag.AlignLeft:
                box.moveLeft(room.left())
            elif side == Qt.AlignmentFlag.AlignRight:
                box.moveRight(room.right())
            elif side == Qt.AlignmentFlag.AlignTop:
                box.moveTop(room.top())
            else:
                box.moveBottom(room.bottom())
            label.setGeometry(box)
