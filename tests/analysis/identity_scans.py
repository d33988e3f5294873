"""Small scans of every phantom for the identity matrix, and what is done to them on either side."""

import dataclasses
import functools
import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydicom.dataset import FileDataset
from pydicom.filewriter import dcmwrite

from analysis.support import CATPHAN_504, CATPHAN_604, QUART, REAL, members, reread, saved, without
from phantomscope.analysis.job import Edits
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS, digital_phantom
from phantomscope.digital.enhanced.multiframe import enhanced
from phantomscope.stack.overlay import pack

Files = Mapping[str, bytes]

# Pixels as large and slices as few as each of pylinac's classes stands: half a second an analysis.
_COLUMNS: Mapping[str, int] = {
    **dict.fromkeys(DIGITAL_PHANTOMS, 160),
    "CatPhan 700": 176,
    "ACR MRI Large": 256,
    "ACR MRI Medium": 256,
    "TomoTherapy Cheese": 200,
}
_THICKNESS = {"CatPhan 503": 3.0, "CatPhan 504": 3.0, "CatPhan 600": 4.0, "CatPhan 604": 3.6}
_THICKNESS |= {"CatPhan 700": 4.0, "Quart DVT": 3.0, "TomoTherapy Cheese": 8.0}
_WIDTH_MM = {"TomoTherapy Cheese": 360.0}

# Slices that pylinac finds as the origin of the real scans.
_REAL_ORIGINS = {CATPHAN_504: 32, CATPHAN_604: 44, QUART: 61}


@dataclass(frozen=True)
class Scan:
    """A scan as it lies in a source.

    Attributes:
        files: All members.
        slices: The names of those that are slices, in the order of their positions.
        origin: The slice of the phantom's origin, by place in that order.
    """

    files: Files
    slices: tuple[str, ...]
    origin: int

    def datasets(self) -> list[FileDataset]:
        """The slices, each read anew."""
        return [reread(self.files[name]) for name in self.slices]


def scan_of(files: Files, origin: int) -> Scan:
    found = {name: reread(data) for name, data in files.items()}
    places = {name: float(one.ImagePositionPatient[2]) for name, one in found.items() if "PixelData" in one}
    return Scan(files, tuple(sorted(places, key=places.__getitem__)), origin)


@functools.cache
def digital(phantom: str, **changes: Any) -> Scan:
    """A digital phantom, small; ``changes`` are options of its scan."""
    made = digital_phantom(phantom)
    usual = made.default_options
    columns = _COLUMNS[phantom]
    width = _WIDTH_MM.get(phantom, usual.pixel_spacing * usual.columns)
    options: dict[str, Any] = {
        "columns": columns,
        "rows": columns,
        "pixel_spacing": width / columns,
        "slice_thickness": _THICKNESS.get(phantom, usual.slice_thickness),
        "air_slices": 0 if made.modality == "MR" else 1,
        **changes,
    }
    scanned = dataclasses.replace(usual, **options)
    files = {}
    for number, one in enumerate(made.iter_slices(scanned)):
        file = io.BytesIO()
        dcmwrite(file, one, write_like_original=False)
        files[f"{number:03}.dcm"] = file.getvalue()
    return scan_of(files, made.truth(scanned).origin_slice)


@functools.cache
def real(phantom: str, folder: Path) -> Scan:
    """A real scan."""
    return scan_of(members((folder / REAL[phantom]).read_bytes()), _REAL_ORIGINS.get(phantom, 0))


# -- edits ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Setup:
    """The same data for both sides, each told of it in its own way.

    Attributes:
        ours: The members of our source.
        stock: The files that stock analyses.
        origin: The slice of the phantom's origin, as stock counts.
        job: What our job says besides phantom and parameters.
        parameters: For both, besides those of the case.
        told: What stock's ``analyze`` is told on top: our job says it in another way.
        modules_without: The module that stock's class is made without.
        place: From stock's slice number to the index of our stack; None where that is no matter here.
        mirrored: Whether our outlines lie mirrored on the slices.
    """

    ours: Files
    stock: Files
    origin: int
    job: Mapping[str, Any] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    modules_without: str = ""
    place: Callable[[int], int] | None = int
    mirrored: bool = False


