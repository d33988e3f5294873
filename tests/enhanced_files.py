"""A small factory of Enhanced multi-frame objects, and of the same frames as classic files."""

import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from pydicom.dataset import Dataset, FileDataset
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
from pydicom.sequence import Sequence as Items
from pydicom.uid import (
    UID,
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    RLELossless,
)

from dicom_files import AXIAL, SERIES, Pixels, Vector, dataset, encoded, gradient, lay_out, slice_bytes

# The groups that a frame here may have; the others never differ.
GROUPS = ("position", "orientation", "measures", "echo", "rescale", "content", "type")


@dataclass(frozen=True)
class Frame:
    """One frame, and all that is said of it; None leaves the element out."""

    pixels: Pixels
    position: Vector | None = (0.0, 0.0, 0.0)
    orientation: Sequence[float] | None = AXIAL
    spacing: Sequence[float] | None = (0.5, 0.5)
    thickness: float | None = 2.5
    echo: int | None = None
    echo_time: float | None = None
    slope: float | None = 1.0
    intercept: float | None = -1024.0
    stack_id: str | None = "1"
    temporal: int | None = 1
    kind: Sequence[str] = ("ORIGINAL", "PRIMARY", "VOLUME", "NONE")


def frames(count: int, *, step: float = 2.5, rows: int = 4, columns: int = 6, **options: Any) -> list[Frame]:
    """A plain stack; pixel (0, 0) of the frame at place ``n`` (from 1) is ``n``."""
    return [
        Frame(gradient(rows, columns, start=n), position=(-10.0, -20.0, step * n), **options)
        for n in range(1, count + 1)
    ]


def enhanced(
    those: Sequence[Frame],
    *,
    shared: Collection[str] = ("orientation", "measures", "rescale", "type"),
    sop_class: UID = EnhancedMRImageStorage,
    uid: str = "1.2.3.1",
    series: str = SERIES,
    undefined_length: bool = True,
    **tags: Any,
) -> FileDataset:
    """An Enhanced object; groups named in ``shared`` are taken from the first frame, ``tags`` set at last."""
    made = dataset(those[0].pixels, sop_class=sop_class, series=series, uid=uid, slope=None, intercept=None)
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "SliceThickness"):
        delattr(made, keyword)
    made.Modality = "CT" if sop_class == EnhancedCTImageStorage else "MR"
    whole = np.concatenate([one.pixels for one in those])
    lay_out(made, whole)
    made.Rows, made.NumberOfFrames = those[0].pixels.shape[0], len(those)
    made.MagneticFieldStrength = 1.5
    timing = Dataset()
    timing.RepetitionTime, timing.FlipAngle = "500", "90"
    common = Dataset()
    common.MRTimingAndRelatedParametersSequence = Items([timing])
    _say(common, those[0], shared, sop_class)
    made.SharedFunctionalGroupsSequence = Items([common])
    made.PerFrameFunctionalGroupsSequence = Items(
        [_said(one, [group for group in GROUPS if group not in shared], sop_class) for one in those]
    )
    if not undefined_length:
        for keyword in ("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"):
            made[keyword].is_undefined_length = False
    for keyword, value in tags.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, value)
    return made


def _said(one: Frame, groups: Iterable[str], sop_class: UID) -> Dataset:
    item = Dataset()
    _say(item, one, groups, sop_class)
    return item


def _say(item: Dataset, one: Frame, groups: Iterable[str], sop_class: UID) -> None:
    kind = "CTImageFrameTypeSequence" if sop_class == EnhancedCTImageStorage else "MRImageFrameTypeSequence"
    contents: dict[str, tuple[str, dict[str, Any]]] = {
        "position": ("PlanePositionSequence", {"ImagePositionPatient": _list(one.position)}),
        "orientation": ("PlaneOrientationSequence", {"ImageOrientationPatient": _list(one.orientation)}),
        "measures": (
            "PixelMeasuresSequence",
            {"PixelSpacing": _list(one.spacing), "SliceThickness": one.thickness},
        ),
        "echo": ("MREchoSequence", {"EchoNumbers": one.echo, "EffectiveEchoTime": one.echo_time}),
        "rescale": (
            "PixelValueTransformationSequence",
            {"RescaleSlope": one.slope, "RescaleIntercept": one.intercept, "RescaleType": "US"},
        ),
        "content": (
            "FrameContentSequence",
            {"StackID": one.stack_id, "TemporalPositionIndex": one.temporal, "FrameAcquisitionNumber": 3},
        ),
        "type": (kind, {"FrameType": list(one.kind)}),
    }
    for group in groups:
        keyword, elements = contents[group]
        inside = Dataset()
        for name, value in elements.items():
            if value is not None:
                setattr(inside, name, value)
        if inside:
            setattr(item, keyword, Items([inside]))


def _list(values: Sequence[float] | None) -> list[float] | None:
    return None if values is None else [float(value) for value in values]


def enhanced_bytes(those: Sequence[Frame], syntax: UID = ExplicitVRLittleEndian, **options: Any) -> bytes:
    """``enhanced``, encoded."""
    return encoded(enhanced(those, **options), syntax)


def run_length_encoded(
    those: Sequence[Frame],
    *,
    table: bool = True,
    pieces: int = 1,
    syntax: UID = RLELossless,
    encode: Callable[[Pixels], bytes] = rle_encode_frame,
    **options: Any,
) -> bytes:
    """The same with every frame compressed on its own.

    Args:
        those: The frames.
        table: Whether a Basic Offset Table says where each begins.
        pieces: In how many fragments each frame lies.
        syntax: The transfer syntax to name.
        encode: Compresses one frame.
        options: As for ``enhanced``.
    """
    made = enhanced(those, **options)
    packed = [bytes(encode(one.pixels)) for one in those]
    made.PixelData = encapsulate(packed, fragments_per_frame=pieces, has_bot=table)
    made["PixelData"].is_undefined_length = True
    made["PixelData"].VR = "OB"
    made.file_meta.TransferSyntaxUID = syntax
    file = io.BytesIO()
    dcmwrite(file, made, write_like_original=False)
    return file.getvalue()


def classic(those: Sequence[Frame], **tags: Any) -> dict[str, bytes]:
    """The same frames as classic files, in their order."""
    files = {}
    for number, one in enumerate(those, 1):
        said = {"EchoNumbers": one.echo, "EchoTime": one.echo_time}
        files[f"{number:03}.dcm"] = slice_bytes(
            one.pixels,
            number=number,
            position=one.position,
            orientation=one.orientation or AXIAL,
            modality="MR",
            slope=one.slope,
            intercept=one.intercept,
            **{keyword: value for keyword, value in said.items() if value is not None},
            **tags,
        )
    return files


def with_echoes(those: Sequence[Frame], echoes: Sequence[tuple[int | None, float]]) -> list[Frame]:
    """Every frame once an echo: number and time in ms."""
    return [replace(one, echo=number, echo_time=time) for number, time in echoes for one in those]
