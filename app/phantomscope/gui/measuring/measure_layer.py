"""The measurements of the slice that is painted: drawn, labelled, moved, and measured as they move."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal, Slot

from phantomscope.gui.measuring.measure_item import Heed, Hold, MeasureItem
from phantomscope.gui.measuring.measure_label import MeasureLabel, covered, edges_of, label_place
from phantomscope.gui.measuring.reading_text import label_text
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.measure.picture import Picture
from phantomscope.measure.reading import Reading, read
from phantomscope.measure.shapes import Shape

DRAFT = 0
"""The number of what is being drawn; measurements count from 1."""

_ABOVE_THE_LINES = 45
_MOST_COVERED = 0.02  # of a label by others
_MOST_LABELS = 30  # more would hide the image and each other


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on.

    Attributes:
        picture: The values that are painted.
        unit: Theirs.
        remark: What has to be said of them beside each value, e.g. that they are a slab's; mostly empty.
    """

    picture: Picture
    unit: str
    remark: str = ""


class MeasureLayer(QObject):
    """Draws shapes above the slice and its outlines. What the mouse does to them is only told, not kept.

    Signals:
        reshaped(int, Shape): The mouse has given a shape another place or form; it was let go.
        clicked(int, bool): A click on a shape, and whether it shall be selected with others.
        opened(int): A double click on a shape.
        menu_wanted(int, QPoint): A right click on a shape, in screen coordinates.
        read(int): A shape was measured, while it moves, too.

    Attributes:
        offers: What the mouse may do to shapes. While a tool is taken what it draws may begin on a shape.

    Args:
        canvas: Where the slice is; it becomes the parent.
    """

    reshaped = Signal(int, object)
    clicked = Signal(int, bool)
    opened = Signal(int)
    menu_wanted = Signal(int, QPoint)
    read = Signal(int)

    def __init__(self, canvas: SliceCanvas) -> None:
        super().__init__(canvas)
        self._view_box: pg.ViewBox = canvas.view_box
        self._items: dict[int, MeasureItem] = {}
        self._labels: dict[int, MeasureLabel] = {}
        self._readings: dict[int, Reading] = {}
        self._ground: Ground | None = None
        self._names: Mapping[int, str] = {}
        self._heed = Heed(self._on_dragged, self._on_clicked, self.opened.emit, self.menu_wanted.emit)
        self.offers: frozenset[Hold] = frozenset(Hold)
        self._view_box.sigTransformChanged.connect(self._on_zoomed)
        self._view_box.sigResized.connect(self._on_zoomed)

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def ground(self) -> Ground | None:
        """What is measured on now."""
        return self._ground

    @property
    def is_drawing(self) -> bool:
        """Whether something is being drawn: the mouse is a tool's alone then."""
        return DRAFT in self._items

    @property
    def numbers(self) -> tuple[int, ...]:
        """Which measurements are drawn."""
        return tuple(number for number in self._items if number != DRAFT)

    def shape(self, number: int) -> Shape | None:
        """A shape as it is drawn, also while it moves."""
        return self._items[number].measured if number in self._items else None

    def reading(self, number: int) -> Reading | None:
        """What a shape measures on what is painted."""
        return self._readings.get(number)

    def label(self, number: int) -> str:
        """What stands beside a shape."""
        return self._labels[number].text if number in self._labels else ""

    def value_text(self, number: int) -> str:
        """What a shape measures on what is painted, without its name; empty where it is not drawn."""
        shape, reading = self.shape(number), self.reading(number)
        if self._ground is None or shape is None or reading is None:
            return ""
        text = label_text(shape, reading, self._ground.picture.scale, self._ground.unit)
        return "  ".join(part for part in (text, self._ground.remark) if part)

    def label_rects(self) -> dict[int, QRectF]:
        """Where the labels are that there is room for, in pixels of the screen."""
        return {
            number: label.boundingRect().translated(self._view_box.mapViewToScene(label.pos()))
            for number, label in self._labels.items()
            if label.isVisible() and label.opacity() > 0
        }

    # -- what it is told ----------------------------------------------------------------------------------

    def show(
        self,
        ground: Ground | None,
        shapes: Mapping[int, Shape],
        names: Mapping[int, str],
        selection: set[int],
    ) -> None:
        """Draw these shapes on what is painted now.

        Args:
            ground: What is painted; None for nothing, and then nothing is drawn.
            shapes: By the numbers of their measurements.
            names: What is said before the value, by number; those that have none say only the value.
            selection: Which stand out.
        """
        new_ground = ground is not self._ground
        self._ground, self._names = ground, names
        wanted = dict(shapes) if ground is not None else {}
        for number in [one for one in self._items if one not in wanted and one != DRAFT]:
            self._drop(number)
        if ground is None:
            self._drop(DRAFT)
            return
        for number, shape in wanted.items():
            item = self._items.get(number) or self._add(number)
            fresh = new_ground or item.measured != shape or number not in self._readings
            item.show_shape(shape, ground.picture.scale, selected=number in selection)
            if fresh:
                self._measure(number, shape)
            self._label(number)
        self._place_labels()

    def show_draft(self, shape: Shape | None) -> None:
        """Draw what is being drawn, or nothing."""
        if shape is None or self._ground is None:
            self._drop(DRAFT)
            return
        item = self._items.get(DRAFT) or self._add(DRAFT)
        item.show_shape(shape, self._ground.picture.scale, selected=True)
        self._measure(DRAFT, shape)
        self._label(DRAFT)
        self._place_labels()

    # -- inside -------------------------------------------------------------------------------------------

    def _add(self, number: int) -> MeasureItem:
        item = MeasureItem(number, self._view_box, self._heed, self._takes_mouse)
        label = MeasureLabel()
        label.setZValue(_ABOVE_THE_LINES)
        for each in (item, label):
            self._view_box.addItem(each, ignoreBounds=True)
        self._items[number], self._labels[number] = item, label
        return item

    def _drop(self, number: int) -> None:
        for each in (self._items.pop(number, None), self._labels.pop(number, None)):
            if each is not None:
                self._view_box.removeItem(each)
        self._readings.pop(number, None)

    def _measure(self, number: int, shape: Shape) -> None:
        if self._ground is not None:
            self._readings[number] = read(shape, self._ground.picture)
            self.read.emit(number)

    def _label(self, number: int) -> None:
        item, value = self._items[number], self.value_text(number)
        if not value:
            return
        text = "  ".join(part for part in (self._names.get(number, ""), value) if part)
        crowded = list(self._items).index(number) >= _MOST_LABELS and not item.is_selected
        self._labels[number].set_text("" if crowded else text, item.colour, item.is_selected)

    def _place_labels(self) -> None:
        box = self._view_box
        view = box.sceneBoundingRect().adjusted(4, 4, -4, -4)
        spans = {number: box.mapViewToScene(item.span).boundingRect() for number, item in self._items.items()}
        shapes, placed = edges_of(list(spans.values())), edges_of([])
        order = list(self._items)
        for number in sorted(order, key=lambda one: not self._items[one].is_selected):
            label = self._labels[number]
            if not label.isVisible():
                continue
            others = np.delete(shapes, order.index(number), axis=0)
            corner = label_place(label.boundingRect(), spans[number], view, placed, others)
            rect = label.boundingRect().translated(corner)
            label.setPos(box.mapSceneToView(corner))
            # Two texts on each other can't be read, neither of them; who selects a shape sees its own.
            fits = self._items[number].is_selected or covered(rect, placed) <= _MOST_COVERED
            label.setOpacity(1.0 if fits else 0.0)
            if fits:
                placed = np.vstack([placed, edges_of([rect])])

    def _takes_mouse(self, hold: Hold) -> bool:
        return not self.is_drawing and hold in self.offers

    @Slot()
    def _on_zoomed(self) -> None:
        for item in self._items.values():
            item.follow_zoom()
        if self._items:
            self._place_labels()

    def _on_dragged(self, number: int, shape: Shape, is_last: bool) -> None:
        item = self._items.get(number)
        if item is None or self._ground is None:
            return
        item.show_shape(shape, self._ground.picture.scale, selected=True)
        self._measure(number, shape)
        self._label(number)
        self._place_labels()
        if is_last:
            self.reshaped.emit(number, shape)

    def _on_clicked(self, number: int, modifiers: Qt.KeyboardModifier) -> None:
        self.clicked.emit(number, bool(modifiers & Qt.KeyboardModifier.ControlModifier))
