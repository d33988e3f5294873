"""Worker processes: started for a job, or ahead of it, waiting with all that is needed imported."""

import contextlib
import logging
import subprocess
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.worker import PREPARE
from phantomscope.child import child_command, child_environment, matplotlib_environment

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Worker:
    """A child process that has no job yet.

    Attributes:
        process: The child, its three streams being pipes.
        needs: What it needs while it lives; to be closed when it is gone.
    """

    process: "subprocess.Popen[bytes]"
    needs: ExitStack

    def end(self) -> None:
        """End it and give up what it needed; it may have ended long ago."""
        with self.needs:
            self.process.kill()
            for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # what was written to one that has died is still in it
                        pipe.close()
            self.process.wait()


def start_worker(command: Sequence[str] | None = None) -> Worker:
    """Start a child; OSError where that can't be done.

    Args:
        command: What to start; the worker by default.
    """
    with ExitStack() as needs:
        extra = needs.enter_context(matplotlib_environment())
        process = subprocess.Popen(
            list(command) if command is not None else child_command("worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=child_environment() | extra,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        return Worker(process, needs.pop_all())


class Standby:
    """Keeps one worker ready that has imported what the analysis of a phantom needs.

    It is used for one job: pylinac keeps state in its classes. It ends with this process, by the end of its
    standard input.

    Args:
        start: Starts a worker.
    """

    def __init__(self, start: Callable[[], Worker] = start_worker) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._phantom = ""
        self._worker: Worker | None = None
        self._thread: threading.Thread | None = None

    @property
    def pid(self) -> int | None:
        """The process id of the worker that waits; None where none does."""
        with self._lock:
            return self._worker.process.pid if self._worker is not None and self._alive else None

    @property
    def _alive(self) -> bool:
        return self._worker is not None and self._worker.process.poll() is None

    def keep(self, phantom: str) -> None:
        """Have a worker ready from now on; returns at once. One that is ready for another phantom will do."""
        with self._lock:
            self._phantom = phantom
            if self._alive or self._thread is not None:
                return
            thread = threading.Thread(target=self._prepare, name="idle worker", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the system has no thread left
                logger.info("no process could be kept ready")
                return
            self._thread = thread

    def take(self, job: AnalysisJob) -> Worker | None:
        """The worker that is ready for a job, the caller's from now on; None where none is.

        A job that is to run as pylinac comes gets none, since more is imported for it.
        """
        if not job.accelerated:
            return None
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None and worker.process.poll() is not None:
            worker.end()
            return None
        return worker

    def give_up(self) -> None:
        """Keep none ready any more, and end the one that is."""
        with self._lock:
            self._phantom = ""
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until no worker is being started; False where that takes longer than ``timeout`` seconds."""
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(timeout)
            return not thread.is_alive()
        return True

    def _prepare(self) -> None:
        worker: Worker | None = None
        try:
            worker = self._prepared()
        except Exception as error:  # noqa: BLE001 - an analysis starts its own process where there is none
            logger.info("no process could be kept ready (%s)", type(error).__name__)
        finally:
            unwanted = self._settle(worker)
        for one in unwanted:
            one.end()

    def _prepared(self) -> Worker:
        with self._lock:
            phantom = self._phantom
        worker = self._start()
        try:
            assert worker.process.stdin is not None
            worker.process.stdin.write(PREPARE + phantom.encode() + b"\n")
            worker.process.stdin.flush()
        except BaseException:
            worker.end()
            raise
        return worker

    def _settle(self, worker: Worker | None) -> list[Worker]:
        """Keep what was started, if it is wanted still; the workers to end."""
        with self._lock:
            self._thread = None
            unwanted = worker
            if self._phantom:
                unwanted, self._worker = self._worker, worker
        return [unwanted] if unwanted is not None else []
