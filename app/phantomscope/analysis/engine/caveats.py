"""What has to be said of results beside the results. Loaded only in the process that analyses."""

import contextlib
import io
import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from phantomscope.analysis.blank_ends import shows_nothing
from phantomscope.analysis.engine.coverage import Missing, missing_parts, told
from phantomscope.analysis.engine.plain_warnings import plain_warnings
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.results import ModuleResult
from phantomscope.stack.slice_stack import SliceStack


@contextlib.contextmanager
def listening() -> Iterator[list[tuple[str, str]]]:
    """Hear what is warned of, also outside the methods where pylinac listens itself, and what it prints.

    The list fills when the block ends. Some of pylinac's classes print what others warn of.
    """
    heard: list[tuple[str, str]] = []
    printed = io.StringIO()
    with warnings.catch_warnings(record=True) as recorded:
        try:
            with contextlib.redirect_stdout(printed):
                yield heard
        finally:
            heard += [(line, "print") for line in printed.getvalue().splitlines() if line.strip()]
            heard += [(str(one.message), one.category.__name__) for one in recorded]


def caveats(
    instance: Any, slices: PylinacStack, heard: Iterable[tuple[str, str]], *, turned: bool
) -> Iterator[str]:
    """Warnings of what pylinac did, as sentences.

    Args:
        instance: pylinac's phantom object after its analysis.
        slices: The scan as pylinac saw it.
        heard: Text and category of each warning.
        turned: Whether the stack was turned end for end.
    """
    missing: tuple[Missing, ...] = getattr(instance, "missing_parts", ())
    if missing:
        yield f"Partial run: {told(missing, turned=turned)}. What was not scanned was not measured."
    if getattr(instance, "origin_at_edge", False):
        place = slices.stack_index(int(instance.origin_slice))
        yield (
            f"The origin was found on slice {place + 1}, so near to an end of the scan that pylinac takes it "
            "for wrong unless the run is a partial one. Check that slice."
        )
    yield from plain_warnings(heard, _roll_slice(instance, slices))
    yield from _from_other_end(instance, slices)


def measured_on_nothing(modules: Iterable[ModuleResult], stack: SliceStack) -> Iterator[str]:
    """Warnings of modules whose slice has no image: pylinac measures there all the same, as best it can."""
    for module in modules:
        place = module.slice_index
        if place is not None and shows_nothing(stack, place):
            yield (
                f"{module.title} was measured on slice {place + 1}, which shows nothing. Exclude the "
                "slices at the ends of the scan that show nothing, and analyse it again."
            )


def _from_other_end(instance: Any, slices: PylinacStack) -> Iterator[str]:
    """Python counts slices below the first from the other end, and pylinac does not mind."""
    taken = slices.taken_from_other_end
    if taken:
        parts = [one.part.title for one in missing_parts(instance) if one.below] or ["a module"]
        numbers = ", ".join(str(index + 1) for index in taken)
        yield (
            f"pylinac averaged slices from the other end of the scan ({numbers}) into {' and '.join(parts)}, "
            "which lies at the very first slices. Do not trust what was measured there."
        )


def _roll_slice(instance: Any, slices: PylinacStack) -> str:
    """What to call the slice that pylinac reads the phantom's roll from."""
    offset = getattr(instance, "roll_slice_offset", 0.0) / slices.slice_spacing
    number = int(instance.origin_slice) + round(offset)
    return f"slice {slices.stack_index(number) + 1}" if 0 <= number < len(slices) else "its slice"
