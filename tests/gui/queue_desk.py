"""A window whose queue does what a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtCore import Qt

from gui.desk import Desk
from gui.fake_process import FakeProcesses
from gui.fake_survey import UNKNOWN, recognised
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.recognition.answer import Recognition
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.gui.queue.queue_window import QueueWindow
from phantomscope.stack.slice_stack import SliceStack

CATPHAN = recognised().recognition
NOTHING = UNKNOWN.recognition


@dataclass
class FakeLook:
    """Recognition by the series' title: "unknown" is none, everything else a CatPhan 504.

    Attributes:
        seen: Titles of what was looked at.
    """

    seen: list[str] = field(default_factory=list)

    def __call__(self, stack: SliceStack, cancelled: Callable[[], bool]) -> Recognition:
        """Look."""
        self.seen.append(stack.series.title)
        found = NOTHING if "unknown" in stack.series.title else CATPHAN
        assert found is not None
        return found


@dataclass(frozen=True)
class QueueDesk:
    """A desk, and what is behind its queue.

    Attributes:
        desk: The window.
        processes: The queue's analyses, which end when a test says so.
        look: The queue's recognition.
    """

    desk: Desk
    processes: FakeProcesses
    look: FakeLook

    @property
    def queue(self) -> AnalysisQueue:
        """The queue."""
        found = self.desk.window.findChild(AnalysisQueue)
        assert found is not None
        return found

    @property
    def window(self) -> QueueWindow:
        """The queue's window, shown."""
        found = self.desk.window.findChild(QueueWindow)
        if found is None:
            self.desk.qtbot.waitUntil(self.desk.window.isActiveWindow)
            self.desk.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
            found = self.desk.window.findChild(QueueWindow)
        assert found is not None
        return found

    @property
    def states(self) -> list[State]:
        """The items' states."""
        return [item.state for item in self.queue.items]

    @property
    def running(self) -> QueueItem:
        """The item that runs."""
        (item,) = (item for item in self.queue.items if item.state is State.RUNNING)
        return item

    def wait_looked(self) -> None:
        """Wait until everything in the queue has been looked at."""
        self.desk.qtbot.waitUntil(lambda: State.LOOKING not in self.states)

    def end(self, outcome: Outcome | None = None, result: AnalysisResult | None = None) -> None:
        """Let the analysis that runs end: as given, or with results."""
        with self.desk.qtbot.waitSignal(self.queue.item_ended):
            self.processes.newest.end(outcome or Outcome(Ending.FINISHED, result or sample_result()))
