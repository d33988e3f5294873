"""The child's side of the pipe, between two streams in memory."""

import io
import os
import sys
import types
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from analysis.fake_worker import JOB, RESULT
from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.worker import quiet_warnings, serve
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import SourceSpec


def served(incoming: bytes) -> tuple[int, list[events.Event]]:
    out = io.BytesIO()
    code = serve(io.BytesIO(incoming), out)
    return code, [events.decode(line) for line in out.getvalue().splitlines(keepends=True)]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Puts another function in place of the analysis."""

    def put(analyse: Any) -> None:
        module = types.ModuleType("phantomscope.analysis.engine.run")
        module.analyse = analyse  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return put


@pytest.mark.parametrize(
    "incoming", [b"", b"\n", b"hello\n", b"{}\n", AnalysisJob(SourceSpec("bytes"), "", "").to_json()[:-2]]
)
def test_no_job(incoming: bytes) -> None:
    code, told = served(incoming)
    assert code == 1
    assert [type(event) for event in told] == [events.Failed]


def test_bytes_cut_short() -> None:
    job = AnalysisJob(SourceSpec("bytes"), "1|CT", "CatPhan 504", data_length=10)
    code, told = served(job.to_json() + b"\n" + b"123")
    assert code == 1
    assert [type(event) for event in told] == [events.Failed]


def test_events_in_order(engine: Callable[[Any], None]) -> None:
    seen: list[Any] = []

    def analyse(job: AnalysisJob, emit: Any, data: bytes) -> Any:
        seen.extend((job, data))
        emit(events.Stage("one"))
        emit(events.Document("pdf", b"%PDF"))
        return RESULT

    engine(analyse)
    job = AnalysisJob(SourceSpec("bytes"), "1|CT", "CatPhan 504", data_length=5)
    code, told = served(job.to_json() + b"\n" + b"\n\n123")
    assert code == 0
    assert seen == [job, b"\n\n123"]
    assert told == [
        events.Started(os.getpid(), "CatPhan 504"),
        events.Stage("one"),
        events.Document("pdf", b"%PDF"),
        events.Finished(RESULT),
    ]


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PhantomscopeError("It is so", where="a.dcm", todo="Do that"), "analysis"),
        (ValueError("No slices were found that resembled the HU linearity module"), "analysis"),
        (MemoryError(), "memory"),
        (SyntaxError(), "internal"),
    ],
)
def test_errors_are_told(engine: Callable[[Any], None], error: Exception, kind: str) -> None:
    def analyse(*_: Any) -> Any:
        raise error

    engine(analyse)
    code, told = served(JOB.to_json() + b"\n")
    assert code == 0
    assert isinstance(told[-1], events.Failed)
    assert told[-1].kind == kind


def test_a_parent_that_is_gone_is_not_told(engine: Callable[[Any], None]) -> None:
    class Closed(io.BytesIO):
        def write(self, data: Any) -> int:
            raise BrokenPipeError

    engine(lambda *_: RESULT)
    with pytest.raises(BrokenPipeError):
        serve(io.BytesIO(JOB.to_json() + b"\n"), Closed())


def test_a_job_that_nothing_can_open() -> None:
    code, told = served(JOB.to_json() + b"\n")
    assert code == 0
    failed = told[-1]
    assert isinstance(failed, events.Failed)
    assert "does not exist" in failed.what
    assert failed.where == "no such file.zip"


# -- warnings ---------------------------------------------------------------------------------------------


def test_warnings_are_kept_off_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    before = warnings.showwarning, list(warnings.filters)
    with quiet_warnings():
        warnings.warn("for nobody", UserWarning, stacklevel=1)
    assert capsys.readouterr().err == ""
    assert (warnings.showwarning, list(warnings.filters)) == before


def test_warnings_can_be_recorded_whatever_the_environment_says() -> None:
    # As pylinac's own recording does it; filters of PYTHONWARNINGS=ignore would leave it nothing.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with quiet_warnings(), warnings.catch_warnings(record=True) as caught:
            warnings.warn("matters", UserWarning, stacklevel=1)
            warnings.warn("does not", DeprecationWarning, stacklevel=1)
    assert [str(one.message) for one in caught] == ["matters"]
