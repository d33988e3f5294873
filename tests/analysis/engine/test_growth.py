"""What an analysis takes for each slice more, in fresh processes."""

import io
import zipfile
from pathlib import Path

import pydicom
import pytest

from analysis.fresh_analysis import MEGABYTE, Fresh, analysed_freshly
from analysis.identity_scans import digital
from analysis.support import saved

PHANTOM = "CatPhan 504"
BYTES_A_SLICE = 2048
# What two runs of the same analysis differ by: pools of the allocator, threads that met or did not.
NOISE = 3 * MEGABYTE


def thin_scan(path: Path, count: int) -> Path:
    """The digital phantom in ``count`` slices, as thin as that makes them: each shows what lies nearest."""
    scan = digital(PHANTOM)
    thick = [scan.files[name] for name in scan.slices]
    heights = [float(one.ImagePositionPatient[2]) for one in scan.datasets()]
    spacing = (heights[-1] - heights[0]) / (count - 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(count):
            nearest = round(number / (count - 1) * (len(thick) - 1))
            dataset = pydicom.dcmread(io.BytesIO(thick[nearest]))
            dataset.ImagePositionPatient[2] = round(heights[0] + number * spacing, 4)
            dataset.InstanceNumber = number + 1
            dataset.SliceThickness = round(spacing, 4)
            dataset.SOPInstanceUID = f"1.2.3.{count}.{number}"
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            archive.writestr(f"{number:05}.dcm", saved(dataset))
    return path


def analysed(folder: Path, count: int) -> Fresh:
    return analysed_freshly(thin_scan(folder / f"{count}.zip", count), PHANTOM)


def grown(folder: Path, few: int, many: int) -> float:
    """Bytes for each slice more, beyond noise."""
    less, more = analysed(folder, few), analysed(folder, many)
    assert less.result["provenance"]["slice_count"] == few
    assert more.result["provenance"]["slice_count"] == many
    assert more.above_imports < 40 * MEGABYTE + BYTES_A_SLICE * many
    return (more.above_imports - less.above_imports - NOISE) / (many - few)


def test_a_slice_more_takes_next_to_nothing(tmp_path: Path) -> None:
    # Were slices kept, 100 more would take 20 MB.
    assert grown(tmp_path, 100, 200) < 10 * BYTES_A_SLICE


@pytest.mark.slow
def test_many_slices(tmp_path: Path) -> None:
    assert grown(tmp_path, 100, 1500) < BYTES_A_SLICE
