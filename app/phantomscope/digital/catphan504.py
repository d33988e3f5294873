"""The digital CatPhan 504."""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from pydicom.dataset import Dataset

from phantomscope.digital.catphan504_geometry import BODY_RADIUS, INSERTS
from phantomscope.digital.catphan504_scene import BODY_EXTENT, catphan504_modules, catphan504_scene
from phantomscope.digital.dicom import CTSeries, write_archive
from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import AIR_HU, SceneSlicer
from phantomscope.digital.truth import Truth
from phantomscope.errors import PhantomscopeError

PHANTOM = "CatPhan504"
BODY_MARGIN = 6
"""Pixels of air needed around the body: pylinac drops what touches the border, blurred edges included."""


@dataclass(frozen=True, slots=True)
class CatPhan504Options:
    """How the phantom is made, laid and scanned. Lengths in mm, angles in degrees.

    Attributes:
        seed: Of the noise.
        columns, rows: Size of a slice in pixels.
        pixel_spacing: The default is 250 mm over 512 pixels.
        slice_thickness: What a slice averages over.
        slice_spacing: Between slice centres; as the thickness where None. pylinac takes slices to touch
            when it measures their thickness.
        field_of_view: Diameter of the reconstructed circle, outside which there is plain air without noise;
            as wide as the image where None.
        psf_fwhm: Full width at half maximum of the in-plane point spread function.
        noise: Standard deviation in HU; Gaussian, and independent from pixel to pixel.
        roll: Clockwise on the screen.
        offset_x, offset_y: Of the phantom's axis from the middle of the image, right and down.
        air_slices: Slices of air beyond each end of the body.
        hu_error: HU by which an insert of the CTP404 is off its nominal value, by pylinac's name.

    Raises:
        PhantomscopeError: Where no such phantom can be made; it names everything that is wrong.
    """

    seed: int = 504
    columns: int = 512
    rows: int = 512
    pixel_spacing: float = 0.48828125
    slice_thickness: float = 2.5
    slice_spacing: float | None = None
    field_of_view: float | None = None
    psf_fwhm: float = 0.8
    noise: float = 4.0
    roll: float = 0.0
    offset_x: float = 0.0
    offset_y: float = 0.0
    air_slices: int = 5
    hu_error: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        problems = [*self._range_problems(), *self._insert_problems()]
        if not problems:
            problems += self._fit_problems()
        if problems:
            raise PhantomscopeError(
                f"A digital CatPhan 504 can't be made so: {'; '.join(problems)}",
                todo="Change these options",
            )
        object.__setattr__(self, "hu_error", dict(self.hu_error))

    @property
    def spacing(self) -> float:
        """Distance between slice centres in mm."""
        return self.slice_thickness if self.slice_spacing is None else self.slice_spacing

    @property
    def diameter(self) -> float:
        """Diameter of the reconstructed circle in mm."""
        if self.field_of_view is None:
            return min(self.columns, self.rows) * self.pixel_spacing
        return self.field_of_view

    @property
    def canvas(self) -> Canvas:
        """The pixel grid with the phantom's place on it."""
        return Canvas(
            self.columns,
            self.rows,
            self.pixel_spacing,
            self.psf_fwhm,
            roll=self.roll,
            offset_x=self.offset_x,
            offset_y=self.offset_y,
        )

    @property
    def slices_below(self) -> int:
        """Slices below that at the origin, which therefore is the index of the latter."""
        return math.ceil(-BODY_EXTENT[0] / self.spacing - 0.5) + self.air_slices

    @property
    def num_images(self) -> int:
        """Number of slices."""
        above = math.ceil(BODY_EXTENT[1] / self.spacing - 0.5) + self.air_slices
        return self.slices_below + 1 + above

    def _range_problems(self) -> Iterator[str]:
        ranges = {
            "seed": (0, 2**63),
            "columns": (64, 4096),
            "rows": (64, 4096),
            "pixel_spacing": (0.1, 2.0),
            "slice_thickness": (0.3, 10.0),
            "slice_spacing": (0.3, 20.0),
            "field_of_view": (1.0, 2000.0),
            "psf_fwhm": (0.1, 3.0),
            "noise": (0.0, 200.0),
            "roll": (-180.0, 180.0),
            "offset_x": (-1000.0, 1000.0),
            "offset_y": (-1000.0, 1000.0),
            "air_slices": (0, 100),
        }
        for name, (lowest, highest) in ranges.items():
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:
                yield f"{name} {value} isn't between {lowest} and {highest}"

    def _insert_problems(self) -> Iterator[str]:
        for name, error in self.hu_error.items():
            if name not in INSERTS:
                yield f"hu_error names {name!r}, but the inserts are {', '.join(INSERTS)}"
            elif not abs(error) <= 2000:
                yield f"hu_error {error} of {name} isn't between -2000 and 2000"

    def _fit_problems(self) -> Iterator[str]:
        reach = BODY_RADIUS + BODY_MARGIN * self.pixel_spacing - 1e-6
        sides = (("columns", self.columns, self.offset_x), ("rows", self.rows, self.offset_y))
        for side, pixels, offset in sides:
            shown, needed = pixels * self.pixel_spacing, 2 * (reach + abs(offset))
            if shown < needed:
                yield f"{pixels} {side} show {shown:g} mm, but the phantom, so placed, needs {needed:g} mm"
        needed = 2 * (reach + math.hypot(self.offset_x, self.offset_y))
        if self.diameter < needed:
            yield (
                f"the field of view of {self.diameter:g} mm cuts the phantom, "
                f"which, so placed, needs {needed:g} mm"
            )


