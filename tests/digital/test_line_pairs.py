import math

import pytest

from phantomscope.digital.line_pairs import LinePairGroup, frequency_at, relative_modulations


def test_bars_are_as_wide_as_their_gaps() -> None:
    group = LinePairGroup(0.5, 4, 0.0)
    assert group.bar_width == 1.0
    assert group.bar_offsets == [-3.0, -1.0, 1.0, 3.0]


def test_many_bars_have_the_modulation_of_a_square_wave() -> None:
    """Coltman's series for an endless square wave under a Gaussian blur; its first term suffices here."""
    frequency, sigma = 0.8, 0.35
    expected = 4 / math.pi * math.exp(-2 * (math.pi * sigma * frequency) ** 2)
    assert LinePairGroup(frequency, 41, 0.0).modulation(sigma) == pytest.approx(expected, rel=0.03)


def test_modulation_falls_with_frequency_and_blur() -> None:
    groups = [LinePairGroup(number / 10, 4, 0.0) for number in range(1, 9)]
    sharp, soft = (list(relative_modulations(groups, sigma).values()) for sigma in (0.3, 0.45))
    assert sharp == sorted(sharp, reverse=True)
    assert sharp[0] == soft[0] == 1.0
    assert all(left > right for left, right in zip(sharp[1:], soft[1:], strict=True))


def test_frequency_at_a_level_lies_between_its_neighbours() -> None:
    modulations = {0.1: 1.0, 0.2: 0.8, 0.3: 0.4}
    assert frequency_at(modulations, 0.6) == pytest.approx(0.25)
    assert frequency_at(modulations, 1.0) == pytest.approx(0.1)
    assert frequency_at(modulations, 0.3) is None


def test_a_zero_below_the_background_lowers_the_modulation() -> None:
    group = LinePairGroup(0.5, 4, 0.0)
    grounded, raised = group.modulation(0.4), group.modulation(0.4, pedestal=0.5)
    high_plus_low = 2 * 0.5 / (grounded / raised - 1)
    assert raised < grounded
    assert high_plus_low == pytest.approx(1.0, abs=0.1)
