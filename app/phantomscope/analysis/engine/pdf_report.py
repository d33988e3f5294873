"""pylinac's own report, made in memory, with our page before it. Loaded only in the process that analyses."""

import functools
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from pylinac.core import pdf
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from phantomscope.analysis.engine.verdict_page import Section, verdict_sections
from phantomscope.analysis.results import AnalysisResult, Verdict

TITLE = "Phantomscope: verdict and provenance"

# DejaVu, which matplotlib brings along, has the signs and alphabets that the PDF's built-in fonts lack.
_PLAIN, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_LEFT, _TEXT, _RIGHT = 2 * cm, 5.6 * cm, A4[0] - 2 * cm
_TOP, _BOTTOM, _FOOT = A4[1] - 2 * cm, 2 * cm, 1 * cm
_LEADING = 1.35
_COLOURS = {
    Verdict.PASS: (0.10, 0.45, 0.15),
    Verdict.WARN: (0.60, 0.40, 0.00),
    Verdict.FAIL: (0.70, 0.10, 0.10),
    Verdict.NOT_JUDGED: (0.25, 0.25, 0.25),
}

# In the head of pylinac's pages is room for its "Metadata:" and two lines of its font.
_METADATA_CM = (7.05, 27.5)
_HEAD_WIDTH = A4[0] - (_METADATA_CM[0] + 0.7) * cm
_HEAD_FONT = ("Helvetica", 10)


def pdf_report(instance: Any, result: AnalysisResult, *, guessed: bool) -> bytes:
    """The bytes of pylinac's PDF, with the verdict and what it rests on on pages of ours before it.

    Args:
        instance: pylinac's phantom object after its analysis.
        result: What was found, with the verdicts that count.
        guessed: Whether neither the scan nor a person named the phantom.
    """
    from matplotlib import get_data_path, pyplot

    for font in (_PLAIN, _BOLD):
        registerFont(TTFont(font, Path(get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"))
    pages = _paged(_lines(result, verdict_sections(result, guessed=guessed)))
    canvas = functools.partial(_Canvas, pages, f"Phantomscope {result.provenance.program}")
    pyplot.switch_backend("agg")  # it is drawn in memory, without Qt also where there is a display
    with io.BytesIO() as file:
        try:
            with mock.patch.object(pdf, "PylinacCanvas", canvas):
                instance.publish_pdf(file, metadata=_head(result))
        finally:
            pyplot.close("all")  # pylinac leaves every figure of the report open
        return file.getvalue()


def _head(result: AnalysisResult) -> dict[str, str]:
    """What the head of pylinac's pages says: two lines that fit."""
    provenance = result.provenance
    counted = "1 slice" if provenance.slice_count == 1 else f"{provenance.slice_count} slices"
    verdict = result.summary() if len(result.summary()) < 40 else result.verdict_text().upper()
    texts = {"Phantomscope, see page 1": verdict, "Scan": f"{counted} of {provenance.series_title}"}
    width = {name: _HEAD_WIDTH - stringWidth(f"{name}: ", *_HEAD_FONT) for name in texts}
    return {name: _shortened(text, width[name]) for name, text in texts.items()}


def _shortened(text: str, width: float) -> str:
    text = " ".join(text.split())
    if stringWidth(text, *_HEAD_FONT) <= width:
        return text
    while text and stringWidth(f"{text}…", *_HEAD_FONT) > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


@dataclass(frozen=True, slots=True)
class _Line:
    """Texts that stand at one height, each with its place from the left.

    Lengths are in points: `before` is left free above, `keep` is what has to follow on the same page.
    """

    texts: tuple[tuple[float, str], ...]
    font: str = _PLAIN
    size: float = 9.0
    before: float = 0.0
    keep: float = 0.0
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def height(self) -> float:
        return self.before + self.size * _LEADING


def _lines(result: AnalysisResult, sections: Sequence[Section]) -> Iterator[_Line]:
    yield _Line(((_LEFT, TITLE),), _BOLD, 16)
    for number, text in enumerate(_wrapped(result.summary(), _BOLD, 12, _RIGHT - _LEFT)):
        yield _Line(((_LEFT, text),), _BOLD, 12, 0 if number else 10, colour=_COLOURS[result.verdict])
    for section in sections:
        if section.title:
            yield _Line(((_LEFT, section.title),), _BOLD, 10, 10, keep=16)
        for label, text in section.rows:
            yield from _row(label, text)


def _row(label: str, text: str) -> Iterator[_Line]:
    """A row's lines: the label in its column, the text beside it."""
    size = 9.0
    place = _TEXT if label else _LEFT
    texts = _wrapped(text, _PLAIN, size, _RIGHT - place)
    labels = _wrapped(label, _PLAIN, size, _TEXT - _LEFT - 6)
    for number in range(max(len(texts), len(labels))):
        at = ((_LEFT, labels[number : number + 1]), (place, texts[number : number + 1]))
        yield _Line(tuple((x, one[0]) for x, one in at if one), _PLAIN, size, 0 if number else 2)


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """A text in lines no wider than `width`; words that are wider are broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".lstrip()
        if stringWidth(longer, font, size) <= width:
            line = longer
            continue
        lines += [line] if line else []
        line = ""
        for sign in word:
            if stringWidth(line + sign, font, size) > width:
                lines.append(line)
                line = ""
            line += sign
    return [*lines, line] if line else lines


def _paged(lines: Iterator[_Line]) -> list[list[_Line]]:
    pages: list[list[_Line]] = [[]]
    room = _TOP - _BOTTOM
    for line in lines:
        if line.height + line.keep > room:
            pages.append([])
            room = _TOP - _BOTTOM
        pages[-1].append(line)
        room -= line.height
    return pages


class _Canvas(pdf.PylinacCanvas):  # type: ignore[misc]  # pylinac ships no types
    """pylinac's canvas, with pages of ours before its first one."""

    def __init__(self, pages: Sequence[Sequence[_Line]], program: str, *args: Any, **options: Any) -> None:
        self._pages = list(pages)
        self._program = program
        super().__init__(*args, **options | {"metadata_location": _METADATA_CM})

    def _generate_pylinac_template_theme(self) -> None:
        """pylinac begins each of its pages with this, also the first."""
        pages, self._pages = self._pages, []
        for number, lines in enumerate(pages, 1):
            self._draw(lines)
            self.canvas.setFont(_PLAIN, 8)
            foot = f"{self._program}, page {number} of {len(pages)}; pylinac’s report follows"
            self.canvas.drawString(_LEFT, _FOOT, foot)
            self.canvas.showPage()
        super()._generate_pylinac_template_theme()

    def add_text(
        self, text: str | list[str], location: Any, font_size: int = 10, font: str | None = None
    ) -> None:
        """As pylinac's, but a line that would run off the page is written smaller: some titles do."""
        width = A4[0] - (location[0] + 0.7) * cm
        while isinstance(text, str) and font_size > 6:
            if stringWidth(text, font or self._font, font_size) <= width:
                break
            font_size -= 1
        super().add_text(text, location, font_size, font)

    def _draw(self, lines: Sequence[_Line]) -> None:
        y = _TOP
        for line in lines:
            y -= line.height
            self.canvas.setFont(line.font, line.size)
            self.canvas.setFillColorRGB(*line.colour)
            for x, text in line.texts:
                self.canvas.drawString(x, y, text)
        self.canvas.setFillColorRGB(0.0, 0.0, 0.0)
