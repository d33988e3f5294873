"""How a digital phantom is scanned, and how its scan is spoiled."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from phantomscope.errors import PhantomscopeError

_RANGES: Mapping[str, tuple[float, float]] = {
    "seed": (0, 2**63),
    "columns": (64, 4096),
    "rows": (64, 4096),
    "pixel_spacing": (0.1, 3.0),
    "slice_thickness": (0.3, 20.0),
    "slice_spacing": (0.3, 40.0),
    "field_of_view": (1.0, 2000.0),
    "psf_fwhm": (0.1, 5.0),
    "noise": (0.0, 200.0),
    "roll": (-180.0, 180.0),
    "offset_x": (-1000.0, 1000.0),
    "offset_y": (-1000.0, 1000.0),
    "air_slices": (0, 100),
    "spacing_error": (-0.5, 0.5),
    "blank_slices": (0, 100),
}
LARGEST_VALUE_ERROR = 2000.0


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """How a phantom is made, laid and scanned. Lengths in mm, angles in degrees.

    A phantom's own defaults are in its `default_options`; change some with `dataclasses.replace`. Whether a
    phantom fits the image and has the regions and modules that are named, is for the phantom to check.

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
        noise: Standard deviation in the phantom's unit; independent from pixel to pixel.
        roll: Clockwise on the screen.
        offset_x, offset_y: Of the phantom's axis from the middle of the image, right and down.
        air_slices: Slices of air beyond each end of the body.
        value_error: By how much a region is off its nominal value, by pylinac's name; in the phantom's unit.
        spacing_error: Fraction by which the header's PixelSpacing is wrong: with 0.02, what is 50 mm long
            measures 51 mm.
        missing_modules: Modules before which the scan stops; they must lie at an end of the phantom.
        blank_slices: Slices without an image (every stored value 0) beyond each end, as some scanners export.
        reversed_order: The scan is turned end for end: its order is reversed and every slice mirrored
            left-right (offset and roll with it), as when the phantom lies the other way round on the couch.
        scale: "raw" stores a linear scale without rescale tags instead of the calibrated one, as an
            uncalibrated cone-beam CT does.

    Raises:
        PhantomscopeError: A value is out of range; it names everything that is wrong.
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
    value_error: Mapping[str, float] = field(default_factory=dict, hash=False)
    spacing_error: float = 0.0
    missing_modules: tuple[str, ...] = ()
    blank_slices: int = 0
    reversed_order: bool = False
    scale: Literal["HU", "raw"] = "HU"

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise PhantomscopeError(
                f"A digital phantom can't be scanned so: {'; '.join(problems)}",
                todo="Change these options",
            )
        object.__setattr__(self, "value_error", dict(self.value_error))
        object.__setattr__(self, "missing_modules", tuple(self.missing_modules))

    @property
    def spacing(self) -> float:
        """Distance between slice centres in mm."""
        return self.slice_thickness if self.slice_spacing is None else self.slice_spacing

    @property
    def header_pixel_spacing(self) -> float:
        """PixelSpacing as the header tells it, in mm."""
        return self.pixel_spacing * (1.0 + self.spacing_error)

    @property
    def diameter(self) -> float:
        """Diameter of the reconstructed circle in mm."""
        if self.field_of_view is None:
            return min(self.columns, self.rows) * self.pixel_spacing
        return self.field_of_view

    def _problems(self) -> Iterator[str]:
        for name, (lowest, highest) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not lowest <= value <= highest:
                yield f"{name} {value} isn't between {lowest} and {highest}"
        for name, error in self.value_error.items():
            if not abs(error) <= LARGEST_VALUE_ERROR:
                yield f"value_error {error} of {name} isn't between -2000 and 2000"
        if self.scale not in ("HU", "raw"):
            yield f"scale {self.scale!r} is neither HU nor raw"
