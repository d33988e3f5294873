"""One series in the queue, or one source whose series are not known yet."""

import enum
from dataclasses import dataclass, field
from pathlib import Path

from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.recognition.answer import Certainty, Recognition
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.member import SourceSpec


class State(enum.Enum):
    """Where an item is on its way."""

    LOOKING = "looking"
    UNKNOWN = "unknown"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OVER = frozenset({State.UNKNOWN, State.DONE, State.FAILED, State.CANCELLED})


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where an item's series is.

    Attributes:
        name: The source's name.
        paths: What is to be opened; empty for bytes in memory.
        spec: How the analysis opens it; None until it has been opened once.
        data: The source's bytes where it lies in memory; empty elsewhere.
    """

    name: str
    paths: tuple[Path, ...] = ()
    spec: SourceSpec | None = None
    data: bytes = field(default=b"", repr=False)

    def is_same(self, other: "Origin") -> bool:
        """Whether both are the same source."""
        if self.data or other.data:
            return self.data is other.data
        return self.paths == other.paths


@dataclass(frozen=True, slots=True)
class SeriesName:
    """Which series of a source.

    Attributes:
        key: Its key.
        digest: Its digest: tells whether it is still the same.
        title: What to call it.
        slices: How many it has.
    """

    key: str
    digest: str
    title: str
    slices: int


@dataclass(frozen=True, slots=True, eq=False)
class QueueItem:
    """One row.

    Attributes:
        number: Tells it from all others.
        origin: Where its series is.
        series: Which; None until the source has been looked at.
        state: Where it is.
        phantom: The registry name of the phantom that a person chose for it; empty leaves it to recognition.
        recognition: What its images show; None where nobody has looked.
        setup: How it is to be analysed where nobody says otherwise in the window.
        used: How it was analysed.
        doing: What is being done with it, a few words.
        done, total: How far that is; both 0 where that is not known.
        job, result: What was analysed and found, judged by the tolerances of the job.
        raw: The same judged by pylinac's limits.
        text: Why there is no result, in sentences.
    """

    number: int
    origin: Origin
    series: SeriesName | None = None
    state: State = State.LOOKING
    phantom: str = ""
    recognition: Recognition | None = None
    setup: Setup = field(default_factory=Setup)
    used: Setup = field(default_factory=Setup)
    doing: str = ""
    done: int = 0
    total: int = 0
    job: AnalysisJob | None = None
    result: AnalysisResult | None = None
    raw: AnalysisResult | None = None
    text: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in OVER

    @property
    def phantom_name(self) -> str:
        """What it is to be analysed for; empty where that is not known."""
        named = self.phantom or self.setup.phantom
        if named or self.recognition is None or self.recognition.phantom is None:
            return named
        return self.recognition.phantom.name

    @property
    def is_guess(self) -> bool:
        """Whether the phantom is no more than likely."""
        found = self.recognition
        return (
            not self.phantom
            and not self.setup.phantom
            and found is not None
            and found.certainty is Certainty.LIKELY
        )

    @property
    def fraction(self) -> float:
        """How much of it is done, 0 to 1."""
        if self.is_over:
            return 1.0
        return self.done / self.total if self.state is State.RUNNING and self.total else 0.0
