"""The protocol: every event is one line, and comes back as it was."""

import msgspec
import pytest

from phantomscope.analysis import events
from phantomscope.analysis.results import AnalysisResult, Provenance

RESULT = AnalysisResult(
    (), (), (), ("a\nwarning",), Provenance("", "", "", "", "", "", 0, {}, (), (), "", 0.0), {}
)
ALL: list[events.Event] = [
    events.Started(4711, "CatPhan 504"),
    events.Stage("opening the scan"),
    events.Stage("finding the phantom", 3, 96),
    events.Document("pdf", b"%PDF\n\x00\xff\r\n"),
    events.Finished(RESULT),
    events.Failed("what", "where", "todo", "internal", "Traceback\n  line"),
]


@pytest.mark.parametrize("event", ALL, ids=lambda event: type(event).__name__)
def test_one_line_there_and_back(event: events.Event) -> None:
    line = events.encode(event)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert events.decode(line) == event
    assert type(events.decode(line)) is type(event)


def test_all_kinds_are_here() -> None:
    assert {type(event) for event in ALL} == set(events.Event.__args__)


@pytest.mark.parametrize(
    "line", [b"", b"\n", b"hello\n", b"{}\n", b'{"type":"other"}\n', b'{"type":"stage"}\n', b"\xff\xfe\n"]
)
def test_what_is_no_event(line: bytes) -> None:
    with pytest.raises(ValueError):
        events.decode(line)


def test_events_are_frozen() -> None:
    with pytest.raises(AttributeError):
        events.Stage("x").name = "y"  # type: ignore[misc]
    assert isinstance(events.Stage("x"), msgspec.Struct)
