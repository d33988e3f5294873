"""One analysis from job to results. Loads pylinac; runs in the process that was made for it."""

import datetime
import functools
import importlib
import io
import logging
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

import msgspec

from phantomscope import __version__
from phantomscope.analysis.events import Document, Stage
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.parameters import checked_parameters, default_parameters
from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.preconditions import check_series
from phantomscope.analysis.results import AnalysisResult, Provenance
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_spec

logger = logging.getLogger(__name__)

Emit = Callable[[Stage | Document], None]

# How often pylinac asks for every slice until it has found the phantom: usually for all of them, then for
# every second one to find the origin, unless that is given; for all twice in GE's; in MR first for each
# slice's echo, twice.
_USUAL_PASSES = 1.5
_PASSES = {"ACRMRILarge": 3.0, "ACRMRIMedium": 3.0, "GEHeliosCTDaily": 2.0}

_PDF_METADATA_CM = (7.05, 27.5)
_PDF_COLUMNS = 90

# Warnings for the programmers of pylinac's own libraries, of no use to who reads a report.
_NOT_FOR_PEOPLE = frozenset({"FutureWarning", "DeprecationWarning", "PendingDeprecationWarning"})


def analyse(job: AnalysisJob, emit: Emit, data: bytes = b"") -> AnalysisResult:
    """Open the job's source, run pylinac on the series and collect what it found.

    Args:
        job: What to analyse.
        emit: Told of each stage, and of documents that were asked for.
        data: The source's bytes where the job says that they are in memory.

    Raises:
        PhantomscopeError: The source or the series can't be used, or a parameter is unknown.
        Exception: Whatever pylinac raises where it can't find its way; ``failures`` has the sentences.
    """
    emit(Stage("opening the scan"))
    source = open_spec(job.source, data)
    try:
        found = scan(source, lambda done, total: emit(Stage("opening the scan", done, total)))
        series = found.find(job.series_key)
        if job.series_digest and series.digest != job.series_digest:
            # Slices that came or went since would shift all that is drawn by slice number.
            raise PhantomscopeError(
                "The slices on disk are no longer those that were opened",
                where=source.name,
                todo="Open it again",
            )
        return analyse_series(job, source, series, emit)
    finally:
        source.close()


def analyse_series(job: AnalysisJob, source: Source, series: Series, emit: Emit) -> AnalysisResult:
    """As ``analyse``, of a series of a source that is open already and stays open."""
    with SliceStack(source, series) as stack:
        job.edits.apply_to(stack.overlay)
        return _Analysis(job, phantom_named(job.phantom), source, stack, emit).run()


