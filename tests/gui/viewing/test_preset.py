import numpy as np
import pytest

from gui.slices import loaded
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind

_RAMP = np.arange(10_000, dtype=np.int16).reshape(100, 100)


@pytest.mark.parametrize("presets", [CT_PRESETS, OTHER_PRESETS], ids=["CT", "other"])
def test_every_built_in_preset_makes_a_window_and_says_what_it_is_for(presets: tuple[Preset, ...]) -> None:
    one = loaded(_RAMP)
    assert 1 <= len(presets) <= 6
    assert len({preset.title for preset in presets}) == len(presets)
    for preset in presets:
        assert preset.window(one).width > 0
        assert preset.tip
        assert not preset.problem()


def test_a_series_of_another_kind_starts_with_what_the_slice_holds() -> None:
    window = OTHER_PRESETS[0].window(loaded(_RAMP, modality="MR", slope=None, intercept=None))
    assert (window.low, window.high) == pytest.approx(np.percentile(_RAMP, (0.5, 99.5)))


def test_full_range_is_the_whole_range() -> None:
    one = loaded(np.array([[-5, 7]], np.int16), slope=1.0, intercept=0.0)
    window = Preset("all", PresetKind.FULL_RANGE).window(one)
    assert (window.low, window.high) == (-5, 7)


@pytest.mark.parametrize("slope", [0.5, -0.5])
def test_percentiles_are_numpys_in_the_output_unit(slope: float) -> None:
    window = Preset("some", PresetKind.PERCENTILES, 10, 40).window(loaded(_RAMP, slope=slope, intercept=7.0))
    assert (window.low, window.high) == pytest.approx(np.percentile(_RAMP * slope + 7.0, (10, 40)))


def test_a_part_of_the_bright_goes_by_the_99_5th_percentile() -> None:
    window = Preset("some", PresetKind.BRIGHT_PART, 25, 50).window(loaded(_RAMP, slope=1.0, intercept=0.0))
    bright = np.percentile(_RAMP, 99.5)
    assert (window.low, window.high) == pytest.approx((bright / 4, bright / 2))


def test_where_the_bright_is_below_zero_there_is_a_window_all_the_same() -> None:
    one = loaded(np.full((4, 4), -100, np.int16), slope=1.0, intercept=0.0)
    window = Preset("some", PresetKind.BRIGHT_PART, 0, 50).window(one)
    assert (window.low, window.high) == (-50, 0)


def test_an_empty_slice_still_has_a_window() -> None:
    one = loaded(np.zeros((4, 4), np.int16), modality="MR", slope=None, intercept=None)
    assert all(preset.window(one).width > 0 for preset in OTHER_PRESETS)


def test_the_title_tells_fixed_numbers() -> None:
    assert Preset("Mine", PresetKind.FIXED, 1500, -600).title == "Mine  (W 1500 L −600)"
    assert Preset("Mine", PresetKind.PERCENTILES, 1, 99).title == "Mine"


def test_without_a_use_the_tip_says_what_it_does() -> None:
    assert Preset("Mine", PresetKind.PERCENTILES, 1, 99.5).tip == "from percentile 1 to 99.5 of this slice"
    assert Preset("Mine", PresetKind.FIXED, 10, -2).tip == "width 10, level -2"


@pytest.mark.parametrize(
    "preset",
    [
        Preset(" ", PresetKind.FULL_RANGE),
        Preset("x", PresetKind.FIXED, 0, 0),
        Preset("x", PresetKind.FIXED, float("nan"), 0),
        Preset("x", PresetKind.FIXED, 10, 1e12),
        Preset("x", PresetKind.PERCENTILES, 50, 50),
        Preset("x", PresetKind.PERCENTILES, -1, 50),
        Preset("x", PresetKind.PERCENTILES, 1, 101),
        Preset("x", PresetKind.BRIGHT_PART, 50, 20),
    ],
)
def test_what_makes_no_window_is_told(preset: Preset) -> None:
    assert preset.problem().endswith(".")
