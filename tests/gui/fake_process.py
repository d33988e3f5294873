"""An analysis process that does what a test says, on threads as the real one has them."""

import threading
from collections.abc import Callable

from phantomscope.analysis import events
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.stack.member import SourceSpec

JOB = AnalysisJob(SourceSpec("path", ("/scans/scan.zip",)), "key", "CatPhan 504")


class FakeProcess:
    """Stands in for AnalysisProcess.

    Attributes:
        job, data: What it was made with.
        started, cancelled: Whether it was told so.
        waited: Whether somebody waited for its end.
    """

    def __init__(
        self,
        job: AnalysisJob,
        on_event: Callable[[events.Event], None],
        on_end: Callable[[Outcome], None],
        *,
        data: bytes = b"",
    ) -> None:
        self.job, self.data = job, data
        self._on_event, self._on_end = on_event, on_end
        self.pid: int | None = None
        self.started = self.cancelled = self.waited = False

    def start(self) -> None:
        """Live."""
        self.started = True
        self.pid = 1234

    def cancel(self) -> None:
        """Be told to end; the test says when it does."""
        self.cancelled = True

    def wait(self, timeout: float | None = None) -> bool:
        """Be waited for."""
        self.waited = True
        return True

    def say(self, event: events.Event) -> None:
        """Let an event arrive on another thread."""
        _on_a_thread(self._on_event, event)

    def end(self, outcome: Outcome | None = None) -> None:
        """End on another thread: as given, or cancelled."""
        self.pid = None
        _on_a_thread(self._on_end, outcome or Outcome(Ending.CANCELLED))


class FakeProcesses:
    """The factory; keeps what it made, the newest last."""

    def __init__(self) -> None:
        self.made: list[FakeProcess] = []

    def __call__(
        self,
        job: AnalysisJob,
        on_event: Callable[[events.Event], None],
        on_end: Callable[[Outcome], None],
        *,
        data: bytes = b"",
    ) -> FakeProcess:
        """Make one."""
        self.made.append(FakeProcess(job, on_event, on_end, data=data))
        return self.made[-1]

    @property
    def newest(self) -> FakeProcess:
        """The last one made."""
        return self.made[-1]


def _on_a_thread(call: Callable[..., None], argument: object) -> None:
    thread = threading.Thread(target=call, args=(argument,))
    thread.start()
    thread.join()
