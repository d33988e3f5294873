"""What a digital phantom is known to be, for comparison with what an analysis measures."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class RegionTruth:
    """A region of a module: an insert, a target, a node or a place in a uniform material.

    Attributes:
        value: The true value, in the phantom's unit, without noise and far from edges.
        column, row: Its centre in the image; whole numbers are pixel centres, counted from 0.
        radius_mm: Radius of the object.
        nominal: What the value ought to be, where there is such a value.
    """

    value: float
    column: float
    row: float
    radius_mm: float
    nominal: float | None = None


@dataclass(frozen=True, slots=True)
class ModuleTruth:
    """A module of the phantom.

    Attributes:
        slice_num: Index of the slice nearest to the module's centre, from 0 at the lowest position.
        position_mm: The module's centre along the slice normal, as ImagePositionPatient counts.
        background: Value of the module's own material.
        regions: By the name that the analysis uses.
        quantities: Other true quantities by name (with the unit in the name).
    """

    slice_num: int
    position_mm: float
    background: float
    regions: Mapping[str, RegionTruth] = field(default_factory=dict)
    quantities: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Truth:
    """A whole phantom, as it was made: spoiling a scan's header or scale doesn't change what is true of it.

    Places (slices, columns, rows) are those in the scan as it is stored, values are in the phantom's unit
    whatever the stored scale, and lengths are real ones even where the header's pixel spacing is wrong.

    Attributes:
        phantom: pylinac's name of the phantom class.
        unit: Unit of all values ("HU" for CT).
        series_instance_uid: SeriesInstanceUID of the stack that this belongs to.
        num_images: Number of slices.
        columns, rows: Size of a slice in pixels.
        pixel_spacing_mm, slice_thickness_mm, slice_spacing_mm: Geometry of the stack.
        origin_slice: Index of the slice at the phantom's origin, from 0 at the lowest position.
        center_column, center_row: The phantom's axis in the image.
        roll_deg: Roll of the phantom, clockwise on the screen.
        noise: Standard deviation of the noise.
        modules: By pylinac's module name.
    """

    phantom: str
    unit: str
    series_instance_uid: str
    num_images: int
    columns: int
    rows: int
    pixel_spacing_mm: float
    slice_thickness_mm: float
    slice_spacing_mm: float
    origin_slice: int
    center_column: float
    center_row: float
    roll_deg: float
    noise: float
    modules: Mapping[str, ModuleTruth]

    def to_json(self) -> str:
        """This truth as a JSON object, indented."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The truth that `to_json` wrote. Raises ValueError, KeyError or TypeError on anything else."""
        data: dict[str, Any] = json.loads(text)
        modules = {name: _module(module) for name, module in data.pop("modules").items()}
        return cls(**data, modules=modules)


def _module(data: dict[str, Any]) -> ModuleTruth:
    regions = {name: RegionTruth(**region) for name, region in data.pop("regions").items()}
    return ModuleTruth(**data, regions=regions)
