"""Linking by position: unequal spacings, reversed order, echoes, and what has no positions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import SAGITTAL, FakeSource, header, slices
from phantomscope.gui.second.slice_link import LinkedBy, Shift, SliceLink, Stop, Stops
from phantomscope.stack.index import scan
from phantomscope.stack.series import assemble, normal
from phantomscope.stack.slice_stack import SliceStack

AXIAL_NORMAL = (0.0, 0.0, 1.0)


def stops(*positions: float | None, direction: tuple[float, float, float] | None = AXIAL_NORMAL) -> Stops:
    return Stops(tuple(Stop(one, None) for one in positions), direction)


def test_the_nearest_slice_belongs_to_it() -> None:
    link = SliceLink(stops(0, 2.5, 5, 7.5), stops(-1, 1, 3, 5, 7, 9))
    assert link.by is LinkedBy.POSITION
    assert [link.second_of(index) for index in range(4)] == [0, 2, 3, 4]
    assert [link.first_of(index) for index in range(6)] == [0, 0, 1, 2, 3, 3]
    assert link.left_over(1, 2) == 0.5
    assert link.left_over(3, 4) == -0.5


def test_a_reversed_order_and_uneven_steps_are_no_matter() -> None:
    link = SliceLink(stops(0, 1, 4, 9), stops(9, 8.4, 3.9, 0.2))
    assert [link.second_of(index) for index in range(4)] == [3, 3, 2, 0]
    assert [link.first_of(index) for index in range(4)] == [3, 3, 2, 0]


def test_a_shift_takes_a_pair_as_belonging_together() -> None:
    link = SliceLink(stops(0, 2, 4), stops(100, 101, 102, 103, 104))
    assert link.second_of(2) == 0  # nothing lies there: the nearest end
    assert link.left_over(2, 0) == 96
    shift = link.corresponding(0, 1)
    assert shift == Shift(101.0, 0)
    moved = SliceLink(link.first, link.second, shift)
    assert [moved.second_of(index) for index in range(3)] == [1, 3, 4]
    assert moved.first_of(3) == 1
    assert moved.left_over(1, 3) == 0.0
    assert moved.left_over(2, 4) == -1.0


@pytest.mark.parametrize(
    ("second", "by"),
    [
        (stops(0, 1, 2, 3, direction=(1.0, 0.0, 0.0)), LinkedBy.DIRECTION),
        (stops(0, 1, 2, 3, direction=None), LinkedBy.DIRECTION),
        (stops(0, 1, None, 3), LinkedBy.NUMBER),
    ],
)
def test_what_has_no_common_positions_is_linked_by_number(second: Stops, by: LinkedBy) -> None:
    link = SliceLink(stops(30, 20, 10), second)
    assert link.by is by
    assert [link.second_of(index) for index in range(3)] == [0, 1, 2]
    assert link.left_over(1, 1) is None
    moved = SliceLink(link.first, link.second, link.corresponding(0, 2))
    assert [moved.second_of(index) for index in range(3)] == [2, 3, 3]
    assert [moved.first_of(index) for index in range(4)] == [0, 0, 0, 1]


@pytest.mark.parametrize("spacing", [(0.5, 0.5), None])
def test_at_45_degrees_it_is_no_matter_which_way_a_normal_is_taken(
    spacing: tuple[float, float] | None,
) -> None:
    def oblique(degrees: float) -> Stops:
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        headers = [
            header(n, (0.0, -s * 5 * n, c * 5 * n), orientation=(1, 0, 0, 0, c, s), spacing=spacing)
            for n in range(1, 6)
        ]
        (series,), _ = assemble(headers)
        return Stops.of(SliceStack(FakeSource({}), series))

    steep, steeper = oblique(44.9), oblique(45.1)
    assert steep.normal is not None
    assert steeper.normal is not None
    assert steep.normal[2] > 0 > steeper.normal[2]
    link = SliceLink(steep, steeper)
    assert link.by is LinkedBy.POSITION
    assert [link.second_of(index) for index in range(5)] == [4, 3, 2, 1, 0]
    assert [link.first_of(index) for index in range(5)] == [4, 3, 2, 1, 0]
    assert link.left_over(1, 3) == pytest.approx(0.0, abs=0.05)


def test_of_several_echoes_the_same_is_taken() -> None:
    echoes = Stops(tuple(Stop(place, echo) for place in (0.0, 5.0) for echo in (1, 2)), AXIAL_NORMAL)
    link = SliceLink(echoes, echoes)
    assert [link.second_of(index) for index in range(4)] == [0, 1, 2, 3]


@given(
    st.lists(st.floats(-500, 500), min_size=1, max_size=30),
    st.lists(st.floats(-500, 500), min_size=1, max_size=30),
    st.floats(-100, 100),
    st.data(),
)
def test_no_other_slice_is_nearer(
    first: list[float], second: list[float], ahead: float, data: st.DataObject
) -> None:
    link = SliceLink(stops(*first), stops(*second), Shift(ahead))
    index = data.draw(st.integers(0, len(first) - 1))
    chosen = link.left_over(index, link.second_of(index))
    assert chosen is not None
    for other in range(len(second)):
        away = link.left_over(index, other)
        assert away is not None
        assert abs(chosen) <= abs(away) + 0.001


def test_a_stack_is_asked_as_it_is_now() -> None:
    source = FakeSource(slices(4))
    with SliceStack(source, scan(source).series[0]) as stack:
        stack.remove(1)
        found = Stops.of(stack)
        assert [one.position for one in found.slices] == [2.5, 7.5, 10.0]
        assert found.normal == AXIAL_NORMAL
    assert normal(header(orientation=SAGITTAL)) != AXIAL_NORMAL
