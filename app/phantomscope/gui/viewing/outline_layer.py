"""Outlines of what was measured, drawn on the slice in the verdict's colour with a sign beside it."""

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsSimpleTextItem,
    QStyleOptionGraphicsItem,
    QWidget,
)

from phantomscope.analysis.results import Outline, Points, SliceImage, Verdict
from phantomscope.gui.parts.colours import LIGHT, Colours, tinted
from phantomscope.reports.symbols import SYMBOLS

_ABOVE_THE_IMAGE = 20
_MAX_LABELS = 30
_MOST_LIT_LABELS = 2
_MARGIN = 12.0  # image pixels, for lines as wide on the screen at any zoom
_STEP = 0.5
_DOT = 0.5
_CENTRE = 0.5  # pixel i of an ImageItem spans i to i + 1
_LABEL_POINTS = 9
_LABEL_GAP = 3


class OutlineLayer:
    """Draws the outlines of a slice's images into a view box, in the slice's pixel coordinates.

    A verdict shows as colour and as a sign: failing outlines are dashed and labelled with ✗ and their name;
    lit ones are thick and labelled. What the pointer is on gets a light edge.

    Args:
        view_box: The view box that shows the image.
        colours: The colours to start with.
    """

    def __init__(self, view_box: pg.ViewBox, colours: Colours = LIGHT) -> None:
        self._view_box = view_box
        self._colours = colours
        self._items: list[QGraphicsItem] = []
        self._image: SliceImage | None = None
        self._beside: tuple[SliceImage, ...] = ()
        self._lit: frozenset[str] = frozenset()
        self._pointed: _Lines | None = None

    @property
    def image(self) -> SliceImage | None:
        """What is shown now."""
        return self._image

    @property
    def beside(self) -> tuple[SliceImage, ...]:
        """The other images of the same slice, shown too."""
        return self._beside

    @property
    def lit(self) -> frozenset[str]:
        """Names of the outlines lit now."""
        return self._lit

    @property
    def labels(self) -> tuple[str, ...]:
        """The texts beside outlines now."""
        return tuple(item.text() for item in self._items if isinstance(item, _Label))

    def show(
        self,
        image: SliceImage | None,
        lit: frozenset[str] = frozenset(),
        beside: Sequence[SliceImage] = (),
    ) -> None:
        """Show an image's outlines, or none.

        Args:
            image: What was measured; its outlines' points are in pixels, pixel centres at whole numbers.
            lit: Names of its outlines that stand out.
            beside: Other images of the same slice, none of whose outlines stand out.
        """
        self.clear()
        self._image, self._lit, self._beside = image, lit, tuple(beside)
        if image is None:
            return
        groups: dict[tuple[Verdict, bool, bool], list[QPolygonF]] = {}
        for each in (image, *beside):
            for outline in each.outlines:
                is_lit = each is image and bool(outline.name) and outline.name in lit
                style = (outline.verdict, is_lit, outline.dashed)
                groups.setdefault(style, []).extend(_lines(outline))
        # Lit ones last, on top.
        for style in sorted(groups, key=lambda one: (one[1], _PLACES[one[0]])):
            self._add_item(_Lines(groups[style], *self._pens(*style)))
        labelled = [outline for each in (image, *beside) for outline in self._labelled(each)]
        for outline in labelled[:_MAX_LABELS]:
            self._add_label(outline)

    def point_at(self, image: SliceImage | None, name: str = "") -> None:
        """Give the outlines of this name on one of the images a light edge; None for none."""
        if self._pointed is not None:
            self._view_box.removeItem(self._pointed)
            self._items.remove(self._pointed)
            self._pointed = None
        outlines = image.outlines if image is not None else ()
        lines = [line for one in outlines if one.name == name for line in _lines(one)]
        if lines:
            self._pointed = _Lines(lines, *self._pointed_pens())
            self._add_item(self._pointed)

    def set_colours(self, colours: Colours) -> None:
        """Draw again with other colours."""
        self._colours = colours
        self.show(self._image, self._lit, self._beside)

    def clear(self) -> None:
        """Show nothing."""
        for item in self._items:
            self._view_box.removeItem(item)
        self._items.clear()
        self._pointed = None
        self._image, self._lit, self._beside = None, frozenset(), ()

    def _labelled(self, image: SliceImage) -> list[Outline]:
        lit = self._lit if image is self._image else frozenset()
        # Many that are lit belong to one value, whose name is enough; their labels would hide each other.
        named_lit = lit if len(lit) <= _MOST_LIT_LABELS else frozenset()
        named: dict[str, Outline] = {}
        for outline in image.outlines:
            if outline.name and (outline.name in named_lit or outline.verdict in _LABELLED):
                named.setdefault(outline.name, outline)
        return sorted(named.values(), key=lambda one: one.name not in lit)

    def _pens(self, verdict: Verdict, lit: bool, dashed: bool) -> tuple[QPen, QPen]:
        width = 2.6 if lit else 2.0 if verdict is Verdict.FAIL else 1.6
        pen = QPen(QColor(self._colours.on_image(verdict)), width)
        pen.setCosmetic(True)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if verdict is Verdict.FAIL:
            pen.setDashPattern([4.0, 2.0])
        elif dashed:
            pen.setDashPattern([1.5, 2.0])
        halo_colour = self._colours.image_lit if lit else self._colours.image_halo
        halo = QPen(tinted(halo_colour, 0.5), width + (2.2 if lit else 1.6))
        halo.setCosmetic(True)
        return halo, pen

    def _pointed_pens(self) -> tuple[QPen, QPen]:
        halo = QPen(tinted(self._colours.image_halo, 0.5), 4.0)
        pen = QPen(tinted(self._colours.image_lit, 0.85), 1.2)
        for each in (halo, pen):
            each.setCosmetic(True)
        return halo, pen

    def _add_item(self, item: QGraphicsItem) -> None:
        item.setZValue(_ABOVE_THE_IMAGE)
        self._items.append(item)
        self._view_box.addItem(item, ignoreBounds=True)

    def _add_label(self, outline: Outline) -> None:
        xs = [x for x in outline.x if x is not None]
        ys = [y for y in outline.y if y is not None]
        if not xs or not ys:
            return
        sign = SYMBOLS[outline.verdict] + " " if outline.verdict is not Verdict.NOT_JUDGED else ""
        label = _Label(sign + outline.name, self._colours.on_image(outline.verdict), self._colours.image_halo)
        label.setPos((min(xs) + max(xs)) / 2 + _CENTRE, min(ys) + _CENTRE)
        self._add_item(label)
        label.setZValue(_ABOVE_THE_IMAGE + 1)


