"""The functional groups of an enhanced multi-frame object (DICOM PS3.3 C.7.6.16), from classic slices."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as DicomSequence

_COPIED: Mapping[str, tuple[str, ...]] = {
    "PixelMeasuresSequence": ("PixelSpacing", "SliceThickness", "SpacingBetweenSlices"),
    "PlanePositionSequence": ("ImagePositionPatient",),
    "PlaneOrientationSequence": ("ImageOrientationPatient",),
    "FrameVOILUTSequence": ("WindowCenter", "WindowWidth"),
    "MRTimingAndRelatedParametersSequence": ("RepetitionTime", "FlipAngle", "EchoTrainLength"),
    "CTXRayDetailsSequence": ("KVP", "FilterType"),
    "CTReconstructionSequence": ("ConvolutionKernel", "ReconstructionDiameter"),
}
"""Groups that hold the classic slices' own elements."""

NEVER_SHARED = "FrameContentSequence"
"""The one group that has to be given frame by frame."""

_PLANE = ("PixelMeasuresSequence", "PlanePositionSequence", "PlaneOrientationSequence")
_GENERAL = (*_PLANE, NEVER_SHARED, "FrameAnatomySequence", "PixelValueTransformationSequence")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "MR": (
        *_GENERAL,
        "FrameVOILUTSequence",
        "MRImageFrameTypeSequence",
        "MREchoSequence",
        "MRTimingAndRelatedParametersSequence",
    ),
    "CT": (
        *_GENERAL,
        "FrameVOILUTSequence",
        "CTImageFrameTypeSequence",
        "CTXRayDetailsSequence",
        "CTReconstructionSequence",
    ),
}
"""By modality, the groups that are written where the slices say anything for them."""

FRAME_TYPE: Mapping[str, str] = {
    "PixelPresentation": "MONOCHROME",
    "VolumetricProperties": "VOLUME",
    "VolumeBasedCalculationTechnique": "NONE",
}
MR_FRAME_TYPE: Mapping[str, str] = {"ComplexImageComponent": "MAGNITUDE", "AcquisitionContrast": "T1"}


@dataclass(frozen=True, slots=True)
class FramePlace:
    """Where a frame belongs among the others; all count from 1.

    Attributes:
        stack: Frames of one orientation are one stack; in the order in which orientations first occur.
        position: Within its stack, along the normal of the plane.
        echo: By echo time, from the shortest.
    """

    stack: int
    position: int
    echo: int


def frame_places(slices: Sequence[Dataset]) -> list[FramePlace]:
    """The place of each slice, in the order given."""
    orientations: list[tuple[float, ...]] = []
    stacks = []
    for each in slices:
        orientation = tuple(float(value) for value in each.ImageOrientationPatient)
        if orientation not in orientations:
            orientations.append(orientation)
        stacks.append(orientations.index(orientation))
    depths = [round(_depth(each), 3) for each in slices]
    echoes = [float(each.get("EchoTime") or 0.0) for each in slices]
    places = []
    for stack, depth, echo in zip(stacks, depths, echoes, strict=True):
        among = sorted({other for other, of in zip(depths, stacks, strict=True) if of == stack})
        places.append(FramePlace(stack + 1, among.index(depth) + 1, sorted(set(echoes)).index(echo) + 1))
    return places


def functional_group(name: str, source: Dataset, place: FramePlace, number: int) -> Dataset | None:
    """The item of group `name` (the sequence's keyword) for one slice, frame `number` (from 1).

    None where the slice has nothing for it.
    """
    if name in _COPIED:
        return _copied(source, _COPIED[name])
    if name == NEVER_SHARED:
        return _frame_content(source, place, number)
    return _MADE[name](source)


def sequence_of(item: Dataset) -> DicomSequence:
    """A sequence of one item."""
    return DicomSequence([item])


def _depth(source: Dataset) -> float:
    """The plane's distance in mm along its normal from the origin of the patient's coordinates."""
    orientation = np.array([float(value) for value in source.ImageOrientationPatient])
    normal = np.cross(orientation[:3], orientation[3:])
    position = np.array([float(value) for value in source.ImagePositionPatient])
    return math.copysign(1.0, normal[np.abs(normal).argmax()]) * float(normal @ position)


def _copied(source: Dataset, keywords: Sequence[str]) -> Dataset | None:
    item = Dataset()
    for keyword in keywords:
        if keyword in source:
            setattr(item, keyword, source[keyword].value)
    return item if len(item) else None


def _frame_content(source: Dataset, place: FramePlace, number: int) -> Dataset:
    item = Dataset()
    item.FrameAcquisitionNumber = int(source.get("AcquisitionNumber") or 1)
    moment = f"{source.get('ContentDate') or '20260101'}{source.get('ContentTime') or '120000'}"
    item.FrameReferenceDateTime = item.FrameAcquisitionDateTime = moment
    item.FrameAcquisitionDuration = 1000.0
    item.StackID = str(place.stack)
    item.InStackPositionNumber = place.position
    index = [place.stack, place.position, place.echo]
    item.DimensionIndexValues = index if source.Modality == "MR" else index[:2]
    item.FrameLabel = f"frame {number}"
    return item


def _pixel_value_transformation(source: Dataset) -> Dataset:
    """Slope and intercept are required here; a classic slice without them means 1 and 0."""
    item = Dataset()
    item.RescaleIntercept = source.get("RescaleIntercept", "0")
    item.RescaleSlope = source.get("RescaleSlope", "1")
    item.RescaleType = source.get("RescaleType", "HU" if source.Modality == "CT" else "US")
    return item


def _echo(source: Dataset) -> Dataset | None:
    """EchoNumbers isn't of the standard's group, but scanners write it there."""
    if "EchoTime" not in source:
        return None
    item = Dataset()
    item.EffectiveEchoTime = float(source.EchoTime)
    if "EchoNumbers" in source:
        item.EchoNumbers = source.EchoNumbers
    return item


def _frame_type(source: Dataset) -> Dataset:
    item = Dataset()
    item.FrameType = frame_type(source)
    for keyword, value in {**FRAME_TYPE, **(MR_FRAME_TYPE if source.Modality == "MR" else {})}.items():
        setattr(item, keyword, value)
    return item


def frame_type(source: Dataset) -> list[str]:
    """The four values that ImageType has in enhanced objects."""
    kind = "AXIAL" if source.Modality == "CT" else "T1"
    return [*list(source.get("ImageType") or ["ORIGINAL", "PRIMARY"])[:2], kind, "NONE"]


def _anatomy(_source: Dataset) -> Dataset:
    region = Dataset()
    region.CodeValue, region.CodingSchemeDesignator, region.CodeMeaning = "69536005", "SCT", "Head"
    item = Dataset()
    item.FrameLaterality = "U"
    item.AnatomicRegionSequence = sequence_of(region)
    return item


_MADE: Mapping[str, Callable[[Dataset], Dataset | None]] = {
    "PixelValueTransformationSequence": _pixel_value_transformation,
    "MREchoSequence": _echo,
    "MRImageFrameTypeSequence": _frame_type,
    "CTImageFrameTypeSequence": _frame_type,
    "FrameAnatomySequence": _anatomy,
}
