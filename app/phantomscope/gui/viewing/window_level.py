"""Window and level."""

from dataclasses import dataclass

from phantomscope.analysis.results import shown
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
