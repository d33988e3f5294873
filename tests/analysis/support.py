"""Stock pylinac beside ours, and stacks to give to both."""

import dataclasses
import functools
import importlib
import io
import json
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
from pydicom.dataset import FileDataset

import dicom_files as dicom
from phantomscope.analysis.engine.run import analyse
from phantomscope.analysis.events import Document, Stage
from phantomscope.analysis.job import AnalysisJob, Edits
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.results import AnalysisResult, Metric
from phantomscope.digital.catalogue import digital_phantom, write_zip
from phantomscope.digital.catphan.catphan504 import PHANTOM
from phantomscope.digital.options import ScanOptions
from phantomscope.stack.index import scan
from phantomscope.stack.member import Source
from phantomscope.stack.sources import open_bytes, open_files, open_path

CATPHAN_504, CATPHAN_604 = "CatPhan 504", "CatPhan 604"
QUART, ACR_LARGE = "Quart DVT", "ACR MRI Large"

REAL = {
    CATPHAN_504: "catphan504_cbct_varian.zip",
    CATPHAN_604: "catphan604_cbct_varian.zip",
    QUART: "quart_dvt_halcyon.zip",
    ACR_LARGE: "acr_mri_large_ge.zip",
}


def pylinac_class(phantom: str) -> Any:
    one = phantom_named(phantom)
    return getattr(importlib.import_module(one.module), one.class_name)


@dataclass(frozen=True)
class Rough:
    """A phantom no better than it needs to be for pylinac to come to results.

    Attributes:
        radius: Of the cylinder, in mm.
        origin: The slice to name as its origin.
    """

    radius: float
    origin: int

    @property
    def parameters(self) -> dict[str, Any]:
        return {"origin_slice": self.origin}

    def archive(self) -> bytes:
        inserts = {0.0: 900.0, 45.0: 900.0, 90.0: -900.0, 180.0: 400.0, 225.0: -900.0, 270.0: -700.0}
        return dicom.zip_bytes(cylinder(self.radius, inserts=inserts), zipfile.ZIP_STORED)


# Of what there is no real scan here.
ROUGH = {
    "ACR CT 464": Rough(100.0, 5),
    "TomoTherapy Cheese": Rough(150.0, 10),
    "CIRS 062M": Rough(155.0, 10),
    "GE Helios daily": Rough(107.5, 15),
}


@functools.cache
def rough_result(phantom: str) -> AnalysisResult:
    """Ours of a rough phantom, its report made too."""
    rough = ROUGH[phantom]
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda *_, **__: None
        return run_bytes(rough.archive(), phantom, parameters=rough.parameters, documents=("pdf",))


# -- stock ------------------------------------------------------------------------------------------------


def stock(phantom: str, data: bytes, *, shadow: bool = False, **parameters: Any) -> Any:
    """pylinac's own analysis of a ZIP archive's bytes."""
    instance = pylinac_class(phantom).from_zip(io.BytesIO(data), memory_efficient_mode=shadow)
    instance.analyze(**parameters)
    return instance


def timeless(results: Mapping[str, Any]) -> str:
    """Results as JSON text, to compare character by character, without the moment they were made."""
    assert results["date_of_analysis"]
    return json.dumps(
        {name: value for name, value in results.items() if name != "date_of_analysis"}, indent=1
    )


def stock_text(phantom: str, data: bytes, *, shadow: bool = False, **parameters: Any) -> str:
    instance = stock(phantom, data, shadow=shadow, **parameters)
    return timeless(json.loads(instance.results_data(as_json=True)))


# -- ours -------------------------------------------------------------------------------------------------


def job_for(source: Source, phantom: str, **changes: Any) -> AnalysisJob:
    """A job on the first series of a source."""
    return AnalysisJob(source.spec, scan(source).series[0].key, phantom, **changes)


def run(job: AnalysisJob, data: bytes = b"") -> AnalysisResult:
    return analyse(job, ignore, data)


def ignore(event: Stage | Document) -> None:
    """What an analysis tells on its way, where nobody listens."""


def run_path(path: Path, phantom: str, **changes: Any) -> AnalysisResult:
    source = open_path(path)
    try:
        return run(job_for(source, phantom, **changes))
    finally:
        source.close()


def run_files(paths: list[Path], phantom: str, **changes: Any) -> AnalysisResult:
    source = open_files(paths)
    try:
        return run(job_for(source, phantom, **changes))
    finally:
        source.close()


