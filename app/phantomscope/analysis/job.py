"""What to analyse, as plain data that another process can read."""

import itertools
import json
from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from phantomscope.analysis.results import Tolerance
from phantomscope.stack.arrangement import PLAIN, Arrangement, order_when_reversed
from phantomscope.stack.member import SourceSpec
from phantomscope.stack.overlay import Overlay, PackedSlice, SlotState
from phantomscope.stack.series import Series
from phantomscope.stack.strategy import Strategy


class Edits(msgspec.Struct, frozen=True):
    """An overlay's state, ready to be sent.

    Attributes:
        removed: Slots that are struck.
        replaced: Changed slices by slot.
        arrangement: What is done to all slices.
    """

    removed: tuple[int, ...] = ()
    replaced: dict[int, PackedSlice] = {}
    arrangement: Arrangement = PLAIN

    @classmethod
    def of(cls, overlay: Overlay) -> "Edits":
        """What an overlay says now."""
        return cls(tuple(sorted(overlay.removed)), overlay.replaced, overlay.arrangement)

    def apply_to(self, overlay: Overlay) -> None:
        """Make another overlay say the same."""
        replaced = {slot: SlotState(packed=packed) for slot, packed in self.replaced.items()}
        struck = {slot: SlotState(True, self.replaced.get(slot)) for slot in self.removed}
        overlay.apply(replaced | struck, self.arrangement)

    def slots_of(self, series: Series) -> tuple[int, ...]:
        """The slots of a series that are left, in the order in which they are shown."""
        overlay = Overlay(len(series.slices), order_when_reversed(series))
        self.apply_to(overlay)
        return overlay.slots()

    def sentences(self) -> tuple[str, ...]:
        """What was changed, for a report."""
        where = "by place in the series"
        if self.arrangement.reversed:
            where += " before it was reversed"
        lines = []
        if self.removed:
            lines.append(f"excluded slices ({where}): {_listed(self.removed)}")
        if self.replaced:
            lines.append(f"changed slices ({where}): {_listed(sorted(self.replaced))}")
        return (*lines, *self.arrangement.sentences())


class AnalysisJob(msgspec.Struct, frozen=True):
    """One analysis.

    Attributes:
        source: How to open the source.
        series_key: Which of its series.
        phantom: The phantom's name in the registry.
        parameters: Parameters of ``analyze`` that differ from their defaults.
        edits: What was changed in the stack.
        documents: Which documents to make besides the results.
        data_length: Length of the source's bytes where they are sent along; 0 elsewhere.
        series_digest: The series' digest where it was opened; empty where that is this very process.
        guess: Why this phantom was taken where neither the scan nor a person named it; empty elsewhere.
        choice: How the phantom was chosen, a phrase for the report; empty where a person chose it.
        doubt: What speaks against the phantom that a person chose, a phrase; empty where nothing does.
        origin_slot: Place in the series of the slice chosen as origin by hand; None leaves it to pylinac.
        turned: Whether the stack is to be turned end for end first: the phantom was scanned from its far end.
        partial: Whether to measure only the modules that were scanned, where others were not.
        profile: Name of the profile in use, for the report.
        tolerances: The user's, by metric key: documents state the verdict by them. The results that come
            back are judged by pylinac's limits all the same.
        private: Whether documents leave out what may tell who the patient is.
        accelerated: Whether what pylinac would compute again, or for nothing, is left out. Results are the
            same either way; False runs pylinac's own paths and nothing else.
        threads: How many threads may look at slices at once; 0 for as many as there are cores, as far as
            ``memory_limit`` lets.
        memory_limit: Bytes that the process of the analysis may take altogether, its libraries included; 0
            for no limit.
        strategy: How its slices are held; automatically where it is None.
    """

    source: SourceSpec
    series_key: str
    phantom: str
    parameters: dict[str, Any] = {}
    edits: Edits = Edits()
    documents: tuple[Literal["pdf"], ...] = ()
    data_length: int = 0
    series_digest: str = ""
    guess: str = ""
    choice: str = ""
    doubt: str = ""
    origin_slot: int | None = None
    turned: bool = False
    partial: bool = False
    profile: str = ""
    tolerances: dict[str, Tolerance] = {}
    private: bool = False
    accelerated: bool = True
    threads: int = 0
    memory_limit: int = 0
    strategy: Strategy | None = None

    def to_json(self) -> bytes:
        """As one line of JSON, in ASCII: a path may hold bytes that are no text, which UTF-8 can't."""
        return json.dumps(msgspec.to_builtins(self, str_keys=True)).encode("ascii")

    @classmethod
    def from_json(cls, data: bytes) -> "AnalysisJob":
        """Read what ``to_json`` wrote. Raises ValueError where it is something else."""
        return msgspec.convert(json.loads(data), cls, str_keys=True)


def _listed(slots: Sequence[int]) -> str:
    """Slots counted from 1, those in a row as "3–9"."""
    rows: list[list[int]] = []
    for slot in sorted(slots):
        if rows and slot == rows[-1][-1] + 1:
            rows[-1].append(slot)
        else:
            rows.append([slot])
    parts = (
        [f"{row[0] + 1}–{row[-1] + 1}"] if len(row) > 2 else [str(slot + 1) for slot in row] for row in rows
    )
    return ", ".join(itertools.chain.from_iterable(parts))
