"""Why an analysis failed: what was not found, on which slice, and what to try.

It has pylinac's phantom object and the traceback to look at, beside the exception's text, and so is loaded
only in the process that analyses.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

import msgspec

from phantomscope.analysis.blank_ends import shows_nothing
from phantomscope.analysis.engine import coverage
from phantomscope.analysis.engine.coverage import Missing
from phantomscope.analysis.engine.hu_scale import not_hu
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.engine.shapes import diameter_mm, fits, largest_shape, phantoms_of_size
from phantomscope.analysis.events import Failed
from phantomscope.analysis.failures import causes, failure
from phantomscope.analysis.phantoms import Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

_NO_EXTENT, _AT_THE_EDGE = "The physical scan extent", "beyond the image extent"
_NO_HU_MODULE = "No slices were found that resembled the HU linearity module"
_NOTHING_FOUND = "expected non-empty vector"
_GENERAL = "Check that the right phantom"  # how advice begins that knows no better
_SLICE_NAMES = ("self", "slice", "slice_obj")


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known where an analysis fails.

    Attributes:
        phantom: Which phantom was looked for.
        stack: The scan.
        slices: The same as pylinac saw it.
        instance: pylinac's phantom object as far as it came, or None.
        turned: Whether the stack was turned end for end.
        by_hand: Whether the origin was chosen by hand.
        changed: The other parameters that were changed, "name = value" each.
    """

    phantom: Phantom
    stack: SliceStack
    slices: PylinacStack
    instance: Any
    turned: bool
    by_hand: bool
    changed: tuple[str, ...]

    def of(self, error: Exception) -> Failed:
        """The event that tells of an exception; as ``failure`` tells of it where no more can be found out."""
        told = failure(error)
        try:
            return self._found(told, error)
        except Exception:
            logger.exception("a failure could not be looked into")
            return told

    def _found(self, told: Failed, error: Exception) -> Failed:
        if told.kind != "analysis" or any(isinstance(one, PhantomscopeError) for one in causes(error)):
            return told
        frames = list(_frames(error))
        text = str(error)
        if _NOTHING_FOUND in text:
            return self._nothing_of_its_size(told)
        if _NO_HU_MODULE in text:
            return self._no_hu_module(told)
        if _NO_EXTENT in text or _AT_THE_EDGE in text or isinstance(error, IndexError):
            found = self._origin(frames)
            missing = coverage.missing_parts(self.instance, found) if found is not None else ()
            if missing or _AT_THE_EDGE in text:
                return self._not_scanned(told, missing, found)
        if isinstance(error, KeyError) and self.phantom.modality == "MR":
            return self._slices_misplaced(told)
        return self._at(told, frames, error)

    # -- modules that were not scanned --------------------------------------------------------------------

    def _origin(self, frames: Sequence[FrameType]) -> int | None:
        """pylinac's number of the origin slice, also where pylinac refused it."""
        for frame in frames:
            if "center_hu_slice" in frame.f_locals:
                return int(frame.f_locals["center_hu_slice"])
        number = getattr(self.instance, "origin_slice", None)
        return number if isinstance(number, int) else None

    def _not_scanned(self, told: Failed, missing: Sequence[Missing], origin: int | None) -> Failed:
        place = self._place(origin)
        if not missing:
            return self._placed(
                msgspec.structs.replace(
                    told,
                    what=f"The HU linearity module was found on slice {_number(place)}, so near to an end of "
                    "the scan that pylinac takes it for wrong",
                    todo="Choose that slice as origin by hand if it shows the module, "
                    "or scan the phantom from end to end",
                ),
                place,
            )
        possible = not any(one.is_origin for one in missing)
        clauses = coverage.told(missing, turned=self.turned)
        return self._placed(
            msgspec.structs.replace(
                told,
                what=f"The scan does not cover the whole {self.phantom.name}: {clauses}",
                todo=_choice(list(self._instead_of(origin, possible))),
                left_out=coverage.left_out(missing, self.slices.mirror_mm if self.turned else None),
                partial_possible=possible,
                turning_helps=self._turning_helps(origin),
            ),
            place,
        )

    def _turning_helps(self, origin: int | None) -> bool:
        return not self.by_hand and not coverage.missing_parts(self.instance, origin, from_far_end=True)

    def _instead_of(self, origin: int | None, possible: bool) -> Iterator[str]:
        """What to try where modules would lie outside the scan, the likeliest first."""
        named = "slice 1 of the phantom" if self.phantom.modality == "MR" else "the middle of its module"
        another = f"choose another slice as origin if slice {_number(self._place(origin))} is not {named}"
        if self.by_hand:
            yield another
        elif self._turning_helps(origin):
            if self.turned:
                yield "do not turn the stack: as it was scanned, all modules would lie in it"
            else:
                yield "turn the stack end for end: all modules would then lie in it"
        if possible:
            yield "make a partial run of the modules that were scanned"
        if not self.by_hand:
            yield another
        yield f"choose another phantom if this is no {self.phantom.name}"
        yield "scan the phantom from end to end"

    # -- nothing found ------------------------------------------------------------------------------------

    def _nothing_of_its_size(self, told: Failed) -> Failed:
        name, expected = self.phantom.name, diameter_mm(self.phantom)
        shape = largest_shape(self.stack, clipped=bool(getattr(self.instance, "clip_in_localization", False)))
        if shape is None:
            return self._placed(
                msgspec.structs.replace(
                    told,
                    what=f"The {name} was not found: the slices in the middle of the scan show nothing",
                    todo="Exclude the slices that show nothing, or open another series",
                ),
                len(self.stack) // 2,
            )
        size = f"{shape.diameter_mm:.0f} mm across, the {name} {expected:.0f} mm"
        span = f"it spans {shape.span_mm:.0f} mm, the {name} {expected:.0f} mm"
        if shape.at_edge and getattr(self.instance, "clear_borders", True):
            what = (
                f"The {name} was not found: what slice {shape.stack_index + 1} shows touches the edge of the "
                f"image, where pylinac takes nothing for a phantom ({span})"
            )
            todo = (
                "Reconstruct the scan with a wider field of view, or place phantom, holder and couch so that "
                "none of them is cut off"
            )
        elif not fits(shape.diameter_mm, expected):
            what = (
                f"Nothing of the {name}'s size was found: what slice {shape.stack_index + 1} shows is {size}"
            )
            others = phantoms_of_size(shape.diameter_mm, self.phantom.modality)
            todo = (
                f"Choose another phantom: {' or '.join(others)} would be of this size"
                if others
                else "Choose another phantom, or check the scan's Pixel Spacing (0028,0030)"
            )
        else:
            what = (
                f"The {name} was not found, although slice {shape.stack_index + 1} shows something of its "
                f"size ({size})"
            )
            todo = "Exclude slices that show something else, or choose another phantom"
        return self._placed(
            msgspec.structs.replace(told, what=what + self._unless_hu(), todo=todo), shape.stack_index
        )

    def _no_hu_module(self, told: Failed) -> Failed:
        # Without a rescale pylinac fails on the next step, whatever the origin.
        rescaled = self.stack.slice_header(0).format.slope is not None
        by_hand = "choose the slice in the middle of the HU linearity module as origin by hand" * rescaled
        scale = self._unless_hu()
        first = "export the scan with its rescale to HU" if scale else "choose another phantom"
        other = "exclude slices that show something else" * (not scale)
        return self._placed(
            msgspec.structs.replace(
                told,
                what=f"No slice looks like the HU linearity module of the {self.phantom.name}{scale}",
                todo=_choice([part for part in (first, by_hand, other) if part]),
            ),
            len(self.stack) // 2,
        )

    def _unless_hu(self) -> str:
        why = not_hu(self.stack)
        return f", and the values of this scan are not HU: {why}" if why else ""

    # -- a module that could not be measured --------------------------------------------------------------

    def _slices_misplaced(self, told: Failed) -> Failed:
        spacing = float(self.slices.slice_spacing)
        return self._placed(
            msgspec.structs.replace(
                told,
                what="Slices 8 to 11 of the phantom are not where pylinac expects them: it needs slices "
                f"10 mm apart that begin with slice 1 of the phantom, and these are {spacing:g} mm apart",
                todo="Exclude the slices before slice 1 and between the others, or scan the phantom as "
                "prescribed",
            ),
            self._place(0),
        )

    def _at(self, told: Failed, frames: Sequence[FrameType], error: Exception) -> Failed:
        """The failure with the slice and module in whose code it happened."""
        module, place = "", self.slices.last_shown
        for frame in frames:
            for one in (frame.f_locals.get(name) for name in _SLICE_NAMES):
                number = _slice_number(one)
                if number is not None:
                    place = self._place(number)
                    module = _title(one) or module
        what, todo = told.what, told.todo
        if place is not None and shows_nothing(self.stack, place):
            what = f"{module or 'A module'} would be measured on slice {place + 1}, which shows nothing"
            todo = "Exclude the slices at the end of the scan that show nothing, and make a partial run"
        elif isinstance(error, IndexError) and isinstance(frames[-1].f_locals.get("self"), PylinacStack):
            what = (
                "A module lies so near to an end of the scan that slices which pylinac averages are missing"
            )
            todo = "Scan the phantom from end to end, or choose another slice as origin"
        elif self.changed and todo.startswith(_GENERAL):
            todo = f"Undo what was changed ({', '.join(self.changed)}), or choose another slice as origin"
        elif todo.startswith(_GENERAL):
            turn = "do not turn the stack" if self.turned else "turn the stack end for end"
            usual = (todo[0].lower() + todo[1:]).replace(", or ", ", ")
            todo = _choice([usual, "choose another slice as origin", turn])
        where = f"{module} on slice {place + 1}" if module and place is not None else ""
        return self._placed(msgspec.structs.replace(told, what=what, where=where, todo=todo), place)

    def _placed(self, told: Failed, place: int | None) -> Failed:
        return msgspec.structs.replace(told, slice_index=place)

    def _place(self, number: int | None) -> int | None:
        """The slice of the stack that pylinac's number means, if it means one."""
        if number is None or not 0 <= number < len(self.slices):
            return None
        return self.slices.stack_index(number)


def _frames(error: BaseException) -> Iterator[FrameType]:
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next


def _slice_number(one: Any) -> int | None:
    """The slice number of one of pylinac's slices or modules; None of anything else, or one half made."""
    try:
        number = one.slice_num
    except Exception:  # noqa: BLE001 - whatever an object half made may raise
        return None
    return number if isinstance(number, int) else None


def _title(module: Any) -> str:
    return str(getattr(module, "common_name", ""))


def _number(place: int | None) -> str:
    return "?" if place is None else str(place + 1)


def _choice(things: Sequence[str]) -> str:
    """Things to try as one sentence: "Do this, do that, or do something else"."""
    text = things[0] if len(things) == 1 else f"{', '.join(things[:-1])}, or {things[-1]}"
    return text[0].upper() + text[1:]
