"""pylinac as it comes, in its three modes: what this program is measured against.

Nothing here is used by an analysis. pylinac's lazy mode removes and rewrites the files it reads, so it is
only ever given copies.
"""

import importlib
import shutil
import zipfile
from pathlib import Path
from typing import Any

from phantomscope.analysis.phantoms import Phantom
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.strategy import Strategy


def stock_class(phantom: Phantom) -> Any:
    """pylinac's class, by way of its front door: all of pylinac is imported, as its users do."""
    return getattr(importlib.import_module("pylinac"), phantom.class_name)


def opened_stock(pylinac_class: Any, strategy: Strategy, path: Path, copies: Path) -> Any:
    """The phantom's object over a scan, opened in one of pylinac's modes.

    Args:
        pylinac_class: What ``stock_class`` gave.
        strategy: The mode.
        path: A ZIP archive or a folder; it is only read.
        copies: An empty folder, for the files that the lazy mode works on.

    Raises:
        PhantomscopeError: pylinac has no such mode for this kind of source.
    """
    if strategy is Strategy.LAZY:
        _copy(path, copies)
        return pylinac_class(str(copies), memory_efficient_mode=True)
    if path.is_dir():
        if strategy is Strategy.SHADOW:
            raise PhantomscopeError("pylinac's shadow object is made of ZIP archives only", where=path.name)
        return pylinac_class(str(path), memory_efficient_mode=False)
    return pylinac_class.from_zip(str(path), memory_efficient_mode=strategy is Strategy.SHADOW)


def shadow_bytes(instance: Any) -> int:
    """Compressed bytes that pylinac's shadow object holds; 0 in the other modes."""
    images = getattr(instance.dicom_stack, "shadow_images", {})
    return sum(len(one["data"]) for one in images.values())


def scroll_stock(instance: Any, times: int) -> None:
    """Look at every slice, to and fro."""
    slices = instance.dicom_stack
    for _ in range(times):
        for index in (*range(len(slices)), *reversed(range(len(slices)))):
            slices[index].array.sum()


def _copy(path: Path, copies: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, copies, dirs_exist_ok=True)
        return
    with zipfile.ZipFile(path) as archive:
        archive.extractall(copies)
