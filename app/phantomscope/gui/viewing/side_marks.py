"""Where the modules of a result lie along the slice axis, for the side view."""

import re
from dataclasses import dataclass

from phantomscope.analysis.results import AnalysisResult, ModuleResult, Verdict

_IN_BRACKETS = re.compile(r"\s*\(.*\)$")
_WORDS_LEFT_OUT = re.compile(r"\s+(?:[Mm]odule|[Mm]ulti[ -][Ss]lice)\b")
_ORIGIN = "origin_slice"


@dataclass(frozen=True, slots=True)
class SideMark:
    """One module on the side view.

    Attributes:
        label: What stands beside its line.
        title: The module's whole title.
        slices: The slices it was measured on, the main one first.
        verdict: How it came out.
    """

    label: str
    title: str
    slices: tuple[int, ...]
    verdict: Verdict

    def sentence(self) -> str:
        """For a tip: "CTP404 (HU Linearity), slice 33, pass"."""
        numbers = ", ".join(str(index + 1) for index in self.slices)
        return f"{self.title}, slice{'s' if len(self.slices) > 1 else ''} {numbers}, {self.verdict.value}"


def side_marks(result: AnalysisResult) -> tuple[SideMark, ...]:
    """The modules that have a slice, in the order of their slices."""
    marks = []
    for module in result.modules:
        slices = _slices(result, module)
        if slices:
            marks.append(SideMark(short_title(module.title), module.title, slices, module.verdict))
    return tuple(sorted(marks, key=lambda mark: mark.slices))


def origin_of(result: AnalysisResult) -> int | None:
    """The slice that pylinac measures the other modules' places from; None where it says nothing of it."""
    for module in result.modules:
        for metric in module.metrics:
            if metric.key.rsplit(".", 1)[-1] == _ORIGIN and isinstance(metric.value, int):
                return metric.value - 1  # it is counted from one
    return None


def short_title(title: str) -> str:
    """A module's title without what is in brackets and without "module": "CTP404", "Slice 1"."""
    return _WORDS_LEFT_OUT.sub("", _IN_BRACKETS.sub("", title)) or title


def _slices(result: AnalysisResult, module: ModuleResult) -> tuple[int, ...]:
    images = [image for key in module.images if (image := result.image(key)) is not None]
    main = [module.slice_index] if module.slice_index is not None else []
    return tuple(dict.fromkeys([*main, *sorted(image.slice_index for image in images)]))
