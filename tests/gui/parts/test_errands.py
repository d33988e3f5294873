import logging
import threading

from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from fixture_types import ExpectLog
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.errands import Errands


def test_work_is_done_elsewhere_and_its_outcome_handed_over_here(qtbot: QtBot) -> None:
    errands, here = Errands(), threading.current_thread()
    found: list[tuple[threading.Thread, QThread]] = []
    errands.run(threading.current_thread, lambda thread: found.append((thread, QThread.currentThread())))
    qtbot.waitUntil(lambda: bool(found))
    assert found[0][0] is not here
    assert found[0][1] is errands.thread()
    errands.close()


def test_one_after_another(qtbot: QtBot) -> None:
    errands, may_go_on = Errands(), threading.Event()
    found: list[int] = []
    errands.run(lambda: may_go_on.wait(5), lambda _: found.append(1))
    errands.run(lambda: None, lambda _: found.append(2))
    assert found == []
    may_go_on.set()
    qtbot.waitUntil(lambda: found == [1, 2])
    errands.close()


def test_what_fails_is_told_and_the_next_one_is_done(qtbot: QtBot, expect_log: ExpectLog) -> None:
    expect_log("phantomscope.gui.parts.errands", logging.ERROR, "ValueError")
    errands = Errands()
    problems: list[str] = []
    found: list[int] = []
    errands.failed.connect(lambda error: problems.append(str(error)))

    def fail_with(error: Exception) -> int:
        raise error

    errands.run(lambda: fail_with(PhantomscopeError("It is gone", todo="Look for it")), found.append)
    errands.run(lambda: fail_with(ValueError("private")), found.append)
    errands.run(lambda: 3, found.append)
    qtbot.waitUntil(lambda: found == [3])
    assert problems == ["It is gone. Look for it.", "The file could not be used. Try another one."]
    errands.close()


def test_a_hurry_hands_over_once_what_is_there(qtbot: QtBot) -> None:
    errands, may_go_on = Errands(), threading.Event()
    found: list[int] = []
    slow = errands.run(lambda: may_go_on.wait(5), lambda _: found.append(1))
    errands.hurry(slow, 0.01)
    assert found == []
    may_go_on.set()
    errands.hurry(slow, 5)
    assert found == [1]
    errands.run(lambda: None, lambda _: found.append(2))
    qtbot.waitUntil(lambda: 2 in found)
    assert found == [1, 2]
    errands.close()


def test_closing_waits_and_hands_nothing_over(qtbot: QtBot) -> None:
    errands = Errands()
    done: list[str] = []
    errands.run(lambda: done.append("work"), lambda _: done.append("handed over"))
    errands.close()
    errands.run(lambda: done.append("late"), lambda _: None)
    qtbot.wait(0)
    assert done == ["work"]
