"""Each answer is looked for once."""

import threading

import pytest

from phantomscope.analysis.engine.acceleration.answers import Answers


def never() -> bool:
    raise AssertionError("there was nothing to wait for")


def test_an_answer_is_found_once() -> None:
    answers: Answers[int, str] = Answers()
    assert answers.get(1, lambda: "found", never) == "found"
    assert answers.get(1, lambda: "again", never) == "found"
    assert answers.get(2, lambda: None, never) is None
    assert answers.get(2, lambda: "late", never) is None
    assert len(answers) == 2


def test_who_waits_works() -> None:
    answers: Answers[int, str] = Answers()
    assert answers.claim(1)
    assert not answers.claim(1)
    work = iter((True, True))

    def meanwhile() -> bool:
        if next(work, False):
            return True
        answers.settle(1, "from another")
        return False

    assert answers.get(1, lambda: "own", meanwhile) == "from another"
    assert next(work, None) is None


def test_who_has_nothing_to_do_waits() -> None:
    answers: Answers[int, str] = Answers()
    answers.claim(1)
    waiting = threading.Event()
    found: list[str | None] = []

    def meanwhile() -> bool:
        waiting.set()
        return False

    thread = threading.Thread(target=lambda: found.append(answers.get(1, lambda: "own", meanwhile)))
    thread.start()
    assert waiting.wait(10)
    answers.settle(1, "at last")
    thread.join(10)
    assert found == ["at last"]


def test_what_raises_is_given_up_and_nobody_waits_for_it() -> None:
    answers: Answers[int, str] = Answers()

    def fail() -> str:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        answers.get(1, fail, never)
    assert answers.get(1, lambda: "own", never) is None
