"""The child's side of an analysis: a job in on standard input, events out on standard output."""

import faulthandler
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, NoReturn

from phantomscope import log
from phantomscope.analysis import events
from phantomscope.analysis.failures import failure
from phantomscope.analysis.job import AnalysisJob
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

PREPARE = b"prepare "
"""How a line begins, before the job's, that names a phantom: what its analysis needs is imported already."""

_FAILED, _PARENT_GONE = 1, 3


def main() -> NoReturn:
    """Read one job, analyse, say how it went and end; the exit code is 0 where a job could be read."""
    faulthandler.enable()
    log.to_standard_error()
    # Ctrl-C in a terminal reaches every process in it; whether to cancel is the parent's to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    incoming = os.fdopen(0, "rb", closefd=False)
    out = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between the events.
    os.dup2(2, 1)
    try:
        with quiet_warnings():
            code = serve(incoming, out, end_with_parent=True)
    except BrokenPipeError:
        code = _PARENT_GONE
    except MemoryError:
        code = events.NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - told to the parent, whose log it is for
        sys.stderr.write(traceback_without_values(error) + "\n")
        sys.stderr.flush()
        code = _FAILED
    # All is said and flushed. Taking the interpreter down in order would take a second, and the thread that
    # waits on standard input would be in its way.
    os._exit(code)


@contextmanager
def quiet_warnings() -> Iterator[None]:
    """Keep warnings off the screen: pylinac records them, and the results tell.

    It records what Python's filters let through, which here are those that Python starts with, whatever the
    environment says.
    """
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for category in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.showwarning = lambda *_, **__: None
        yield


def serve(incoming: BinaryIO, out: BinaryIO, *, end_with_parent: bool = False) -> int:
    """Read one job, analyse and say how it went, between any two streams.

    Args:
        incoming: Gives the job and, where it says so, the source's bytes. Before it may come, long before, a
            line that says for which phantom.
        out: Takes the events.
        end_with_parent: Whether the end of ``incoming`` is to end this process.

    Returns:
        0, or 1 where no job could be read.
    """

    def emit(event: events.Event) -> None:
        out.write(events.encode(event))
        out.flush()

    line = incoming.readline()
    if line.startswith(PREPARE):
        _prepare(line.removeprefix(PREPARE).decode(errors="replace").strip())
        line = incoming.readline()
        if not line:  # it was not needed
            return _PARENT_GONE
    try:
        job = AnalysisJob.from_json(line)
        data = _read_exactly(incoming, job.data_length)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, not thrown
        emit(failure(error))
        return _FAILED
    if end_with_parent:
        threading.Thread(target=_end_with, args=(incoming,), name="parent", daemon=True).start()
    emit(events.Started(os.getpid(), job.phantom))
    try:
        from phantomscope.analysis.engine.run import analyse

        last: events.Event = events.Finished(analyse(job, emit, data))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, not thrown
        last = failure(error)
    emit(last)
    return 0


def _prepare(phantom: str) -> None:
    """Import what the analysis of a phantom needs; what fails here will fail, and be told, with the job."""
    from phantomscope import allocator
    from phantomscope.analysis.engine.imports import phantom_class
    from phantomscope.analysis.phantoms import phantom_named

    try:
        import phantomscope.analysis.engine.run  # noqa: F401

        phantom_class(phantom_named(phantom))
    except Exception as error:  # noqa: BLE001 - a job may come all the same
        logger.warning("not prepared: %s", traceback_without_values(error))
    allocator.trim()


def _read_exactly(incoming: BinaryIO, length: int) -> bytes:
    data = incoming.read(length)
    if len(data) != length:
        raise EOFError("the source's bytes are cut short")
    return data


def _end_with(incoming: BinaryIO) -> None:
    """The parent keeps its end of the pipe open for as long as it lives."""
    while incoming.read(1):
        pass
    os._exit(_PARENT_GONE)
