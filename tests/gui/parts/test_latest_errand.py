import functools
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.latest_errand import LatestErrand


@pytest.fixture
def errand(qtbot: QtBot) -> Iterator[LatestErrand]:
    errand = LatestErrand()
    yield errand
    errand.close()


def test_of_those_that_wait_only_the_newest_is_done(errand: LatestErrand, qtbot: QtBot) -> None:
    gate = threading.Event()
    done: list[int] = []
    told: list[int] = []

    def work(number: int) -> int:
        gate.wait(5)
        done.append(number)
        return number

    for number in range(4):
        errand.want(functools.partial(work, number), told.append)
    gate.set()
    qtbot.waitUntil(lambda: not errand.is_busy)
    assert done == [0, 3]
    assert told == [3]


def test_what_is_not_wanted_any_more_is_dropped(errand: LatestErrand, qtbot: QtBot) -> None:
    told: list[int] = []
    errand.want(lambda: 1, told.append)
    errand.forget()
    qtbot.waitUntil(lambda: not errand.is_busy)
    assert told == []
    errand.want(lambda: 2, told.append)
    qtbot.waitUntil(lambda: told == [2])


def test_a_failure_is_told_and_ends_nothing(errand: LatestErrand, qtbot: QtBot) -> None:
    def fail() -> int:
        raise PhantomscopeError("It is gone")

    told: list[int] = []
    with qtbot.waitSignal(errand.failed) as failed:
        errand.want(fail, told.append)
    assert failed.args[0].what == "It is gone"
    errand.want(lambda: 1, told.append)
    qtbot.waitUntil(lambda: told == [1])


def test_a_failure_of_an_old_wish_is_not_told(errand: LatestErrand, qtbot: QtBot) -> None:
    def fail() -> int:
        raise PhantomscopeError("It is gone")

    told: list[int] = []
    with qtbot.assertNotEmitted(errand.failed):
        errand.want(fail, told.append)
        errand.want(lambda: 1, told.append)
        qtbot.waitUntil(lambda: told == [1])
