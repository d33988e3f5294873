"""Which slices are looked at."""

from typing import Any

import pytest

from dicom_files import AXIAL, gradient, slices, zip_bytes
from phantomscope.analysis.recognition.finding import Cancelled, Looks, spread
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def stack(count: int = 5, **tags: Any) -> SliceStack:
    source = open_bytes(zip_bytes(slices(count, pixels=gradient(64, 64), **tags)))
    return SliceStack(source, scan(source).series[0])


def looks(one: SliceStack, limit: int = 9) -> Looks:
    return Looks(one, limit, lambda: False)


def test_positions_are_those_of_the_slices() -> None:
    assert looks(stack(3)).positions == (2.5, 5.0, 7.5)
    assert looks(stack(3)).nearest(5.9) == 1


def test_slices_that_say_nothing_of_their_place_lie_one_after_the_other() -> None:
    nowhere = stack(3, ImagePositionPatient=None, SliceThickness=4.0)
    assert looks(nowhere).positions == (0.0, 4.0, 8.0)
    assert looks(nowhere).facing == 0


@pytest.mark.parametrize(
    ("orientation", "facing"),
    [(AXIAL, 1), ((-1.0, 0.0, 0.0, 0.0, 1.0, 0.0), -1), ((-1.0, 0.0, 0.0, 0.0, -1.0, 0.0), 1)],
)
def test_which_way_slices_face(orientation: tuple[float, ...], facing: int) -> None:
    assert looks(stack(3, orientation=orientation)).facing == facing


def test_what_was_looked_at_is_counted() -> None:
    some = looks(stack(), limit=2)
    assert some.image(0) is not None
    assert (some.count, some.left) == (1, 1)


def test_nothing_is_decoded_once_nobody_waits() -> None:
    some = Looks(stack(), 9, lambda: True)
    with pytest.raises(Cancelled):
        some.image(0)
    assert some.count == 0


def test_without_pixel_spacing_nothing_is_seen() -> None:
    assert looks(stack(PixelSpacing=None)).image(0) is None


def test_what_cannot_be_read_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: SliceStack, index: int) -> None:
        raise PhantomscopeError("It is broken")

    one = stack()
    monkeypatch.setattr(SliceStack, "peek", broken)
    assert looks(one).image(0) is None


@pytest.mark.parametrize(("count", "wanted"), [(100, 7), (3, 7), (1, 7), (8, 8)])
def test_slices_are_spread_over_the_stack(count: int, wanted: int) -> None:
    chosen = list(spread(count, wanted))
    assert len(chosen) == len(set(chosen)) == min(count, wanted)
    assert all(0 <= index < count for index in chosen)
