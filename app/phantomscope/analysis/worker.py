"""The child's side of an analysis: a job in on standard input, events out on standard output."""

import faulthandler
import os
import sys
import threading
import warnings
from typing import BinaryIO, NoReturn

from phantomscope.analysis import events
from phantomscope.analysis.failures import failure
from phantomscope.analysis.job import AnalysisJob

_PARENT_GONE = 3


def main() -> NoReturn:
    """Read one job, analyse, say how it went and end; the exit code is 0 where a job could be read."""
    faulthandler.enable()
    # Whatever a library prints must not end up between the events.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    silence_warnings()
    code = serve(sys.stdin.buffer, out)
    # All is said and flushed. Taking the interpreter down in order would take a second, and the thread that
    # waits on standard input would be in its way.
    os._exit(code)


def silence_warnings() -> None:
    """Keep warnings off the screen without a filter: pylinac records them, and the results tell."""
    warnings.showwarning = lambda *_, **__: None


def serve(incoming: BinaryIO, out: BinaryIO) -> int:
    """As ``main``, between any two streams."""

    def emit(event: events.Event) -> None:
        out.write(events.encode(event))

    try:
        job = AnalysisJob.from_json(incoming.readline())
        data = _read_exactly(incoming, job.data_length)
    except (ValueError, EOFError) as error:
        emit(failure(error))
        return 1
    threading.Thread(target=_end_with_parent, args=(incoming,), name="parent", daemon=True).start()
    emit(events.Started(os.getpid(), job.phantom))
    try:
        from phantomscope.analysis.engine import analyse

        emit(events.Finished(analyse(job, emit, data)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, not thrown
        emit(failure(error))
    return 0


def _read_exactly(incoming: BinaryIO, length: int) -> bytes:
    data = incoming.read(length)
    if len(data) != length:
        raise EOFError("the source's bytes are cut short")
    return data


def _end_with_parent(incoming: BinaryIO) -> None:
    """The parent keeps its end of the pipe open for as long as it lives."""
    while incoming.read(1):
        pass
    os._exit(_PARENT_GONE)
