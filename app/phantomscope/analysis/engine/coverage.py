"""Which modules of a phantom lie where, once its origin is known, and which of them were not scanned.

It asks pylinac's own classes for their geometry, so it works in the process that analyses only.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from phantomscope.analysis.results import LeftOut

_CTP = re.compile(r"CTP\d{3}")
_THIN_MM = 3.5  # pylinac averages thinner slices for their thickness, unless a parameter says otherwise
_ENOUGH_MM = 0.05  # what rounds to nothing when it is said with one decimal


@dataclass(frozen=True, slots=True)
class Part:
    """A module of a phantom.

    Attributes:
        title: What to call it.
        key: Where the phantom keeps it: a class in ``modules`` for CatPhans, else an attribute's name.
        offsets: Where its slices lie, in mm from the origin.
        reach: How many slices on either side are averaged with each.
    """

    title: str
    key: Any
    offsets: tuple[float, ...]
    reach: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that was not scanned, or not all of it.

    Attributes:
        part: The module.
        position_mm: Where its middle would lie along the stack, as pylinac sees that.
        outside_mm: How far outside that is.
        below: Whether that is before the first slice rather than beyond the last, as pylinac sees them.
        averaged: Whether only slices that would be averaged with its own are missing.
    """

    part: Part
    position_mm: float
    outside_mm: float
    below: bool
    averaged: bool = False

    @property
    def is_origin(self) -> bool:
        """Whether it is the module that all others are found from."""
        return self.part.offsets == (0,)


def parts_of(phantom: Any) -> tuple[Part, ...]:
    """The modules of a pylinac phantom object; empty for those of a single module."""
    names = {parent.__name__ for parent in type(phantom).__mro__}
    if "CheesePhantomBase" in names:
        return ()
    if "ACRCT" in names:
        return tuple(_acr_ct(phantom))
    if "ACRMRILarge" in names:
        return tuple(_acr_mri(phantom))
    if "QuartDVT" in names:
        return tuple(_quart(phantom))
    if "GEHeliosCTDaily" in names:
        return tuple(_helios(phantom))
    return tuple(_catphan(phantom))


def missing_parts(
    phantom: Any, origin: int | None = None, *, from_far_end: bool = False
) -> tuple[Missing, ...]:
    """The modules of a phantom that lie outside its scan, by pylinac's own rule for the extent of a scan.

    A module counts as missing too where slices that pylinac averages with its own would lie outside: pylinac
    fails there beyond the last slice, and before the first takes slices from the other end.

    Args:
        phantom: pylinac's phantom object.
        origin: The slice of its origin; as the phantom has it where None.
        from_far_end: As if the phantom had been scanned from its far end.
    """
    stack = phantom.dicom_stack
    positions = [float(header.ImagePositionPatient[-1]) for header in stack.metadatas]
    number = int(phantom.origin_slice if origin is None else origin)
    if not 0 <= number < len(positions):
        return ()
    scan = _Scan(min(positions), max(positions), len(positions), float(stack.slice_spacing))
    found = (
        scan.missing(part, positions[number], number, -1 if from_far_end else 1) for part in parts_of(phantom)
    )
    return tuple(one for one in found if one is not None)


def left_out(missing: Sequence[Missing], mirror_mm: float | None = None) -> tuple[LeftOut, ...]:
    """The same as data, for results and events.

    Args:
        missing: As ``missing_parts`` gives them.
        mirror_mm: The sum of the positions of the first and last slice where the stack was turned.
    """
    return tuple(
        LeftOut(
            one.part.title,
            round(one.position_mm if mirror_mm is None else mirror_mm - one.position_mm, 3),
            round(one.outside_mm, 3),
        )
        for one in missing
    )


def told(missing: Sequence[Missing], *, turned: bool = False) -> str:
    """The missing modules as a clause: "CTP486 lies 12 mm before the first slice"."""
    clauses = []
    for one in missing:
        end = "before the first slice" if one.below is not turned else "beyond the last slice"
        verb = "averages slices that lie" if one.averaged else "lies"
        clauses.append(f"{one.part.title} {verb} {one.outside_mm:.1f} mm {end}".replace(".0 mm", " mm"))
    return " and ".join(clauses) if len(clauses) < 3 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"


