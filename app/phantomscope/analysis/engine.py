"""One analysis from job to results. Loads pylinac; runs in the process that was made for it."""

import datetime
import importlib
import inspect
import io
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from phantomscope import __version__
from phantomscope.analysis.events import Document, Stage
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.results import AnalysisResult, Provenance
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_spec

logger = logging.getLogger(__name__)

Emit = Callable[[Stage | Document], None]

# zip_after makes pylinac pack the images into a new archive and delete them: no scan is ever changed here.
_WITHHELD = frozenset({"self", "zip_after"})

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
        return analyse_series(job, source, found.find(job.series_key), emit)
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
        self._check_slices()
        self.emit(Stage("loading the analysis"))
        pylinac_class = getattr(importlib.import_module(self.phantom.module), self.phantom.class_name)
        parameters = checked_parameters(pylinac_class.analyze, self.job.parameters)
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
        data = instance.results_data()
        images, charts = harvest(instance.plotly_analyzed_images(show=False), slices.stack_index)
        seconds = time.perf_counter() - began
        pixel_unit = "HU" if self.phantom.modality == "CT" else ""
        modules = Reading(instance, pixel_unit, slices.stack_index, images).modules(data)
        result = AnalysisResult(
            modules=modules,
            images=judged_images(images, modules),
            charts=charts,
            warnings=_for_people(instance.get_captured_warnings()),
            provenance=self._provenance(parameters, seconds),
            pylinac_results=instance.results_data(as_dict=True),
        )
        if "pdf" in self.job.documents:
            self.emit(Stage("writing the report"))
            self.emit(Document("pdf", _pdf(instance, result)))
        return result

    def _check_slices(self) -> None:
        count, needed = len(self.stack), self.phantom.min_slices
        if count < needed:
            raise PhantomscopeError(
                f"The series has {count} slices, but the {self.phantom.name} needs at least {needed}",
                todo="Choose another series or the right phantom, or scan the phantom from end to end",
            )

    def _localising(self) -> Callable[[int], None]:
        """Progress by slices asked for: pylinac looks at all of them, then at every second one."""
        count = len(self.stack)
        total = count + count // 2

        def on_access(accesses: int) -> None:
            if accesses <= total:
                self.emit(Stage("finding the phantom", accesses, total))
            elif accesses == total + 1:
                self.emit(Stage("measuring the modules"))

        return on_access

    def _provenance(self, parameters: Mapping[str, Any], seconds: float) -> Provenance:
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
            changed=tuple(sorted(self.job.parameters)),
            edits=self.job.edits.sentences(),
            analysed_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
        )


def checked_parameters(analyze: Callable[..., Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """All parameters of an ``analyze`` method with the values they will have.

    Raises:
        PhantomscopeError: A parameter is given that the method does not have.
    """
    known = {
        name: str(one.default) if one.default is not None and not _is_plain(one.default) else one.default
        for name, one in inspect.signature(analyze).parameters.items()
        if name not in _WITHHELD
    }
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise PhantomscopeError(
            f"The analysis of this phantom has no parameter called {', '.join(unknown)}",
            todo=f"Choose among: {', '.join(known)}",
        )
    return known | dict(given)


def _is_plain(value: object) -> bool:
    return type(value) in (bool, int, float, str)


def _for_people(warnings: list[dict[str, Any]]) -> tuple[str, ...]:
    texts = [str(one["message"]).strip() for one in warnings if one["category"] not in _NOT_FOR_PEOPLE]
    return tuple(dict.fromkeys(texts))


def _pdf(instance: Any, result: AnalysisResult) -> bytes:
    """pylinac's own report, made in memory, with where the numbers come from on its first page."""
    provenance = result.provenance
    metadata = {
        "Program": f"Phantomscope {provenance.program}",
        "Series": provenance.series_title,
        "Slices": provenance.slice_count,
        "Analysed": provenance.analysed_at,
        "Verdict": result.summary(),
    }
    changed = [f"{name} = {provenance.parameters[name]}" for name in provenance.changed]
    notes = [
        *(f"Changed parameter: {one}" for one in changed),
        *(f"Edited: {one}" for one in provenance.edits),
    ]
    with io.BytesIO() as file:
        instance.publish_pdf(file, metadata=metadata, notes=notes or None)
        return file.getvalue()
