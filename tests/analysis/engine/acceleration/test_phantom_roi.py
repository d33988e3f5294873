"""What takes the place of pylinac's property."""

import gc
import warnings
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from pylinac import ct

from analysis.engine_stacks import disk_stack
from analysis.stock_slice import STOCK, piece, stock_answer
from phantomscope.analysis.engine.acceleration.crew import Crew
from phantomscope.analysis.engine.acceleration.kept_headers import KeptHeaders
from phantomscope.analysis.engine.acceleration.lazy_image import LazyImage
from phantomscope.analysis.engine.acceleration.phantom_roi import PhantomRoi, remarks
from phantomscope.analysis.engine.pylinac_stack import PylinacStack


@pytest.fixture
def slices() -> PylinacStack:
    made = disk_stack(6)
    made.make_images(LazyImage, lambda read: KeptHeaders(read).header)
    return made


@pytest.fixture
def roi(slices: PylinacStack) -> Iterator[PhantomRoi]:
    crew = Crew(slices, lambda: 2)
    yield PhantomRoi(slices, crew)
    crew.close()


def piece_of(slices: PylinacStack, number: int, **options: Any) -> Any:
    """As pylinac makes one of a stack's slice for itself."""
    made = piece(np.zeros((1, 1)), radius=22.0, **options)
    made.image = slices[number]
    made.slice_num = number
    return made


def test_the_region_is_stocks(slices: PylinacStack, roi: PhantomRoi) -> None:
    for number in range(len(slices)):
        one = piece_of(slices, number)
        found = roi.of(one)
        assert one.image.untouched
        assert found.centroid == stock_answer(one)


def test_whatever_else_is_asked_of_it(slices: PylinacStack, roi: PhantomRoi) -> None:
    one = piece_of(slices, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, wanted = roi.of(one), STOCK.func(one)
        for name in ("bbox", "label", "area", "filled_area", "area_filled", "eccentricity", "centroid"):
            assert getattr(found, name) == getattr(wanted, name)
            assert type(getattr(found, name)) is type(getattr(wanted, name))
        assert np.array_equal(found.image, wanted.image)
        assert np.array_equal(found.image_intensity, wanted.image_intensity)
    with pytest.raises(AttributeError):
        found.nonsense  # noqa: B018
    assert not hasattr(found, "__array__")


def test_a_refusal_is_stocks(slices: PylinacStack, roi: PhantomRoi) -> None:
    one = piece_of(slices, 2)
    one.catphan_size = 10.0
    with pytest.raises(ValueError, match="Unable to find ROI of expected size of the phantom"):
        roi.of(one)


def test_a_changed_array_is_never_answered_from_memory(slices: PylinacStack, roi: PhantomRoi) -> None:
    untouched = piece_of(slices, 3)
    known = roi.of(untouched).centroid
    seen = piece_of(slices, 3)
    assert seen.image.array.any()
    assert roi.of(seen).centroid == known  # seen, but the same
    other = piece_of(slices, 3)
    other.image.array = np.roll(other.image.array, 7, axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        moved = roi.of(other).centroid
    assert moved == stock_answer(other)
    assert moved != known
    one_value = piece_of(slices, 3)
    one_value.image.array[50, 50] -= 1
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert roi.of(one_value).centroid == stock_answer(one_value)


def test_an_array_alone_is_known_again_by_its_number(slices: PylinacStack, roi: PhantomRoi) -> None:
    """pylinac hands the array on, without the image that it came in."""
    asked: list[int] = []
    answer = roi._crew.answer
    roi._crew.answer = lambda slot, question: asked.append(slot) or answer(slot, question)  # type: ignore
    one = piece(slices[4].array, radius=22.0)
    one.slice_num = 4
    wrong = piece(slices[4].array, radius=22.0)
    wrong.slice_num = 3
    nobody = piece(slices[4].array, radius=22.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert roi.of(one).centroid == roi.of(wrong).centroid == roi.of(nobody).centroid
    assert asked == [4]


def test_what_pylinac_has_set_is_not_the_sources(slices: PylinacStack, roi: PhantomRoi) -> None:
    image = slices[1]
    image.array = np.fliplr(image.array).copy()
    slices[1] = image
    one = piece_of(slices, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert roi.of(one).centroid == stock_answer(one)


@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("in_place", [True, False])
def test_a_region_stays_whatever_becomes_of_its_slice(
    slices: PylinacStack, roi: PhantomRoi, seen: bool, in_place: bool
) -> None:
    """As stock's, which is kept with all that it is made of."""
    one = piece_of(slices, 1)
    if seen:
        assert one.image.array.any()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found, wanted = roi.of(one), STOCK.func(piece_of(slices, 1))
        if in_place:
            one.image.array[:] = 0
        else:
            one.image.array = np.roll(one.image.array, 7, axis=0)
        one.catphan_size = 10.0
        slices[1] = one.image
        del slices[1]
        assert found.bbox == wanted.bbox
        assert found.centroid == wanted.centroid
        assert np.array_equal(found.image_intensity, wanted.image_intensity)


def test_a_slice_that_was_deleted_before_it_is_looked_at(slices: PylinacStack, roi: PhantomRoi) -> None:
    one = piece_of(slices, 2)
    del slices[2]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert roi.of(one).centroid == stock_answer(one)


def test_no_slice_is_kept_alive(slices: PylinacStack, roi: PhantomRoi) -> None:
    gc.disable()
    try:
        one = piece_of(slices, 1)
        vars(one)["phantom_roi"] = roi.of(one)
        gone = weakref.ref(one.image)
        del one
        assert gone() is None
    finally:
        gc.enable()


def heard(action: Any) -> list[tuple[str, str, str, int]]:
    with warnings.catch_warnings(record=True) as found:
        warnings.resetwarnings()
        action()
        action()
    return [(str(one.message), one.category.__name__, one.filename, one.lineno) for one in found]


def test_the_same_is_warned_of_in_the_same_places(slices: PylinacStack, roi: PhantomRoi) -> None:
    """pylinac writes into its results what scikit-image warns of."""
    wanted = heard(lambda: STOCK.func(piece_of(slices, 0)))
    assert heard(lambda: roi.of(piece_of(slices, 0))) == wanted
    assert len(remarks()) == len(wanted)

    def refused(of: Any) -> None:
        one = piece_of(slices, 0)
        one.catphan_size = 10.0
        with pytest.raises(ValueError, match="expected size"):
            of(one)

    assert heard(lambda: refused(roi.of)) == heard(lambda: refused(STOCK.func))

    def empty(of: Any) -> None:
        with pytest.raises(ValueError, match="No edges"):
            of(piece(np.zeros((90, 90))))

    assert heard(lambda: empty(roi.of)) == heard(lambda: empty(STOCK.func)) == []


def test_as_a_property_it_is_looked_for_once(slices: PylinacStack, roi: PhantomRoi) -> None:
    found = roi.as_property()

    class Piece(ct.Slice):
        phantom_roi = found

    one = Piece.__new__(Piece)
    vars(one).update(vars(piece_of(slices, 0)))
    assert one.is_phantom_in_view()
    assert one.phantom_roi is one.phantom_roi
