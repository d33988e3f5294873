"""The results of this session by series, as pylinac gave them and as they are to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.placement import placed, without_images
from phantomscope.analysis.profile import CHANGED
from phantomscope.analysis.results import AnalysisResult, Tolerance
from phantomscope.analysis.tolerances import judged
from phantomscope.stack.overlay import Layout

KEPT = 4
"""Results kept of each series, for comparison; one is a few hundred kilobytes."""

KEPT_EARLIER = 12
"""Results kept of scans that were open before; without images and charts one is a few ten kilobytes."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One result.

    Attributes:
        job: What gave it.
        raw: As the analysis gave it, judged by pylinac's limits.
        slots: The slots of the stack that was analysed.
    """

    job: AnalysisJob
    raw: AnalysisResult
    slots: tuple[int, ...]

    def seen(self, tolerances: Mapping[str, Tolerance], layout: Layout | None) -> AnalysisResult:
        """Judged by tolerances, and with the slice numbers of another state of the stack.

        There are no images where slices are reversed, mirrored, flipped or cropped otherwise than they were.
        """
        result = judged(self.raw, tolerances) if tolerances else self.raw
        origin = result.provenance
        if origin.profile and tolerances != self.job.tolerances and not origin.profile.endswith(CHANGED):
            # Its verdicts are not the profile's any more.
            origin = msgspec.structs.replace(origin, profile=f"{origin.profile}{CHANGED}")
            result = msgspec.structs.replace(result, provenance=origin)
        if layout is None:
            return result
        if layout.arrangement != self.job.edits.arrangement:
            result = without_images(result)
        return placed(result, self.slots, layout.slots)


class ResultShelf:
    """The newest results of each series first.

    Attributes:
        earlier: Results of scans that were open before, by a name for each.
    """

    def __init__(self) -> None:
        self.earlier: dict[str, AnalysisResult] = {}
        self._results: dict[str, list[Shelved]] = {}
        self._withdrawn: set[str] = set()

    def put(self, key: str, shelved: Shelved) -> None:
        """Keep a series' newest result."""
        self._withdrawn.discard(key)
        self._results[key] = [shelved, *self._results.get(key, [])][:KEPT]

    def newest(self, key: str) -> Shelved | None:
        """A series' newest result; None where it has none, or where a later analysis gave none."""
        found = self._results.get(key)
        return found[0] if found and key not in self._withdrawn else None

    def withdraw(self, key: str) -> None:
        """The newest is not what is true now: a later analysis failed. It is kept for comparison."""
        self._withdrawn.add(key)

    def take(self, keys: Iterable[str]) -> dict[str, list[Shelved]]:
        """Take away the results of these series that are true now, for ``restore``."""
        there = (key for key in keys if key in self._results and key not in self._withdrawn)
        found = {key: self._results[key] for key in there}
        for key in found:
            del self._results[key]
        return found

    def restore(self, results: Mapping[str, list[Shelved]]) -> None:
        """Put back what was taken."""
        self._results.update(results)

    def all(self) -> list[tuple[str, Shelved]]:
        """Every result with its series' key, series by series, the newest first."""
        return [(key, one) for key, kept in self._results.items() for one in kept]

    def retire(self, seen: Sequence[AnalysisResult]) -> None:
        """Another scan is opened: keep these of the one that goes, for comparison, without their pictures.

        Args:
            seen: The results as they were shown, the newest of each series first.
        """
        slim = {
            _name(one): msgspec.structs.replace(one, images=(), charts=(), pylinac_results={}) for one in seen
        }
        self.earlier = dict([*slim.items(), *self.earlier.items()][:KEPT_EARLIER])
        self._results.clear()
        self._withdrawn.clear()


def _name(result: AnalysisResult) -> str:
    origin = result.provenance
    return f"{origin.source}: {origin.series_title}, {origin.phantom}, {origin.analysed_at[11:19]}"
