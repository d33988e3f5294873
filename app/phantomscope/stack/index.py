"""From a source to its series: headers only, in batches, with progress and cancel."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.member import Member, Source
from phantomscope.stack.series import Series, assemble
from phantomscope.stack.slice_header import SetAside, SliceHeader

BATCH = 32

_BLOCK = 16  # bytes
_SHARED_FIELDS = ("format", "plane", "series", "echo_time")
_OWN_FIELDS = tuple(name for name in SliceHeader.__slots__ if name not in (*_SHARED_FIELDS, "member"))
_MEMBER_FIELDS = tuple(Member.__slots__)
# In the series and its places, among the source's members, and as a slot with a number of its own.
_ROW = 4 * 8 + 32


@dataclass(frozen=True, slots=True)
class ScanBatch:
    """What a scan has found since its last batch.

    Attributes:
        done, total: Members looked at so far, and all of them.
        headers: Slices found since the last batch.
        set_aside: Members found since the last batch that are no slices.
    """

    done: int
    total: int
    headers: tuple[SliceHeader, ...]
    set_aside: tuple[SetAside, ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """All that a source holds.

    Attributes:
        series: Its series, largest first, localizers last.
        set_aside: What is no slice, with the reason; damaged members first.
    """

    series: tuple[Series, ...]
    set_aside: tuple[SetAside, ...]

    @property
    def slice_count(self) -> int:
        """Slices of all series together."""
        return sum(len(one.slices) for one in self.series)

    @property
    def nbytes(self) -> int:
        """Bytes that the index holds, shared parts counted once."""
        return sum(series_bytes(one) for one in self.series)

    def find(self, key: str) -> Series:
        """The series with this key. Raises PhantomscopeError where there is none."""
        for one in self.series:
            if one.key == key:
                return one
        raise PhantomscopeError("The series is not in this source any more", todo="Open the source again")


def scan_batches(source: Source, *, batch: int = BATCH) -> Iterator[ScanBatch]:
    """Read all headers and hand them over in batches; leave the loop to cancel.

    The first batch holds just the member in the middle, so that a first slice can be shown at once.
    """
    reader = HeaderReader(source)
    order = _middle_first(source.members())
    headers: list[SliceHeader] = []
    set_aside: list[SetAside] = []
    for done, member in enumerate(order, 1):
        for found in reader.read(member):
            if isinstance(found, SliceHeader):
                headers.append(found)
            else:
                set_aside.append(found)
        if done == 1 or done % batch == 0 or done == len(order):
            yield ScanBatch(done, len(order), tuple(headers), tuple(set_aside))
            headers, set_aside = [], []


def scan(
    source: Source,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scan:
    """Read all headers of a source.

    Args:
        source: What to scan.
        progress: Called with members done and in all, a batch at a time.
        cancelled: Asked after each batch; answering True ends the scan.

    Raises:
        OperationCancelled: ``cancelled`` said so.
        PhantomscopeError: There is no slice in the source; the text says what there is.
    """
    headers: list[SliceHeader] = []
    set_aside: list[SetAside] = []
    for batch in scan_batches(source):
        headers += batch.headers
        set_aside += batch.set_aside
        if progress is not None:
            progress(batch.done, batch.total)
        if cancelled():
            raise OperationCancelled
    return complete(source, headers, set_aside)


def complete(source: Source, headers: list[SliceHeader], set_aside: list[SetAside]) -> Scan:
    """Make series of all headers of a source, in the source's own order whatever order they came in.

    Raises:
        PhantomscopeError: There is no slice among them.
    """
    places = {member: place for place, member in enumerate(source.members())}
    series, copies = assemble(sorted(headers, key=lambda header: (places[header.member], header.frame)))
    names = {member.name: place for place, member in enumerate(source.members())}
    aside = sorted((*set_aside, *copies), key=lambda one: (not one.damaged, names[one.name]))
    localizers = {
        header.member.name: None
        for one in series
        if one.facts.localizer and one.facts.modality == "CT"
        for header in one.slices
    }
    if not series:
        raise _no_slices(source, aside)
    kept = "a localizer, kept in a series of its own and left out of the analysis"
    return Scan(series, (*aside, *(SetAside(name, kept) for name in localizers)))


def series_bytes(series: Series) -> int:
    """Bytes that the index holds for a series: its headers, their places, and the rows that name them."""
    rows = len(series.slices)
    own = sum(
        _held(place)
        for place, header in zip(series.positions, series.slices, strict=True)
        if not any(place is part for part in header.position or ())
    )
    return index_bytes(series.slices) + own + rows * _ROW


def index_bytes(headers: Iterable[SliceHeader]) -> int:
    """Bytes that headers take in memory, what they share counted once.

    Parts of their own may be those of the slice before; only what many share is remembered for longer, or
    counting would take more than what is counted.
    """
    seen: set[int] = set()
    total = 0
    before: tuple[object, ...] = ()
    for header in headers:
        member, position = header.member, header.position or ()
        own = (header, member, *(getattr(member, name) for name in _MEMBER_FIELDS))
        own += (*(getattr(header, name) for name in _OWN_FIELDS), *position)
        known = {id(part) for part in before}
        total += sum(
            _held(part) for part in {id(part): part for part in own}.values() if id(part) not in known
        )
        total += sum(_deep_size(getattr(header, name), seen) for name in _SHARED_FIELDS)
        before = own
    return total


def _held(value: object) -> int:
    """What Python takes for one object: blocks of 16 bytes; small numbers are there anyhow."""
    if value is None or isinstance(value, bool | type) or value in ("", ()):
        return 0
    if isinstance(value, int) and -5 <= value <= 256:
        return 0
    return -(-sys.getsizeof(value) // _BLOCK) * _BLOCK


def _deep_size(value: object, seen: set[int]) -> int:
    if value is None or id(value) in seen:
        return 0
    seen.add(id(value))
    size = _held(value)
    if isinstance(value, tuple):
        return size + sum(_deep_size(part, seen) for part in value)
    slots = getattr(type(value), "__slots__", ())
    return size + sum(_deep_size(getattr(value, slot), seen) for slot in slots)


def _middle_first(members: Sequence[Member]) -> list[Member]:
    ordered = list(members)
    if ordered:
        ordered.insert(0, ordered.pop(len(ordered) // 2))
    return ordered


def _no_slices(source: Source, set_aside: list[SetAside]) -> PhantomscopeError:
    if not source.members():
        return PhantomscopeError(
            "There is no file in it",
            where=source.name,
            todo="Choose the ZIP archive or folder that holds the scan",
        )
    first, count = set_aside[0], len(source.members())  # every member is set aside, maybe for two reasons
    todo = "Choose the ZIP archive or folder that holds the scan"
    if any("multi-frame" in one.reason for one in set_aside):
        todo = "Export the scan as classic DICOM, one file a slice"
    return PhantomscopeError(
        f"None of its {count} files is a CT or MR slice; the first of them is {first.name}: {first.reason}"
        if count > 1
        else f"Its only file, {first.name}, is no CT or MR slice: {first.reason}",
        where=source.name,
        todo=todo,
    )
