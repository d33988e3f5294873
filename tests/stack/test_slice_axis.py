import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.stack.slice_axis import Run, SliceAxis


def everywhere(axis: SliceAxis) -> list[Run]:
    return axis.runs(np.ones(len(axis.centres), np.bool_))


def test_evenly_spaced_slices_are_one_run() -> None:
    axis = SliceAxis.from_positions([0.0, 2.5, 5.0, 7.5], 9.0)
    assert (axis.step, axis.known) == (2.5, True)
    assert (axis.low, axis.high) == (-1.25, 8.75)
    assert everywhere(axis) == [Run(0, 3, -1.25, 2.5)]


def test_a_missing_slice_leaves_its_place_empty() -> None:
    axis = SliceAxis.from_positions([0.0, 2.0, 6.0, 8.0], 9.0)
    assert axis.edges == ((-1.0, 1.0), (1.0, 3.0), (5.0, 7.0), (7.0, 9.0))
    assert everywhere(axis) == [Run(0, 1, -1.0, 2.0), Run(2, 3, 5.0, 2.0)]
    assert axis.extent(0, 3) == 10.0


def test_a_small_gap_is_shared_by_its_neighbours() -> None:
    axis = SliceAxis.from_positions([0.0, 2.0, 4.0, 6.6, 8.6], 9.0)
    assert axis.edges[2] == (3.0, pytest.approx(5.3))
    assert axis.edges[3] == (pytest.approx(5.3), pytest.approx(7.6))


def test_descending_places_begin_at_their_upper_edge() -> None:
    axis = SliceAxis.from_positions([6.0, 4.0, 2.0], 1.0)
    assert everywhere(axis) == [Run(0, 2, 7.0, -2.0)]


def test_slices_not_there_are_no_part_of_a_run() -> None:
    axis = SliceAxis.from_positions([0.0, 1.0, 2.0, 3.0], 1.0)
    there = np.array([True, True, False, True])
    assert axis.runs(there) == [Run(0, 1, -0.5, 1.0), Run(3, 3, 2.5, 1.0)]


def test_of_several_at_one_place_the_first_has_the_room() -> None:
    axis = SliceAxis.from_positions([0.0, 0.0, 3.0, 3.001, 6.0], 1.0)
    widths = [high - low for low, high in axis.edges]
    assert widths == [3.0, 0.0, 3.0, 0.0, 3.0]
    assert [(run.first, run.last) for run in everywhere(axis)] == [(0, 0), (2, 2), (4, 4)]
    assert axis.nearest(3.0) == 2


def test_unknown_positions_are_taken_as_equally_spaced() -> None:
    axis = SliceAxis.from_positions([None, 4.0, 5.0], 3.0)
    assert not axis.known
    assert axis.centres == (0.0, 3.0, 6.0)
    assert everywhere(axis) == [Run(0, 2, -1.5, 3.0)]


def test_a_single_slice_is_as_thick_as_is_said() -> None:
    axis = SliceAxis.from_positions([7.0], 3.0)
    assert axis.edges == ((5.5, 8.5),)
    assert axis.nearest(-100.0) == 0


def test_what_lies_elsewhere_takes_no_room_and_is_never_the_nearest() -> None:
    axis = SliceAxis.from_positions([0.0, 2.0, 4.0, 2.0], 1.0, {3})
    assert math.isnan(axis.centres[3])
    assert axis.nearest(2.0) == 1
    assert [(run.first, run.last) for run in everywhere(axis)] == [(0, 2)]
    unknown = SliceAxis.from_positions([0.0, 2.0, None], 1.0, [2])
    assert unknown.known


def test_of_no_slices() -> None:
    axis = SliceAxis.from_positions([], 1.0)
    assert (axis.low, axis.high, everywhere(axis)) == (0.0, 0.0, [])


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.booleans())
def test_runs_put_every_slice_where_it_lies(steps: list[int], descending: bool) -> None:
    places = [float(place) for place in itertools.accumulate(steps)]
    axis = SliceAxis.from_positions(places[::-1] if descending else places, 1.0)
    runs = everywhere(axis)
    drawn = [index for run in runs for index in range(run.first, run.last + 1)]
    assert drawn == list(range(len(places)))
    for run in runs:
        for index in range(run.first, run.last + 1):
            ends = [run.start + run.step * (index - run.first + more) for more in (0, 1)]
            assert sorted(ends) == pytest.approx(axis.edges[index], abs=0.05 * axis.step)
    for (_, high), (low, _) in itertools.pairwise(sorted(axis.edges)):
        assert low - high >= -1e-9
    assert all(low < centre < high for centre, (low, high) in zip(axis.centres, axis.edges, strict=True))
    assert [axis.nearest(place) for place in axis.centres] == list(range(len(places)))
