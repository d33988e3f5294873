"""Which slices of a phantom a scan holds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from phantomscope.digital.options import ScanOptions
from phantomscope.digital.truth import ModuleTruth, RegionTruth
from phantomscope.errors import PhantomscopeError


@dataclass(frozen=True, slots=True)
class Layout:
    """The slices along the phantom's axis, before the scan is turned end for end, if it is.

    Attributes:
        spacing: Between slice centres in mm.
        below: Slices below that at the phantom's origin (z = 0), blank ones left out.
        above: Slices above it, blank ones left out.
        blank: Blank slices beyond each end.
    """

    spacing: float
    below: int
    above: int
    blank: int

    @property
    def num_images(self) -> int:
        """Number of slices, blank ones included."""
        return self.below + 1 + self.above + 2 * self.blank

    @property
    def origin_slice(self) -> int:
        """Index of the slice at the phantom's origin."""
        return self.blank + self.below

    def position(self, index: int) -> float:
        """z in mm of a slice's middle."""
        return (index - self.origin_slice) * self.spacing

    def is_blank(self, index: int) -> bool:
        """Whether a slice is one of those without an image."""
        return not self.blank <= index < self.num_images - self.blank

    def slice_num(self, position: float) -> int:
        """Index of the slice nearest to z = `position` mm."""
        return self.origin_slice + round(position / self.spacing)

    def module(
        self,
        position: float,
        background: float,
        regions: Mapping[str, RegionTruth] | None = None,
        quantities: Mapping[str, float] | None = None,
    ) -> ModuleTruth:
        """What is true of the module whose middle is at z = `position` mm."""
        return ModuleTruth(self.slice_num(position), position, background, regions or {}, quantities or {})


def scan_layout(options: ScanOptions, extent: tuple[float, float], positions: Mapping[str, float]) -> Layout:
    """The layout of a scan of a body that reaches from `extent[0]` to `extent[1]` mm.

    `positions` are the modules' middles by name, in mm. A scan with missing modules stops halfway between the
    last module that it holds and the first that it lacks, and has no air slices at that end.

    Raises:
        PhantomscopeError: The missing modules don't lie at an end, or none is left.
    """
    lower, upper = _missing_ends(options, positions)
    spacing = options.spacing
    below = math.ceil(-extent[0] / spacing - 0.5) + options.air_slices
    above = math.ceil(extent[1] / spacing - 0.5) + options.air_slices
    if lower is not None:
        below = math.ceil(-lower / spacing - 0.5)
    if upper is not None:
        above = math.ceil(upper / spacing - 0.5)
    return Layout(spacing, below, above, options.blank_slices)


def _missing_ends(options: ScanOptions, positions: Mapping[str, float]) -> tuple[float | None, float | None]:
    """Where the scan stops for want of modules, at its lower and its upper end."""
    missing = {name: positions[name] for name in options.missing_modules}
    kept = [position for name, position in positions.items() if name not in missing]
    if not kept:
        raise PhantomscopeError("A scan can't lack all modules", todo="Change missing_modules")
    inside = [name for name, position in missing.items() if min(kept) <= position <= max(kept)]
    if inside:
        raise PhantomscopeError(
            f"The scan can't stop before {', '.join(inside)}, which lies between other modules",
            todo="Change missing_modules",
        )
    below = [position for position in missing.values() if position < min(kept)]
    above = [position for position in missing.values() if position > max(kept)]
    return (
        (max(below) + min(kept)) / 2 if below else None,
        (min(above) + max(kept)) / 2 if above else None,
    )
