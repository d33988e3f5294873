import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from dicom_files import Pixels
from gui.slices import flat, loaded
from phantomscope.gui.levels.region_window import region_window

ALL = QRectF(0, 0, 200, 200)


def noise() -> Pixels:
    drawn: Pixels = np.random.default_rng(3).normal(100, 10, (200, 200)).round().astype(np.int16)
    return drawn


@pytest.mark.parametrize("kind", [np.int16, np.float32, np.int32])
@pytest.mark.parametrize("size", [5, 9, 10, 150, 201])
def test_the_ends_are_numpys_percentiles_rounded_inwards(kind: type, size: int) -> None:
    # Other kinds lie too far apart for a table of counts.
    values = np.random.default_rng(size).permutation(size * 100)[:size] * (1 if kind == np.int16 else 100)
    found = region_window(
        loaded(values.astype(kind)[None, :], slope=1.0, intercept=0.0), QRectF(0, 0, size, 1)
    )
    expected = (
        (values.min(), values.max())
        if size < 10
        else (np.percentile(values, 0.5, method="higher"), np.percentile(values, 99.5, method="lower"))
    )
    assert found is not None
    assert (found.low, found.high) == expected


@pytest.mark.parametrize("slope", [1.0, -1.0, 0.5])
def test_a_flat_region_gives_its_mean_and_2_6_standard_deviations(slope: float) -> None:
    found = region_window(loaded(noise(), slope=slope, intercept=5.0), ALL)
    assert found is not None
    assert found.level == pytest.approx(100 * slope + 5, abs=1)
    assert found.width == pytest.approx(2 * 2.58 * 10 * abs(slope), rel=0.05)


@pytest.mark.parametrize("size", [4, 10, 200])
def test_a_single_outlier_at_each_end_moves_nothing(size: int) -> None:
    pixels = noise()
    region = QRectF(0, 0, size, size)
    pixels[1, 1], pixels[2, 2] = -32_000, 32_000
    kept = np.delete(pixels[:size, :size].ravel(), [size + 1, 2 * size + 2])
    found = region_window(loaded(pixels, slope=1.0, intercept=0.0), region)
    assert found is not None
    assert kept.min() <= found.low < found.high <= kept.max()


def test_both_sides_of_an_edge_are_in_the_window() -> None:
    pixels = flat(0, (200, 200))
    pixels[:, 100:] = 1000
    found = region_window(loaded(pixels, slope=1.0, intercept=0.0), ALL)
    assert found is not None
    assert (found.low, found.high) == (0, 1000)


def test_a_few_pixels_are_taken_whole() -> None:
    pixels = np.arange(100, dtype=np.int16).reshape(10, 10)
    found = region_window(
        loaded(pixels, slope=1.0, intercept=0.0), QRectF(QPointF(2.2, 3.1), QPointF(3.9, 4.2))
    )
    assert found is not None
    assert (found.low, found.high) == (32, 43)


def test_drawn_from_any_corner_and_beyond_the_edge_it_is_the_same() -> None:
    one = loaded(noise(), slope=1.0, intercept=0.0)
    expected = region_window(one, QRectF(150, 150, 50, 50))
    assert region_window(one, QRectF(QPointF(260, 280), QPointF(150, 150))) == expected


def test_padding_does_not_count() -> None:
    pixels = noise()
    pixels[:, :150] = -2000
    one = loaded(pixels, slope=1.0, intercept=0.0, padding=-2000)
    found = region_window(one, ALL)
    assert found is not None
    assert found.level == pytest.approx(100, abs=2)
    assert region_window(one, QRectF(0, 0, 100, 100)) is None


def test_one_value_gives_the_narrowest_window_that_makes_sense() -> None:
    found = region_window(loaded(flat(40), slope=2.0, intercept=0.0), QRectF(0, 0, 4, 4))
    assert found is not None
    assert (found.width, found.level) == (2.0, 80.0)


@pytest.mark.parametrize("region", [QRectF(-50, 0, 40, 40), QRectF(0, 300, 40, 40), QRectF()])
def test_there_is_nothing_outside_the_slice(region: QRectF) -> None:
    assert region_window(loaded(noise()), region) is None
