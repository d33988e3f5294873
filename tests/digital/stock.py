"""Digital phantoms made in memory, and stock pylinac to look at them."""

import io
import warnings
from dataclasses import dataclass, replace
from typing import Any

from phantomscope.digital.catalogue import write_zip
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.truth import Truth

COARSE: dict[str, Any] = {
    "columns": 256, "rows": 256, "pixel_spacing": 0.9, "slice_thickness": 3.0, "air_slices": 1
}  # fmt: skip
"""A CatPhan that pylinac analyses in a second; it finds all but the four finest groups of line pairs."""


@dataclass(frozen=True)
class Archive:
    """A ZIP in memory and what is true of it."""

    content: bytes
    truth: Truth


@dataclass(frozen=True)
class Analysis:
    """What stock pylinac found.

    Attributes:
        phantom: The analysed pylinac object.
        results: Its results_data().
        warnings: Messages, but for those with which libraries announce their own changes.
    """

    phantom: Any
    results: Any
    warnings: list[str]

    @property
    def failed_inserts(self) -> list[str]:
        return [name for name, roi in self.results.ctp404.hu_rois.items() if not roi.passed]


def make_archive(phantom: DigitalPhantom, options: ScanOptions | None = None, **changes: Any) -> Archive:
    """A scan with these options (the phantom's own by default), some of them changed."""
    destination = io.BytesIO()
    truth = write_zip(phantom, replace(options or phantom.default_options, **changes), destination)
    return Archive(destination.getvalue(), truth)


def load(archive: Archive) -> Any:
    """Stock pylinac's phantom class, loaded but not yet analysed."""
    import pylinac

    return getattr(pylinac, archive.truth.phantom).from_zip(io.BytesIO(archive.content))


def analysed(archive: Archive, *, turned: bool = False, **parameters: Any) -> Analysis:
    """What stock pylinac finds, after it has turned the stack end for end where wanted."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        phantom = load(archive)
        if turned:
            phantom.dicom_stack.z_flip()
        phantom.analyze(**parameters)
        results = phantom.results_data()
    messages = [str(each.message) for each in caught if not issubclass(each.category, FutureWarning)]
    return Analysis(phantom, results, messages)