def iter_slices(options: CatPhan504Options) -> Iterator[Dataset]:
    """The slices from the lowest position up, each made when it is asked for."""
    series = _series(options)
    slicer = SceneSlicer(catphan504_scene(options.hu_error), options.canvas, options.slice_thickness)
    outside = _outside(options)
    for index in range(options.num_images):
        position = (index - options.slices_below) * options.spacing
        values = slicer.slice_at(position)
        if options.noise:
            random = np.random.default_rng((options.seed, index))
            noise = random.standard_normal(values.shape, dtype=np.float32)
            noise *= options.noise
            values += noise
        values[outside] = AIR_HU
        yield series.dataset(values, index, position)


def write_zip(options: CatPhan504Options, destination: BinaryIO | Path) -> Truth:
    """Write the stack as a ZIP of DICOM slices and nothing else, and return what is true of it.

    The same options make the same bytes. Raises OSError where the destination can't be written.
    """
    known = truth(options)
    write_archive(iter_slices(options), destination)
    return known


def truth(options: CatPhan504Options) -> Truth:
    """What is true of the stack that these options make."""
    canvas = options.canvas
    center_column, center_row = canvas.pixel(0.0, 0.0)
    return Truth(
        phantom=PHANTOM,
        unit="HU",
        series_instance_uid=_series(options).uid("series"),
        num_images=options.num_images,
        columns=options.columns,
        rows=options.rows,
        pixel_spacing_mm=options.pixel_spacing,
        slice_thickness_mm=options.slice_thickness,
        slice_spacing_mm=options.spacing,
        origin_slice=options.slices_below,
        center_column=center_column,
        center_row=center_row,
        roll_deg=options.roll,
        noise=options.noise,
        modules=catphan504_modules(
            canvas, options.slice_thickness, options.spacing, options.slices_below, options.hu_error
        ),
    )


def _identity(options: CatPhan504Options) -> str:
    """The same text for equal options, so that 3 and 3.0 mm make the same UIDs."""
    values = asdict(options)
    seed = values.pop("seed")
    return f"{PHANTOM} {seed} {json.dumps(json.loads(json.dumps(values), parse_int=float), sort_keys=True)}"


def _series(options: CatPhan504Options) -> CTSeries:
    return CTSeries(
        identity=_identity(options),
        patient_name="Digital^CatPhan504",
        description="Digital CatPhan 504",
        columns=options.columns,
        rows=options.rows,
        pixel_spacing=options.pixel_spacing,
        slice_thickness=options.slice_thickness,
        slice_spacing=options.spacing,
        field_of_view=options.diameter,
    )


def _outside(options: CatPhan504Options) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Pixels outside the reconstructed circle."""
    across = (np.arange(options.columns) - (options.columns - 1) / 2) * options.pixel_spacing
    down = (np.arange(options.rows) - (options.rows - 1) / 2) * options.pixel_spacing
    outside: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = (
        across[np.newaxis, :] ** 2 + down[:, np.newaxis] ** 2 > (options.diameter / 2) ** 2
    )
    return outside