def run_bytes(data: bytes, phantom: str, **changes: Any) -> AnalysisResult:
    return run(job_for(open_bytes(data), phantom, **changes), data)


def metrics(result: AnalysisResult) -> dict[str, Metric]:
    """All metrics by key."""
    return {metric.key: metric for module in result.modules for metric in module.metrics}


def without(slots: Iterable[int]) -> Edits:
    return Edits(removed=tuple(slots))


# -- stacks -----------------------------------------------------------------------------------------------


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def reread(data: bytes) -> FileDataset:
    return pydicom.dcmread(io.BytesIO(data))


def saved(dataset: FileDataset) -> bytes:
    file = io.BytesIO()
    dataset.save_as(file)
    return file.getvalue()


def with_tags(data: bytes, **tags: Any) -> bytes:
    """An archive whose slices all have these elements changed; None leaves one out."""
    changed = {}
    for name, member in members(data).items():
        dataset = reread(member)
        for keyword, value in tags.items():
            if value is None:
                delattr(dataset, keyword)
            else:
                setattr(dataset, keyword, value)
        changed[name] = saved(dataset)
    return dicom.zip_bytes(changed, zipfile.ZIP_STORED)


@functools.cache
def coarse_catphan504(**value_error: float) -> bytes:
    """A digital CatPhan 504 of large pixels, which is analysed in a second and passes all the same."""
    file = io.BytesIO()
    options = ScanOptions(columns=256, rows=256, pixel_spacing=0.9765625, value_error=value_error)
    write_zip(PHANTOM, options, file)
    return file.getvalue()


@functools.cache
def coarse(phantom: str, **changes: Any) -> bytes:
    """A digital phantom of pixels twice as large as it has by itself, which is analysed all the quicker."""
    made = digital_phantom(phantom)
    usual = made.default_options
    larger: dict[str, Any] = {
        "columns": usual.columns // 2,
        "rows": usual.rows // 2,
        "pixel_spacing": usual.pixel_spacing * 2,
    }
    file = io.BytesIO()
    write_zip(made, dataclasses.replace(usual, **larger, **changes), file)
    return file.getvalue()


def two_echoes(slices: Mapping[str, bytes]) -> dict[str, bytes]:
    """Each slice twice, the second time as echo 2 and a little brighter."""
    both = {}
    for name, data in slices.items():
        for echo in (1, 2):
            dataset = reread(data)
            dataset.EchoNumbers = echo
            dataset.SOPInstanceUID = f"{dataset.SOPInstanceUID}.{echo}"
            dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
            values = dataset.pixel_array.astype(np.int64)
            dataset.PixelData = (values + 10 * (echo - 1)).astype(dataset.pixel_array.dtype).tobytes()
            both[f"{Path(name).stem}_{echo}.dcm"] = saved(dataset)
    return both


def cylinder(
    radius: float,
    *,
    count: int = 30,
    spacing: float = 5.0,
    pixel: float = 1.5,
    columns: int = 256,
    inside: float = 50.0,
    outside: float = -1000.0,
    inserts: Mapping[float, float] | None = None,
    **options: Any,
) -> dict[str, bytes]:
    """A noisy cylinder, on slices 8 to 12 with inserts: angle in degrees to value.

    Enough like a phantom for the classes that can be told which slice is their origin.
    """
    down, across = (np.mgrid[:columns, :columns] - (columns - 1) / 2) * pixel
    random = np.random.default_rng(1)
    made = {}
    for number in range(count):
        values = np.where(np.hypot(across, down) < radius, inside, outside)
        for angle, value in (inserts or {}).items() if 8 <= number <= 12 else ():
            x, y = 0.63 * radius * np.cos(np.deg2rad(angle)), 0.63 * radius * np.sin(np.deg2rad(angle))
            values[np.hypot(across - x, down - y) < 0.12 * radius] = value
        values += random.normal(0, 4, values.shape)
        intercept = options.get("intercept", -1024.0) or 0.0
        slice_options: dict[str, Any] = {
            "number": number + 1,
            "position": (0.0, 0.0, spacing * number),
            "PixelSpacing": [pixel, pixel],
            "SliceThickness": spacing,
            **options,
        }
        dataset = dicom.dataset((values - intercept).astype(np.int16), **slice_options)
        made[f"{number:03}.dcm"] = dicom.encoded(dataset)
    return made
