"""Our part of pylinac's report: before its pages, on the paper, and in their head."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from pylinac.core import pdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from gui.sample_result import sample_result
from phantomscope.analysis.engine.pdf_report import TITLE, pdf_report
from phantomscope.analysis.results import AnalysisResult

LONG_TITLE = "CIRS Electron Density (062M) Phantom Analysis"


@dataclass
class Paper:
    """What was drawn: per page the texts; and the texts that left the paper."""

    pages: list[list[str]] = field(default_factory=lambda: [[]])
    off: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)
    data: bytes = b""

    def take(self, text: str, x: float, y: float, font: str, size: float) -> None:
        self.pages[-1].append(text)
        if x < 0 or y < 0 or y > A4[1] - size or x + stringWidth(text, font, size) > A4[0]:
            self.off.append(text)


Draw = Callable[..., Paper]


@pytest.fixture
def draw(monkeypatch: pytest.MonkeyPatch) -> Draw:
    """Makes the report of an instance that writes as pylinac's do, a page of text."""
    paper = Paper()
    draw_string, show_page = Canvas.drawString, Canvas.showPage

    def on_string(self: Any, x: float, y: float, text: str, **more: Any) -> None:
        paper.take(text, x, y, self._fontname, self._fontsize)
        draw_string(self, x, y, text, **more)

    def on_add(self: Any, text: Any, location: Any, font_size: int = 10, font: str | None = None) -> None:
        for number, line in enumerate([text] if isinstance(text, str) else text):
            place = (part * 72 / 2.54 for part in location)
            x, y = place
            paper.take(line, x, y - 1.2 * font_size * number, font or "Helvetica", font_size)
        add_text(self, text, location, font_size, font)

    def on_page(self: Any) -> None:
        show_page(self)
        paper.pages.append([])

    def publish(file: io.BytesIO, **given: Any) -> None:
        paper.given.update(given)
        canvas = pdf.PylinacCanvas(file, page_title=LONG_TITLE, metadata=given["metadata"])
        canvas.add_text(text=["a result"], location=(1.5, 23))
        canvas.finish()

    def drawn(result: AnalysisResult, *, guessed: bool = False) -> Paper:
        paper.data = pdf_report(SimpleNamespace(publish_pdf=publish), result, guessed=guessed)
        assert paper.pages.pop() == []
        return paper

    add_text = pdf.PylinacCanvas.add_text
    monkeypatch.setattr(Canvas, "drawString", on_string)
    monkeypatch.setattr(Canvas, "showPage", on_page)
    monkeypatch.setattr(pdf.PylinacCanvas, "add_text", on_add)
    return drawn


def with_provenance(result: AnalysisResult, **changes: Any) -> AnalysisResult:
    return msgspec.structs.replace(result, provenance=msgspec.structs.replace(result.provenance, **changes))


def test_our_page_comes_first_and_pylinacs_head_points_to_it(draw: Draw) -> None:
    result = sample_result(wrong=("Air",))
    paper = draw(result)
    assert paper.data.startswith(b"%PDF")
    ours, pylinacs = paper.pages
    assert ours[:2] == [TITLE, result.summary()]
    assert "Failed" in ours
    assert ours[-1].endswith("page 1 of 1; pylinac’s report follows")
    assert "a result" in pylinacs
    assert f"Phantomscope, see page 1: {result.summary()}" in pylinacs
    assert "notes" not in paper.given  # pylinac draws them over its charts
    assert paper.off == []


def test_a_title_of_pylinacs_that_is_too_long_for_the_page_is_written_smaller(draw: Draw) -> None:
    paper = draw(sample_result())
    assert stringWidth(LONG_TITLE, "Helvetica", 24) > A4[0] - 200  # as pylinac would write it
    assert LONG_TITLE in paper.pages[1]
    assert paper.off == []


def test_whatever_there_is_to_say_stays_on_the_paper(draw: Draw) -> None:
    edits = tuple(f"excluded slice {number}: " + "it is not one of them " * 8 for number in range(60))
    result = with_provenance(
        sample_result(wrong=("Air", "Teflon")),
        edits=edits,
        series_title="A series description " * 12,
        source="x" * 300 + ".zip",
        changed=("a_parameter_with_a_name_that_is_too_long_for_any_column",),
        parameters={"a_parameter_with_a_name_that_is_too_long_for_any_column": [0.5] * 200},
    )
    paper = draw(result, guessed=True)
    assert paper.off == []
    *ours, pylinacs = paper.pages
    assert len(ours) > 2
    assert [page[-1].split(";")[0].split(", ")[1] for page in ours] == [
        f"page {number} of {len(ours)}" for number in range(1, len(ours) + 1)
    ]
    said = "".join(text for page in ours for text in page[:-1]).replace(" ", "")
    assert all(edit.replace(" ", "") in said for edit in edits)
    assert "x" * 300 in said
    assert sum(line.endswith("…") for line in pylinacs) == 1  # the series in the head


def test_no_heading_stands_alone_at_the_foot_of_a_page(draw: Draw) -> None:
    for count in range(34, 48):
        paper = draw(sample_result(warnings=tuple(f"Odd {number}." for number in range(count))))
        for page in paper.pages[:-1]:
            assert page[-2] not in {"Warnings", "Phantom", "Scan", "Analysis", "Limits"}
        assert paper.off == []
        paper.pages[:] = [[]]
