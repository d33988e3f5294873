"""The picture of first minus second, its colours, its numbers, and how the second is laid on the first."""

import dataclasses
import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from phantomscope.analysis.results import shown
from phantomscope.gui.parts.number_box import NumberBox
from phantomscope.gui.second.second_heading import ElidedLabel
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.canvas_label import CanvasLabel
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import readout
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.measure.alignment import Alignment, Placement
from phantomscope.measure.difference import Difference, colour_numbers
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import Region
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.slice_header import SliceHeader

_MOST_MM = 200.0
_STEP_MM = 0.1
_SHADES = WindowLevel.between(0.0, 256.0)  # a stored value is the number of a colour
_PIXELS_TO_DOUBLE = 250.0
_SHORT_UNIT = 4


class _Colours(Appearance):
    """Blue below, white for no difference, red above; nothing where there is no difference to tell."""

    __slots__ = ()

    def table(self, photometric: str) -> npt.NDArray[np.uint8]:  # noqa: ARG002 - as Appearance has it
        """Shape (256, 4); the first is transparent."""
        return _table()


@lru_cache(maxsize=1)
def _table() -> npt.NDArray[np.uint8]:
    colours = Appearance("CET-D1A").table("MONOCHROME2")
    assert colours is not None
    table = np.full((256, 4), 255, np.uint8)
    table[:, :3] = colours
    table[0] = 0
    return table


@dataclasses.dataclass(frozen=True, slots=True)
class NamedRegion:
    """A region of the first slice, and what it is called."""

    name: str
    region: Region


