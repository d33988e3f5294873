"""One analysis in a process of its own, seen from outside: start, events, cancel, and how it ended."""

import enum
import logging
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import AnalysisResult
from phantomscope.child import child_command, child_environment

logger = logging.getLogger(__name__)

_WINDOWS_NO_MEMORY = (0xC0000017, 0xC000012D)  # STATUS_NO_MEMORY, STATUS_COMMITMENT_LIMIT
_KILL_AFTER_SECONDS = 2.0
_STDERR_LINES = 40


class Ending(enum.Enum):
    """How an analysis process ended."""

    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CRASHED = "crashed"
    OUT_OF_MEMORY = "out of memory"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended, able to say itself.

    Attributes:
        ending: Which way.
        result: The results where it finished, else None.
        documents: Documents that were asked for, by kind.
        failure: What it said where it failed, else None.
        text: The sentences for a person; empty where it finished or was cancelled.
    """

    ending: Ending
    result: AnalysisResult | None = None
    documents: dict[str, bytes] | None = None
    failure: events.Failed | None = None
    text: str = ""


class AnalysisProcess:
    """Owns one child process from start to end.

    The child opens the source itself; no arrays cross. Callbacks come on a thread of this object's own.

    Args:
        job: What to analyse.
        on_event: Called with each event as it arrives, Finished, Failed and Document included.
        on_end: Called once, last, with the outcome.
        data: The source's bytes, for a source in memory.
        command: What to start; the worker by default.
    """

    def __init__(
        self,
        job: AnalysisJob,
        on_event: Callable[[events.Event], None],
        on_end: Callable[[Outcome], None],
        *,
        data: bytes = b"",
        command: Sequence[str] | None = None,
    ) -> None:
        self._job = job
        self._data = data
        self._on_event = on_event
        self._on_end = on_end
        self._command = list(command) if command is not None else child_command("worker")
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._stderr: list[str] = []

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs, else None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def is_running(self) -> bool:
        """Whether ``on_end`` is still to come."""
        return self._thread is not None and self._thread.is_alive()

    def start(self) -> None:
        """Start the child. Failing to start comes as an outcome, not as an exception."""
        self._thread = threading.Thread(target=self._run, name="analysis", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """End the child: ask, then kill after two seconds. Returns at once."""
        self._cancelled.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            threading.Thread(target=_kill_late, args=(process,), name="analysis-kill", daemon=True).start()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until ``on_end`` has returned; False where that takes longer than ``timeout`` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def _run(self) -> None:
        try:
            outcome = self._converse()
        except OSError:
            logger.exception("the analysis process could not be started")
            outcome = Outcome(
                Ending.CRASHED, text="The analysis process could not be started. Check the installation."
            )
        self._on_end(outcome)

    def _converse(self) -> Outcome:
        process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._process = process
        if self._cancelled.is_set():
            self.cancel()
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        errors = threading.Thread(
            target=self._read_stderr, args=(process,), name="analysis-stderr", daemon=True
        )
        errors.start()
        last: events.Finished | events.Failed | None = None
        documents: dict[str, bytes] = {}
        with process.stdin, process.stdout, process.stderr:
            self._send(process)
            for line in process.stdout:
                event = self._decode(line)
                if isinstance(event, events.Document):
                    documents[event.kind] = event.data
                elif isinstance(event, events.Finished | events.Failed):
                    last = event
                if event is not None and not self._cancelled.is_set():
                    self._on_event(event)
            code = process.wait()
            errors.join()
        return self._outcome(code, last, documents)

    def _send(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        try:
            # The pipe stays open: its end tells the child that its parent is gone.
            process.stdin.write(self._job.to_json() + b"\n" + self._data)
            process.stdin.flush()
        except OSError:
            logger.debug("the analysis process did not take its job")

    def _decode(self, line: bytes) -> events.Event | None:
        try:
            return events.decode(line)
        except ValueError:
            logger.warning("the analysis process sent a line that is no event")
            return None

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._stderr = [*self._stderr[-_STDERR_LINES:], line.decode(errors="replace").rstrip()]

    def _outcome(
        self, code: int, last: events.Finished | events.Failed | None, documents: dict[str, bytes]
    ) -> Outcome:
        if self._cancelled.is_set():
            return Outcome(Ending.CANCELLED)
        if isinstance(last, events.Finished):
            return Outcome(Ending.FINISHED, last.result, documents)
        if isinstance(last, events.Failed):
            if last.details:
                logger.info("the analysis failed:\n%s", last.details)
            ending = Ending.OUT_OF_MEMORY if last.kind == "memory" else Ending.FAILED
            return Outcome(ending, failure=last, text=failure_text(last))
        logger.error("the analysis process ended with code %s:\n%s", code, "\n".join(self._stderr))
        return _abrupt(code)


def failure_text(failure: events.Failed) -> str:
    """The sentences of a failure, for a person."""
    where = f" ({failure.where})" if failure.where else ""
    todo = f" {failure.todo}." if failure.todo else ""
    return f"{failure.what}{where}.{todo}"


def _abrupt(code: int) -> Outcome:
    """The outcome of a child that ended without a word."""
    if (os.name == "posix" and code == -signal.SIGKILL) or code & 0xFFFFFFFF in _WINDOWS_NO_MEMORY:
        return Outcome(
            Ending.OUT_OF_MEMORY,
            text="The operating system ended the analysis, most likely because memory ran out. "
            "Close other programs or analyse on a machine with more memory.",
        )
    return Outcome(
        Ending.CRASHED,
        text=f"The analysis process crashed ({_code_name(code)}). The scan is unchanged and still open. "
        "Try again; the log has what is known.",
    )


def _code_name(code: int) -> str:
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def _kill_late(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_KILL_AFTER_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
