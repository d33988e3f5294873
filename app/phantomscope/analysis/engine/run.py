"""One analysis from job to results. Loads pylinac; runs in the process that was made for it."""

import contextlib
import datetime
import importlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from phantomscope import __version__, allocator
from phantomscope.analysis.engine.class_tables import pristine_tables
from phantomscope.analysis.engine.coverage import left_out
from phantomscope.analysis.engine.hu_scale import not_hu
from phantomscope.analysis.engine.imports import phantom_class
from phantomscope.analysis.engine.preconditions import check_series
from phantomscope.analysis.events import Document, Stage
from phantomscope.analysis.failures import AnalysisFailedError
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.parameters.values import checked_parameters, default_parameters
from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.private_result import names_of, private_result
from phantomscope.analysis.results import AnalysisResult, Provenance
from phantomscope.analysis.tolerances import judged
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.arrangement import check
from phantomscope.stack.cache import DEFAULT_BYTES
from phantomscope.stack.held_slices import Room
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.memory import process_rss
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
    with SliceStack(source, series, max_bytes=_cache_bytes(job)) as stack:
        stack.change_strategy(job.strategy, room=_room(job))
        check(job.edits.arrangement, series)
        job.edits.apply_to(stack.overlay)
        return _Analysis(job, phantom_named(job.phantom), source, stack, emit).run()


