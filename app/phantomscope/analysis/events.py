"""The whole protocol from the analysis to whoever waits for it."""

from typing import Literal

import msgspec

from phantomscope.analysis.results import AnalysisResult, LeftOut

NO_MEMORY = 12
"""The exit code of a process that lacks the memory even to say so."""


class Started(msgspec.Struct, frozen=True, tag="started"):
    """The process lives and has read its job."""

    pid: int
    phantom: str


class Stage(msgspec.Struct, frozen=True, tag="stage"):
    """What it is doing now.

    Attributes:
        name: A few words, e.g. "finding the phantom".
        done, total: How far it is; both 0 where that is not known.
    """

    name: str
    done: int = 0
    total: int = 0


class Document(msgspec.Struct, frozen=True, tag="document"):
    """A document that was asked for.

    Attributes:
        kind: Its kind.
        data: The file's bytes.
    """

    kind: Literal["pdf"]
    data: bytes


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The results."""

    result: AnalysisResult


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It could not be done; the parts of a sentence for a person.

    Attributes:
        what, where, todo: As in PhantomscopeError.
        kind: "analysis" where the phantom could not be analysed, "memory" where memory ran out, "internal"
            for what should not happen.
        details: The traceback, for the log only.
        slice_index: The slice that shows it best, as an index into the stack that was analysed, or None.
        left_out: Modules that were not scanned, where that is why.
        partial_possible: Whether a partial run of the other modules may do.
        turning_helps: Whether all modules would lie in the scan if the stack were turned end for end, or,
            where it is turned, if it were not.
    """

    what: str
    where: str = ""
    todo: str = ""
    kind: Literal["analysis", "memory", "internal"] = "analysis"
    details: str = ""
    slice_index: int | None = None
    left_out: tuple[LeftOut, ...] = ()
    partial_possible: bool = False
    turning_helps: bool = False


Event = Started | Stage | Document | Finished | Failed

_decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(event: Event) -> bytes:
    """One event as one line of JSON, line end included."""
    return msgspec.json.encode(event) + b"\n"


def decode(line: bytes) -> Event:
    """Read one line. Raises ValueError where it is no event."""
    return _decoder.decode(line)
