"""What pylinac raises, as sentences for a person. Text only: nothing here needs pylinac."""

import errno
import re
from collections.abc import Iterator

import msgspec

from phantomscope.analysis.events import Failed
from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values


class TooFewSlicesError(PhantomscopeError):
    """A scan has fewer slices than pylinac wants of this phantom, but may do for a part of it."""


class AnalysisFailedError(Exception):
    """An analysis that failed, with the event that tells of it.

    Attributes:
        failed: The event.
    """

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.what)
        self.failed = failed


_WRONG_PHANTOM = (
    "Check that the right phantom is chosen and that the whole phantom is in the images, "
    "or exclude slices that show something else"
)
_FROM_END_TO_END = "Check that the right phantom is chosen, and scan the phantom from end to end"

# A part of pylinac's text, what happened, what to do.
_KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        "No slices were found that resembled the HU linearity module",
        "No slice looks like the HU linearity module of this phantom",
        _WRONG_PHANTOM,
    ),
    ("The physical scan extent", "The scan does not cover all modules of this phantom", _FROM_END_TO_END),
    (
        "beyond the image extent",
        "The HU linearity module was found at the edge of the scan, so other modules are missing",
        _FROM_END_TO_END,
    ),
    (
        "Unable to locate the Geometric nodes",
        "The four geometric nodes were not found on the HU linearity slice",
        _WRONG_PHANTOM,
    ),
    (
        "Did not find any spatial resolution pairs",
        "No line pairs were found on the slice of the spatial resolution module",
        _WRONG_PHANTOM,
    ),
    (
        "Unable to find the Low Contrast region",
        "The low contrast targets were not found on the slice where they should be",
        _WRONG_PHANTOM,
    ),
    (
        "Could not determine the roll of the phantom",
        "The roll of the phantom could not be determined: the circle on its first slice was not found",
        "Check that the first slice is slice 1 of the phantom and that the right phantom is chosen",
    ),
    (
        "expected non-empty vector",
        "Nothing of this phantom's size was found on any slice, or it touches the edge of the image",
        _WRONG_PHANTOM,
    ),
    ("Unable to find ROI of expected size", "The phantom was not found at its expected size", _WRONG_PHANTOM),
    ("too many sagittal images", "There is more than one sagittal image", "Exclude all but one of them"),
    (
        "was passed but not found in the dataset",
        "The series has no images with the echo number that was asked for",
        "Choose another echo number, or leave it to the analysis",
    ),
    (
        "Contrast input of",
        "The contrast method is none that pylinac knows",
        "Choose Michelson, Weber, Ratio, Root Mean Square or Difference",
    ),
    (
        "Cannot cast ufunc",
        "The slices have no Rescale Slope and Rescale Intercept (0028,1053), so their values are not HU",
        "Export the scan again with its full header",
    ),
    (
        "must be >= 2",
        "A region to be measured would be smaller than two pixels",
        "Undo the change of the regions' size, or scan with smaller pixels",
    ),
    (
        "The minimum number images",
        "There are too few slices for this phantom",
        "Choose the right phantom, or scan it from end to end",
    ),
)
_MISSING_ELEMENT = re.compile(r"^'(?:FileDataset|Dataset)' object has no attribute '(?P<keyword>\w+)'$")
_NO_MEMORY_TEXTS = ("cannot allocate memory", "failed to map segment", "unable to allocate")
_TOO_LITTLE_MEMORY = Failed(
    "There was not enough memory for the analysis",
    todo="Close other programs or analyse on a machine with more memory",
    kind="memory",
)


_PROGRAM_FAULT = "The analysis stopped because of a fault in the program or its installation"
_CHECK_INSTALLATION = "Install the program again; the log has what is known"


def failure(error: BaseException) -> Failed:
    """The event that tells of an exception which ended an analysis."""
    # pylinac wraps whatever happens on its way in errors of its own: the first cause says most.
    for cause in causes(error):
        if isinstance(cause, AnalysisFailedError):
            return cause.failed
        if isinstance(cause, PhantomscopeError):
            possible = isinstance(cause, TooFewSlicesError)
            return Failed(cause.what, cause.where, cause.todo, partial_possible=possible)
        if _is_lack_of_memory(cause):
            return _with(_TOO_LITTLE_MEMORY, error)
    text = str(error)
    for part, what, todo in _KNOWN:
        if part in text:
            return _with(Failed(what, todo=todo), error)
    missing = _MISSING_ELEMENT.match(text)
    if missing:
        return _with(_lacking(missing["keyword"]), error)
    if isinstance(error, IndexError):
        what = "A module of this phantom would lie outside the scan, or a region of it outside the image"
        return _with(Failed(what, todo=_WRONG_PHANTOM), error)
    if isinstance(error, ImportError | OSError | NameError | AttributeError | AssertionError):
        # Not the scan's fault, or not known to be: nobody should go looking for another phantom.
        return _with(Failed(_PROGRAM_FAULT, todo=_CHECK_INSTALLATION, kind="internal"), error)
    ordinary = isinstance(error, ValueError | RuntimeError | TypeError | LookupError | ArithmeticError)
    return _with(
        Failed(
            "The phantom could not be analysed: what was found in the images does not fit this phantom",
            todo=_WRONG_PHANTOM,
            kind="analysis" if ordinary else "internal",
        ),
        error,
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """An exception and what it came from, in turn."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _is_lack_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    return isinstance(error, ImportError) and any(text in str(error).lower() for text in _NO_MEMORY_TEXTS)


def _lacking(keyword: str) -> Failed:
    from pydicom.datadict import tag_for_keyword

    tag = tag_for_keyword(keyword)
    number = "" if tag is None else f" ({tag >> 16:04X},{tag & 0xFFFF:04X})"
    return Failed(
        f"The slices lack the DICOM element {keyword}{number}, which this analysis needs",
        todo="Export the scan again with its full header",
    )


def _with(failed: Failed, error: BaseException) -> Failed:
    return msgspec.structs.replace(failed, details=traceback_without_values(error))
