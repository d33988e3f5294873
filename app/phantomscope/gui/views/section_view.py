"""One section of the open stack: its lines as they come, its picture, its place."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget

from phantomscope.gui.parts.marked import translate
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.loaded_slice import rescaled
from phantomscope.gui.viewing.side_view_image import levels
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.gui.views.section_canvas import SectionCanvas
from phantomscope.gui.views.view_frame import ViewFrame
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.directions import Anatomy
from phantomscope.stack.sections import Across, Cut, Line, Section, SectionPlane
from phantomscope.stack.stack_geometry import StackGeometry

_NO_WINDOW = WindowLevel(400, 40)


@dataclass(frozen=True, slots=True)
class SectionPixel:
    """A pixel of a section.

    Attributes:
        pixel: Its place in its line.
        index: Its slice.
        value: In the output unit.
    """

    pixel: int
    index: int
    value: float


class SectionView(ViewFrame):
    """Shows one kind of section. It holds the section's own pixels, and nothing while it has no stack.

    Signals:
        stepped(int): The person wants the section so many rows or columns further on.
        picked(int, int): The person put the crosshair on this pixel of a line and this slice.

        hovered(SectionPixel | None): What is under the pointer.

    Attributes:
        across: Which lines of the slices it is made of.
        canvas: The picture.
        refusal: Says in the picture's place why there is none.

    Args:
        across: Which lines.
        parent: Qt parent.
    """

    stepped = Signal(int)
    picked = Signal(int, int)
    hovered = Signal(object)

    def __init__(self, across: Across, parent: QWidget | None = None) -> None:
        self.canvas = SectionCanvas()
        super().__init__("", self.canvas, parent)
        self.across = across
        self.refusal = CanvasLabel(self.canvas, Qt.AlignmentFlag.AlignCenter)
        self._geometry: StackGeometry | None = None
        self._plane: SectionPlane | None = None
        self._section: Section | None = None
        self._window: WindowLevel | None = None
        self._appearance = Appearance()
        self.canvas.stepped.connect(self.stepped)
        self.canvas.picked.connect(self._on_picked)
        self.canvas.hovered.connect(lambda point: self.hovered.emit(self._pixel_at(point)))
        self.set_title(section_title(across, None))
        self.canvas.setAccessibleName(self.title)

    @property
    def section(self) -> Section | None:
        """The lines that are there; None without a stack."""
        return self._section

    @property
    def plane(self) -> SectionPlane | None:
        """How it lies; None without a stack."""
        return self._plane

    @property
    def is_complete(self) -> bool:
        """Whether all slices are in it, where the crosshair is now."""
        return self._section is not None and self._section.is_complete

    @property
    def nbytes(self) -> int:
        """What it holds."""
        return self.canvas.strips.nbytes + (self._section.nbytes if self._section is not None else 0)

    # -- what it is told ----------------------------------------------------------------------------------

    def start(self, geometry: StackGeometry, cut: Cut) -> None:
        """Show a section of another stack, nothing of which is there yet."""
        self.refusal.set_text("")
        old, self._geometry = self._plane, geometry
        self._plane = plane = SectionPlane.of(geometry, self.across)
        self._section = Section(cut, len(geometry.fits), plane.length)
        for index, fits in enumerate(geometry.fits):
            if not fits:
                self._section.put(index, None)
        size = self.canvas.strips.boundingRect()
        self.canvas.strips.set_place(plane, geometry.axis)
        if old is None or size != self.canvas.strips.boundingRect():
            self.canvas.fit()
        self.canvas.letters.set_directions(plane.right, plane.down)
        self.set_title(section_title(self.across, plane))
        self.canvas.setAccessibleName(self.title)
        self._show_progress()

    def move_to(self, cut: Cut) -> None:
        """Go elsewhere in the same stack; the old lines are shown until the new ones come."""
        if self._section is not None:
            self._section.move(cut)
            for index, fits in enumerate(self._geometry.fits if self._geometry is not None else ()):
                if not fits:
                    self._section.put(index, None)
            self._show_progress()

    def take(self, lines: Iterable[tuple[int, Line | None]]) -> None:
        """Take some slices' lines: index and line."""
        if self._section is not None:
            for index, line in lines:
                self._section.put(index, line)
            self._show_progress()
            self._paint()

    def set_window(self, window: WindowLevel | None, appearance: Appearance) -> None:
        """Show with another window, and in other colours. A projection keeps a window of its own."""
        same = appearance == self._appearance and (window == self._window or self.across is Across.PROJECTION)
        self._window, self._appearance = window, appearance
        if not same:
            self._paint()

    def show_crosshair(self, pixel: int, index: int, shown: bool) -> None:
        """Show where the crosshair is: on which pixel of a line, and on which slice."""
        geometry, plane = self._geometry, self._plane
        there = shown and geometry is not None and plane is not None and 0 <= index < len(geometry.fits)
        if not there or geometry is None or plane is None or np.isnan(geometry.axis.centres[index]):
            self.canvas.lines.show(None)
            return
        place = self.canvas.strips.point((pixel + 0.5) * plane.spacing, geometry.axis.centres[index])
        self.canvas.lines.show(place)

    def refuse(self, text: str) -> None:
        """Show nothing, and say why, in whole sentences."""
        self.clear()
        self.refusal.set_text(text)
        self.canvas.setAccessibleDescription(text)

    def clear(self) -> None:
        """Show nothing and hold nothing."""
        self.refusal.set_text("")
        self._geometry, self._plane, self._section = None, None, None
        self.canvas.strips.set_place(None, None)
        self.canvas.lines.show(None)
        self.canvas.letters.set_directions(None, None)
        self.set_detail("")
        self.set_progress(0, 0)

    # -- inside -------------------------------------------------------------------------------------------

    def _show_progress(self) -> None:
        if self._section is not None:
            missing = int(self._section.missing.sum())
            self.set_progress(len(self._section.there) - missing, len(self._section.there))

    def _paint(self) -> None:
        section, geometry = self._section, self._geometry
        if section is None or geometry is None or section.values is None:
            return
        pixels = SlicePixels(section.values, section.slope, section.intercept)
        window = self._window or _NO_WINDOW
        if self.across is Across.PROJECTION:
            there = section.values[section.there]
            if not there.size:
                return
            inside = SlicePixels(there, section.slope, section.intercept).rescaled()
            window = WindowLevel.between(*levels(inside.astype(np.float32)))
        black, white = window.raw_levels(pixels)
        scaled = section.values.astype(np.float32)
        scaled -= black
        scaled *= 255.0 / (white - black)
        np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
        shades = np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)
        table = self._appearance.table(geometry.photometric)
        self.canvas.strips.set_shades(shades, table, geometry.axis.runs(section.there))

    def _on_picked(self, point: QPointF) -> None:
        geometry, plane = self._geometry, self._plane
        if geometry is not None and plane is not None:
            along, place = self.canvas.strips.place_of(point)
            pixel = min(max(int(along // plane.spacing), 0), plane.length - 1)
            self.picked.emit(pixel, geometry.axis.nearest(place))

    def _pixel_at(self, point: QPointF | None) -> SectionPixel | None:
        """What is at a point of the picture; None where there is nothing."""
        geometry, plane, section = self._geometry, self._plane, self._section
        if point is None or geometry is None or plane is None or section is None or section.values is None:
            return None
        along, place = self.canvas.strips.place_of(point)
        pixel, index = int(along // plane.spacing), geometry.axis.nearest(place)
        low, high = geometry.axis.edges[index]
        inside = 0 <= pixel < plane.length and low <= place < high
        # While a moved section is read, some of its lines are still those of its old place.
        if not inside or not section.there[index] or section.missing[index]:
            return None
        stored = float(section.values[index, pixel])
        value = rescaled(SlicePixels(section.values, section.slope, section.intercept), stored)
        return SectionPixel(pixel, index, value)


def section_title(across: Across, plane: SectionPlane | None) -> str:
    """What to call a section: by the plane of the body where that is known, else by what it cuts."""

    if across is Across.PROJECTION:
        return translate("SectionView", "Side view")
    if plane is None or plane.anatomy is None:
        return (
            translate("SectionView", "Across rows")
            if across is Across.COLUMN
            else translate("SectionView", "Across columns")
        )
    names = {
        Anatomy.AXIAL: translate("SectionView", "Axial"),
        Anatomy.SAGITTAL: translate("SectionView", "Sagittal"),
        Anatomy.CORONAL: translate("SectionView", "Coronal"),
    }
    name = names[plane.anatomy]
    return translate("SectionView", "{plane}, oblique").format(plane=name) if plane.slanted else name
