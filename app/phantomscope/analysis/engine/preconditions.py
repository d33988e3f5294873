"""What a series must have before its analysis can make sense, said before pylinac stumbles over it."""

from phantomscope.analysis.failures import TooFewSlicesError
from phantomscope.analysis.phantoms import Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_FEWEST_SLICES = 4  # with which a part of a phantom may be measured


def check_series(phantom: Phantom, stack: SliceStack, *, partial: bool = False) -> None:
    """Refuse what this phantom's analysis can't work on.

    Args:
        phantom: Which phantom.
        stack: The slices.
        partial: Whether only the modules that were scanned are to be measured.

    Raises:
        PhantomscopeError: Wrong modality, too few slices, slices that differ in size, or an element missing.
    """
    name, modality = phantom.name, stack.series.facts.modality
    if modality in ("CT", "MR") and modality != phantom.modality:
        raise PhantomscopeError(
            f"The series has {modality} images, but the {name} is a phantom for {phantom.modality}",
            todo="Choose the right phantom, or another series",
        )
    _check_count(phantom, len(stack), partial)
    count = len(stack)
    headers = [stack.slice_header(index) for index in range(count)]
    for header in headers:
        if header.position is None:
            raise _lacking(header, ["Image Position (Patient) (0020,0032)"])
    # The lowest slice stands for all in pylinac.
    _check_geometry(min(headers, key=_height))
    if phantom.modality == "CT":  # an ACR MRI series may hold a sagittal slice, and several echoes
        _check_alike(headers)


def _check_count(phantom: Phantom, count: int, partial: bool) -> None:
    needed = min(phantom.min_slices, _FEWEST_SLICES) if partial else phantom.min_slices
    if count >= needed:
        return
    have = "1 slice" if count == 1 else f"{count} slices" if count else "no slice"
    what = f"The series has {have}, but the {phantom.name} needs at least {needed}"
    todo = "Choose another series or the right phantom, or scan the phantom from end to end"
    if count < _FEWEST_SLICES or partial:
        raise PhantomscopeError(what, todo=todo)
    raise TooFewSlicesError(what, todo=f"{todo}, or make a partial run of what was scanned")


def _check_geometry(header: SliceHeader) -> None:
    elements = (
        ("Pixel Spacing (0028,0030)", header.plane.spacing),
        ("Slice Thickness (0018,0050)", header.plane.thickness),
    )
    missing = [element for element, value in elements if value is None]
    if missing:
        raise _lacking(header, missing)


def _lacking(header: SliceHeader, elements: list[str]) -> PhantomscopeError:
    return PhantomscopeError(
        f"A slice has no valid {' and no valid '.join(elements)}, which the analysis needs",
        where=header.name,
        todo="Exclude this slice, or export the scan again with its full header",
    )


def _height(header: SliceHeader) -> float:
    return header.position[2] if header.position is not None else 0.0


def _check_alike(headers: list[SliceHeader]) -> None:
    sizes = {(header.format.columns, header.format.rows) for header in headers}
    if len(sizes) > 1:
        listed = ", ".join(f"{columns}×{rows}" for columns, rows in sorted(sizes))
        raise PhantomscopeError(
            f"The slices differ in size: {listed}", todo="Exclude the slices that do not belong"
        )
    lowest = sorted(_height(header) for header in headers)[:2]
    if lowest[0] == lowest[-1]:
        raise PhantomscopeError(
            f"More than one slice lies at {lowest[0]:g} mm, so the distance between slices is unknown",
            todo="Exclude all but one of them",
        )