@dataclass(frozen=True, slots=True)
class _Analysis:
    job: AnalysisJob
    phantom: Phantom
    source: Source
    stack: SliceStack
    emit: Emit

    def run(self) -> AnalysisResult:
        check_series(self.phantom, self.stack)
        self.emit(Stage("loading the analysis"))
        pylinac_class = getattr(importlib.import_module(self.phantom.module), self.phantom.class_name)
        defaults = default_parameters(pylinac_class.analyze)
        parameters = checked_parameters(defaults, self.job.parameters, len(self.stack))
        # These import pylinac and what comes with it, which has to wait until here.
        from phantomscope.analysis.figures import harvest
        from phantomscope.analysis.metrics import Reading, judged_images
        from phantomscope.analysis.pylinac_stack import PylinacStack, pylinac_reads

        began = time.perf_counter()
        slices = PylinacStack(self.stack, self._localising(), members=self.source.members())
        with pylinac_reads(slices):
            instance = pylinac_class.from_zip(self.source.name, memory_efficient_mode=True)
        instance.analyze(**self.job.parameters)
        self.emit(Stage("collecting the results"))
        # First of all that is asked: asking may make pylinac warn, and what it warned of is in the results.
        plain_results = instance.results_data(as_dict=True)
        images, charts = harvest(
            instance.plotly_analyzed_images(show=False), slices.stack_index, _slices_by_title(instance)
        )
        seconds = time.perf_counter() - began
        pixel_unit = "HU" if self.phantom.modality == "CT" else ""
        modules = Reading(instance, pixel_unit, slices.stack_index, images).modules(instance.results_data())
        result = AnalysisResult(
            modules=modules,
            images=judged_images(images, modules),
            charts=charts,
            warnings=(*self._of_the_scan(), *_for_people(instance.get_captured_warnings())),
            provenance=self._provenance(defaults, parameters, seconds),
            pylinac_results=plain_results,
        )
        return self._with_documents(instance, result)

    def _of_the_scan(self) -> Iterator[str]:
        """What is odd before pylinac has looked at anything."""
        if self.job.guess:
            yield (
                f"Nothing in the scan names its phantom: {self.phantom.name} is a guess ({self.job.guess}). "
                "Check that it is the right one."
            )
        yield from (f"{problem.text}." for problem in self.stack.series.problems)

    def _with_documents(self, instance: Any, result: AnalysisResult) -> AnalysisResult:
        """Make what was asked for; results are not lost over a report that can't be made."""
        if "pdf" not in self.job.documents:
            return result
        self.emit(Stage("writing the report"))
        try:
            self.emit(Document("pdf", _pdf(instance, result, guessed=bool(self.job.guess))))
        except (OSError, MemoryError):
            raise
        except Exception:
            logger.exception("pylinac could not make its report")
            lost = "pylinac could not make its PDF report of this analysis."
            return msgspec.structs.replace(result, warnings=(*result.warnings, lost))
        return result

    def _localising(self) -> Callable[[int], None]:
        """Progress by slices asked for."""
        passes = _PASSES.get(self.phantom.class_name, _USUAL_PASSES)
        if self.job.parameters.get("origin_slice") is not None:
            passes = 1.0
        total = round(len(self.stack) * passes)

        def on_access(accesses: int) -> None:
            if accesses <= total:
                self.emit(Stage("finding the phantom", accesses, total))
            elif accesses == total + 1:
                self.emit(Stage("measuring the modules"))

        return on_access

    def _provenance(
        self, defaults: Mapping[str, Any], parameters: Mapping[str, Any], seconds: float
    ) -> Provenance:
        pylinac = importlib.import_module("pylinac")
        return Provenance(
            program=__version__,
            pylinac=pylinac.__version__,
            phantom=self.phantom.name,
            series_uid=self.stack.series.facts.series_uid,
            series_title=self.stack.series.title,
            source=self.source.name,
            slice_count=len(self.stack),
            parameters=dict(parameters),
            changed=tuple(sorted(name for name in parameters if parameters[name] != defaults[name])),
            edits=self.job.edits.sentences(),
            analysed_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
        )


def _slices_by_title(instance: Any) -> dict[str, int]:
    """Slices that pylinac took out of its stack to look at them alone (the sagittal one of ACR MRI)."""
    from phantomscope.analysis.pylinac_stack import StackImage

    return {
        part.common_name: part.image.stack_index
        for part in vars(instance).values()
        if hasattr(part, "common_name") and isinstance(getattr(part, "image", None), StackImage)
    }


def _for_people(warnings: list[dict[str, Any]]) -> tuple[str, ...]:
    texts = [str(one["message"]).strip() for one in warnings if one["category"] not in _NOT_FOR_PEOPLE]
    return tuple(dict.fromkeys(texts))


def _pdf(instance: Any, result: AnalysisResult, *, guessed: bool) -> bytes:
    """pylinac's own report, made in memory, with where the numbers come from on its first page."""
    provenance = result.provenance
    count = "1 slice" if provenance.slice_count == 1 else f"{provenance.slice_count} slices"
    metadata = {
        result.summary()
        + (
            " (phantom guessed)" if guessed else ""
        ): f"{count} of {textwrap.shorten(provenance.series_title, 40, placeholder=' …')}",
        "Phantomscope": f"{provenance.program}, {provenance.analysed_at}",
    }
    changed = [f"{name} = {provenance.parameters[name]}" for name in provenance.changed]
    notes = [
        *(f"Changed parameter: {one}" for one in changed),
        *(f"Edited: {one}" for one in provenance.edits),
    ]
    lines = [line for note in notes for line in textwrap.wrap(note, _PDF_COLUMNS)]
    from matplotlib import pyplot
    from pylinac.core import pdf

    # pylinac writes its metadata over the first results; in the page's head there is room for three lines.
    canvas = functools.partial(pdf.PylinacCanvas, metadata_location=_PDF_METADATA_CM)
    pyplot.switch_backend("agg")  # it is drawn in memory, without Qt also where there is a display
    with io.BytesIO() as file:
        try:
            with mock.patch.object(pdf, "PylinacCanvas", canvas):
                instance.publish_pdf(file, metadata=metadata, notes=lines or None)
        finally:
            pyplot.close("all")  # pylinac leaves every figure of the report open
        return file.getvalue()
