"""One series in the queue, or one source whose series are not known yet."""

import dataclasses
import enum
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from phantomscope.analysis.job import AnalysisJob, Edits
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


@dataclass(frozen=True, slots=True)
class Said:
    """What the window says of a series about which something was set there.

    Attributes:
        setup: How it is to be analysed.
        edits: What was changed in its slices.
        profile: What reports call the profile in use.
    """

    setup: Setup
    edits: Edits
    profile: str


@dataclass(frozen=True, slots=True, eq=False)
class QueueItem:
    """One row.

    Attributes:
        number: Tells it from all others.
        origin: Where its series is.
        series: Which; None until the source has been looked at.
        state: Where it is.
        phantom: The registry name of the phantom that a person chose for it here; empty leaves it to what the
            window says, and to recognition.
        recognition: What its images show; None where nobody has looked.
        setup: How it is to be analysed where nobody says otherwise in the window.
        said: What the window says of it, or said last; None where it says nothing.
        used: How it was analysed, and the tolerances that it is judged by.
        doing: What is being done with it, a few words.
        done, total: How far that is; both 0 where that is not known.
        job, result: What was analysed and found, judged by the tolerances of ``used``.
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
    said: Said | None = None
    used: Setup = field(default_factory=Setup)
    doing: str = ""
    done: int = 0
    total: int = 0
    job: AnalysisJob | None = None
    result: AnalysisResult | None = None
    raw: AnalysisResult | None = None
    text: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What may tell who a patient is: names of the scan and of its series."""
        origin, series = self.origin, self.series
        paths = [text for path in origin.paths for text in (str(path), path.name, path.stem)]
        return (origin.name, *paths, *((series.title,) if series is not None else ()))

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in OVER

    @property
    def plan(self) -> Setup:
        """How it is to be analysed as things stand."""
        setup = self.said.setup if self.said is not None else self.setup
        if not self.phantom or self.phantom == setup.phantom:
            return setup
        if not setup.phantom and self.phantom == self.recognised:
            return dataclasses.replace(setup, phantom=self.phantom)
        # Parameters and tolerances are those of one phantom.
        return dataclasses.replace(setup, phantom=self.phantom, parameters={}, tolerances={}, profile="")

    @property
    def planned_job(self) -> AnalysisJob | None:
        """Its analysis as things stand; None where that takes more to be known."""
        if self.origin.spec is None or self.series is None:
            return None
        plan = self.plan
        job = plan.job(
            self.origin.spec,
            (self.series.key, self.series.digest),
            self.recognition,
            edits=self.said.edits if self.said is not None else None,
            data_length=len(self.origin.data),
        )
        if job is None or not plan.profile or self.said is None:
            return job
        return msgspec.structs.replace(job, profile=self.said.profile)

    @property
    def phantom_name(self) -> str:
        """What it is to be analysed for; empty where that is not known."""
        return self.plan.phantom or self.recognised

    @property
    def is_guess(self) -> bool:
        """Whether the phantom is no more than likely."""
        found = self.recognition
        return not self.plan.phantom and found is not None and found.certainty is Certainty.LIKELY

    @property
    def recognised(self) -> str:
        """The phantom that its images show; empty where that is not known."""
        found = self.recognition
        return found.phantom.name if found is not None and found.phantom is not None else ""

    @property
    def fraction(self) -> float:
        """How much of it is done, 0 to 1."""
        if self.is_over:
            return 1.0
        return self.done / self.total if self.state is State.RUNNING and self.total else 0.0
