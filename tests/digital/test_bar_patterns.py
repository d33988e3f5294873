import math
from itertools import pairwise

import pytest

from phantomscope.digital.bar_patterns import BarPattern, pattern_resolution
from phantomscope.digital.line_pairs import LinePairGroup
from phantomscope.digital.painting import Canvas


def pattern(frequency: float, *, angle: float = 90.0, is_round: bool = True) -> BarPattern:
    return BarPattern(3.0, -4.0, LinePairGroup(frequency, 8, angle), 15.0, 3.0, is_round)


def test_bars_lie_side_by_side_along_their_angle() -> None:
    bars = list(pattern(0.5, angle=30.0).bars(-1.0, 2.0, 70.0))
    assert len(bars) == 8
    assert {(bar.width, bar.length, bar.angle, bar.lower, bar.upper, bar.contrast) for bar in bars} == {
        (1.0, 15.0, 30.0, -1.0, 2.0, 70.0)
    }
    steps = [(right.x - left.x, right.y - left.y) for left, right in pairwise(bars)]
    for x, y in steps:
        assert (x, y) == pytest.approx((-2.0 * math.sin(math.pi / 6), 2.0 * math.cos(math.pi / 6)))
    assert sum(bar.x for bar in bars) / 8 == pytest.approx(3.0)
    assert sum(bar.y for bar in bars) / 8 == pytest.approx(-4.0)


@pytest.mark.parametrize("pedestal", [0.0, 0.2])
@pytest.mark.parametrize("is_round", [True, False])
def test_small_pixels_read_the_true_modulation(pedestal: float, is_round: bool) -> None:
    canvas = Canvas(400, 400, 0.06, 0.9)
    bars = pattern(0.6, is_round=is_round)
    assert bars.sampled_modulation(canvas, pedestal) == pytest.approx(
        bars.group.modulation(canvas.sigma, pedestal), abs=0.01
    )


def test_large_pixels_miss_the_extremes() -> None:
    canvas = Canvas(64, 64, 0.8, 0.5)
    bars = pattern(0.62)
    assert bars.sampled_modulation(canvas, 0.0) < bars.group.modulation(canvas.sigma) - 0.02


def test_bars_darker_than_their_surroundings_have_the_same_resolution_rules() -> None:
    """Water (0 HU) in a block: zero lies one contrast beyond the surroundings."""
    canvas = Canvas(200, 200, 0.1, 0.9)
    quantities = pattern_resolution([pattern(0.3), pattern(0.5), pattern(0.6)], canvas, -1.0)
    read = [quantities[f"rMTF at {frequency} lp/mm, as pylinac reads it"] for frequency in (0.3, 0.5, 0.6)]
    true = [quantities[f"rMTF at {frequency} lp/mm"] for frequency in (0.3, 0.5, 0.6)]
    assert true[0] == read[0] == 1.0
    assert true == sorted(true, reverse=True)
    assert read == pytest.approx(true, abs=0.02)


def test_levels_between_the_frequencies_are_interpolated() -> None:
    quantities = pattern_resolution([pattern(0.4), pattern(0.8), pattern(1.0)], Canvas(300, 300, 0.1, 0.8))
    assert 0.4 < quantities["MTF 50% (lp/mm)"] < 0.8
    assert "MTF 10% (lp/mm)" not in quantities or quantities["MTF 10% (lp/mm)"] <= 1.0
