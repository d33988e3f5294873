"""Children that stand in for the analysis process, and what listens to them."""

import sys
import threading
from collections.abc import Callable
from typing import Any

from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import AnalysisProcess, Outcome
from phantomscope.analysis.results import AnalysisResult, Provenance
from phantomscope.stack.member import SourceSpec

JOB = AnalysisJob(SourceSpec("path", ("no such file.zip",)), "1.2.3|CT", "CatPhan 504")
RESULT = AnalysisResult(
    (), (), (), ("a warning",), Provenance("", "", "", "", "", "", 0, {}, (), (), "", 0.0), {"a": 1}
)
SECONDS = 60.0  # nothing here takes as long; a test that waits for ever says nothing

_PRELUDE = """
import json, os, signal, sys, time
def say(line):
    sys.stdout.buffer.write(line); sys.stdout.buffer.flush()
def stage(name, done=0, total=0):
    say(json.dumps({"type": "stage", "name": name, "done": done, "total": total}).encode() + b"\\n")
FINISHED = %r
def for_ever():
    while True: signal.pause()
"""

_ENGINE = """
import sys, types
engine = types.ModuleType("phantomscope.analysis.engine.run")
def analyse(job, emit, data):
    import os, threading
    from phantomscope.analysis.events import Stage
    from analysis.fake_worker import RESULT
    {body}
    return RESULT
engine.analyse = analyse
sys.modules[engine.__name__] = engine
sys.path.insert(0, {tests!r})
from phantomscope.analysis.worker import main
main()
"""


def script(body: str) -> list[str]:
    """A child that is nothing but this script, with a few helpers: say, stage, FINISHED, for_ever."""
    return [sys.executable, "-c", _PRELUDE % events.encode(events.Finished(RESULT)) + body]


def worker_with_engine(body: str) -> list[str]:
    """The real worker over an engine that does this: job, emit, data, os and threading are at hand."""
    from pathlib import Path

    return [sys.executable, "-c", _ENGINE.format(body=body, tests=str(Path(__file__).parents[1]))]


class Listener:
    """Keeps what a process tells.

    Attributes:
        events, outcome: What came.
        arrived: Set at each event.
        process: The process.
    """

    def __init__(
        self,
        command: list[str] | None,
        *,
        job: AnalysisJob = JOB,
        on_event: Callable[[events.Event], object] | None = None,
        **options: Any,
    ) -> None:
        self.events: list[events.Event] = []
        self.outcomes: list[Outcome] = []
        self.arrived = threading.Event()
        self._then = on_event
        self.process = AnalysisProcess(job, self._on_event, self.outcomes.append, command=command, **options)

    def _on_event(self, event: events.Event) -> None:
        self.events.append(event)
        self.arrived.set()
        if self._then is not None:
            self._then(event)

    @property
    def outcome(self) -> Outcome:
        assert len(self.outcomes) == 1
        return self.outcomes[0]

    def run(self) -> Outcome:
        """From start to end."""
        self.process.start()
        return self.end()

    def end(self) -> Outcome:
        assert self.process.wait(SECONDS), "the process did not end"
        assert not self.process.is_running
        assert self.process.pid is None
        return self.outcome
