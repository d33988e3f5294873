"""Which phantom a series shows, from its images and its header, and how sure that is."""

import enum
from collections.abc import Callable
from dataclasses import dataclass

from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.recognition.ct import find_ct
from phantomscope.analysis.recognition.finding import CERTAIN, Cancelled, Finding, Looks
from phantomscope.analysis.recognition.geometry import CTP404, DIAMETERS
from phantomscope.analysis.recognition.identify import Suggestion, suggest
from phantomscope.analysis.recognition.mr import find_acr_mri
from phantomscope.stack.slice_stack import SliceStack

_MOST_SLICES = 40
_NAMED = 0.6
_CONTRADICTED = 0.8
_NAMED_ROUGHLY = 0.45
_OTHER_SIZE = 0.1
_FEWEST_NAMED = 4


class Certainty(enum.Enum):
    """How much an answer may be relied on."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognition:
    """What a series shows.

    Attributes:
        phantom: The phantom; None where it is unknown.
        certainty: How much to rely on it.
        confidence: 0 to 1.
        reason: Why, as a phrase; why it is unknown where it is.
    """

    phantom: Phantom | None
    certainty: Certainty
    confidence: float
    reason: str

    @property
    def guess(self) -> str:
        """The reason where it is not certain; empty where it is."""
        return "" if self.certainty is Certainty.CERTAIN else self.reason

    def doubt_about(self, phantom: str) -> str:
        """What speaks against a phantom by its registry name, a phrase; empty where nothing certain does."""
        if self.phantom is None or self.phantom.name == phantom or self.certainty is not Certainty.CERTAIN:
            return ""
        return f"the images look like a {self.phantom.name} ({self.confidence:.0%}): {self.reason}"

    @property
    def choice(self) -> str:
        """How the phantom was chosen, for a report: "recognised (98 %): …"; empty where it is unknown."""
        if self.phantom is None:
            return ""
        return f"recognised ({100 * self.confidence:.0f} %): {self.reason}"


def recognise(stack: SliceStack, cancelled: Callable[[], bool] = lambda: False) -> Recognition:
    """Say which phantom a stack shows.

    A few slices are decoded, one at a time, past the stack's cache; what can't be read is passed over.

    Args:
        stack: The slices; any thread may ask.
        cancelled: Asked before each slice; where it says so, the answer is unknown.
    """
    suggestion = suggest(stack.series)
    named = suggestion if suggestion is not None and suggestion.named else None
    if named is not None and len(stack) < _FEWEST_NAMED:
        named = None  # rather its localizer
    modality = stack.series.facts.modality
    if modality not in ("CT", "MR"):
        return _unknown(f"{modality or 'a series without modality'} is neither CT nor MR")
    if stack.series.facts.localizer and modality == "CT":
        return _unknown("a localizer shows no slices")
    if not len(stack):
        return _unknown("no slice is left")
    looks = Looks(stack, _MOST_SLICES, cancelled)
    try:
        finding = find_ct(looks) if modality == "CT" else find_acr_mri(looks, _echoes(stack))
    except Cancelled:
        return _unknown("recognition was cancelled")
    if not looks.readable:
        finding = Finding("", 0.0, "no slice can be looked at: unreadable, or of unknown size")
    return _combined(finding, named)


def _echoes(stack: SliceStack) -> list[int | None]:
    return [stack.slice_header(index).echo for index in range(len(stack))]


def _combined(finding: Finding, named: Suggestion | None) -> Recognition:
    """Images first; a name in the header helps where they leave doubt, and raises it where it contradicts."""
    if not finding.phantom:
        if named is None:
            return _unknown(finding.reason)
        expected = DIAMETERS[named.phantom.name]
        if finding.diameter is not None and abs(finding.diameter / expected - 1) > _OTHER_SIZE:
            return _unknown(f"{finding.reason}, though {named.reason}")
        confidence = _NAMED_ROUGHLY if named.general else _NAMED
        return _answer(named.phantom, confidence, f"{named.reason}; {finding.reason}")
    phantom = phantom_named(finding.phantom)
    if named is None:
        return _answer(phantom, finding.confidence, finding.reason)
    if _agrees(named, phantom):
        confidence = max(finding.confidence, min(CERTAIN - 0.02, finding.confidence + 0.2))
        return _answer(phantom, confidence, f"{finding.reason}; {named.reason}")
    if finding.confidence < _CONTRADICTED and {named.phantom.name, phantom.name} <= set(CTP404.phantoms):
        # Their inserts are the same, and the rest left doubt.
        return _answer(named.phantom, _NAMED, f"{named.reason}; {finding.reason}")
    confidence = min(finding.confidence, _CONTRADICTED)
    return _answer(phantom, confidence, f"{finding.reason}, though {named.reason}")


def _agrees(named: Suggestion, phantom: Phantom) -> bool:
    """Whether a name in the header may mean this phantom: “CatPhan” alone means any of them."""
    return named.phantom == phantom or (named.general and _alike(named.phantom, phantom))


def _alike(one: Phantom, other: Phantom) -> bool:
    """Whether two phantoms are of one family, such as the CatPhans."""
    return one.name.split()[0] == other.name.split()[0] and one.modality == other.modality


def _answer(phantom: Phantom, confidence: float, reason: str) -> Recognition:
    certainty = Certainty.CERTAIN if confidence >= CERTAIN else Certainty.LIKELY
    return Recognition(phantom, certainty, confidence, reason)


def _unknown(reason: str) -> Recognition:
    return Recognition(None, Certainty.UNKNOWN, 0.0, reason)
