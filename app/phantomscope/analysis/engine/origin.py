"""The origin chosen by hand, as pylinac's classes can be told of it. Loaded only where pylinac is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phantomscope.analysis.engine.pylinac_stack import PylinacStack, orientation_of
from phantomscope.analysis.phantoms import Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_stack import SliceStack

_SAME_PLACE_MM = 0.01  # rounding noise of positions; far below any slice spacing


@dataclass(frozen=True, slots=True)
class Origin:
    """What a chosen origin comes to.

    Attributes:
        parameters: What ``analyze`` is to be told.
        sentences: What was changed, for a report.
    """

    parameters: dict[str, Any]
    sentences: tuple[str, ...]


def chosen_origin(
    slot: int | None, phantom: Phantom, defaults: Mapping[str, Any], stack: SliceStack, slices: PylinacStack
) -> Origin:
    """Make a slice the origin.

    Most classes have the parameter ``origin_slice``. Those of the ACR MRI phantoms have none, for their
    origin is the first of their slices: there, the slices of the same orientation that lie before the
    chosen one, of all echoes, are struck from ``slices``, which comes to the same as not to have exported
    them.

    Args:
        slot: Place in the series of the chosen slice; None where none was chosen.
        phantom: Which phantom.
        defaults: The parameters that its ``analyze`` has.
        stack: The slices as they are shown.
        slices: The same as pylinac sees them.

    Raises:
        PhantomscopeError: There is no such slice, or too few are left.
    """
    if slot is None:
        return Origin({}, ())
    if slot not in stack.slots:
        raise PhantomscopeError(
            "The slice that was chosen as origin is not among the slices to be analysed",
            todo="Choose another slice as origin, or include that slice again",
        )
    index = stack.slots.index(slot)
    place = stack.overlay.place_of(slot)
    shown = f"slice {index + 1}" + f" (place {place + 1} in the series)" * (place != index)
    number = slices.number_of(index)
    if "origin_slice" in defaults:
        return Origin({"origin_slice": number}, (f"origin chosen by hand: {shown}",))
    kind, height = orientation_of(stack.slice_header(index)), slices.height_of(number)
    # By position, not by number: slices at the same place, such as echoes, have no order among themselves.
    before = [
        other
        for other in range(len(slices))
        if slices.height_of(other) < height - _SAME_PLACE_MM
        and orientation_of(stack.slice_header(slices.stack_index(other))) == kind
    ]
    if len(slices) - len(before) < phantom.min_slices:
        raise PhantomscopeError(
            f"With slice {index + 1} as slice 1 of the phantom there are only {len(slices) - len(before)} "
            f"slices left, but the {phantom.name} needs at least {phantom.min_slices}",
            todo="Choose another slice as origin, or turn the stack end for end",
        )
    for other in reversed(before):
        del slices[other]
        del slices.metadatas[other]
    return Origin({}, (f"slice 1 of the phantom chosen by hand: {shown}; {len(before)} before it left out",))