Edit = Callable[[str, Scan], Setup]


def is_mr(phantom: str) -> bool:
    return "MRI" in phantom


def plain(phantom: str, scan: Scan) -> Setup:
    return Setup(scan.files, scan.files, scan.origin)


def excluded(phantom: str, scan: Scan) -> Setup:
    """The first slice and the last but one struck; stock's files lack them."""
    if is_mr(phantom):  # whose own slices are all needed
        scan = digital(phantom, air_slices=1)
        gone = (0, len(scan.slices) - 1)
        return Setup(scan.files, _less(scan, gone), 0, {"edits": without(gone)})
    gone = (0, len(scan.slices) - 2)
    return Setup(scan.files, _less(scan, gone), scan.origin - 1, {"edits": without(gone)})


def turned(phantom: str, scan: Scan) -> Setup:
    """A scan that lies the other way round in its files; stock has it as it should lie."""
    last = len(scan.slices) - 1
    wrong = {**scan.files, **dict(zip(scan.slices, turn(scan.datasets()), strict=True))}
    return Setup(wrong, scan.files, scan.origin, {"turned": True}, place=lambda n: last - n, mirrored=True)


def by_hand(phantom: str, scan: Scan) -> Setup:
    """The origin chosen by hand: one slice beyond the one that is found."""
    if is_mr(phantom):
        scan = digital(phantom, air_slices=1)
        return Setup(scan.files, _less(scan, (0,)), 0, {"origin_slot": 1}, place=lambda n: n + 1)
    there = scan.origin + 1
    return Setup(scan.files, scan.files, scan.origin, {"origin_slot": there}, told={"origin_slice": there})


def partial(phantom: str, scan: Scan) -> Setup:
    """A scan without its CTP486, and stock's class without that module; elsewhere a partial run of all."""
    if not phantom.startswith("CatPhan"):
        return Setup(scan.files, scan.files, scan.origin, {"partial": True})
    from analysis.support import pylinac_class

    offset = next(
        float(how["offset"])
        for module, how in pylinac_class(phantom).modules.items()
        if module.__name__ == "CTP486"
    )
    heights = [float(one.ImagePositionPatient[2]) for one in scan.datasets()]
    gone = tuple(n for n, z in enumerate(heights) if z < heights[scan.origin] + offset + 12.0)
    files = _less(scan, gone)
    return Setup(files, files, scan.origin - len(gone), {"partial": True}, modules_without="CTP486")


def shuffled(phantom: str, scan: Scan) -> Setup:
    """Members in reversed order, named at random and lying in several folders."""
    names = [f"{'ab'[number % 2]}/{number:05}.IMA" for number in range(len(scan.files))]
    random.Random(7).shuffle(names)
    return Setup(dict(zip(names, list(scan.files.values())[::-1], strict=True)), scan.files, scan.origin)


def several(phantom: str, scan: Scan) -> Setup:
    """Another series with other pixels between the slices, and a text; stock has the one series alone."""
    mixed = {}
    for number, name in enumerate(scan.files):
        mixed[name] = scan.files[name]
        if number % 4 == 0 and name in scan.slices:
            other = reread(scan.files[name])
            other.SeriesInstanceUID = f"{other.SeriesInstanceUID}.7"
            other.SOPInstanceUID = f"{other.SOPInstanceUID}.7"
            other.file_meta.MediaStorageSOPInstanceUID = other.SOPInstanceUID
            other.PixelData = other.pixel_array[::-1].tobytes()
            mixed[f"{name}.other"] = saved(other)
    mixed["notes.txt"] = b"no slice"
    return Setup(mixed, scan.files, scan.origin)


