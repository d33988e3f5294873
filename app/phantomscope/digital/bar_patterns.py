"""Bar patterns that pylinac reads by the extremes of a region's pixels."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from phantomscope.digital.line_pairs import LinePairGroup, frequency_at, relative_modulations
from phantomscope.digital.painting import Canvas
from phantomscope.digital.scene import Bar

MTF_LEVELS = range(90, 0, -10)


@dataclass(frozen=True, slots=True)
class BarPattern:
    """Parallel bars, and the region in their middle that pylinac reads.

    Attributes:
        x, y: The pattern's middle in mm.
        group: Its bars.
        length: Of a bar in mm.
        reach: Radius of a round region, or half the side of a square one, in mm.
        is_round: Whether the region is round; a square one lies along the image's rows.
    """

    x: float
    y: float
    group: LinePairGroup
    length: float
    reach: float
    is_round: bool

    def bars(self, lower: float, upper: float, contrast: float) -> Iterator[Bar]:
        """The bars from z = `lower` to `upper`."""
        angle, width = self.group.angle, self.group.bar_width
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for aside in self.group.bar_offsets:
            x, y = self.x - aside * sine, self.y + aside * cosine
            yield Bar(x, y, width, self.length, angle, lower, upper, contrast)

    def sampled_modulation(self, canvas: Canvas, pedestal: float) -> float:
        """Michelson contrast of the extremes of the pixels whose centres are in the region.

        `pedestal` as for `LinePairGroup.modulation`.
        """
        column, row = canvas.pixel(self.x, self.y)
        image = np.zeros((canvas.rows, canvas.columns), dtype=np.float32)
        for bar in self.bars(0.0, 1.0, 1.0):
            canvas.bar(bar.x, bar.y, bar.width, bar.length, bar.angle).add_to(image, 1.0)
        across = np.abs(np.arange(canvas.columns) - column)[np.newaxis, :] * canvas.spacing
        down = np.abs(np.arange(canvas.rows) - row)[:, np.newaxis] * canvas.spacing
        distance = np.hypot(across, down) if self.is_round else np.maximum(across, down)
        seen = image[distance < self.reach]
        high, low = float(seen.max()), float(seen.min())
        return (high - low) / (high + low + 2 * pedestal)


def pattern_resolution(
    patterns: Sequence[BarPattern], canvas: Canvas, pedestal: float = 0.0
) -> dict[str, float]:
    """Relative modulation by frequency, and frequency at each tenth of modulation, under the image's blur.

    As it is, and as pylinac reads it from the pixels, which miss the bars' middles. From the lowest frequency
    to the highest.
    """
    true = relative_modulations([pattern.group for pattern in patterns], canvas.sigma, pedestal)
    read = [pattern.sampled_modulation(canvas, pedestal) for pattern in patterns]
    as_read = {
        pattern.group.frequency: value / read[0] for pattern, value in zip(patterns, read, strict=True)
    }
    return _quantities(true, "") | _quantities(as_read, ", as pylinac reads it")


def _quantities(modulations: Mapping[float, float], suffix: str) -> dict[str, float]:
    quantities = {f"rMTF at {frequency:g} lp/mm{suffix}": value for frequency, value in modulations.items()}
    for level in MTF_LEVELS:
        reached = frequency_at(modulations, level / 100)
        if reached is not None:
            quantities[f"MTF {level}% (lp/mm){suffix}"] = reached
    return quantities
