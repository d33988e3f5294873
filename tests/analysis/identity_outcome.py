"""What an analysis came to, on our side and on stock's, so that every difference between them shows."""

import contextlib
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec
import numpy as np

from analysis.identity_scans import Files, Setup
from analysis.support import ignore, pylinac_class, timeless
from dicom_files import write_folder, zip_bytes
from phantomscope.analysis.engine import figures
from phantomscope.analysis.engine.class_tables import pristine_tables
from phantomscope.analysis.engine.run import analyse
from phantomscope.analysis.job import AnalysisJob
from phantomscope.analysis.results import AnalysisResult, Chart, SliceImage
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes, open_files, open_path


@dataclass(frozen=True)
class Outcome:
    """What came out.

    Attributes:
        results: pylinac's results, warnings among them, as JSON text.
        figures: A hash of each of pylinac's figures: pixels, outlines, curves and titles as pylinac has them.
        images: The outlines, in the coordinates of our stack.
        charts: The curves.
    """

    results: str
    figures: Mapping[str, str]
    images: tuple[SliceImage, ...]
    charts: tuple[Chart, ...]


def differences(ours: Outcome, stock: Outcome, *, mirrored: bool = False, placed: bool = True) -> list[str]:
    """What differs, a line each; none where they are identical.

    Args:
        ours: Our side.
        stock: Stock's.
        mirrored: Whether outlines went through a subtraction, so that their last digit may differ.
        placed: Whether it is known where stock's slices lie in our stack.
    """
    found = [
        f"results: {mine.strip()} instead of {theirs.strip()}"
        for mine, theirs in zip(ours.results.splitlines(), stock.results.splitlines(), strict=False)
        if mine != theirs
    ]
    if not found and ours.results != stock.results:
        found = ["results: of another length"]
    if list(ours.figures) != list(stock.figures):
        found.append(f"figures: {list(ours.figures)} instead of {list(stock.figures)}")
    found += [f"figure: {key}" for key in stock.figures if ours.figures.get(key) != stock.figures[key]]
    found += [f"chart: {one.key}" for one in stock.charts if one not in ours.charts]
    if placed:
        found += _misplaced(ours.images, stock.images, mirrored)
    return found


def _misplaced(ours: tuple[SliceImage, ...], stock: tuple[SliceImage, ...], mirrored: bool) -> Iterator[str]:
    images = {image.key: image for image in ours}
    for image in stock:
        mine = images.get(image.key)
        if mine is None or (mine.title, mine.slice_index) != (image.title, image.slice_index):
            yield f"image: {image.key}"
            continue
        for line, other in zip(mine.outlines, image.outlines, strict=True):
            same = np.allclose(_array(line.x), _array(other.x), rtol=0, atol=3e-6 * mirrored, equal_nan=True)
            if not same or (line.name, line.y, line.colour) != (other.name, other.y, other.colour):
                yield f"outline: {image.key}, {other.name}"


def _array(points: tuple[float | None, ...]) -> Any:
    return np.array(points, dtype=float)


# -- stock ------------------------------------------------------------------------------------------------


def stock_outcome(
    phantom: str, setup: Setup, parameters: Mapping[str, Any], way: str = "default", temp: Path | None = None
) -> Outcome:
    """Stock's own analysis.

    Args:
        phantom: The phantom.
        setup: Whose ``stock`` files are analysed.
        parameters: Of the case.
        way: How stock gets the files: "default" is its default, an archive.
        temp: A folder of its own for the ways that need files.
    """
    wanted = pylinac_class(phantom)
    if setup.modules_without:
        kept = {m: how for m, how in wanted.modules.items() if m.__name__ != setup.modules_without}
        wanted = type(wanted.__name__, (wanted,), {"modules": kept, "min_num_images": 4})
    with pristine_tables(wanted):
        instance = _opened(wanted, setup.stock, way, temp)
        with contextlib.redirect_stdout(io.StringIO()):
            instance.analyze(**{**parameters, **setup.parameters, **setup.told})
            results = timeless(json.loads(instance.results_data(as_json=True)))
            drawn = instance.plotly_analyzed_images(show=False)
    images, charts = figures.harvest(drawn, setup.place or int)
    if setup.mirrored:
        columns = _columns(drawn)
        images = tuple(_mirrored(image, columns[image.key] - 1) for image in images)
    return Outcome(results, _hashes(drawn), images, charts)


def _opened(wanted: Any, files: Files, way: str, temp: Path | None) -> Any:
    if way in ("default", "shadow"):
        archive = io.BytesIO(zip_bytes(files, 0))
        return wanted.from_zip(archive, memory_efficient_mode=way == "shadow")
    if way == "streams":
        return wanted([io.BytesIO(data) for data in files.values()])
    assert temp is not None
    folder = write_folder(temp / "stock", files)
    if way == "list":
        return wanted([str(folder / name) for name in files])
    return wanted(str(folder), memory_efficient_mode=way == "lazy folder")


def _mirrored(image: SliceImage, last: int) -> SliceImage:
    outlines = (
        msgspec.structs.replace(line, x=tuple(None if x is None else last - x for x in line.x))
        for line in image.outlines
    )
    return msgspec.structs.replace(image, outlines=tuple(outlines))


def _columns(drawn: Mapping[str, Any]) -> dict[str, int]:
    return {
        key: np.shape(trace.z)[1]
        for key, figure in drawn.items()
        for trace in figure.data
        if trace.type == "heatmap"
    }


def _hashes(drawn: Mapping[str, Any]) -> dict[str, str]:
    return {key: hashlib.sha256(figure.to_json().encode()).hexdigest() for key, figure in drawn.items()}


# -- ours -------------------------------------------------------------------------------------------------


def our_outcome(
    phantom: str, setup: Setup, parameters: Mapping[str, Any], kind: str, place: Path
) -> tuple[Outcome, AnalysisResult]:
    """Ours, through the engine, by a job that has been JSON as on its way to the analysis process.

    Args:
        phantom: The phantom.
        setup: Whose ``ours`` files are analysed.
        parameters: Of the case.
        kind: What the source is.
        place: Where ``written`` has put it.
    """
    drawn: dict[str, Any] = {}

    def harvest(found: Mapping[str, Any], *rest: Any) -> Any:
        drawn.update(found)
        return figures.harvest(found, *rest)

    data = zip_bytes(setup.ours, 0) if kind == "bytes" else b""
    if kind == "bytes":
        source = open_bytes(data)
    elif kind == "list":
        source = open_files(sorted((one for one in place.rglob("*") if one.is_file()), reverse=True))
    else:
        source = open_path(place)
    try:
        series = scan(source).series[0]
        given = {**parameters, **setup.parameters}
        job = AnalysisJob(source.spec, series.key, phantom, given, series_digest=series.digest, **setup.job)
    finally:
        source.close()
    with (
        mock.patch("phantomscope.analysis.engine.findings.harvest", harvest),
        # plotly's own, with their pixels, which are compared here, too; test_unfilled compares the others.
        mock.patch("phantomscope.analysis.engine.findings.recorded_figures", contextlib.nullcontext),
    ):
        result = analyse(AnalysisJob.from_json(job.to_json()), ignore, data)
    return Outcome(timeless(result.pylinac_results), _hashes(drawn), result.images, result.charts), result


def written(files: Files, kind: str, folder: Path) -> Path:
    """The source where it lies: an archive, or a folder (an empty one for what is in memory only)."""
    if kind == "ZIP":
        path = folder / "scan.zip"
        path.write_bytes(zip_bytes(files))
        return path
    place = folder / "scan"
    place.mkdir()
    return write_folder(place, {} if kind == "bytes" else files)
