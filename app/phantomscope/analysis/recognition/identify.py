"""A sensible default for which phantom a series shows, from its header alone."""

import re
from dataclasses import dataclass

from phantomscope.analysis.phantoms import PHANTOMS, Phantom, squeezed
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SeriesFacts

_FAMILIES = ("catphan", "acr")
_SHORT_WORD = 4


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which phantom to try first.

    Attributes:
        phantom: The phantom.
        reason: Why, as a phrase.
        named: Whether the scan's own text names it; otherwise it is no more than a usual choice.
        general: Whether that text names its family only, such as "CatPhan" or "ACR".
    """

    phantom: Phantom
    reason: str
    named: bool
    general: bool = False

    @property
    def guess(self) -> str:
        """The reason where it is no more than a guess; empty where the scan names the phantom."""
        return "" if self.named else self.reason


def suggest(series: Series) -> Suggestion | None:
    """The phantom that the header suggests; None for a modality that no phantom here has.

    A text that names a phantom decides; the longest name found wins. Without one, MR series are taken for
    the ACR MRI Large, CT series with at least 39 slices (what the CatPhan and Quart classes need) for the
    CatPhan 504, and shorter ones for the ACR CT 464.
    """
    modality = series.facts.modality
    candidates = [phantom for phantom in PHANTOMS if phantom.modality == modality]
    if not candidates:
        return None
    named = _named(series.facts, candidates)
    if named is not None:
        return named
    count = len(series.slices)
    if modality == "MR":
        name, reason = "ACRMRILarge", "the usual MR phantom; the scan names none"
    elif count >= 39:
        name, reason = "CatPhan504", f"the usual phantom for {count} CT slices; the scan names none"
    else:
        name, reason = "ACRCT", f"{count} CT slices are too few for a CatPhan; the scan names none"
    phantom = next(one for one in candidates if one.class_name == name)
    return Suggestion(phantom, reason, named=False)


def _named(facts: SeriesFacts, candidates: list[Phantom]) -> Suggestion | None:
    texts = (facts.description, facts.study_description, facts.protocol, facts.model, facts.station)
    found = [
        (len(word), phantom, text, word)
        for text in texts
        for phantom in candidates
        for word in phantom.words
        if _says(text, word)
    ]
    if not found:
        return None
    _, phantom, text, word = max(found, key=lambda one: one[0])
    return Suggestion(phantom, f"the scan calls itself “{text}”", named=True, general=word in _FAMILIES)


def _says(text: str, word: str) -> bool:
    """Whether a text holds a word; a short one must stand alone: a sacrum is no ACR phantom."""
    if len(word) > _SHORT_WORD:
        return word in squeezed(text)
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z])", text.lower()) is not None