class DifferenceView(QWidget):
    """Shows the difference of two slices.

    Signals:
        difference_changed(): Another one is shown, or none.
        placement_changed(Placement): The second is to lie otherwise on the first.
        readout_changed(Readout | None): What is under the pointer.

    Attributes:
        canvas: The picture.
        alignment_box, right_box, down_box: How the second lies on the first.
        width_box: What has the strongest colours.
    """

    difference_changed = Signal()
    placement_changed = Signal(object)
    readout_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Difference"))
        self._difference: Difference | None = None
        self._loaded: LoadedSlice | None = None
        self._header: SliceHeader | None = None  # of the first slice, on whose grid it is
        self._regions: tuple[NamedRegion, ...] = ()
        self._unit = ""
        self._chosen = False
        self._heading = QLabel(self.tr("First − second"), self)
        font = self._heading.font()
        font.setWeight(QFont.Weight.DemiBold)
        self._heading.setFont(font)
        self._how = ElidedLabel(self)
        self.canvas = SliceCanvas(self)
        self.canvas.setAccessibleName(self.tr("Difference of the two slices"))
        self._numbers = CanvasLabel(self.canvas, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._trouble = CanvasLabel(self.canvas, Qt.AlignmentFlag.AlignCenter)
        self._build_boxes()
        self._lay_out()
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.left.connect(lambda: self.readout_changed.emit(None))
        self.canvas.tool_dragged.connect(self._on_dragged)

    # -- what it knows ------------------------------------------------------------------------------------

    @property
    def difference(self) -> Difference | None:
        """What is shown."""
        return self._difference

    @property
    def placement(self) -> Placement:
        """How the second is to lie on the first."""
        return Placement(self.alignment_box.currentData(), self.right_box.value(), self.down_box.value())

    @property
    def width_shown(self) -> float:
        """The difference that has the strongest colours."""
        return self.width_box.value()

    @property
    def how(self) -> str:
        """What the heading says of how the difference was made."""
        return self._how.whole

    @property
    def numbers(self) -> str:
        """Mean and SD as they stand on the picture, of the whole first, of regions below."""
        return self._numbers.text()

    @property
    def trouble(self) -> str:
        """Why there is no picture; empty where there is one."""
        return self._trouble.text()

    @property
    def nbytes(self) -> int:
        """Bytes that it holds."""
        values = self._difference.values.nbytes if self._difference is not None else 0
        return values + (self._loaded.pixels.nbytes if self._loaded is not None else 0)

    def is_of(self, first: LoadedSlice) -> bool:
        """Whether what is shown lies on the grid of this slice."""
        return self._difference is not None and self._header == first.header

    # -- what it is told ----------------------------------------------------------------------------------

    def show_difference(self, found: Difference, first: LoadedSlice, unit: str) -> None:
        """Show a difference.

        Args:
            found: The difference.
            first: The slice on whose grid it is; only its header is kept.
            unit: Of its values.
        """
        self._difference, self._unit, self._header = found, unit, first.header
        self._regions = ()
        self.width_box.setSuffix(f" {unit}" if len(unit) <= _SHORT_UNIT else "")
        self._trouble.set_text("")
        self._loaded = self._as_slice(found, first)
        self.canvas.show_slice(self._loaded, _SHADES, _Colours())
        self._how.set_whole(self._how_text(found, first))
        self._numbers.set_text(self._numbers_text(found))
        self.difference_changed.emit()

    def set_regions(self, regions: Sequence[NamedRegion]) -> None:
        """Say the mean and the SD inside these as well."""
        if tuple(regions) != self._regions:
            self._regions = tuple(regions)
            if self._difference is not None:
                self._numbers.set_text(self._numbers_text(self._difference))

    def show_trouble(self, sentence: str) -> None:
        """Say why there is no difference to show."""
        self.clear()
        self._trouble.set_text(sentence)

    def clear(self) -> None:
        """Show nothing and keep nothing."""
        self._difference, self._loaded, self._header = None, None, None
        self._regions = ()
        self.canvas.clear()
        for label in (self._numbers, self._trouble):
            label.set_text("")
        self._how.set_whole("")

    def start_pair(self) -> None:
        """Other scans are compared from now on: what the person chose was meant for those before."""
        self._chosen = False
        self.right_box.setValue(0.0)
        self.down_box.setValue(0.0)

    def suggest(self, alignment: Alignment) -> None:
        """Align so from now on, unless the person has chosen otherwise for these scans."""
        if not self._chosen:
            self.alignment_box.setCurrentIndex(self.alignment_box.findData(alignment))

    def choose(self, alignment: Alignment) -> None:
        """Align so, as the person wishes."""
        self._chosen = True
        self.alignment_box.setCurrentIndex(self.alignment_box.findData(alignment))

    def set_width(self, width: float) -> None:
        """Give the strongest colours to another difference, without telling anybody."""
        self.width_box.blockSignals(True)
        self.width_box.setValue(width)
        self.width_box.blockSignals(False)
        self._recolour()

    # -- inside -------------------------------------------------------------------------------------------

    def _build_boxes(self) -> None:
        self.alignment_box = QComboBox(self)
        self.alignment_box.addItem(self.tr("Patient"), Alignment.PATIENT)
        self.alignment_box.addItem(self.tr("Image centres"), Alignment.CENTRES)
        tip = self.tr(
            "How the second slice is laid on the first: by patient coordinates, or by the centres of the two "
            "images (not of what is in them), for instance where the couch stood elsewhere"
        )
        self.alignment_box.setToolTip(tip)
        self.alignment_box.setAccessibleName(self.tr("Align by"))
        self.alignment_box.currentIndexChanged.connect(self._on_placed)
        self.alignment_box.activated.connect(lambda: self.choose(self.placement.alignment))
        self.right_box = self._millimetres(self.tr("Move the second slice to the right, in mm"))
        self.down_box = self._millimetres(self.tr("Move the second slice down, in mm"))
        self.width_box = NumberBox(self)
        self.width_box.setDecimals(2)
        self.width_box.setRange(0.01, 1_000_000.0)
        self.width_box.setPrefix("±")
        self.width_box.setValue(50.0)
        self.width_box.setKeyboardTracking(False)
        self.width_box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.width_box.setMinimumWidth(self.fontMetrics().horizontalAdvance("±500 HU") + 28)  # and its arrows
        self.width_box.setToolTip(self.tr("The difference with the strongest colours"))
        self.width_box.setAccessibleName(self.tr("The difference with the strongest colours"))
        self.width_box.valueChanged.connect(self._recolour)

    def _millimetres(self, tip: str) -> NumberBox:
        box = NumberBox(self)
        box.setDecimals(2)
        box.setRange(-_MOST_MM, _MOST_MM)
        box.setSingleStep(_STEP_MM)
        box.setKeyboardTracking(False)
        box.setMinimumWidth(50)
        box.setToolTip(tip)
        box.setAccessibleName(tip)
        box.valueChanged.connect(self._on_placed)
        return box

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setContentsMargins(8, 5, 8, 3)
        above.setSpacing(8)
        above.addWidget(self._heading)
        above.addWidget(self._how, 1)
        below = QHBoxLayout()
        below.setContentsMargins(8, 3, 8, 3)
        below.setSpacing(5)
        below.addWidget(self.alignment_box)
        for sign, box in (("→", self.right_box), ("↓", self.down_box)):
            label = QLabel(sign, self)
            label.setToolTip(box.toolTip())
            below.addWidget(label)
            below.addWidget(box, 1)
        below.addWidget(self.width_box, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(above)
        layout.addWidget(self.canvas, 1)
        layout.addLayout(below)

    def _as_slice(self, found: Difference, first: LoadedSlice) -> LoadedSlice:
        lies = dataclasses.replace(
            first.header.format, photometric="MONOCHROME2", padding=None, slope=None, intercept=None
        )
        header = dataclasses.replace(first.header, format=lies)
        pixels = SlicePixels(colour_numbers(found.values, self.width_shown), None, None)
        return LoadedSlice(first.index, header, first.position, pixels, 0.0, 255.0)

    @Slot()
    def _recolour(self) -> None:
        if self._difference is not None and self._loaded is not None:
            self._loaded = self._as_slice(self._difference, self._loaded)
            self.canvas.show_slice(self._loaded, _SHADES, _Colours())

    def _how_text(self, found: Difference, first: LoadedSlice) -> str:
        if found.mapping.alignment is Alignment.PATIENT:
            parts = [self.tr("patient coordinates")]
        elif self.placement.alignment is Alignment.PATIENT:
            parts = [self.tr("image centres aligned: there are no positions")]
        else:
            parts = [self.tr("image centres aligned")]
        if not found.mapping.is_whole:
            parts.append(self.tr("resampled"))
        moved = self._moved_text()
        if moved:
            parts.append(self.tr("second moved {moved}").format(moved=moved))
        if first.slab is not None:
            parts.append(self.tr("the first is {count} slices joined").format(count=first.slab.count))
        return " · ".join(parts)

    def _moved_text(self) -> str:
        """How far the second is moved by hand, as "→ 7.5 mm ↑ 2 mm"; empty where it is not."""
        ways = (("→", "←", self.placement.right), ("↓", "↑", self.placement.down))
        return " ".join(f"{on if far > 0 else back} {abs(far):g} mm" for on, back, far in ways if far)

    def _numbers_text(self, found: Difference) -> str:
        if found.mean is None or found.sd is None:
            return self.tr("The two slices do not overlap")
        whole = self.tr("{numbers} over the whole overlap").format(
            numbers=self._mean_text(found.mean, found.sd)
        )
        return "\n".join((whole, *(self._region_text(found, one) for one in self._regions)))

    def _mean_text(self, mean: float, sd: float) -> str:
        return self.tr("mean {mean}  SD {sd} {unit}").format(
            mean=shown(_rounded(mean)), sd=shown(_rounded(sd)), unit=self._unit
        )

    def _region_text(self, found: Difference, one: NamedRegion) -> str:
        spacing = self._header.plane.spacing if self._header is not None else None
        mean, sd = found.inside(one.region, Scale.of(spacing))
        if mean is None or sd is None:
            return self.tr("{region}: the two slices do not overlap").format(region=one.name)
        return self.tr("{numbers} in {region}").format(numbers=self._mean_text(mean, sd), region=one.name)

    @Slot()
    def _on_placed(self) -> None:
        self.placement_changed.emit(self.placement)

    @Slot(float, float)
    def _on_dragged(self, right: float, _up: float) -> None:
        self.width_box.setValue(self.width_shown * 2 ** (right / _PIXELS_TO_DOUBLE))

    @Slot(int, int)
    def _on_hovered(self, column: int, row: int) -> None:
        found = readout(self._loaded, column, row) if self._loaded is not None else None
        if found is not None and self._difference is not None:
            value = float(self._difference.values[row, column])
            text = f"Δ {shown(_rounded(value))} {self._unit}" if math.isfinite(value) else ""
            found = dataclasses.replace(found, value=text)
        self.readout_changed.emit(found)


def _rounded(value: float) -> float:
    """Two decimals, which is more than noise leaves."""
    return round(value, 2) + 0.0 if abs(value) >= 0.1 else value
