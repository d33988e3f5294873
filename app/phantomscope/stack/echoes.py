"""The echoes of an MR series: their numbers, and the times that tell them apart."""

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from phantomscope.stack.slice_header import SliceHeader

_DIGITS = 3  # of echo times in ms: far below any difference between echoes, above rounding noise


@dataclass(frozen=True, slots=True)
class Echo:
    """One echo of a series.

    Attributes:
        number: EchoNumbers, or the rank of its echo time.
        time: Its echo time in ms; None where it is not known, or not the same for all of its slices.
        slices: How many slices it has.
    """

    number: int
    time: float | None
    slices: int


def echoes(headers: Iterable[SliceHeader]) -> tuple[Echo, ...]:
    """The echoes that occur, by number; none where no slice says its echo."""
    times: dict[int, list[float | None]] = defaultdict(list)
    for header in headers:
        if header.echo is not None:
            times[header.echo].append(header.echo_time)
    return tuple(Echo(number, _same(of_echo), len(of_echo)) for number, of_echo in sorted(times.items()))


def with_echo_numbers(headers: Sequence[SliceHeader]) -> list[SliceHeader]:
    """Number the echoes of frames that say only their echo time.

    A time that another slice of the series gives a number for takes that number; the others take the rank of
    their time. Classic slices stay as they are: what they do not say, pylinac does not see either.
    """
    # A time of 0 ms is one: ultrashort and zero echo times are rounded to it.
    unnumbered = {
        round(header.echo_time, _DIGITS)
        for header in headers
        if _is_unnumbered(header) and header.echo_time is not None
    }
    if not unnumbered:
        return list(headers)
    numbers = _numbered(headers, unnumbered)
    return [
        dataclasses.replace(header, echo=numbers[round(header.echo_time, _DIGITS)])
        if _is_unnumbered(header) and header.echo_time is not None
        else header
        for header in headers
    ]


def _is_unnumbered(header: SliceHeader) -> bool:
    return header.frame > 0 and header.echo is None


def _numbered(headers: Sequence[SliceHeader], unnumbered: set[float]) -> dict[float, int]:
    known = {
        round(header.echo_time, _DIGITS): header.echo
        for header in headers
        if header.echo is not None and header.echo_time is not None
    }
    numbers = dict(known)
    taken = {header.echo for header in headers if header.echo is not None}
    for rank, time in enumerate(sorted(unnumbered | known.keys()), 1):
        if time in known:
            continue
        number = rank
        while number in taken:
            number += 1
        numbers[time] = number
        taken.add(number)
    return numbers


def _same(times: Sequence[float | None]) -> float | None:
    first = times[0]
    alike = first is not None and all(
        time is not None and round(time, _DIGITS) == round(first, _DIGITS) for time in times
    )
    return first if alike else None