class _Lines(QGraphicsItem):
    """All outlines of one style, over a halo.

    Drawn line by line: stroking one path of them all takes twice as long.
    """

    def __init__(self, lines: list[QPolygonF], halo: QPen, pen: QPen) -> None:
        super().__init__()
        self._lines = lines
        self._pens = (halo, pen)
        box = QRectF()
        for line in lines:
            box = box.united(line.boundingRect())
        self._box = box.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Qt: room for the lines."""
        return self._box

    def shape(self) -> QPainterPath:
        """Qt: nothing to hit; the mouse belongs to the image."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: draw the lines, antialiased."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in self._pens:
            painter.setPen(pen)
            for line in self._lines:
                painter.drawPolyline(line)


class _Label(QGraphicsSimpleTextItem):
    """A text of constant size above a point of the image, on a dark plate."""

    def __init__(self, text: str, colour: str, plate: str) -> None:
        super().__init__(text)
        font = QFont()
        font.setPointSizeF(_LABEL_POINTS)
        self.setFont(font)
        metrics = QFontMetricsF(font)
        self._colour, self._plate = QColor(colour), tinted(plate, 0.6)
        width, height = metrics.horizontalAdvance(text) + 6, metrics.height() + 1
        self._box = QRectF(-width / 2, -height - _LABEL_GAP, width, height)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def boundingRect(self) -> QRectF:
        """Qt: the plate."""
        return self._box

    def shape(self) -> QPainterPath:
        """Qt: nothing to hit; the mouse belongs to the image."""
        return QPainterPath()

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Qt: draw the plate and the text."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._plate)
        painter.drawRoundedRect(self._box, 3, 3)
        painter.setFont(self.font())
        painter.setPen(self._colour)
        painter.drawText(self._box, Qt.AlignmentFlag.AlignCenter, self.text())


_PLACES = {Verdict.NOT_JUDGED: 0, Verdict.PASS: 1, Verdict.WARN: 2, Verdict.FAIL: 3}
_LABELLED = (Verdict.WARN, Verdict.FAIL)


def _lines(outline: Outline) -> list[QPolygonF]:
    """An outline's unbroken lines; a single point becomes a small cross."""
    found = []
    for points in _unbroken(outline.x, outline.y):
        if len(points) == 1:
            (x, y) = points[0]
            found += [_polygon([(x - _DOT, y), (x + _DOT, y)]), _polygon([(x, y - _DOT), (x, y + _DOT)])]
        else:
            found.append(_polygon(_thinned(points)))
    return found


def _polygon(points: list[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x + _CENTRE, y + _CENTRE) for x, y in points])


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points without those that nobody can see: pylinac's circles have a hundred, however small they are.

    What is left of a circle of radius r differs from it by less than step² / 8 r, 0.02 pixels at r = 2.
    """
    last_x, last_y = points[0]
    kept = [points[0]]
    for point in points[1:-1]:
        x, y = point
        if abs(x - last_x) + abs(y - last_y) >= _STEP:
            kept.append(point)
            last_x, last_y = x, y
    return [*kept, points[-1]]


def _unbroken(xs: Points, ys: Points) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(xs, ys, strict=False):
        if x is None or y is None:
            parts.append([])
        else:
            parts[-1].append((x, y))
    return [part for part in parts if part]