@dataclass(frozen=True, slots=True)
class _Scan:
    lowest: float
    highest: float
    count: int
    spacing: float

    def missing(self, part: Part, origin_mm: float, origin: int, sign: int) -> Missing | None:
        """The module where it is missing; of several slices, the one that is furthest outside tells."""
        tolerance = min(0.5, self.spacing / 2)
        middle = origin_mm + sign * sum(part.offsets) / len(part.offsets)
        worst: Missing | None = None
        for offset in part.offsets:
            position = origin_mm + sign * offset
            below, above = self.lowest - position, position - self.highest
            averaged = max(below, above) <= tolerance
            if averaged:
                number = int(origin + round(sign * offset / self.spacing))
                below = (part.reach - number) * self.spacing
                above = (number + part.reach - (self.count - 1)) * self.spacing
            outside = max(below, above)
            if outside > (_ENOUGH_MM if averaged else tolerance) and (
                worst is None or outside > worst.outside_mm
            ):
                worst = Missing(part, middle, outside, below > above, averaged)
        return worst


def _catphan(phantom: Any) -> Iterator[Part]:
    thin = float(phantom.dicom_stack.metadatas[0].SliceThickness) < _THIN_MM
    for module, settings in phantom.modules.items():
        found = _CTP.match(module.__name__)
        title = found[0] if found else module.common_name
        reach = max(module.num_slices, int(thin and hasattr(module, "thickness_roi_settings")))
        yield Part(title, module, (settings["offset"],), reach)


def _acr_ct(phantom: Any) -> Iterator[Part]:
    acr = _home(phantom, "ACRCT")
    yield Part("HU Linearity", "ct_calibration_module", (0,))
    yield Part("HU Uniformity", "uniformity_module", (acr.CT_UNIFORMITY_MODULE_OFFSET_MM,))
    yield Part(
        "Spatial Resolution", "spatial_resolution_module", (acr.CT_SPATIAL_RESOLUTION_MODULE_OFFSET_MM,)
    )
    yield Part("Low Contrast", "low_contrast_module", (acr.CT_LOW_CONTRAST_MODULE_OFFSET_MM,))


def _acr_mri(phantom: Any) -> Iterator[Part]:
    acr = _home(phantom, "ACRMRILarge")
    yield Part("Slice 1", "slice1", (0,))
    yield Part(
        "Geometric Distortion", "geometric_distortion", (acr.MR_GEOMETRIC_DISTORTION_MODULE_OFFSET_MM,)
    )
    yield Part("Signal Uniformity", "uniformity_module", (acr.MR_UNIFORMITY_MODULE_OFFSET_MM,))
    yield Part("Slice 11", "slice11", (acr.MR_SLICE11_MODULE_OFFSET_MM,))
    # One score over four slices: without one of them there is none.
    offsets = tuple(acr.MR_LOW_CONTRAST_MODULE_OFFSETS_MM.values())
    yield Part("Low Contrast (slices 8 to 11)", "low_contrast_multi_slice", offsets)


def _quart(phantom: Any) -> Iterator[Part]:
    quart = _home(phantom, "QuartDVT")
    yield Part("HU Linearity", "hu_module_class", (0,))
    yield Part("HU Uniformity", "uniformity_module_class", (quart.UNIFORMITY_OFFSET_MM,))
    yield Part("Geometric Distortion", "geometry_module_class", (quart.GEOMETRY_OFFSET_MM,))


def _helios(phantom: Any) -> Iterator[Part]:
    helios = _home(phantom, "GEHeliosCTDaily")
    spacing = float(phantom.dicom_stack.slice_spacing)
    section_3 = float(helios.SECTION_3_OFFSET_MM)
    steps = helios.HELIOS_LOW_CONTRAST_SLICE_OFFSETS_INDEX.values()
    yield Part("Contrast Scale", "contrast_scale_module", (0,))
    yield Part("High Contrast", "high_contrast_module", (0,))
    low_contrast = tuple(float(int(step * spacing + section_3)) for step in steps)
    yield Part("Low Contrast", "low_contrast_multi_slice", low_contrast)
    yield Part("Noise and Uniformity", "noise_uniformity_module", (section_3,))


def _home(phantom: Any, name: str) -> Any:
    """The pylinac module that a phantom's class, or the one it was made from, comes from."""
    parent = next(
        one for one in type(phantom).__mro__ if one.__name__ == name and "pylinac" in one.__module__
    )
    return sys.modules[parent.__module__]