def _cache_bytes(job: AnalysisJob) -> int:
    """What decoded slices may take that are wanted again soon: little of what the process may."""
    return min(DEFAULT_BYTES, job.memory_limit // 16) if job.memory_limit else DEFAULT_BYTES


def _room(job: AnalysisJob) -> Room | None:
    """What decoded slices may take of the memory that the analysis may."""
    return (lambda: job.memory_limit - (process_rss() or 0)) if job.memory_limit else None


@dataclass(frozen=True, slots=True)
class _Analysis:
    job: AnalysisJob
    phantom: Phantom
    source: Source
    stack: SliceStack
    emit: Emit

    def run(self) -> AnalysisResult:
        check_series(self.phantom, self.stack, partial=self.job.partial)
        self.emit(Stage("loading the analysis"))
        pylinac_class = phantom_class(self.phantom, lean=self.job.accelerated)
        with pristine_tables(pylinac_class):
            return self._run(pylinac_class)

    def _run(self, pylinac_class: Any) -> AnalysisResult:
        defaults = default_parameters(pylinac_class.analyze)
        # These import pylinac and what comes with it, which has to wait until here.
        from phantomscope.analysis.engine.caveats import caveats, listening, measured_on_nothing
        from phantomscope.analysis.engine.diagnosis import Diagnosis
        from phantomscope.analysis.engine.exclusions import check_exclusions, with_exclusions
        from phantomscope.analysis.engine.findings import Findings
        from phantomscope.analysis.engine.misplacement import misplaced
        from phantomscope.analysis.engine.origin import chosen_origin
        from phantomscope.analysis.engine.partial import partial_class
        from phantomscope.analysis.engine.pylinac_stack import PylinacStack, pylinac_reads

        slices = PylinacStack(
            self.stack, self._localising(), members=self.source.members(), turned=self.job.turned
        )
        origin = chosen_origin(self.job.origin_slot, self.phantom, defaults, self.stack, slices)
        given = self.job.parameters | origin.parameters
        parameters = checked_parameters(defaults, given, len(slices))
        check_exclusions(self.phantom, self.stack, slices, parameters.get("echo_number"))
        provenance = self._provenance(defaults, parameters, len(slices), origin.sentences)
        before = tuple(self._of_the_scan())
        began = time.perf_counter()
        with listening() as heard:
            with pylinac_reads(slices):
                wanted = partial_class(pylinac_class) if self.job.partial else pylinac_class
                instance = wanted.from_zip(self.source.name, memory_efficient_mode=True)
            try:
                with self._acceleration(slices):
                    instance.analyze(**given)
                self.emit(Stage("collecting the results"))
                found = Findings.of(
                    instance,
                    slices,
                    self.stack,
                    "HU" if self.phantom.modality == "CT" else "",
                    accelerated=self.job.accelerated,
                )
            except (PhantomscopeError, OSError, MemoryError):
                raise
            except Exception as error:
                diagnosis = Diagnosis(
                    self.phantom,
                    self.stack,
                    slices,
                    instance,
                    turned=self.job.turned,
                    by_hand=given.get("origin_slice") is not None or self.job.origin_slot is not None,
                    changed=tuple(
                        f"{name} = {parameters[name]}"
                        for name in provenance.changed
                        if name != "origin_slice"
                    ),
                )
                failed = with_exclusions(diagnosis.of(error), self.phantom, self.stack)
                raise AnalysisFailedError(failed) from error
        self.stack.verify()  # a frame that was not asked for may show that its neighbours can't be trusted
        seconds = round(time.perf_counter() - began, 3)
        missing = getattr(instance, "missing_parts", ())
        mirror_mm = slices.mirror_mm if self.job.turned else None
        result = AnalysisResult(
            modules=found.modules,
            images=found.images,
            charts=found.charts,
            warnings=(
                *before,
                *caveats(instance, slices, [*found.warned, *heard], turned=self.job.turned),
                *misplaced(instance, slices, self.stack),
                *measured_on_nothing(found.modules, self.stack),
            ),
            provenance=msgspec.structs.replace(
                provenance, left_out=left_out(missing, mirror_mm), seconds=seconds
            ),
            pylinac_results=found.plain,
        )
        return self._with_documents(instance, result)

    @contextlib.contextmanager
    def _acceleration(self, slices: Any) -> Iterator[None]:
        """What makes pylinac find the same in less time and memory; nothing where it runs as it comes."""
        if not self.job.accelerated:
            yield
            return
        from phantomscope.analysis.engine.acceleration.context import accelerated
        from phantomscope.analysis.engine.combined import lean_combination

        allocator.share_one_pool()
        with (
            accelerated(slices, threads=self.job.threads, memory_limit=self.job.memory_limit),
            lean_combination(),
        ):
            yield

    def _of_the_scan(self) -> Iterator[str]:
        """What is odd before pylinac has looked at anything."""
        if self.job.guess:
            yield (
                f"Nothing in the scan names its phantom: {self.phantom.name} is a guess ({self.job.guess}). "
                "Check that it is the right one."
            )
        if self.job.doubt:
            yield f"{self.phantom.name} was chosen, but {self.job.doubt}. Check that it is the right one."
        yield from (f"{problem.text}." for problem in self.stack.series.problems)
        scale = not_hu(self.stack)
        if scale:
            yield f"The values of this scan do not look like HU: {scale}. Whatever is measured in HU is off."

    def _with_documents(self, instance: Any, result: AnalysisResult) -> AnalysisResult:
        """Make what was asked for; results are not lost over a report that can't be made."""
        if "pdf" not in self.job.documents:
            return result
        self.emit(Stage("writing the report"))
        from phantomscope.analysis.engine.pdf_report import pdf_report

        try:
            stated = judged(result, self.job.tolerances)
            if self.job.private:
                stated = private_result(stated, names_of(self.source, [self.stack.series]))
            self.emit(Document("pdf", pdf_report(instance, stated, guessed=bool(self.job.guess))))
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
        if self.job.parameters.get("origin_slice") is not None or self.job.origin_slot is not None:
            passes = min(passes, 1.0) if self.phantom.modality == "CT" else passes
        total = round(len(self.stack) * passes)

        def on_access(accesses: int) -> None:
            if accesses <= total:
                self.emit(Stage("finding the phantom", accesses, total))
            elif accesses == total + 1:
                self.emit(Stage("measuring the modules"))

        return on_access

    def _provenance(
        self,
        defaults: Mapping[str, Any],
        parameters: Mapping[str, Any],
        slice_count: int,
        origin: tuple[str, ...],
    ) -> Provenance:
        version = importlib.import_module("pylinac.version")
        turned = ("stack turned end for end: order reversed, slices mirrored left to right",)
        return Provenance(
            program=__version__,
            pylinac=version.__version__,
            phantom=self.phantom.name,
            series_uid=self.stack.series.facts.series_uid,
            series_title=self.stack.series.title,
            source=self.source.name,
            slice_count=slice_count,
            parameters=dict(parameters),
            changed=tuple(sorted(name for name in parameters if parameters[name] != defaults[name])),
            edits=(*self.job.edits.sentences(), *(turned if self.job.turned else ()), *origin),
            analysed_at=datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
            seconds=0.0,
            choice=self.job.choice,
            profile=self.job.profile,
            accelerated=self.job.accelerated,
        )
