"""What a frame of an Enhanced object lacks of a classic CT or MR slice (PS3.3, A.3 and A.4)."""

from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage, MRImageStorage

from phantomscope.stack.header_values import text, values

_SOP_CLASSES = {"CT": CTImageStorage, "MR": MRImageStorage}
# Of an Enhanced image as a whole, or with other meanings there.
_ENHANCED_ONLY = (
    *("AcquisitionContextSequence", "PresentationLUTShape", "ContentQualification", "FrameType"),
    *("VolumetricProperties", "VolumeBasedCalculationTechnique", "PixelPresentation"),
    *("ComplexImageComponent", "AcquisitionContrast", "FrameReferenceDateTime"),
)
_SEQUENCES = {"SPIN": ["SE"], "GRADIENT": ["GR"], "BOTH": ["SE", "GR"]}


def make_classic(dataset: Dataset, modality: str) -> None:
    """Make a frame's header, as ``SliceStack.dataset`` gives it, that of a slice of its own.

    Args:
        dataset: The header, which is changed.
        modality: CT or MR; of any other the SOP class stays.
    """
    for keyword in _ENHANCED_ONLY:
        if keyword in dataset:
            delattr(dataset, keyword)
    if modality in _SOP_CLASSES:
        dataset.SOPClassUID = _SOP_CLASSES[modality]
    if modality == "MR":
        _say_how_it_was_acquired(dataset)


def image_kind(dataset: Dataset, modality: str) -> str:
    """The third value of ImageType."""
    if "LOCALIZER" in values(dataset, "ImageType"):
        return "LOCALIZER"
    return "AXIAL" if modality == "CT" else "OTHER"


def _say_how_it_was_acquired(dataset: Dataset) -> None:
    if not values(dataset, "ScanningSequence"):
        kinds = _SEQUENCES.get(text(dataset, "EchoPulseSequence"), ["RM"])
        inverted = text(dataset, "InversionRecovery") == "YES"
        dataset.ScanningSequence = [*kinds, *(["IR"] if inverted else [])]
    if not values(dataset, "SequenceVariant"):
        dataset.SequenceVariant = "NONE"
    if "ScanOptions" not in dataset:
        dataset.ScanOptions = ""
    direction = text(dataset, "InPlanePhaseEncodingDirection")
    if direction == "COLUMN":
        dataset.InPlanePhaseEncodingDirection = "COL"
    elif direction == "OTHER":
        del dataset.InPlanePhaseEncodingDirection
