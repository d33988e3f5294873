"""Scans made for measuring, in a folder that is removed afterwards."""

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.filewriter import dcmwrite

from phantomscope.digital.catalogue import digital_phantom, write_zip

_LARGE_SIDE = 1024
_LONG_SLICES = 5000
_MANY_FILES, _SMALL_SIDE = 10_000, 64
_LENGTH = 200.0  # mm from end to end of the long archive, however many slices


def default_scan(path: Path) -> None:
    """A digital CatPhan 504 as it comes."""
    phantom = digital_phantom("CatPhan 504")
    write_zip(phantom, phantom.default_options, path)


def large_scan(path: Path) -> None:
    """A digital CatPhan 504 of 1024×1024 pixels."""
    phantom = digital_phantom("CatPhan 504")
    options = dataclasses.replace(
        phantom.default_options,
        columns=_LARGE_SIDE,
        rows=_LARGE_SIDE,
        pixel_spacing=phantom.default_options.pixel_spacing / 2,
    )
    write_zip(phantom, options, path)


def long_archive(path: Path, slices: int = _LONG_SLICES) -> None:
    """A CatPhan 504 of very many slices of 512×512; 5,000 are 2.6 GB inside."""
    phantom = digital_phantom("CatPhan 504")
    seen = list(phantom.iter_slices(phantom.default_options))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, dataset in enumerate(_stretched(seen, slices, _LENGTH / slices)):
            archive.writestr(f"CT{number:05d}.dcm", _encoded(dataset))


def many_files(folder: Path, files: int = _MANY_FILES) -> None:
    """A folder of very many small slices, one file each."""
    phantom = digital_phantom("CatPhan 504")
    first = next(iter(phantom.iter_slices(phantom.default_options)))
    first.Rows = first.Columns = _SMALL_SIDE
    first.PixelData = first.PixelData[: _SMALL_SIDE * _SMALL_SIDE * 2]
    folder.mkdir()
    for number, dataset in enumerate(_stretched([first], files, 1.0)):
        (folder / f"CT{number:05d}.dcm").write_bytes(_encoded(dataset))


def _stretched(seen: list[Dataset], count: int, spacing: float) -> Iterator[Dataset]:
    """So many slices, one after another, each the one that lies there, moved: what was yielded changes."""
    for number in range(count):
        one = seen[number * len(seen) // count]
        left, top, _ = one.ImagePositionPatient
        one.ImagePositionPatient = [left, top, f"{number * spacing:.4f}"]
        one.SliceLocation = f"{number * spacing:.4f}"
        one.SliceThickness = one.SpacingBetweenSlices = f"{spacing:.4f}"
        one.InstanceNumber = number + 1
        one.SOPInstanceUID = f"{one.SeriesInstanceUID[:50]}.{number + 1}"
        one.file_meta.MediaStorageSOPInstanceUID = one.SOPInstanceUID
        yield one


def _encoded(dataset: Dataset) -> bytes:
    made = io.BytesIO()
    dcmwrite(made, dataset, write_like_original=False)
    return made.getvalue()
