import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.garbage import GarbageRounds


class Knot:
    """Garbage that only the collector finds."""

    def __init__(self) -> None:
        self.itself = self
        self.died_on: list[str] = []
        weakref.finalize(self, lambda died: died.append(threading.current_thread().name), self.died_on)


@pytest.fixture
def rounds(qtbot: QtBot) -> Iterator[GarbageRounds]:
    rounds = GarbageRounds()
    rounds.start()
    yield rounds
    rounds.stop()


def test_a_worker_never_collects_and_the_gui_thread_does(rounds: GarbageRounds) -> None:
    knots: list[weakref.ref[Knot]] = []
    died: list[list[str]] = []

    def work() -> None:
        for _ in range(5000):
            knot = Knot()
            knots.append(weakref.ref(knot))
            died.append(knot.died_on)

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    thread.join()
    assert all(knot() is not None for knot in knots)
    rounds.collect()
    assert all(knot() is None for knot in knots)
    assert {name for names in died for name in names} == {threading.main_thread().name}


def test_the_old_are_looked_at_now_and_then(rounds: GarbageRounds) -> None:
    knot = Knot()
    old = weakref.ref(knot)
    gc.collect()  # it has survived all rounds: it is old
    del knot
    for _ in range(60):
        keep = [[number] for number in range(gc.get_threshold()[0] + 100)]
        rounds.collect()
        del keep
    assert old() is None


def test_it_gives_the_collector_back(qtbot: QtBot) -> None:
    gc.enable()
    rounds = GarbageRounds()
    rounds.start()
    assert not gc.isenabled()
    assert gc.get_freeze_count() > 0
    rounds.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    gc.disable()
