"""Where pylinac looks for the parts of the ACR MRI phantoms, and what is known of their size.

Lengths are mm; x runs right and y down in an axial image of the phantom without roll, z along its axis from
slice 1 towards slice 11; angles are degrees, clockwise on the screen from the right. What pylinac doesn't say
is from descriptions of the large phantom (190 mm inside, 148 mm long, 1:10 ramps, 45° wedges, holes of 1.1,
1.0 and 0.9 mm as far apart as they are wide, an 11 mm thick resolution insert, a grid 10 mm thick, disks of
7.0 to 1.5 mm with 1.4, 2.5, 3.6 and 5.1 % contrast) or, like the places of its parts, measured on images.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from phantomscope.digital.places import Place, place

CONTRASTS: Mapping[str, float] = {"slice_8": 0.014, "slice_9": 0.025, "slice_10": 0.036, "slice_11": 0.051}
"""Contrast of the low-contrast disks by slice, by pylinac's names."""
RAMP_SLOPE = 10.0
"""mm along a ramp for each mm of z."""
ROI_FACTOR = 0.8
"""pylinac's low-contrast regions have this fraction of the disks' diameter."""


@dataclass(frozen=True, slots=True)
class HoleArray:
    """A square array of 4 x 4 holes.

    Attributes:
        spot: Its middle, with the radius of the region in which pylinac reads it.
        diameter: Of a hole; the next one is twice as far away.
        by_rows: Whether each row is shifted a little against the one above, or each column.
    """

    spot: Place
    diameter: float
    by_rows: bool


@dataclass(frozen=True, slots=True)
class Spokes:
    """The low-contrast disks of one slice.

    Attributes:
        name: pylinac's name of the slice ("slice_8").
        z: The slice.
        contrast: Of the disks, as a fraction of the signal.
        disks: By spoke ("spoke_1"), from the innermost, with the radius of the disk.
        backgrounds: By spoke, where pylinac reads the background of each disk.
    """

    name: str
    z: float
    contrast: float
    disks: Mapping[str, tuple[Place, ...]]
    backgrounds: Mapping[str, tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class ACRMRISizes:
    """What differs between the phantoms and isn't in pylinac's classes.

    Attributes:
        radius: Inside radius.
        length: Inside length.
        wedge_tip: Distance above the axis at which both position bars end where the slice lies right.
        tube_distance: From the axis to the tube's.
        ramp_half_length: Half the width of the thickness insert.
        insert: Left, right, top and bottom of the resolution insert.
        grid_pitch: Between the lines of the grid.
        contrast_center_y: The middle of the low-contrast disks.
    """

    radius: float
    length: float
    wedge_tip: float
    tube_distance: float
    ramp_half_length: float
    insert: tuple[float, float, float, float]
    grid_pitch: float
    contrast_center_y: float


LARGE = ACRMRISizes(95.0, 148.0, 65.0, 61.5, 89.0, (-53.0, 61.0, 19.0, 57.5), 15.0, 6.5)
MEDIUM = ACRMRISizes(82.5, 134.0, 59.0, 54.5, 76.0, (-53.0, 56.0, 19.0, 53.0), 13.0, 5.0)
"""The medium phantom's length is no published value but in the large one's proportion."""


@dataclass(frozen=True, slots=True)
class ACRMRIGeometry:
    """The parts of a phantom.

    Attributes:
        sizes: What pylinac doesn't say.
        offsets: z by module name: pylinac's result fields, and its names of the low-contrast slices.
        arrays: Hole arrays by pylinac's name ("Row 1.1").
        reference: The region that the arrays are compared with.
        ramps: Middle line (y) of each thickness ramp by name.
        spokes: The low-contrast slices.
        uniformity: The region of the uniform slice.
        ghosts: Middles of the ghosting regions by name; `radius` is half their longer side.
        localizer_offsets: pylinac's lines across the sagittal slice: mm from the middle, by name.
    """

    sizes: ACRMRISizes
    offsets: Mapping[str, float]
    arrays: Mapping[str, HoleArray]
    reference: Place
    ramps: Mapping[str, float]
    spokes: tuple[Spokes, ...]
    uniformity: Place
    ghosts: Mapping[str, Place]
    localizer_offsets: Mapping[str, float]


@cache
def acr_mri_geometry(class_name: str) -> ACRMRIGeometry:
    """The geometry of pylinac's class "ACRMRILarge" or "ACRMRIMedium", from its public class data.

    Loads pylinac: never call this in the process of the window.
    """
    from pylinac import acr  # 1.7 s and 180 MB

    phantom = getattr(acr, class_name)
    sizes = LARGE if class_name == "ACRMRILarge" else MEDIUM
    contrast = phantom.low_contrast_multi_slice
    center = phantom.uniformity_module.roi_settings["Center"]
    return ACRMRIGeometry(
        sizes=sizes,
        offsets={
            "slice1": 0.0,
            "geometric_distortion_module": float(acr.MR_GEOMETRIC_DISTORTION_MODULE_OFFSET_MM),
            "uniformity_module": float(acr.MR_UNIFORMITY_MODULE_OFFSET_MM),
            **{name: float(setting["offset"]) for name, setting in contrast.roi_settings.items()},
            "slice11": float(acr.MR_SLICE11_MODULE_OFFSET_MM),
        },
        arrays={
            name: HoleArray(_spot(setting), float(name.split()[1]), name.startswith("Row"))
            for name, setting in phantom.slice1.roi_settings.items()
            if not name.endswith("Reference")
        },
        reference=_spot(phantom.slice1.roi_settings["Row Reference"]),
        ramps={
            name: float(setting["distance"])
            for name, setting in phantom.slice1.thickness_roi_settings.items()
        },
        spokes=tuple(
            _spokes(acr.MRLowContrastModule, name, setting, sizes)
            for name, setting in contrast.roi_settings.items()
        ),
        uniformity=_spot(center),
        ghosts={
            name: place(setting["angle"], setting["distance"], max(setting["width"], setting["height"]) / 2)
            for name, setting in phantom.uniformity_module.ghost_roi_settings.items()
        },
        localizer_offsets={
            name: float(setting["offset"])
            for name, setting in phantom.sagittal_localization.roi_settings.items()
        },
    )


def _spot(setting: Mapping[str, float]) -> Place:
    return place(setting["angle"], setting["distance"], setting["radius"])


def _spokes(module: Any, name: str, setting: Mapping[str, float], sizes: ACRMRISizes) -> Spokes:
    def spots(settings: Mapping[str, Any], factor: float) -> dict[str, tuple[Place, ...]]:
        return {
            spoke: tuple(
                _below(
                    place(at["angle"] + setting["spoke_start_angle"], distance, at["radius"] * factor),
                    sizes.contrast_center_y,
                )
                for distance in at["distances"]
            )
            for spoke, at in settings.items()
        }

    return Spokes(
        name=name,
        z=float(setting["offset"]),
        contrast=CONTRASTS[name],
        disks=spots(module.roi_settings, 1.0 / ROI_FACTOR),
        backgrounds=spots(module.background_roi_settings, 1.0),
    )


def _below(spot: Place, distance: float) -> Place:
    return Place(spot.x, spot.y + distance, spot.radius)
