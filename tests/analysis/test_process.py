"""The analysis process from outside: whatever the child does, one outcome comes, and no child is left."""

import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from analysis import support
from analysis.fake_worker import JOB, RESULT, SECONDS, Listener, script, worker_with_engine
from fixture_types import ExpectLog, Untouched
from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import AnalysisProcess, Ending, Outcome, failure_text, harmless_lines
from phantomscope.analysis.results import AnalysisResult
from phantomscope.child import child_environment
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.sources import open_bytes, open_path

LOGGER = "phantomscope.analysis.process"
BAD_ALLOC = "terminate called after throwing an instance of 'std::bad_alloc'\n"
posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid)


# -- endings ----------------------------------------------------------------------------------------------


def test_finished() -> None:
    pdf = events.encode(events.Document("pdf", b"%PDF"))
    listener = Listener(script(f"stage('one'); stage('two', 1, 2); say({pdf!r}); say(FINISHED)"))
    outcome = listener.run()
    assert outcome.ending is Ending.FINISHED
    assert outcome.result == RESULT
    assert outcome.documents == {"pdf": b"%PDF"}
    assert outcome.text == ""
    assert listener.events == [
        events.Stage("one"),
        events.Stage("two", 1, 2),
        events.Document("pdf", b"%PDF"),
        events.Finished(RESULT),
    ]


@pytest.mark.parametrize(
    ("kind", "ending"),
    [("analysis", Ending.FAILED), ("internal", Ending.FAILED), ("memory", Ending.OUT_OF_MEMORY)],
)
def test_failed(kind: Any, ending: Ending) -> None:
    failed = events.Failed("It went wrong", "slice.dcm", "Do better", kind, "Traceback")
    outcome = Listener(script(f"say({events.encode(failed)!r})")).run()
    assert outcome.ending is ending
    assert outcome.failure == failed
    assert outcome.result is None
    assert outcome.text == failure_text(failed) == "It went wrong (slice.dcm). Do better."


def test_failure_text_with_less() -> None:
    assert failure_text(events.Failed("It went wrong")) == "It went wrong."


@posix
@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("os.abort()", "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("stage('one'); os._exit(5)", "exit code 5"),
        ("pass", "exit code 0"),
    ],
)
def test_crashed(body: str, name: str, expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR, "ended with code")
    outcome = Listener(script(body)).run()
    assert outcome.ending is Ending.CRASHED
    assert f"crashed ({name})" in outcome.text
    assert outcome.result is None


@posix
@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        f"sys.stderr.write({BAD_ALLOC!r}); sys.stderr.flush(); os.abort()",
        f"os._exit({events.NO_MEMORY})",
    ],
)
def test_out_of_memory(body: str, expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR, "ended with code")
    outcome = Listener(script(body)).run()
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert "memory ran out" in outcome.text


def test_results_count_even_if_the_child_stumbles_on_its_way_out() -> None:
    assert Listener(script("say(FINISHED); os._exit(9)")).run().ending is Ending.FINISHED


def test_garbage_between_events(expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.WARNING, "no events")
    junk, half = b"\xff\x00 hello\n{}\n\n" + 1000 * b"[1]\n", b'{"type":'
    listener = Listener(script(f"say({junk!r}); stage('one'); say({junk!r}); say(FINISHED); say({half!r})"))
    assert listener.run().ending is Ending.FINISHED
    assert len(listener.events) == 2


@pytest.mark.parametrize("command", [["/no/such/program"], [str(Path(__file__))]])
def test_no_start(command: list[str], expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR, "could not be started")
    outcome = Listener(command).run()
    assert outcome.ending is Ending.CRASHED
    assert outcome.text == "The analysis process could not be started. Check the installation."


def test_a_listener_that_fails_does_not_stop_the_end(expect_log: ExpectLog) -> None:
    expect_log(LOGGER, logging.ERROR, "could not be delivered")

    def fail(event: events.Event) -> None:
        raise RuntimeError("the window is gone")

    assert Listener(script("stage('one'); say(FINISHED)"), on_event=fail).run().ending is Ending.FINISHED


# -- cancel -----------------------------------------------------------------------------------------------


