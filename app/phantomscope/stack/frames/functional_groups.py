"""Functional groups of an Enhanced object (PS3.3, C.7.6.16), as a classic slice would say the same."""

from collections.abc import Container, Iterator
from typing import Any

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from phantomscope.stack.header_values import number, tags, text, values

Element = DataElement | RawDataElement

SHARED, PER_FRAME = tags("SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence")
# The groups that the index is made from.
INDEX_GROUPS = frozenset(
    int(tag)
    for tag in tags(
        *("PlanePositionSequence", "PlaneOrientationSequence", "PixelMeasuresSequence"),
        *("PixelValueTransformationSequence", "FrameContentSequence", "MREchoSequence"),
        *("MRTimingAndRelatedParametersSequence", "UnassignedSharedConvertedAttributesSequence"),
        *("CTImageFrameTypeSequence", "MRImageFrameTypeSequence", "PETFrameTypeSequence"),
        "UnassignedPerFrameConvertedAttributesSequence",
    )
)
# They tell of other images: their elements would say something else in a slice of its own.
_OF_OTHER_IMAGES = frozenset(
    int(tag)
    for tag in tags(
        *("ReferencedImageSequence", "DerivationImageSequence", "ConversionSourceAttributesSequence"),
        "RealWorldValueMappingSequence",
    )
)
# What names the object and lays out its pixels is not a group's to say.
_OF_THE_OBJECT = frozenset(
    int(tag)
    for tag in tags(
        *("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "Modality"),
        *("Rows", "Columns", "BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
        *("SamplesPerPixel", "PhotometricInterpretation", "NumberOfFrames", "InstanceNumber"),
        "SpecificCharacterSet",
    )
)
# Of the object as a whole, without meaning for one of its frames.
_OF_ALL_FRAMES = (
    SHARED,
    PER_FRAME,
    *tags("NumberOfFrames", "DimensionOrganizationSequence", "DimensionIndexSequence"),
    *tags("DimensionOrganizationType", "ConcatenationUID", "SOPInstanceUIDOfConcatenationSource"),
    *tags("InConcatenationNumber", "InConcatenationTotalNumber", "ConcatenationFrameOffsetNumber"),
)
# A group's element, and the element of a classic slice that says the same in the same unit.
_NUMBERS = (
    ("EffectiveEchoTime", "EchoTime"),
    ("InversionTimes", "InversionTime"),
    ("XRayTubeCurrentInmA", "XRayTubeCurrent"),
    ("ExposureTimeInms", "ExposureTime"),
    ("ExposureInmAs", "Exposure"),
    ("FrameAcquisitionNumber", "AcquisitionNumber"),
    ("TemporalPositionIndex", "TemporalPositionIdentifier"),
)
_WHOLE_NUMBERS = frozenset(
    {"XRayTubeCurrent", "ExposureTime", "Exposure", "AcquisitionNumber", "TemporalPositionIdentifier"}
)
_MOST_CHARACTERS = 16  # of a number as text (PS3.5, 6.2: DS)


def elements(groups: Dataset, only: Container[int] | None = None) -> Iterator[Element]:
    """The elements inside an item of functional groups, unconverted.

    Args:
        groups: The one item of the shared sequence, or a frame's item of the per-frame sequence.
        only: Tags of the groups wanted; all where it is None.

    Raises what pydicom raises on a group that is damaged.
    """
    for group in list(groups.values()):
        tag = int(group.tag)
        if group.tag.is_private or tag in _OF_OTHER_IMAGES or (only is not None and tag not in only):
            continue
        items: Any = groups[group.tag].value
        if isinstance(items, Sequence) and items:
            for element in items[0].values():
                if not element.tag.is_private and int(element.tag) not in _OF_THE_OBJECT:
                    yield element


def shared_item(dataset: Dataset) -> Dataset:
    """The object's shared groups; empty where it has none."""
    items: Any = dataset[SHARED].value if SHARED in dataset else None
    return items[0] if items else Dataset()


def frame_items(dataset: Dataset) -> Sequence:
    """The items of the object's per-frame groups, one a frame."""
    items: Any = dataset[PER_FRAME].value
    return items if isinstance(items, Sequence) else Sequence()


def without_groups(dataset: Dataset) -> None:
    """Take out of a header all that only a multi-frame object has."""
    for tag in _OF_ALL_FRAMES:
        if tag in dataset:
            del dataset[tag]


def say_classically(dataset: Dataset) -> None:
    """Add the elements of a classic slice where only their Enhanced counterparts are there."""
    for enhanced, classic in _NUMBERS:
        value = number(dataset, enhanced)
        if value is not None and not values(dataset, classic):
            shown = str(round(value)) if classic in _WHOLE_NUMBERS else _decimal(value)
            setattr(dataset, classic, shown)
    if frame_type := text(dataset, "FrameType"):
        dataset.ImageType = frame_type.split("\\")


def _decimal(value: float) -> str:
    """A number as a decimal string, as exact as its 16 characters allow."""
    shown = f"{value:.16g}"
    digits = 15
    while len(shown) > _MOST_CHARACTERS and digits:
        shown = f"{value:.{digits}g}"
        digits -= 1
    return shown
