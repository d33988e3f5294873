"""The stack from the side with a line where each module was found; a click goes to that slice."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.viewing.side_labels import SideLabel, laid_out
from phantomscope.gui.viewing.side_marks import SideMark
from phantomscope.gui.viewing.side_view_image import SideGeometry
from phantomscope.gui.viewing.slice_canvas import BACKGROUND
from phantomscope.reports.symbols import SYMBOLS

_MARGIN = 10
_TOP = 12  # room for the signs above the picture
_HIGHEST = 190  # of the picture
_WIDTH = 210
_REACH = 5
_SIGN = 4.0  # half the width of a sign
_LABEL_POINTS = 8.0
_ABOVE_LABELS = 8
_TEXT = "#e6e6e6"
_QUIET = "#9aa0a8"
_ORIGIN_LABEL = "▲ origin"
_IS_ORIGIN = " ▲"  # beside a module's label
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}


class SideView(QWidget):
    """Draws the stack from the side, slices from left to right, in true proportions.

    Signals:
        slice_chosen(int): The person clicked, dragged or stepped to a slice.

    Args:
        parent: Qt parent.
    """

    slice_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._geometry: SideGeometry | None = None
        self._image = QImage()
        self._marks: tuple[SideMark, ...] = ()
        self._origin: int | None = None
        self._index = 0
        self._colours = LIGHT  # lines on an image are the same in light and dark
        self._labels: list[SideLabel] = []
        self._pointed: SideMark | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Side view"))
        font = self.font()
        font.setPointSizeF(_LABEL_POINTS)
        self.setFont(font)

    # -- what it knows ------------------------------------------------------------------------------------

    @property
    def marks(self) -> tuple[SideMark, ...]:
        """The modules shown."""
        return self._marks

    @property
    def origin(self) -> int | None:
        """The slice marked as origin."""
        return self._origin

    @property
    def index(self) -> int:
        """The slice marked as the one shown."""
        return self._index

    @property
    def pointed(self) -> SideMark | None:
        """The module that the pointer is on."""
        return self._pointed

    @property
    def label_texts(self) -> tuple[str, ...]:
        """What stands below the picture."""
        return tuple(label.text for label in self._labels)

    def label_rect(self, mark: SideMark) -> QRect:
        """Where a module's label is, in the widget's pixels."""
        return next((label.box for label in self._labels if label.mark is mark), QRect())

    def picture_rect(self) -> QRectF:
        """Where the picture is, in the widget's pixels."""
        if self._geometry is None:
            return QRectF()
        room = max(1.0, float(self.width() - 2 * _MARGIN))
        height = min(room * self._geometry.proportion, float(_HIGHEST))
        width = height / self._geometry.proportion
        return QRectF((self.width() - width) / 2, _TOP, width, height)

    def x_of(self, index: int) -> float:
        """Where a slice's centre is, in the widget's pixels."""
        rect = self.picture_rect()
        if self._geometry is None or not 0 <= index < len(self._geometry.centres):
            return rect.left()
        return rect.left() + self._geometry.centres[index] * rect.width()

    def sizeHint(self) -> QSize:
        """Qt: as high as picture and labels."""
        below = max((label.box.bottom() + 6 for label in self._labels), default=0)
        return QSize(_WIDTH, max(below, round(self.picture_rect().bottom()) + _MARGIN))

    # -- what it is told ----------------------------------------------------------------------------------

    def set_stack(self, geometry: SideGeometry | None) -> None:
        """Show another stack, nothing of which is there yet."""
        self._geometry, self._image = geometry, QImage()
        self._marks, self._origin, self._pointed = (), None, None
        self._lay_out()

    def set_picture(self, image: QImage) -> None:
        """Show what there is of the stack."""
        self._image = image
        self.update()

    def set_marks(self, marks: Sequence[SideMark], origin: int | None) -> None:
        """Show where modules were found, and the origin."""
        self._marks, self._origin = tuple(marks), origin
        self._lay_out()

    def set_index(self, index: int) -> None:
        """Mark another slice as the one shown."""
        if index != self._index:
            self._index = index
            self.setAccessibleDescription(self.tr("slice {number}").format(number=index + 1))
            self.update()

    # -- Qt's own names -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width gives another height."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: go to the slice, or to the module whose label this is."""
        if event.button() == Qt.MouseButton.LeftButton:
            mark = self._mark_at(event.position().toPoint())
            self._choose(mark.slices[0] if mark is not None else self._slice_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt: drag along, or name the module under the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._choose(self._slice_at(event.position()))
            return
        mark = self._mark_at(event.position().toPoint())
        if mark is not self._pointed:
            self._pointed = mark
            self.update()
            if mark is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPosition().toPoint(), self._tip(mark), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: nothing is pointed at."""
        super().leaveEvent(event)
        if self._pointed is not None:
            self._pointed = None
            self.update()

    def event(self, event: QEvent) -> bool:
        """Qt: a tip after a while too."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            if self._pointed is not None:
                QToolTip.showText(event.globalPos(), self._tip(self._pointed), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: left and right step through the slices, Home and End go to the ends."""
        count = len(self._geometry.centres) if self._geometry is not None else 0
        if not count:
            super().keyPressEvent(event)
        elif event.key() in _KEYS:
            self._choose(min(max(self._index + _KEYS[Qt.Key(event.key())], 0), count - 1))
        elif event.key() == Qt.Key.Key_Home:
            self._choose(0)
        elif event.key() == Qt.Key.Key_End:
            self._choose(count - 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt: the picture, the lines, the signs and the labels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(BACKGROUND))
        if self._geometry is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(self.picture_rect(), QColor("#000000"))
            if not self._image.isNull():
                painter.drawImage(self.picture_rect(), self._image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_origin(painter)
            for mark in self._marks:
                self._paint_mark(painter, mark)
            for label in self._labels:
                self._paint_label(painter, label)
            self._paint_current(painter)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    # -- painting -----------------------------------------------------------------------------------------

    def _paint_origin(self, painter: QPainter) -> None:
        if self._origin is None:
            return
        rect, x = self.picture_rect(), self.x_of(self._origin)
        painter.setPen(QPen(QColor(_QUIET), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(_TEXT))
        bottom = rect.bottom() + 1
        painter.drawPolygon(_polygon((x, bottom), (x - _SIGN, bottom + 6), (x + _SIGN, bottom + 6)))

    def _paint_mark(self, painter: QPainter, mark: SideMark) -> None:
        rect = self.picture_rect()
        colour = QColor(self._colours.on_image(mark.verdict))
        bottom = float(self.label_rect(mark).top())
        wide = 2.4 if mark is self._pointed else 1.4
        for place, index in enumerate(mark.slices):
            x = self.x_of(index)
            end = bottom if place == 0 else rect.bottom()
            for pen in (QPen(QColor(0, 0, 0, 130), wide + 1.6), QPen(colour, wide if place == 0 else 0.8)):
                if mark.verdict is Verdict.FAIL:
                    pen.setDashPattern([4.0, 2.0])
                painter.setPen(pen)
                painter.drawLine(QPointF(x, rect.top()), QPointF(x, end))
        painter.setPen(QPen(QColor("#000000"), 0.8))
        painter.setBrush(colour)
        _paint_sign(painter, mark.verdict, QPointF(self.x_of(mark.slices[0]), rect.top() - 1))

    def _paint_label(self, painter: QPainter, label: SideLabel) -> None:
        mark = label.mark
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(BACKGROUND))
        painter.drawRect(label.box)
        colour = _QUIET if mark is None else self._colours.on_image(mark.verdict)
        painter.setPen(QColor(colour))
        font = QFont(self.font())
        font.setBold(mark is not None and mark is self._pointed)
        painter.setFont(font)
        painter.drawText(label.box, Qt.AlignmentFlag.AlignCenter, label.text)

    def _paint_current(self, painter: QPainter) -> None:
        rect, x = self.picture_rect(), self.x_of(self._index)
        painter.setPen(QPen(QColor(0, 0, 0, 150), 3.0))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(QPen(QColor(self._colours.image_lit), 1.2))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._colours.image_lit))
        for y, away in ((rect.top(), 5.0), (rect.bottom(), -5.0)):
            painter.drawPolygon(_polygon((x - _SIGN, y), (x + _SIGN, y), (x, y + away)))

    # -- inside -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        """Follow the width: place the labels, and take the height that they need."""
        wanted: list[tuple[float, str, SideMark | None]] = [
            (self.x_of(mark.slices[0]), self._label_text(mark), mark) for mark in self._marks
        ]
        if self._origin is not None and all(mark.slices[0] != self._origin for mark in self._marks):
            wanted.append((self.x_of(self._origin), _ORIGIN_LABEL, None))
        top = round(self.picture_rect().bottom()) + _ABOVE_LABELS
        self._labels = laid_out(wanted, QFontMetrics(self.font()), self.width(), top)
        height = self.sizeHint().height()
        if self.height() != height:
            self.setFixedHeight(height)
        self.update()

    def _label_text(self, mark: SideMark) -> str:
        text = f"{SYMBOLS[mark.verdict]} {mark.label}"
        return text + _IS_ORIGIN if mark.slices[0] == self._origin else text

    def _slice_at(self, place: QPointF) -> int:
        rect = self.picture_rect()
        if self._geometry is None or rect.isEmpty():
            return self._index
        return self._geometry.nearest((place.x() - rect.left()) / rect.width())

    def _mark_at(self, place: QPoint) -> SideMark | None:
        for label in self._labels:
            if label.box.contains(place):
                return label.mark
        if place.y() > self.picture_rect().bottom():
            return None
        near = [(abs(self.x_of(mark.slices[0]) - place.x()), n) for n, mark in enumerate(self._marks)]
        distance, number = min(near, default=(float("inf"), 0))
        return self._marks[number] if distance <= _REACH else None

    def _choose(self, index: int) -> None:
        if self._geometry is not None:
            self.set_index(index)
            self.slice_chosen.emit(index)

    def _tip(self, mark: SideMark) -> str:
        sentence = mark.sentence()
        return sentence + self.tr(" (origin)") if self._origin == mark.slices[0] else sentence


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _paint_sign(painter: QPainter, verdict: Verdict, centre: QPointF) -> None:
    """A round for pass, a triangle for warn, a square for fail, a diamond for what is not judged."""
    x, y, half = centre.x(), centre.y() - _SIGN, _SIGN
    if verdict is Verdict.PASS:
        painter.drawEllipse(QPointF(x, y), half, half)
    elif verdict is Verdict.WARN:
        painter.drawPolygon(_polygon((x, y - half), (x + half + 1, y + half), (x - half - 1, y + half)))
    elif verdict is Verdict.FAIL:
        painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
    else:
        half += 1
        painter.drawPolygon(_polygon((x, y - half), (x + half, y), (x, y + half), (x - half, y)))
