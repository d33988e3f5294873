"""Forms from a process of their own."""

import logging
import queue
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixture_types import ExpectLog
from phantomscope.analysis.parameters.form import ParameterField, ParameterForm, forms_to_json
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.errors import PhantomscopeError

LOGGER = "phantomscope.analysis.parameters.process"
FORM = ParameterForm("CatPhan 504", (ParameterField("a", "A", "number", 1),), "3.49.0")
FORMS = forms_to_json({"CatPhan 504": FORM})

Answers = queue.Queue[ParameterForm | PhantomscopeError]


class Desk:
    """Asks, and starts a child that leaves a mark each time it runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: Answers = queue.Queue()

    def forms(self, code: str) -> ParameterForms:
        mark = f"import pathlib, sys, time; open({str(self.folder / 'starts')!r}, 'a').write('x')\n"
        self.made = ParameterForms([sys.executable, "-c", mark + code])
        return self.made

    @property
    def starts(self) -> int:
        path = self.folder / "starts"
        return len(path.read_text()) if path.exists() else 0

    def answer(self) -> ParameterForm | PhantomscopeError:
        return self.answers.get(timeout=30)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.made.close()


WRITES = f"sys.stdout.buffer.write({FORMS!r})"


def test_one_child_for_all_that_ask(desk: Desk) -> None:
    forms = desk.forms(WRITES)
    assert forms.known("CatPhan 504") is None
    for _ in range(3):
        forms.request_form("CatPhan 504", desk.answers.put)
    assert [desk.answer() for _ in range(3)] == [FORM] * 3
    assert forms.known("CatPhan 504") == FORM
    assert desk.starts == 1


def test_what_is_known_comes_at_once(desk: Desk) -> None:
    forms = desk.forms(WRITES)
    forms.request_form("CatPhan 504", desk.answers.put)
    desk.answer()
    here: list[threading.Thread] = []
    forms.request_form("CatPhan 504", lambda _: here.append(threading.current_thread()))
    assert here == [threading.current_thread()]


def test_a_phantom_that_the_child_does_not_know(desk: Desk) -> None:
    desk.forms(WRITES).request_form("CatPhan 900", desk.answers.put)
    answer = desk.answer()
    assert isinstance(answer, PhantomscopeError)
    assert "CatPhan 900" in answer.what


@pytest.mark.parametrize("code", ["sys.exit(3)", "print('nonsense')"], ids=["fails", "nonsense"])
def test_a_failure_is_told_and_the_next_request_tries_again(
    desk: Desk, code: str, expect_log: ExpectLog
) -> None:
    expect_log(LOGGER, logging.ERROR)
    forms = desk.forms(code)
    for _ in range(2):
        forms.request_form("CatPhan 504", desk.answers.put)
        assert isinstance(desk.answer(), PhantomscopeError)
    assert desk.starts >= 1


def test_what_cannot_be_started_is_told(expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR)
    answers: Answers = queue.Queue()
    ParameterForms(["/nowhere/to/be/found"]).request_form("CatPhan 504", answers.put)
    assert isinstance(answers.get(timeout=30), PhantomscopeError)


def test_whoever_fails_to_listen_stops_nobody_else(desk: Desk, expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR)
    forms = desk.forms(WRITES)

    def fail(_: object) -> None:
        raise ZeroDivisionError

    forms.request_form("CatPhan 504", fail)
    forms.request_form("CatPhan 504", desk.answers.put)
    assert desk.answer() == FORM


def test_closing_ends_the_child_and_tells_nobody(desk: Desk) -> None:
    forms = desk.forms("time.sleep(300)")
    forms.request_form("CatPhan 504", desk.answers.put)
    forms.close()  # would wait for minutes if it let the child sleep
    forms.request_form("CatPhan 504", desk.answers.put)
    assert desk.answers.empty()


def test_the_programs_own_child() -> None:
    forms = ParameterForms()
    answers: Answers = queue.Queue()
    forms.request_form("GE Helios daily", answers.put)
    form = answers.get(timeout=60)
    assert isinstance(form, ParameterForm)
    assert form.phantom == "GE Helios daily"
    assert form.field("x_adjustment") is not None
