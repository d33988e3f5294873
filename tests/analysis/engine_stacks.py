"""Small stacks for the engine."""

from typing import Any

import numpy as np
from pydicom.uid import RLELossless

from dicom_files import dataset, encoded, zip_bytes
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def disk_stack(
    count: int, spoiled: int | None = None, *, compressed: bool = False, **elements: Any
) -> PylinacStack:
    """Disks of 20 pixels that wander down by a pixel a slice; the pixels of one slice cut short."""
    files = {}
    for number in range(1, count + 1):
        one = dataset(_disk(number), number=number, **elements)
        if number == spoiled:
            one.PixelData = one.PixelData[:10]
        if compressed:
            one.compress(RLELossless)
        files[f"{number:02}.dcm"] = encoded(one, one.file_meta.TransferSyntaxUID)
    source = open_bytes(zip_bytes(files))
    return PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())


def _disk(number: int) -> Any:
    row, column = np.ogrid[:100, :100]
    return ((np.hypot(row - 40 - number, column - 50) < 20) * 1000).astype(np.uint16)