def replaced(phantom: str, scan: Scan) -> Setup:
    """A slice changed in the overlay; stock reads a file that has been written so."""
    one = scan.datasets()[scan.origin]
    values = one.pixel_array.copy()
    values += (np.arange(values.shape[1]) // 8).astype(values.dtype)
    slope, intercept = one.get("RescaleSlope"), one.get("RescaleIntercept")
    packed = pack(
        values,
        None if slope is None else float(slope),
        None if intercept is None else float(intercept),
    )
    one.PixelData = values.tobytes()
    files = {**scan.files, scan.slices[scan.origin]: saved(one)}
    return Setup(scan.files, files, scan.origin, {"edits": Edits(replaced={scan.origin: packed})})


def one_object(phantom: str, scan: Scan) -> Setup:
    """All slices as the frames of one Enhanced object; stock has them as classic files."""
    slices = scan.datasets()
    files = dict(scan.files)
    for name, one in zip(scan.slices, slices, strict=True):
        if "RescaleSlope" not in one:  # an Enhanced object has to have a rescale
            one.RescaleSlope, one.RescaleIntercept = 1, 0
            files[name] = saved(one)
    random.Random(5).shuffle(slices)
    file = io.BytesIO()
    dcmwrite(file, enhanced(slices), write_like_original=False)
    return Setup({"many.dcm": file.getvalue()}, files, scan.origin)


def everything(phantom: str, scan: Scan) -> Setup:
    """Slices struck from a stack that lies the wrong way round, among others, its origin chosen by hand."""
    if is_mr(phantom):
        scan = digital(phantom, air_slices=1)
    gone = (0, len(scan.slices) - 1)
    right = scan_of(_less(scan, gone), scan.origin - 1)
    last = len(right.slices) - 1
    wrong = {**scan.files, **dict(zip(right.slices, turn(right.datasets()), strict=True))}
    odd = several(phantom, Scan(wrong, scan.slices, scan.origin)).ours
    there = right.origin + (0 if is_mr(phantom) else 1)
    job = {"edits": without(gone), "turned": True, "origin_slot": 1 + last - there}
    told = {} if is_mr(phantom) else {"origin_slice": there}
    return Setup(
        dict(list(odd.items())[::-1]),
        right.files,
        right.origin,
        job,
        told=told,
        place=lambda n: last - n,
        mirrored=True,
    )


def second_echo(phantom: str, scan: Scan) -> Setup:
    """Two echoes at every place, of which the second is measured."""
    both = digital(phantom, echo_times=(20.0, 80.0))
    return Setup(both.files, both.files, 0, parameters={"echo_number": 2}, place=None)


def sagittal(phantom: str, scan: Scan) -> Setup:
    """A sagittal slice among the others, which pylinac measures the length on."""
    both = digital(phantom, sagittal=True)
    return Setup(both.files, both.files, 0, place=None)


EDITS: dict[str, Edit] = {
    "plain": plain,
    "excluded": excluded,
    "turned": turned,
    "origin by hand": by_hand,
    "partial": partial,
    "shuffled": shuffled,
    "several series": several,
    "replaced": replaced,
    "one object": one_object,
    "everything": everything,
}
MR_EDITS: dict[str, Edit] = {"second echo": second_echo, "sagittal": sagittal}


def edits_of(phantom: str) -> dict[str, Edit]:
    return {**EDITS, **(MR_EDITS if is_mr(phantom) else {})}


# -- pieces -----------------------------------------------------------------------------------------------


def turn(slices: list[FileDataset]) -> list[bytes]:
    """The slices with their pixels turned end for end: mirrored, in reversed order; headers stay."""
    arrays = [np.fliplr(one.pixel_array) for one in reversed(slices)]
    made = []
    for one, values in zip(slices, arrays, strict=True):
        one.PixelData = np.ascontiguousarray(values).tobytes()
        made.append(saved(one))
    return made


def _less(scan: Scan, gone: tuple[int, ...]) -> Files:
    names = {scan.slices[place] for place in gone}
    return {name: data for name, data in scan.files.items() if name not in names}
