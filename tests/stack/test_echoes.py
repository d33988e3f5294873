import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dicom_files import FakeSource, header
from enhanced_files import classic, enhanced_bytes, frames, with_echoes
from phantomscope.stack.echoes import Echo, echoes, with_echo_numbers
from phantomscope.stack.index import scan
from phantomscope.stack.slice_header import SliceHeader


def frame(number: int, time: float | None, echo: int | None = None) -> SliceHeader:
    made = header(number, echo=echo)
    return dataclasses.replace(made, frame=number, echo_time=time)


def numbers(*headers: SliceHeader) -> list[int | None]:
    return [one.echo for one in with_echo_numbers(headers)]


def test_times_become_numbers_by_rank() -> None:
    assert numbers(frame(1, 80.0), frame(2, 20.0), frame(3, 50.0), frame(4, 20.0)) == [3, 1, 2, 1]


def test_noise_in_a_time_is_no_echo() -> None:
    assert numbers(frame(1, 20.00001), frame(2, 20.0), frame(3, 80.0)) == [1, 1, 2]


def test_a_time_without_number_takes_that_of_the_same_time() -> None:
    assert numbers(frame(1, 20.0, 5), frame(2, 20.0), frame(3, 80.0)) == [5, 5, 2]


def test_no_two_times_get_one_number() -> None:
    assert numbers(frame(1, 80.0, 1), frame(2, 20.0), frame(3, 50.0)) == [1, 2, 3]


def test_what_says_neither_stays_without() -> None:
    assert numbers(frame(1, None), frame(2, 20.0)) == [None, 1]
    assert numbers(frame(1, None), frame(2, None)) == [None, None]


def test_a_time_of_zero_is_a_time() -> None:
    assert numbers(frame(1, 0.0), frame(2, 2.3), frame(3, 0.0)) == [1, 2, 1]
    assert numbers(frame(1, 0.0, 4), frame(2, 0.0), frame(3, 2.3)) == [4, 4, 2]


def test_classic_slices_stay_as_they_are() -> None:
    """pylinac reads their own headers, so a number made up here would choose nothing."""
    plain = [dataclasses.replace(header(n), echo_time=20.0 * n) for n in (1, 2)]
    assert numbers(*plain) == [None, None]


@given(times=st.lists(st.floats(0.1, 500).map(lambda time: round(time, 2)), min_size=1, max_size=12))
def test_ranks_keep_the_order_of_times(times: list[float]) -> None:
    found = numbers(*(frame(n, time) for n, time in enumerate(times, 1)))
    assert dict(zip(times, found, strict=True)) == {
        time: rank for rank, time in enumerate(sorted(set(times)), 1)
    }


def test_the_echoes_of_a_series_with_their_times() -> None:
    told = echoes([frame(1, 80.0, 2), frame(2, 20.0, 1), frame(3, 80.0, 2)])
    assert told == (Echo(1, 20.0, 1), Echo(2, 80.0, 2))


@pytest.mark.parametrize("time", [None, 90.0])
def test_a_time_is_known_only_where_all_agree(time: float | None) -> None:
    assert echoes([frame(1, 80.0, 2), frame(2, time, 2)]) == (Echo(2, None, 2),)


def test_no_echo() -> None:
    assert echoes([header(1)]) == ()


BOTH = with_echoes(frames(3), [(1, 20.0), (2, 80.0)])


@pytest.mark.parametrize(
    "files",
    [
        {"many": enhanced_bytes(BOTH)},
        {"many": enhanced_bytes(with_echoes(frames(3), [(None, 80.0), (None, 20.0)]))},
        {"a": enhanced_bytes(BOTH[:3], uid="1.2.3.1"), "b": enhanced_bytes(BOTH[3:], uid="1.2.3.2")},
        {
            "a": enhanced_bytes(with_echoes(frames(3), [(None, 80.0)]), uid="1.2.3.1"),
            "b": enhanced_bytes(with_echoes(frames(3), [(None, 20.0)]), uid="1.2.3.2"),
        },
        classic(BOTH),
        classic(BOTH[:3]) | {"b": enhanced_bytes(with_echoes(frames(3), [(None, 80.0)]))},
    ],
    ids=["one object", "times only", "two objects", "two objects, times only", "classic", "mixed"],
)
def test_a_series_offers_its_echoes_however_they_are_written(files: dict[str, Any]) -> None:
    (series,) = scan(FakeSource(files)).series
    assert series.echoes == (Echo(1, 20.0, 3), Echo(2, 80.0, 3))
    assert [one.echo for one in series.slices] == [1, 2] * 3
    assert series.problems == ()
