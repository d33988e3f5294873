"""Results without what may tell who a patient is: for reports that leave the house."""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

import msgspec

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.results import AnalysisResult
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series

HIDDEN = "•••"
"""What stands where something is hidden."""

_SHORTEST, _SHORTEST_NUMBER = 3, 6
# What a phantom is called is no patient's name, and is what reports are about.
_HARMLESS = frozenset(phantom.name.casefold() for phantom in PHANTOMS)


def private_result(result: AnalysisResult, names: Iterable[str] = ()) -> AnalysisResult:
    """The same results; what was opened and what a person has called the series are hidden.

    That is the provenance's source and series title, and every place in a sentence (edits, warnings, why this
    phantom, pylinac's own results) where one of them, or another of the names, stands. UIDs, dates, scanner
    and profile stay: see ``saving.identifiers``.

    Args:
        result: As it was found.
        names: What else is not to be read: names of files and members, descriptions.
    """
    origin = result.provenance
    hide = Hider([*names, origin.source, PurePath(origin.source).stem, origin.series_title])
    private = msgspec.structs.replace(
        origin,
        source=HIDDEN if origin.source else "",
        series_title=HIDDEN if origin.series_title else "",
        edits=tuple(map(hide.text, origin.edits)),
        choice=hide.text(origin.choice),
        parameters=hide.data(origin.parameters),
    )
    return msgspec.structs.replace(
        result,
        provenance=private,
        warnings=tuple(map(hide.text, result.warnings)),
        pylinac_results=hide.data(result.pylinac_results),
    )


def private_error(error: PhantomscopeError) -> PhantomscopeError:
    """The same error; which file it is about is hidden."""
    return PhantomscopeError(error.what, where=HIDDEN if error.where else "", todo=error.todo)


class Hider:
    """Hides names wherever they stand in a text as whole words.

    Args:
        names: Those of less than three letters or six digits, and the names of phantoms, are left alone.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._unsorted: list[str] = []
        self._names: tuple[str, ...] = ()
        self.learn(names)

    def learn(self, names: Iterable[str]) -> None:
        """Hide these, too."""
        # They are looked at when one is asked for: a scan may have thousands, and nobody may ever ask.
        self._unsorted += names

    @property
    def names(self) -> tuple[str, ...]:
        """What it hides, the longest first."""
        if self._unsorted:
            fresh = filter(_is_telling, {name.strip() for name in self._unsorted})
            self._names = tuple(sorted({*self._names, *fresh}, key=len, reverse=True))
            self._unsorted = []
        return self._names

    def text(self, text: str) -> str:
        """A text with dots in place of the names."""
        for name in self.names:
            if name in text:
                text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", HIDDEN, text)
        return text

    def data(self, data: Any) -> Any:
        """The same for all texts in plain data, keys left alone."""
        if isinstance(data, str):
            return self.text(data)
        if isinstance(data, dict):
            return {key: self.data(value) for key, value in data.items()}
        if isinstance(data, list | tuple):
            return type(data)([self.data(value) for value in data])
        return data


def names_of(source: Source, series: Iterable[Series] = ()) -> Iterator[str]:
    """What may tell who a patient is, of an open source and some of its series: names and descriptions."""
    yield from (source.name, PurePath(source.name).stem)
    for path in source.spec.paths if source.spec.kind == "path" else ():
        yield from (path, PurePath(path).name, PurePath(path).stem)
    for member in source.members():
        yield from (member.name, member.name.rsplit("/", 1)[-1])  # a PurePath would keep each part for good
    for one in series:
        facts = one.facts
        yield from (one.title, facts.description, facts.study_description, facts.protocol)


def _is_telling(name: str) -> bool:
    """Not what a file is called that only has a number: as a word in a sentence it is one."""
    has_letters = name.upper() != name.lower() or any(map(str.isalpha, name))
    least = _SHORTEST if has_letters else _SHORTEST_NUMBER
    return len(name) >= least and name.casefold() not in _HARMLESS
