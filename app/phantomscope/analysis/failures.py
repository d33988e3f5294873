"""What pylinac raises, as sentences for a person. Text only: nothing here needs pylinac."""

from phantomscope.analysis.events import Failed
from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values

_WRONG_PHANTOM = (
    "Check that the right phantom is chosen and that the whole phantom is in the images, "
    "or exclude slices that show something else"
)

# A part of pylinac's text, what happened, what to do.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        "No slices were found that resembled the HU linearity module",
        "No slice looks like the HU linearity module of this phantom",
        _WRONG_PHANTOM,
    ),
    (
        "The physical scan extent",
        "The scan does not cover all modules of this phantom",
        "Check that the right phantom is chosen, and scan the phantom from end to end",
    ),
    (
        "beyond the image extent",
        "The HU linearity module was found at the edge of the scan, so other modules are missing",
        "Check that the right phantom is chosen, and scan the phantom from end to end",
    ),
    (
        "Unable to locate the Geometric nodes",
        "The four geometric nodes were not found on the HU linearity slice",
        _WRONG_PHANTOM,
    ),
    ("Did not find any spatial resolution pairs", "No line pairs were found", _WRONG_PHANTOM),
    (
        "Could not determine the roll of the phantom",
        "The roll of the phantom could not be determined: the circle on its first slice was not found",
        "Check that the first slice is slice 1 of the phantom and that the right phantom is chosen",
    ),
    (
        "expected non-empty vector",
        "The phantom was not found on any slice, or it touches the edge of the image",
        _WRONG_PHANTOM,
    ),
    ("Unable to find ROI of expected size", "The phantom was not found at its expected size", _WRONG_PHANTOM),
    ("too many sagittal images", "There is more than one sagittal image", "Exclude all but one of them"),
    (
        "The minimum number images",
        "There are too few slices for this phantom",
        "Choose the right phantom, or scan it from end to end",
    ),
)


def failure(error: BaseException) -> Failed:
    """The event that tells of an exception which ended an analysis."""
    details = traceback_without_values(error)
    if isinstance(error, PhantomscopeError):
        return Failed(error.what, error.where, error.todo)
    if isinstance(error, MemoryError):
        return Failed(
            "There was not enough memory for the analysis",
            todo="Close other programs or analyse on a machine with more memory",
            kind="memory",
            details=details,
        )
    text = str(error)
    for part, what, todo in _KNOWN:
        if part in text:
            return Failed(what, todo=todo, details=details)
    if isinstance(error, IndexError):
        return Failed(
            "A module of this phantom would lie outside the scan", todo=_WRONG_PHANTOM, details=details
        )
    if isinstance(error, AttributeError) and "FileDataset" in text:
        tag = text.rpartition("'")[0].rpartition("'")[2]
        return Failed(
            f"The slices lack the DICOM element {tag}, which the analysis needs",
            todo="Export the scan again with its full header",
            details=details,
        )
    kind = (
        "analysis" if isinstance(error, ValueError | RuntimeError | TypeError | LookupError) else "internal"
    )
    return Failed(
        "The phantom could not be analysed: what was found in the images does not fit this phantom",
        todo=_WRONG_PHANTOM,
        kind=kind,  # type: ignore[arg-type]
        details=details,
    )
