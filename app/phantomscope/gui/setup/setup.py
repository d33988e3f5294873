"""How a series is to be analysed: all that a person can set before pressing *Analyse*."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from phantomscope.analysis.job import AnalysisJob, Edits
from phantomscope.analysis.recognition.answer import Recognition
from phantomscope.analysis.results import Tolerance
from phantomscope.stack.member import SourceSpec


@dataclass(frozen=True, slots=True)
class Setup:
    """The settings of one series' analysis; every change makes another one, which is what undo needs.

    Attributes:
        phantom: The registry name of the phantom that the person chose; empty leaves it to recognition.
        parameters: Parameters of pylinac's ``analyze`` that differ from their defaults.
        tolerances: The person's own, by metric key.
        origin_slot: Place in the series of the slice chosen as origin; None leaves it to pylinac.
        turned: Whether the stack is to be turned end for end.
        profile: Name of the profile that this came from; empty for none.
    """

    phantom: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tolerances: Mapping[str, Tolerance] = field(default_factory=dict)
    origin_slot: int | None = None
    turned: bool = False
    profile: str = ""

    def job(
        self,
        source: SourceSpec,
        series: tuple[str, str],
        found: Recognition | None,
        *,
        edits: Edits | None = None,
        data_length: int = 0,
        partial: bool = False,
    ) -> AnalysisJob | None:
        """The analysis of a series that is set up so; None where nobody and no image names a phantom.

        Args:
            source: How to open its source.
            series: Its key and its digest.
            found: What its images show, or None.
            edits: What was changed in its slices.
            data_length: Length of the source's bytes where they are sent along.
            partial: Measure only the modules that were scanned.
        """
        doubt = found.doubt_about(self.phantom) if self.phantom and found is not None else ""
        found = found if not self.phantom and found is not None and found.phantom is not None else None
        phantom = found.phantom.name if found is not None and found.phantom is not None else self.phantom
        if not phantom:
            return None
        return AnalysisJob(
            source=source,
            series_key=series[0],
            series_digest=series[1],
            phantom=phantom,
            parameters=dict(self.parameters),
            edits=edits if edits is not None else Edits(),
            data_length=data_length,
            guess=found.guess if found is not None else "",
            choice=found.choice if found is not None else "",
            doubt=doubt,
            origin_slot=self.origin_slot,
            turned=self.turned,
            partial=partial,
            profile=self.profile,
            tolerances=dict(self.tolerances),
        )
