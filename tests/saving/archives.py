"""Stacks, saved as new archives."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import FileDataset

from dicom_files import zip_bytes
from phantomscope.saving.new_archive import SavedArchive, save_new_archive
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path


@contextmanager
def opened(where: Path | Mapping[str, bytes]) -> Iterator[tuple[Source, SliceStack]]:
    """A source and a stack of its first series."""
    source = open_path(where) if isinstance(where, Path) else open_bytes(zip_bytes(where))
    with closing(source), SliceStack(source, scan(source).series[0], max_slices=1) as stack:
        yield source, stack


def save(
    where: Path | Mapping[str, bytes], target: Path, arrangement: Arrangement = PLAIN, **options: Any
) -> SavedArchive:
    with opened(where) as (source, stack):
        stack.rearrange(arrangement)
        return save_new_archive(stack, source, target, **options)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def datasets(path: Path) -> list[FileDataset]:
    return [pydicom.dcmread(io.BytesIO(data)) for data in members(path).values()]
