"""What an analysis without a window may take, said before it begins."""

import msgspec

from phantomscope.analysis.footprint import analysis_bytes
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.budget import Answer, Ceiling, ceiling
from phantomscope.stack.demand import held_bytes, largest_slice_values, shadow_bytes
from phantomscope.stack.memory import process_rss
from phantomscope.stack.memory_limit import Bound, MemoryBounds
from phantomscope.stack.series import Series
from phantomscope.stack.sizes import MEGABYTE

_NO_LIMIT = 1 << 62


def memory_limit(megabytes: int | None) -> int:
    """A limit in bytes from one in MB of 10^6 bytes; 0 where there is none.

    Raises:
        PhantomscopeError: It is none that makes sense.
    """
    if megabytes is None:
        return 0
    if megabytes < 1:
        raise PhantomscopeError(
            f"A memory limit of {megabytes} MB is none", todo="Give --memory-limit a number of MB from 1 on"
        )
    return megabytes * MEGABYTE


def admitted(
    job: AnalysisJob,
    series: Series,
    limit: int,
    *,
    data: int = 0,
    bounds: MemoryBounds | None = None,
    taken: int | None = None,
) -> AnalysisJob:
    """The job with the memory that this very process may take altogether.

    Args:
        job: What is about to be analysed.
        series: Its series.
        limit: What the person allows, in bytes; 0 for what the container does.
        data: Bytes of the source, where it lies in memory.
        bounds: What bounds this process; found out by default.
        taken: What it takes already; measured by default.

    Raises:
        PhantomscopeError: It does not fit.
    """
    taken = taken if taken is not None else process_rss() or 0
    allowed = _allowed(limit, taken, bounds if bounds is not None else MemoryBounds())
    if allowed is None:
        return job
    needed = analysis_bytes(
        len(series.slices),
        largest_slice_values(series),
        data=data + shadow_bytes(series) + held_bytes(series, job.strategy),
        accelerated=job.accelerated,
        report="pdf" in job.documents,
        magnetic=phantom_named(job.phantom).modality == "MR",
    )
    found = Answer(needed, allowed.nbytes, allowed)
    if not found.fits:
        raise PhantomscopeError(f"The analysis was not begun: {found.text}", todo=_todo(found))
    return msgspec.structs.replace(job, memory_limit=allowed.nbytes)


def _allowed(limit: int, taken: int, bounds: MemoryBounds) -> Ceiling | None:
    """What this process may take; None where nobody has set a limit."""
    # A machine that is short of memory swaps: that is for its owner to judge.
    limits = [one for one in bounds.limits() if one.bound is not Bound.MACHINE]
    if not limit and not limits:
        return None
    return ceiling(limit or _NO_LIMIT, limits, taken)


def _todo(found: Answer) -> str:
    bound = found.allowed.bound
    if bound is None:
        return f"Allow more with --memory-limit, {found.megabytes_needed} or more"
    if bound.is_container:
        return "Give the container more memory"
    return "Allow more with ulimit"