def test_cancel_before_start(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    listener = Listener(script(f"open({str(trace)!r}, 'w')"))
    listener.process.cancel()
    assert listener.run().ending is Ending.CANCELLED
    assert not trace.exists()
    assert listener.events == []


@posix
def test_cancel_while_running() -> None:
    listener = Listener(script("stage('one'); for_ever()"))
    listener.process.start()
    assert listener.arrived.wait(SECONDS)
    pid = listener.process.pid
    assert pid is not None
    assert listener.process.is_running
    listener.process.cancel()
    listener.process.cancel()
    outcome = listener.end()
    assert outcome.ending is Ending.CANCELLED
    assert outcome.text == ""
    assert gone(pid)
    assert listener.events == [events.Stage("one")]


@posix
def test_cancel_from_the_listener_itself() -> None:
    listener = Listener(script("stage('one'); for_ever()"), on_event=lambda _: listener.process.cancel())
    assert listener.run().ending is Ending.CANCELLED


def test_cancel_after_the_end() -> None:
    listener = Listener(script("say(FINISHED)"))
    listener.run()
    listener.process.cancel()
    assert listener.outcome.ending is Ending.FINISHED


def test_cancel_never_started() -> None:
    listener = Listener(script("pass"))
    listener.process.cancel()
    assert listener.process.wait(0)
    assert listener.outcomes == []


@posix
def test_a_child_that_will_not_end_is_killed() -> None:
    body = "signal.signal(signal.SIGTERM, signal.SIG_IGN); stage('deaf'); for_ever()"
    listener = Listener(script(body), patience=0.05)
    listener.process.start()
    assert listener.arrived.wait(SECONDS)
    pid = listener.process.pid
    listener.process.cancel()
    assert listener.end().ending is Ending.CANCELLED
    assert pid is not None
    assert gone(pid)


@posix
def test_a_child_that_lingers_after_its_last_word_is_killed() -> None:
    assert Listener(script("say(FINISHED); for_ever()"), patience=0.05).run().ending is Ending.FINISHED


# -- pipes ------------------------------------------------------------------------------------------------

MUCH = 8_000_000


def test_much_on_standard_error() -> None:
    body = f"sys.stderr.write('x' * {MUCH}); sys.stderr.write('y\\n' * 100000); say(FINISHED)"
    assert Listener(script(body)).run().ending is Ending.FINISHED


def test_child_writes_much_before_it_reads_much() -> None:
    body = f"""
for n in range(20000): stage('x' * 100, n, 20000)
job = json.loads(sys.stdin.buffer.readline())
data = sys.stdin.buffer.read(job["data_length"])
if len(data) == {MUCH} and data[-1:] == b"!": say(FINISHED)
"""
    listener = Listener(script(body), data=b"\n" * (MUCH - 1) + b"!")
    assert listener.run().ending is Ending.FINISHED
    assert len(listener.events) == 20001


def test_unread_standard_input() -> None:
    assert Listener(script("say(FINISHED)"), data=bytes(MUCH)).run().ending is Ending.FINISHED


@posix
def test_cancel_while_standard_input_is_full() -> None:
    listener = Listener(script("stage('one'); for_ever()"), data=bytes(MUCH))
    listener.process.start()
    assert listener.arrived.wait(SECONDS)
    listener.process.cancel()
    assert listener.end().ending is Ending.CANCELLED


def test_the_job_arrives_as_it_is() -> None:
    job = AnalysisJob(SourceSpec("path", ("/scans/ä\udcff\n.zip",)), "1|CT", "Quart DVT", {"hu_tolerance": 3})
    body = f"if json.loads(sys.stdin.buffer.readline()) == {_as_sent(job)!r}: say(FINISHED)"
    assert Listener(script(body), job=job).run().ending is Ending.FINISHED


def _as_sent(job: AnalysisJob) -> Any:
    import json

    return json.loads(job.to_json())


def test_standard_input_stays_open_while_the_child_works() -> None:
    # Its end is how a child learns that the parent is gone.
    body = """
import select
sys.stdin.buffer.readline()
readable, _, _ = select.select([sys.stdin], [], [], 0)
if not readable: say(FINISHED)
"""
    assert Listener(script(body)).run().ending is Ending.FINISHED


# -- the real worker over an engine of our own ------------------------------------------------------------


def test_what_libraries_print_is_not_in_the_way() -> None:
    body = """
    print("hello")
    print('{"type": "finished"}', flush=True)
    os.write(1, b"raw\\n")
    os.system("echo from a grandchild")
    emit(Stage("one"))
    """
    listener = Listener(worker_with_engine(body))
    assert listener.run().result == RESULT
    assert [type(event) for event in listener.events] == [events.Started, events.Stage, events.Finished]


def test_started_names_the_pid() -> None:
    pids: list[int | None] = []
    listener = Listener(
        worker_with_engine("pass"),
        on_event=lambda event: (
            pids.append(listener.process.pid) if isinstance(event, events.Started) else None
        ),
    )
    listener.run()
    assert listener.events[0] == events.Started(pids[0] or 0, "CatPhan 504")


def test_the_end_is_quick_whatever_still_runs() -> None:
    # A thread that is no daemon would keep an interpreter alive that ends in order.
    body = "threading.Thread(target=threading.Event().wait).start()"
    assert Listener(worker_with_engine(body), patience=2 * SECONDS).run().ending is Ending.FINISHED


def test_memory_error() -> None:
    outcome = Listener(worker_with_engine("raise MemoryError")).run()
    assert outcome.ending is Ending.OUT_OF_MEMORY
    assert "memory" in outcome.text


def test_memory_error_that_pylinac_wrapped() -> None:
    body = """
    try:
        raise MemoryError("Unable to allocate 2.00 GiB")
    except Exception:
        raise RuntimeError("Could not determine the roll of the phantom.")
    """
    assert Listener(worker_with_engine(body)).run().ending is Ending.OUT_OF_MEMORY


@posix
def test_out_of_memory_in_earnest() -> None:
    body = """
    import resource, numpy
    space = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (space + 50_000_000,) * 2)
    numpy.ones(1_000_000_000)
    """
    if not Path("/proc/self/statm").exists():
        pytest.skip("no /proc")
    assert Listener(worker_with_engine(body)).run().ending is Ending.OUT_OF_MEMORY


def test_an_error_nobody_thought_of() -> None:
    outcome = Listener(worker_with_engine("raise AssertionError('for Mueller^Hans')")).run()
    assert outcome.ending is Ending.FAILED
    assert outcome.failure is not None
    assert outcome.failure.kind == "internal"
    assert "Mueller" not in outcome.text + outcome.failure.details
    assert "AssertionError" in outcome.failure.details


@posix
def test_ctrl_c_in_the_terminal_is_the_parents_to_answer() -> None:
    body = "import signal; os.kill(os.getpid(), signal.SIGINT); emit(Stage('still here'))"
    assert Listener(worker_with_engine(body)).run().ending is Ending.FINISHED


@posix
@pytest.mark.parametrize("how", ["os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_the_child_ends_with_its_parent(how: str) -> None:
    command = worker_with_engine("emit(Stage('on')); threading.Event().wait()")
    parent = f"""
import os, sys, threading
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from analysis.fake_worker import Listener
from phantomscope.analysis.events import Stage
listener = Listener({command!r})
listener.process.start()
while Stage("on") not in listener.events:
    listener.arrived.wait(); listener.arrived.clear()
print(listener.process.pid, flush=True)
{how}
"""
    done = subprocess.run(
        [sys.executable, "-c", parent],
        stdout=subprocess.PIPE,
        env=child_environment(),
        timeout=SECONDS,
        check=False,
    )
    pid = int(done.stdout)
    try:
        child = psutil.Process(pid)
        # Where nothing adopts orphans they stay zombies, which are dead enough.
        if child.status() != psutil.STATUS_ZOMBIE:
            child.wait(SECONDS)
    except psutil.NoSuchProcess:
        pass
    assert gone(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


# -- the real thing ---------------------------------------------------------------------------------------


def test_real_analysis_from_a_path(
    digital_zip: Path, digital_result: AnalysisResult, untouched: Untouched
) -> None:
    source = open_path(digital_zip)
    job = support.job_for(source, support.CATPHAN_504)
    source.close()
    listener = Listener(None, job=job)
    with untouched(digital_zip):
        outcome = listener.run()
    assert outcome.ending is Ending.FINISHED, outcome.text
    assert outcome.result is not None
    assert support.metrics(outcome.result) == support.metrics(digital_result)
    assert outcome.result.images == digital_result.images
    assert outcome.result.charts == digital_result.charts
    stages = [event for event in listener.events if isinstance(event, events.Stage)]
    names = list(dict.fromkeys(stage.name for stage in stages))
    assert names == [
        "opening the scan",
        "loading the analysis",
        "finding the phantom",
        "measuring the modules",
        "collecting the results",
    ]
    assert all(0 <= stage.done <= stage.total for stage in stages)


def test_real_cancel(digital: bytes) -> None:
    # From bytes, which cross to the child; cancelled while pylinac is at work.
    job = support.job_for(open_bytes(digital), support.CATPHAN_504)

    def cancel_in_the_middle(event: events.Event) -> None:
        if isinstance(event, events.Stage) and event.name == "finding the phantom":
            pids.append(listener.process.pid)
            listener.process.cancel()

    pids: list[int | None] = []
    listener = Listener(None, job=job, data=digital, on_event=cancel_in_the_middle)
    assert listener.run().ending is Ending.CANCELLED
    assert len(pids) == 1
    assert pids[0] is not None
    assert gone(pids[0])


def test_real_failure_is_a_sentence() -> None:
    outcome = Listener(None).run()
    assert outcome.ending is Ending.FAILED
    assert "no such file.zip" in outcome.text
    assert "Traceback" not in outcome.text


@pytest.mark.slow
def test_real_bytes_to_the_end(digital: bytes, digital_result: AnalysisResult) -> None:
    job = support.job_for(open_bytes(digital), support.CATPHAN_504, documents=("pdf",))
    outcome = Listener(None, job=job, data=digital).run()
    assert outcome.result is not None
    assert support.metrics(outcome.result) == support.metrics(digital_result)
    assert outcome.documents is not None
    assert outcome.documents["pdf"].startswith(b"%PDF")


# -- the log ----------------------------------------------------------------------------------------------


def test_what_a_dying_child_says_is_logged_without_values(
    caplog: pytest.LogCaptureFixture, expect_log: ExpectLog
) -> None:
    expect_log(LOGGER, logging.ERROR)
    said = [
        "Traceback (most recent call last):",
        '  File "/usr/lib/x.py", line 3, in read',
        "    dataset.PatientName = 'Mueller^Hans'",
        "pydicom.errors.InvalidDicomError: Mueller^Hans is no name",
        "ValueError: Mueller^Hans",
        "Fatal Python error: Segmentation fault",
        "Mueller^Hans",
    ]
    body = f"sys.stderr.write({chr(10).join(said)!r}); sys.stderr.flush(); os._exit(1)"
    Listener(script(body)).run()
    assert "Mueller" not in caplog.text
    for kept in (said[0], said[1], "pydicom.errors.InvalidDicomError", "ValueError", said[5]):
        assert kept in caplog.text


def test_harmless_lines() -> None:
    assert harmless_lines([]) == []
    assert harmless_lines(["", "some text", "Error in Mueller^Hans", "  Hans"]) == ["Error"]


@posix
def test_a_crash_leaves_its_frames_in_the_log(
    caplog: pytest.LogCaptureFixture, expect_log: ExpectLog
) -> None:
    expect_log(LOGGER, logging.ERROR)
    outcome = Listener(worker_with_engine("import signal; os.kill(os.getpid(), signal.SIGSEGV)")).run()
    assert outcome.ending is Ending.CRASHED
    assert "Fatal Python error: Segmentation fault" in caplog.text
    assert "in analyse" in caplog.text


def test_the_default_command_is_this_very_program() -> None:
    process = AnalysisProcess(JOB, lambda _: None, lambda _: None)
    assert process._command[-1] == "worker"
    assert process._command[0] == sys.executable


@pytest.mark.parametrize("ending", [Ending.FINISHED, Ending.CANCELLED])
def test_a_child_without_a_home_leaves_nothing_in_the_temporary_folder(
    ending: Ending, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").write_text("a file")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / "home" / name)
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    # As matplotlib's list of fonts; then as the worker ends, which tidies nothing up.
    body = "open(os.environ['MPLCONFIGDIR'] + '/fonts', 'w').close(); stage('one'); "
    last = "say(FINISHED); os._exit(0)" if ending is Ending.FINISHED else "time.sleep(600)"

    def maybe_cancel(_: events.Event) -> None:
        if ending is Ending.CANCELLED:
            listener.process.cancel()

    listener = Listener(script(body + last), on_event=maybe_cancel)
    assert listener.run().ending is ending
    assert not list(temp.iterdir())


def test_end_comes_whatever_goes_wrong_while_listening(
    monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def no_memory(_line: bytes) -> events.Event:
        raise MemoryError

    expect_log("phantomscope.analysis.process", logging.ERROR, "could not be followed")
    monkeypatch.setattr(events, "decode", no_memory)
    outcomes: list[Outcome] = []
    command = [sys.executable, "-c", "import sys; print('{}', flush=True); sys.stdin.read()"]
    process = AnalysisProcess(JOB, lambda _: None, outcomes.append, command=command)
    process.start()
    assert process.wait(30)
    assert [outcome.ending for outcome in outcomes] == [Ending.OUT_OF_MEMORY]
