"""One analysis in a process of its own, seen from outside: start, events, cancel, and how it ended."""

import enum
import logging
import os
import re
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.standby import Worker, start_worker
from phantomscope.child import child_command
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

_WINDOWS_NO_MEMORY = (0xC0000017, 0xC000012D)  # STATUS_NO_MEMORY, STATUS_COMMITMENT_LIMIT
_PATIENCE_SECONDS = 2.0
_STDERR_LINES, _STDERR_LINE_BYTES = 40, 4096
_SEND_CHUNK = 1024 * 1024
# What a dying child may say that holds nothing of a scan: where it was, and the kind of its error.
_HARMLESS = re.compile(
    r"^(?:Fatal Python error|Current thread|Thread 0x|Traceback |which led to|  File |terminate called)"
)
_ERROR_KIND = re.compile(r"^[\w.]*(?:Error|Exception|Interrupt)\b")


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
        patience: Seconds that a child has to end once it was asked to, or has said its last word.
        ready: Gives a child that waits for this job, where there is one; else one is started.
    """

    def __init__(
        self,
        job: AnalysisJob,
        on_event: Callable[[events.Event], None],
        on_end: Callable[[Outcome], None],
        *,
        data: bytes = b"",
        command: Sequence[str] | None = None,
        patience: float = _PATIENCE_SECONDS,
        ready: Callable[[AnalysisJob], Worker | None] = lambda _: None,
    ) -> None:
        self._job = msgspec.structs.replace(job, data_length=len(data))
        self._data = data
        self._on_event = on_event
        self._on_end = on_end
        self._command = list(command) if command is not None else child_command("worker")
        self._ready = ready
        self._heard = False
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._cancelled = threading.Event()
        self._stderr: deque[str] = deque(maxlen=_STDERR_LINES)

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
        """End the child: ask, then kill when patience ends. Returns at once, whatever state it is in."""
        self._cancelled.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            self._kill_late(process)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until ``on_end`` has returned; False where that takes longer than ``timeout`` seconds."""
        if self._thread is not None:
            self._thread.join(timeout)
            return not self._thread.is_alive()
        return True

    def _run(self) -> None:
        try:
            outcome = self._with_ready()
            if outcome is None:
                outcome = Outcome(Ending.CANCELLED) if self._cancelled.is_set() else self._started()
        except BaseException as error:  # noqa: BLE001 - whoever waits for the end must not wait for ever
            logger.error("the analysis could not be followed: %s", traceback_without_values(error))
            if self._process is not None and self._process.poll() is None:
                self._process.kill()
            outcome = _abrupt(0, isinstance(error, MemoryError))
        self._on_end(outcome)

    def _with_ready(self) -> Outcome | None:
        """The outcome from a child that was ready; None where there is none, or it died before it began."""
        try:
            worker = self._ready(self._job) if not self._cancelled.is_set() else None
        except OSError:
            logger.info("no process was ready: the one that was kept could not be had")
            return None
        if worker is None:
            return None
        outcome = self._followed(worker)
        if outcome is not None:
            return outcome
        if self._heard:
            return self._crashed(worker.process.returncode)
        logger.info("the process that was kept ready had ended; another takes its place")
        self._stderr.clear()
        return None

    def _started(self) -> Outcome:
        try:
            worker = start_worker(self._command)
        except OSError:
            logger.exception("the analysis process could not be started")
            return Outcome(
                Ending.CRASHED, text="The analysis process could not be started. Check the installation."
            )
        outcome = self._followed(worker)
        return outcome if outcome is not None else self._crashed(worker.process.returncode)

    def _followed(self, worker: Worker) -> Outcome | None:
        """Give a child its job and follow it to its end; None where it ended without a word of its own."""
        process = self._process = worker.process
        if self._cancelled.is_set():
            self.cancel()
        with worker.needs, process:  # closes the pipes and waits, whatever happens
            try:
                return self._converse(process)
            except BaseException:
                process.kill()  # a living child would keep the pipes open, and closing them would wait for it
                raise

    def _converse(self, process: subprocess.Popen[bytes]) -> Outcome | None:
        assert process.stdout is not None
        # Three pipes, three threads: a child that writes before it has read all must not stop the three.
        helpers = [
            threading.Thread(target=target, args=(process,), name=name, daemon=True)
            for target, name in ((self._send, "analysis-stdin"), (self._read_stderr, "analysis-stderr"))
        ]
        for helper in helpers:
            helper.start()
        last: events.Finished | events.Failed | None = None
        documents: dict[str, bytes] = {}
        garbled = False
        for line in process.stdout:
            try:
                event = events.decode(line)
            except ValueError:
                garbled = True
                continue
            self._heard = True
            if isinstance(event, events.Document):
                documents[event.kind] = event.data
            elif isinstance(event, events.Finished | events.Failed):
                last = event
                self._kill_late(process)
            self._tell(event)
        process.wait()
        for helper in helpers:
            helper.join()
        if garbled:
            logger.warning("the analysis process sent lines that are no events")
        return self._outcome(last, documents)

    def _tell(self, event: events.Event) -> None:
        if self._cancelled.is_set():
            return
        try:
            self._on_event(event)
        except Exception:
            # The end must come whatever becomes of who listens.
            logger.exception("an event of the analysis could not be delivered")

    def _send(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        try:
            # Straight to the pipe, without a copy; it stays open, for its end tells that the parent is gone.
            for part in (self._job.to_json(), b"\n", self._data):
                left = memoryview(part)
                while left:
                    left = left[os.write(process.stdin.fileno(), left[:_SEND_CHUNK]) :]
        except OSError:
            logger.debug("the analysis process did not take its job")

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        while line := process.stderr.readline(_STDERR_LINE_BYTES):
            self._stderr.append(line.decode(errors="replace").rstrip())

    def _kill_late(self, process: subprocess.Popen[bytes]) -> None:
        def wait_and_kill() -> None:
            try:
                process.wait(self._patience)
            except subprocess.TimeoutExpired:
                process.kill()

        threading.Thread(target=wait_and_kill, name="analysis-kill", daemon=True).start()

    def _outcome(
        self, last: events.Finished | events.Failed | None, documents: dict[str, bytes]
    ) -> Outcome | None:
        if self._cancelled.is_set():
            return Outcome(Ending.CANCELLED)
        if isinstance(last, events.Finished):
            return Outcome(Ending.FINISHED, last.result, documents)
        if isinstance(last, events.Failed):
            if last.details:
                logger.info("the analysis failed:\n%s", last.details)
            ending = Ending.OUT_OF_MEMORY if last.kind == "memory" else Ending.FAILED
            return Outcome(ending, failure=last, text=failure_text(last))
        return None

    def _crashed(self, code: int) -> Outcome:
        logger.error(
            "the analysis process ended with code %s:\n%s", code, "\n".join(harmless_lines(self._stderr))
        )
        return _abrupt(code, any("std::bad_alloc" in line for line in self._stderr))


def harmless_lines(lines: Iterable[str]) -> list[str]:
    """Of what a child wrote on standard error, what may go to the log: nothing that may quote a scan."""
    kept = []
    for line in lines:
        kind = _ERROR_KIND.match(line)
        if _HARMLESS.match(line):
            kept.append(line)
        elif kind:
            kept.append(kind[0])
    return kept


def failure_text(failure: events.Failed) -> str:
    """The sentences of a failure, for a person."""
    where = f" ({failure.where})" if failure.where else ""
    todo = f" {failure.todo}." if failure.todo else ""
    return f"{failure.what}{where}.{todo}"


def _abrupt(code: int, bad_alloc: bool) -> Outcome:
    """The outcome of a child that ended without a word."""
    killed = os.name == "posix" and code == -signal.SIGKILL
    if killed or bad_alloc or code == events.NO_MEMORY or code & 0xFFFFFFFF in _WINDOWS_NO_MEMORY:
        return Outcome(
            Ending.OUT_OF_MEMORY,
            text="The analysis was ended before it was done, most likely because memory ran out. "
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
