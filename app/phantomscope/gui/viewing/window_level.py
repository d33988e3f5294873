"""Window and level, and the presets that suit phantoms."""

from collections.abc import Callable
from dataclasses import dataclass

from phantomscope.analysis.results import shown
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.stack.decoder import SlicePixels

_SMALLEST = 1e-6
_PIXELS_TO_DOUBLE = 250.0


@dataclass(frozen=True, slots=True)
class WindowLevel:
    """Which values are shown from black to white: ``level`` ± ``width`` / 2 (PS3.3, C.11.2.1.3.2).

    Attributes:
        width: Above zero, in the output unit.
        level: The value shown as middle grey, in the output unit.
    """

    width: float
    level: float

    @classmethod
    def between(cls, low: float, high: float) -> "WindowLevel":
        """From black to white; at least a hair apart."""
        return cls(max(high - low, _SMALLEST), (low + high) / 2)

    @property
    def low(self) -> float:
        """What is black."""
        return self.level - self.width / 2

    @property
    def high(self) -> float:
        """What is white."""
        return self.level + self.width / 2

    def dragged(self, right: float, up: float, least: float) -> "WindowLevel":
        """After a drag of so many pixels to the right (wider) and up (higher level).

        A drag changes narrow windows finely and wide ones fast.

        Args:
            right, up: Pixels.
            least: The smallest width that makes sense, e.g. one stored value.
        """
        step = max(self.width, 10 * least) / _PIXELS_TO_DOUBLE
        width = max(self.width + right * step, least)
        return WindowLevel(width, self.level + up * step)

    def text(self) -> str:
        """As a status bar shows it: "W 400  L 40"."""
        return f"W {shown(_rounded(self.width))}  L {shown(_rounded(self.level))}"

    def raw_levels(self, pixels: SlicePixels) -> tuple[float, float]:
        """The stored values of black and white; the first is the greater where the slope is negative."""
        if pixels.slope is None or pixels.intercept is None or pixels.slope == 0:
            return self.low, self.high
        return (self.low - pixels.intercept) / pixels.slope, (self.high - pixels.intercept) / pixels.slope


def _rounded(value: float) -> float:
    """As many digits as a person can use: whole numbers from ten on."""
    return float(round(value)) if abs(value) >= 10 else round(value, 2)


@dataclass(frozen=True, slots=True)
class Preset:
    """A window with a name.

    Attributes:
        name: What to call it.
        tip: What it is for.
        window: The window for a slice.
    """

    name: str
    tip: str
    window: Callable[[LoadedSlice], WindowLevel]


def _fixed(name: str, width: float, level: float, use: str) -> Preset:
    window = WindowLevel(width, level)
    return Preset(f"{name}  ({window.text().replace('  ', ' ')})", use, lambda _: window)


def _full_range(loaded: LoadedSlice) -> WindowLevel:
    return WindowLevel.between(loaded.low, loaded.high)


def _automatic(loaded: LoadedSlice) -> WindowLevel:
    return WindowLevel.between(loaded.dark, loaded.bright)


def _part_of_bright(low: float, high: float) -> Callable[[LoadedSlice], WindowLevel]:
    return lambda loaded: WindowLevel.between(low * loaded.bright, high * loaded.bright)


CT_PRESETS = (
    _fixed("HU modules", 400, 40, "inserts between fat and bone, and the phantom's body"),
    _fixed("Low contrast", 150, 50, "low-contrast targets"),
    _fixed("Uniformity", 200, 0, "cupping, rings and gradients"),
    Preset("Full range", "all values of this slice, from the least to the greatest", _full_range),
    _fixed("Bone and line pairs", 2000, 500, "dense inserts and resolution gauges"),
    _fixed("Lung and air", 1500, -600, "air inserts and the phantom's surroundings"),
)
"""For CT, by key 1 to 6; the first is what a series starts with."""

OTHER_PRESETS = (
    Preset("Automatic", "from the 0.5th to the 99.5th percentile of this slice", _automatic),
    Preset("Low contrast", "the upper half of the signal", _part_of_bright(0.5, 1.1)),
    Preset("Uniformity", "the upper quarter of the signal", _part_of_bright(0.75, 1.05)),
    Preset("Full range", "all values of this slice, from the least to the greatest", _full_range),
    Preset("Background and ghosts", "the lowest tenth of the signal", _part_of_bright(0.0, 0.1)),
)
"""For MR and all else, whose values have no fixed scale."""


def presets_for(modality: str) -> tuple[Preset, ...]:
    """The presets that suit a modality, in the order of their keys."""
    return CT_PRESETS if modality == "CT" else OTHER_PRESETS
