"""Classic slices as one enhanced multi-frame dataset: one object, many frames (Enhanced CT, Enhanced MR)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixel_data_handlers.rle_handler import rle_encode_frame
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import (
    EnhancedCTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    RLELossless,
)

from phantomscope.digital.enhanced.functional_groups import (
    FRAME_TYPE,
    GROUPS,
    MR_FRAME_TYPE,
    NEVER_SHARED,
    FramePlace,
    frame_places,
    frame_type,
    functional_group,
    sequence_of,
)
from phantomscope.errors import PhantomscopeError

_NAMESPACE = uuid.UUID("b7c0a2b4-3d43-4f7e-9a5f-50d1c1c0a9d2")
_SOP_CLASS = {"MR": EnhancedMRImageStorage, "CT": EnhancedCTImageStorage}
_LAYOUT = (
    "SamplesPerPixel",
    "PhotometricInterpretation",
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
)
_COPIED = (
    *("SpecificCharacterSet", "StudyDate", "SeriesDate", "ContentDate", "StudyTime", "SeriesTime"),
    *("ContentTime", "AccessionNumber", "Modality", "Manufacturer", "ManufacturerModelName"),
    *("DeviceSerialNumber", "SoftwareVersions", "StationName", "InstitutionName"),
    *("ReferringPhysicianName", "StudyDescription", "SeriesDescription", "ProtocolName"),
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID", "StudyID"),
    *("SeriesNumber", "AcquisitionNumber", "FrameOfReferenceUID", "PositionReferenceIndicator"),
    *("PatientPosition", "MagneticFieldStrength", "MRAcquisitionType", *_LAYOUT),
)
_MR_ATTRIBUTES: Mapping[str, str] = {
    **MR_FRAME_TYPE,
    "ResonantNucleus": "1H",
    "EchoPulseSequence": "SPIN",
    "MultipleSpinEcho": "NO",
    "MultiPlanarExcitation": "NO",
    "PhaseContrast": "NO",
    "TimeOfFlightContrast": "NO",
    "SteadyStatePulseSequence": "NONE",
    "EchoPlanarPulseSequence": "NO",
    "SaturationRecovery": "NO",
    "SpectrallySelectedSuppression": "NONE",
    "OversamplingPhase": "NONE",
    "GeometryOfKSpaceTraversal": "RECTILINEAR",
    "RectilinearPhaseEncodeReordering": "LINEAR",
    "SegmentedKSpaceTraversal": "SINGLE",
    "KSpaceFiltering": "NONE",
    "ApplicableSafetyStandardAgency": "IEC",
}
_DIMENSIONS = {
    "CT": (("StackID", "FrameContentSequence"), ("InStackPositionNumber", "FrameContentSequence")),
    "MR": (
        ("StackID", "FrameContentSequence"),
        ("InStackPositionNumber", "FrameContentSequence"),
        ("EffectiveEchoTime", "MREchoSequence"),
    ),
}
"""By modality, what DimensionIndexValues counts, and the group that holds it."""


@dataclass(frozen=True, slots=True)
class MultiFrameLayout:
    """Where an enhanced dataset keeps what.

    Attributes:
        shared: The groups, by their sequences' keywords, that are written once for all frames; None for every
            group whose content is the same in all frames.
        left_out: Groups that are not written at all.
        compressed: Each frame compressed by itself (RLE Lossless) rather than native pixel data.
        offset_table: Whether compressed pixel data begins with a filled Basic Offset Table.
    """

    shared: frozenset[str] | None = None
    left_out: frozenset[str] = frozenset()
    compressed: bool = False
    offset_table: bool = True


def enhanced(slices: Sequence[Dataset], layout: MultiFrameLayout | None = None) -> Dataset:
    """One Enhanced MR or Enhanced CT Image Storage dataset with its file meta information.

    Frames come in the order of `slices`, whatever that is; stack, position and echo of each are counted from
    its geometry and echo time. The slices, native little-endian CT or MR of one size, are only read. Equal
    slices make equal datasets. Slices without a rescale get the slope 1 and the intercept 0 that enhanced
    objects need; `left_out` of PixelValueTransformationSequence keeps them without.

    Raises:
        PhantomscopeError: Where the slices don't fit into one dataset, or where a group that is to be shared
            isn't the same in all frames.
    """
    chosen = layout or MultiFrameLayout()
    _check(slices, chosen)
    first = slices[0]
    dataset = Dataset()
    dataset.is_little_endian, dataset.is_implicit_VR = True, False
    for keyword in _COPIED:
        if keyword in first:
            setattr(dataset, keyword, first[keyword].value)
    _identify(dataset, slices, chosen)
    _describe(dataset, len(slices))
    _add_groups(dataset, slices, chosen)
    _add_pixels(dataset, slices, chosen)
    return dataset


def _check(slices: Sequence[Dataset], layout: MultiFrameLayout) -> None:
    problems = []
    if not slices:
        raise PhantomscopeError("No slice was given to make frames of")
    modalities = {str(each.get("Modality")) for each in slices}
    if len(modalities) > 1 or not modalities <= set(_SOP_CLASS):
        problems.append(f"they are of modality {', '.join(sorted(modalities))}, not all MR or all CT")
    for keyword in _LAYOUT:
        if len({each.get(keyword) for each in slices}) > 1:
            problems.append(f"they differ in {keyword}")
    for number, each in enumerate(slices, start=1):
        length = each.Rows * each.Columns * each.SamplesPerPixel * each.BitsAllocated // 8
        if not length <= len(each.get("PixelData", b"")) <= length + 1:
            problems.append(f"slice {number} has no native pixel data of {length} bytes")
    known = {name for groups in GROUPS.values() for name in groups}
    named = layout.left_out | (layout.shared or frozenset())
    problems += [f"there is no group {name}" for name in sorted(named - known)]
    if NEVER_SHARED in (layout.shared or ()):
        problems.append(f"{NEVER_SHARED} can't be shared")
    if problems:
        raise PhantomscopeError(f"These slices can't be frames of one dataset: {'; '.join(problems)}")


def _identify(dataset: Dataset, slices: Sequence[Dataset], layout: MultiFrameLayout) -> None:
    """UIDs from those of the slices: another layout or order is another instance of another series."""
    shared = None if layout.shared is None else sorted(layout.shared)
    options = (shared, sorted(layout.left_out), layout.compressed, layout.offset_table)
    identity = f"{[str(each.SOPInstanceUID) for each in slices]} {options}"

    def uid(role: str) -> str:
        return f"2.25.{uuid.uuid5(_NAMESPACE, f'{role} {identity}').int}"

    dataset.SOPClassUID = _SOP_CLASS[dataset.Modality]
    dataset.SOPInstanceUID = uid("instance")
    dataset.SeriesInstanceUID = uid("series")
    dimensions = uid("dimensions")
    organization = Dataset()
    organization.DimensionOrganizationUID = dimensions
    dataset.DimensionOrganizationSequence = sequence_of(organization)
    dataset.DimensionIndexSequence = DicomSequence(
        _dimension(*each, dimensions) for each in _DIMENSIONS[dataset.Modality]
    )
    dataset.ImageType = frame_type(slices[0])
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    dataset.file_meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    dataset.file_meta.TransferSyntaxUID = RLELossless if layout.compressed else ExplicitVRLittleEndian


def _dimension(pointer: str, group: str, organization: str) -> Dataset:
    item = Dataset()
    item.DimensionOrganizationUID = organization
    item.DimensionIndexPointer = tag_for_keyword(pointer)
    item.FunctionalGroupPointer = tag_for_keyword(group)
    return item


def _describe(dataset: Dataset, frames: int) -> None:
    dataset.InstanceNumber = 1
    dataset.NumberOfFrames = frames
    day, time = dataset.get("ContentDate") or "20260101", dataset.get("ContentTime") or "120000"
    dataset.AcquisitionDateTime = f"{day}{time}"
    dataset.AcquisitionDuration = 1.0
    dataset.ContentQualification = "RESEARCH"
    dataset.BurnedInAnnotation = "NO"
    dataset.LossyImageCompression = "00"
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.AcquisitionContextSequence = DicomSequence()
    for keyword, value in {**FRAME_TYPE, **(_MR_ATTRIBUTES if dataset.Modality == "MR" else {})}.items():
        setattr(dataset, keyword, value)


def _add_groups(dataset: Dataset, slices: Sequence[Dataset], layout: MultiFrameLayout) -> None:
    places = frame_places(slices)
    common, frames = Dataset(), [Dataset() for _ in slices]
    for name in GROUPS[dataset.Modality]:
        if name in layout.left_out:
            continue
        items = _items(name, slices, places)
        if _is_shared(name, items, layout):
            if items[0] is not None:
                setattr(common, name, sequence_of(items[0]))
            continue
        for frame, item in zip(frames, items, strict=True):
            if item is not None:
                setattr(frame, name, sequence_of(item))
    dataset.SharedFunctionalGroupsSequence = sequence_of(common)
    dataset.PerFrameFunctionalGroupsSequence = DicomSequence(frames)


def _items(name: str, slices: Sequence[Dataset], places: Sequence[FramePlace]) -> list[Dataset | None]:
    pairs = enumerate(zip(slices, places, strict=True), start=1)
    return [functional_group(name, each, place, number) for number, (each, place) in pairs]


def _is_shared(name: str, items: Sequence[Dataset | None], layout: MultiFrameLayout) -> bool:
    same = all(item == items[0] for item in items)
    if layout.shared is None:
        return same and name != NEVER_SHARED
    if name in layout.shared and not same:
        raise PhantomscopeError(f"{name} can't be shared: it isn't the same in all frames")
    return name in layout.shared


def _add_pixels(dataset: Dataset, slices: Sequence[Dataset], layout: MultiFrameLayout) -> None:
    length = dataset.Rows * dataset.Columns * dataset.SamplesPerPixel * dataset.BitsAllocated // 8
    frames = [bytes(each.PixelData[:length]) for each in slices]
    if layout.compressed:
        kind = np.dtype(f"<u{dataset.BitsAllocated // 8}")
        arrays = (np.frombuffer(frame, kind).reshape(dataset.Rows, dataset.Columns) for frame in frames)
        dataset.PixelData = encapsulate(
            [rle_encode_frame(array) for array in arrays], has_bot=layout.offset_table
        )
        dataset["PixelData"].is_undefined_length = True
        dataset["PixelData"].VR = "OB"
        return
    joined = b"".join(frames)
    dataset.PixelData = joined + b"\0" * (len(joined) % 2)
    dataset["PixelData"].VR = "OW" if dataset.BitsAllocated > 8 else "OB"
