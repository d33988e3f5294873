"""pylinac's own report, made in memory. Loaded only in the process that analyses."""

import functools
import io
import textwrap
from collections.abc import Iterator
from typing import Any
from unittest import mock

from phantomscope.analysis.results import AnalysisResult, Provenance

_METADATA_CM = (7.05, 27.5)
_COLUMNS = 90
_TITLE_COLUMNS = 40


def pdf_report(instance: Any, result: AnalysisResult, *, guessed: bool) -> bytes:
    """The bytes of pylinac's PDF, with where the numbers come from on its first page.

    Args:
        instance: pylinac's phantom object after its analysis.
        result: What was found.
        guessed: Whether neither the scan nor a person named the phantom.
    """
    provenance = result.provenance
    count = "1 slice" if provenance.slice_count == 1 else f"{provenance.slice_count} slices"
    title = textwrap.shorten(provenance.series_title, _TITLE_COLUMNS, placeholder=" …")
    metadata = {
        result.summary() + (" (phantom guessed)" if guessed else ""): f"{count} of {title}",
        "Phantomscope": f"{provenance.program}, {provenance.analysed_at}",
    }
    if provenance.left_out:
        metadata["Partial run, not scanned"] = ", ".join(one.title for one in provenance.left_out)
    lines = [line for note in _notes(provenance) for line in textwrap.wrap(note, _COLUMNS)]
    from matplotlib import pyplot
    from pylinac.core import pdf

    # pylinac writes its metadata over the first results; in the page's head there is room for three lines.
    canvas = functools.partial(pdf.PylinacCanvas, metadata_location=_METADATA_CM)
    pyplot.switch_backend("agg")  # it is drawn in memory, without Qt also where there is a display
    with io.BytesIO() as file:
        try:
            with mock.patch.object(pdf, "PylinacCanvas", canvas):
                instance.publish_pdf(file, metadata=metadata, notes=lines or None)
        finally:
            pyplot.close("all")  # pylinac leaves every figure of the report open
        return file.getvalue()


def _notes(provenance: Provenance) -> Iterator[str]:
    for one in provenance.left_out:
        yield (
            f"Partial run: {one.title} was not scanned and not measured "
            f"(at {one.position_mm:.1f} mm, {one.outside_mm:.1f} mm outside the scan)"
        )
    if provenance.choice:
        yield f"Phantom: {provenance.choice}"
    if provenance.profile:
        yield f"Profile: {provenance.profile}"
    for name in provenance.changed:
        yield f"Changed parameter: {name} = {provenance.parameters[name]}"
    for edit in provenance.edits:
        yield f"Edited: {edit}"
