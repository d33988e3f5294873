"""Where the phantom lies: the same answer as pylinac's, to the last bit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from analysis import identity_scans as scans
from analysis import support
from analysis.stock_slice import piece, question, stock_answer
from dicom_files import zip_bytes
from phantomscope.analysis.engine.acceleration.phantom_region import Answer, Disks, Question, RegionFinder
from phantomscope.analysis.engine.acceleration.picture import picture_of_array, picture_of_pixels
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path

FINDER = RegionFinder(Disks())


def ours(of: Any) -> Any:
    """As ``stock_answer``, of the values as they are."""
    picture = picture_of_array(of.image.array)
    return None if picture is None else said(FINDER.answer(picture, question(of)))


def said(answer: Answer | None) -> Any:
    return None if answer is None else answer.centroid or answer.refusal


@st.composite
def scenes(draw: st.DrawFn) -> np.ndarray:
    """Disks, rings and boxes one over another, at the border too, with noise or without."""
    rows, columns = draw(st.integers(60, 130)), draw(st.integers(60, 130))
    values = np.full((rows, columns), draw(st.sampled_from([-1000.0, 0.0, 40.0])))
    row, column = np.ogrid[:rows, :columns]
    for _ in range(draw(st.integers(0, 5))):
        middle = draw(st.integers(0, rows)), draw(st.integers(0, columns))
        radius, inner = draw(st.integers(2, 45)), draw(st.integers(0, 30))
        far = np.hypot(row - middle[0], column - middle[1])
        if draw(st.booleans()):
            far = np.maximum(abs(row - middle[0]), abs(column - middle[1]))
        values[(far <= radius) & (far >= inner)] = draw(st.integers(-1200, 3000))
    noise = draw(st.sampled_from([0.0, 0.0, 1.0, 40.0]))
    values += np.random.default_rng(draw(st.integers(0, 99))).normal(0, 1, values.shape) * noise
    kind = draw(st.sampled_from([np.float64, np.int16, np.float64, "soft"]))
    if kind == "soft":
        return np.asarray(ndimage.gaussian_filter(values, 2))
    return values.round().astype(kind) if draw(st.booleans()) else values.astype(kind)


@given(
    scenes(),
    st.floats(5, 50),
    st.sampled_from([0.5, 1.0, 2.3, 5.0]),
    st.booleans(),
    st.booleans(),
)
def test_whatever_the_slice_shows(
    values: np.ndarray, radius: float, mm: float, clear_borders: bool, clipped: bool
) -> None:
    of = piece(values, radius=radius, mm=mm, clear_borders=clear_borders, clipped=clipped)
    found, wanted = ours(of), stock_answer(of)
    assert found == wanted
    assert [type(one) for one in found] == [type(one) for one in wanted]


def test_every_kind_of_answer_comes_up() -> None:
    disk = np.hypot(*np.ogrid[-50:50, -50:50]) < 20
    for values, clipped in ((disk * 1000.0, False), (disk * 1000.0, True), (disk * -500, True)):
        assert isinstance(ours(piece(values.astype(float), radius=22.0, clipped=clipped)), tuple)
    assert "No edges" in ours(piece(np.zeros((90, 90))))
    assert "No edges" in ours(piece(np.zeros((90, 90)), clipped=True))
    assert "ROIs detected 0" in ours(piece(np.tile(np.arange(90.0), (90, 1)) // 45 * 9))
    assert "expected size" in ours(piece(disk * 1000.0, radius=5.0))


def test_of_equally_fitting_regions_the_first_is_taken() -> None:
    values = np.zeros((100, 100))
    values[20:30, 60:70] = values[60:70, 20:30] = 1000
    of = piece(values, radius=7.5)
    found = ours(of)
    assert found == stock_answer(of)
    assert found[0] < 50


@pytest.mark.parametrize("shape", [(3, 400), (400, 3), (1, 1)])
def test_pictures_that_are_all_border_are_left_to_pylinac(shape: tuple[int, int]) -> None:
    values = np.random.default_rng(0).random(shape) * 1000
    assert ours(piece(values)) is None or shape == (1, 1)


def test_what_is_unusual_is_left_to_pylinac() -> None:
    disk = (np.hypot(*np.ogrid[-50:50, -50:50]) < 20) * 1000
    assert ours(piece(disk.astype(np.uint16), clipped=True)) is None
    assert ours(piece(disk.astype(float), mm=2000.0)) is None  # no pixel lies in the disk
    odd = piece(disk.astype(float))
    for name, value in (("catphan_size", float("nan")), ("mm_per_pixel", 0.0), ("catphan_size", 3)):
        other = piece(disk.astype(float))
        setattr(other, name, value)
        assert Question.of(other) is None
    assert Question.of(odd) is not None


def check_stack(stack: SliceStack, phantom: str, every: int) -> None:
    """Slices of a scan as their stored values, and with values in between, both ways of looking at them."""
    kind = support.pylinac_class(phantom)
    random = np.random.default_rng(4)
    spacing = stack.slice_header(0).plane.spacing
    assert spacing is not None
    for index in range(0, len(stack), every):
        pixels = stack.peek(index)
        noisy = pixels.rescaled() + random.normal(0, 2, pixels.stored.shape)
        for values, picture in (
            (pixels.rescaled(), picture_of_pixels(pixels)),
            (noisy, picture_of_array(noisy)),
        ):
            radius = kind.catphan_radius_mm / spacing[0]
            of = piece(
                values,
                radius=radius,
                mm=spacing[0],
                clear_borders=kind.clear_borders,
                clipped=kind.clip_in_localization,
            )
            assert picture is not None
            assert said(FINDER.answer(picture, question(of))) == stock_answer(of)


@pytest.mark.parametrize(
    "phantom",
    [
        pytest.param(phantom, marks=() if phantom in ("CIRS 062M", support.ACR_LARGE) else pytest.mark.slow)
        for phantom in sorted(DIGITAL_PHANTOMS)
    ],
)
def test_digital_phantoms(phantom: str) -> None:
    source = open_bytes(zip_bytes(scans.digital(phantom).files))
    stack = SliceStack(source, scan(source).series[0])
    check_stack(stack, phantom, every=max(1, len(stack) // 3))


def test_a_real_scan(real_data: Path) -> None:
    source = open_path(real_data / support.REAL[support.QUART])
    check_stack(SliceStack(source, scan(source).series[0]), support.QUART, every=40)
    source.close()


@pytest.mark.slow
@pytest.mark.parametrize("phantom", sorted(support.REAL))
def test_every_slice_of_real_scans(phantom: str, real_data: Path) -> None:
    source = open_path(real_data / support.REAL[phantom])
    check_stack(SliceStack(source, scan(source).series[0]), phantom, every=1)
    source.close()
