"""Looking at sources off the GUI thread."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fixture_types import ExpectLog, Untouched
from gui.queue_desk import FakeLook
from gui.scans import scan_of
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.recognition.answer import Recognition
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.queue.queue_item import Origin
from phantomscope.gui.queue.queue_scout import QueueScout, Scouted
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.slice_header import SeriesFacts
from phantomscope.stack.slice_stack import SliceStack


@pytest.fixture
def look() -> FakeLook:
    return FakeLook()


@pytest.fixture
def scout(qtbot: QtBot, look: FakeLook) -> Iterator[QueueScout]:
    made = QueueScout(look)
    yield made
    made.shutdown()


def origin(path: Path) -> Origin:
    return Origin(path.name, (path,))


def scouted(qtbot: QtBot, scout: QueueScout, where: Origin, keys: tuple[str, ...] = ()) -> Scouted:
    with qtbot.waitSignal(scout.scouted) as told:
        scout.start(where, keys)
        assert scout.is_looking
    assert told.args is not None
    found = told.args[0]
    assert isinstance(found, Scouted)
    return found


def failure(qtbot: QtBot, scout: QueueScout, where: Origin, keys: tuple[str, ...] = ()) -> PhantomscopeError:
    with qtbot.waitSignal(scout.failed) as told:
        scout.start(where, keys)
    assert told.args is not None
    error = told.args[0]
    assert isinstance(error, PhantomscopeError)
    return error


def test_all_series_or_those_asked_for(
    qtbot: QtBot, scout: QueueScout, tmp_path: Path, untouched: Untouched
) -> None:
    path = scan_of(tmp_path / "qa" / "a.zip", "head", "unknown", localizer=True)
    with untouched(path):
        found = scouted(qtbot, scout, origin(path))
        assert [one.name.title for one in found.series] == ["head", "unknown"]
        assert [one.recognition.phantom is not None for one in found.series] == [True, False]
        assert found.spec.paths == (str(path),)
        again = scouted(qtbot, scout, origin(path), (found.series[1].name.key,))
        assert again.series == found.series[1:]
    assert not scout.is_looking


def test_the_profile_that_fits(qtbot: QtBot, look: FakeLook, tmp_path: Path) -> None:
    asked: list[str] = []

    def matching(facts: SeriesFacts, phantom: str) -> Profile | None:
        asked.append(phantom)
        return Profile("mine", phantom="Quart DVT", parameters={"x": 1}) if not phantom else None

    scout = QueueScout(look, matching)
    found = scouted(qtbot, scout, origin(scan_of(tmp_path / "a.zip", "head", "unknown")))
    assert asked == ["CatPhan 504", ""]
    assert found.series[0].setup == Setup()
    assert found.series[1].setup == Setup("Quart DVT", {"x": 1}, profile="mine")
    scout.shutdown()


def test_failures(qtbot: QtBot, scout: QueueScout, tmp_path: Path) -> None:
    scouts = scan_of(tmp_path / "scouts.zip", localizer=True)
    assert "does not exist" in failure(qtbot, scout, origin(tmp_path / "gone.zip")).what
    assert failure(qtbot, scout, origin(scouts)).what == "There are only localizers"
    head = scan_of(tmp_path / "a.zip", "head")
    assert failure(qtbot, scout, origin(head), ("no such key",)).what == "The series is not there any more"


def test_a_fault_is_told_and_logged(qtbot: QtBot, tmp_path: Path, expect_log: ExpectLog) -> None:
    expect_log("phantomscope.gui.queue.queue_scout", 40)

    def stumble(*_: object) -> Recognition:
        raise ZeroDivisionError

    scout = QueueScout(stumble)
    told = failure(qtbot, scout, origin(scan_of(tmp_path / "a.zip", "head")))
    assert "a fault in the program" in told.what
    scout.shutdown()


def test_the_newest_wins_and_one_source_is_open_at_a_time(qtbot: QtBot, tmp_path: Path) -> None:
    go, inside = threading.Event(), threading.Event()
    open_now, most = [0], [0]
    real = FakeLook()

    def look(stack: SliceStack, cancelled: Callable[[], bool]) -> Recognition:
        open_now[0] += 1
        most[0] = max(most[0], open_now[0])
        inside.set()
        go.wait(5)
        open_now[0] -= 1
        return real(stack, cancelled)

    scout = QueueScout(look)
    told: list[Scouted] = []
    scout.scouted.connect(told.append)
    scout.start(origin(scan_of(tmp_path / "a.zip", "head", "more")))
    assert inside.wait(5)
    scout.start(origin(scan_of(tmp_path / "b.zip", "body")))
    go.set()
    qtbot.waitUntil(lambda: bool(told))
    assert [one.name for one in told] == ["b.zip"]
    assert most[0] == 1
    assert real.seen == ["head", "body"], "what was given up goes no further"
    scout.shutdown()


def test_no_thread_is_left(qtbot: QtBot, scout: QueueScout, tmp_path: Path) -> None:
    before = set(threading.enumerate())
    scout.start(origin(scan_of(tmp_path / "a.zip", "head")))
    scout.shutdown()
    assert set(threading.enumerate()) <= before
