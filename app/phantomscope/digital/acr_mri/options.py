"""How an ACR MRI phantom is scanned, beyond what all phantoms have in common."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import pairwise

from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError

T1_MS, T2_MS = 150.0, 130.0
"""Of 10 mmol/l NiCl2 in water at 1.5 T, rounded, from relaxivities of about 0.65 and 0.7 l/mmol/s."""
PROTON_SIGNAL = 1800.0
"""Signal of the solution with all magnetisation there and nothing decayed."""
_LONGEST_ECHO = 1000.0


@dataclass(frozen=True, slots=True)
class MRScanOptions(ScanOptions):
    """How an ACR MRI phantom is scanned; by default, the ACR's axial T1 series of 11 slices at 1.5 T.

    `value_error` is a signal by which the uniform slice's region "Center", or a spoke of low-contrast disks
    ("slice_8 spoke_1" ...), is off. `air_slices` are slices beyond the eleven at each end: the first two
    still lie in the phantom. `scale` changes nothing, for MR has no calibrated scale.

    Attributes:
        repetition_time: TR in ms.
        echo_times: TE in ms of each echo, from the first; every echo is a full set of slices.
        field_strength: In tesla.
        rician: Whether noise is that of a magnitude image (Rician) rather than Gaussian.
        nonuniformity: Fraction by which the signal falls, as the square of the distance, from the middle of
            the image to the phantom's radius.
        ghost: Signal of a ghost, shifted by half the field of view down the image, as a fraction.
        slice_shift: How far all axial slices lie too high (superior, towards slice 11), in mm.
        sagittal: Whether the series also holds a sagittal localizer slice.
    """

    repetition_time: float = 500.0
    echo_times: tuple[float, ...] = (20.0,)
    field_strength: float = 1.5
    rician: bool = True
    nonuniformity: float = 0.06
    ghost: float = 0.0
    slice_shift: float = 0.0
    sagittal: bool = False

    def __post_init__(self) -> None:
        ScanOptions.__post_init__(self)
        object.__setattr__(self, "echo_times", tuple(float(time) for time in self.echo_times))
        problems = list(self._mr_problems())
        if problems:
            raise PhantomscopeError(
                f"A digital MR phantom can't be scanned so: {'; '.join(problems)}",
                todo="Change these options",
            )

    def signal(self, echo: int = 0) -> float:
        """Signal of the solution in an echo (from 0): that of a spin echo, S0 (1 - e^-TR/T1) e^-TE/T2.

        No steady state of the later echoes is modelled.
        """
        recovered = 1.0 - math.exp(-self.repetition_time / T1_MS)
        return PROTON_SIGNAL * recovered * math.exp(-self.echo_times[echo] / T2_MS)

    def _mr_problems(self) -> Iterator[str]:
        ranges = {
            "repetition_time": (10.0, 20000.0),
            "field_strength": (0.05, 14.0),
            "nonuniformity": (-0.9, 0.9),
            "ghost": (0.0, 0.9),
            "slice_shift": (-30.0, 30.0),
        }
        for name, (lowest, highest) in ranges.items():
            if not lowest <= getattr(self, name) <= highest:
                yield f"{name} {getattr(self, name)} isn't between {lowest} and {highest}"
        times = self.echo_times
        rising = all(before < after for before, after in pairwise(times))
        if not times or not rising or not 0 < times[0] <= times[-1] <= _LONGEST_ECHO:
            yield f"echo_times {times} don't rise from above 0 to at most {_LONGEST_ECHO:g} ms"


def mr_options(options: ScanOptions) -> MRScanOptions:
    """These options, with the defaults for what only MR has where they are those of any phantom."""
    if isinstance(options, MRScanOptions):
        return options
    return MRScanOptions(**{each.name: getattr(options, each.name) for each in fields(options)})
