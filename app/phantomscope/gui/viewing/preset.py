"""Presets of window and level: a name and a rule that makes a window for a slice."""

import math
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.window_level import WindowLevel

_SMALLEST, _GREATEST = 1e-6, 1e9


class PresetKind(StrEnum):
    """What a preset's two numbers are."""

    FIXED = "fixed"
    """Width and level, in the output unit."""
    PERCENTILES = "percentiles"
    """The percentiles of the slice that are black and white."""
    FULL_RANGE = "full range"
    """Nothing: the least value is black and the greatest white."""
    BRIGHT_PART = "part of the bright"
    """What is black and white, in hundredths of the slice's 99.5th percentile."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A window with a name.

    Attributes:
        name: What to call it.
        kind: How the window is found.
        first, second: The kind's numbers; 0 where it has none.
        use: What it is for; may be empty.
    """

    name: str
    kind: PresetKind
    first: float = 0.0
    second: float = 0.0
    use: str = ""

    @property
    def title(self) -> str:
        """The name in the person's language, with width and level where these are fixed."""
        name = QCoreApplication.translate("Presets", self.name)
        if self.kind is not PresetKind.FIXED:
            return name
        return f"{name}  ({WindowLevel(self.first, self.second).text().replace('  ', ' ')})"

    @property
    def tip(self) -> str:
        """What it is for, or else what it does."""
        if self.use:
            return QCoreApplication.translate("Presets", self.use)
        return QCoreApplication.translate("Presets", str(_TIPS[self.kind])).format(
            first=f"{self.first:g}", second=f"{self.second:g}"
        )

    def window(self, loaded: LoadedSlice) -> WindowLevel:
        """The window for a slice."""
        if self.kind is PresetKind.FIXED:
            return WindowLevel(self.first, self.second)
        if self.kind is PresetKind.FULL_RANGE:
            return WindowLevel.between(loaded.low, loaded.high)
        if self.kind is PresetKind.PERCENTILES:
            return WindowLevel.between(*loaded.percentiles(self.first, self.second))
        parts = self.first / 100 * loaded.bright, self.second / 100 * loaded.bright
        return WindowLevel.between(min(parts), max(parts))  # the bright may be below zero

    def problem(self) -> str:
        """What is wrong with it, as a sentence; empty where nothing is."""
        found: object = ""
        if not self.name.strip():
            found = _NO_NAME
        elif not all(math.isfinite(one) and abs(one) <= _GREATEST for one in (self.first, self.second)):
            found = _NO_NUMBER
        elif self.kind is PresetKind.FIXED and self.first < _SMALLEST:
            found = _NO_WIDTH
        elif self.kind is PresetKind.PERCENTILES and not 0 <= self.first < self.second <= 100:
            found = _NO_PERCENTILES
        elif self.kind is PresetKind.BRIGHT_PART and not self.first < self.second:
            found = _NO_PARTS
        return QCoreApplication.translate("Presets", str(found)) if found else ""


_NO_NAME = QT_TRANSLATE_NOOP("Presets", "A preset needs a name.")
_NO_NUMBER = QT_TRANSLATE_NOOP("Presets", "Both numbers are needed.")
_NO_WIDTH = QT_TRANSLATE_NOOP("Presets", "The width has to be above 0.")
_NO_PERCENTILES = QT_TRANSLATE_NOOP(
    "Presets", "The percentiles have to lie between 0 and 100, black below white."
)
_NO_PARTS = QT_TRANSLATE_NOOP("Presets", "Black has to be below white.")
_TIPS = {
    PresetKind.FIXED: QT_TRANSLATE_NOOP("Presets", "width {first}, level {second}"),
    PresetKind.PERCENTILES: QT_TRANSLATE_NOOP("Presets", "from percentile {first} to {second} of this slice"),
    PresetKind.FULL_RANGE: QT_TRANSLATE_NOOP("Presets", "all values of this slice"),
    PresetKind.BRIGHT_PART: QT_TRANSLATE_NOOP("Presets", "from {first} % to {second} % of the bright signal"),
}


def _built_in(name: object, kind: PresetKind, numbers: tuple[float, float], use: object) -> Preset:
    return Preset(str(name), kind, *numbers, str(use))


_FULL_RANGE = _built_in(
    QT_TRANSLATE_NOOP("Presets", "Full range"),
    PresetKind.FULL_RANGE,
    (0, 0),
    QT_TRANSLATE_NOOP("Presets", "all values of this slice, from the least to the greatest"),
)

CT_PRESETS = (
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "HU modules"),
        PresetKind.FIXED,
        (400, 40),
        QT_TRANSLATE_NOOP("Presets", "inserts between fat and bone, and the phantom’s body"),
    ),
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Low contrast"),
        PresetKind.FIXED,
        (150, 50),
        QT_TRANSLATE_NOOP("Presets", "low-contrast targets"),
    ),
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Uniformity"),
        PresetKind.FIXED,
        (200, 0),
        QT_TRANSLATE_NOOP("Presets", "cupping, rings and gradients"),
    ),
    _FULL_RANGE,
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Bone and line pairs"),
        PresetKind.FIXED,
        (2000, 500),
        QT_TRANSLATE_NOOP("Presets", "dense inserts and resolution gauges"),
    ),
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Lung and air"),
        PresetKind.FIXED,
        (1500, -600),
        QT_TRANSLATE_NOOP("Presets", "air inserts and the phantom’s surroundings"),
    ),
)
"""For CT, by key 1 to 6; the first is what a series starts with."""

OTHER_PRESETS = (
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Automatic"),
        PresetKind.PERCENTILES,
        (0.5, 99.5),
        QT_TRANSLATE_NOOP("Presets", "from the 0.5th to the 99.5th percentile of this slice"),
    ),
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Low contrast"),
        PresetKind.BRIGHT_PART,
        (50, 110),
        QT_TRANSLATE_NOOP("Presets", "the upper half of the signal"),
    ),
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Uniformity"),
        PresetKind.BRIGHT_PART,
        (75, 105),
        QT_TRANSLATE_NOOP("Presets", "the upper quarter of the signal"),
    ),
    _FULL_RANGE,
    _built_in(
        QT_TRANSLATE_NOOP("Presets", "Background and ghosts"),
        PresetKind.BRIGHT_PART,
        (0, 10),
        QT_TRANSLATE_NOOP("Presets", "the lowest tenth of the signal"),
    ),
)
"""For MR and all else, whose values have no fixed scale."""
