import pytest
from pydicom.dataset import Dataset
from pydicom.uid import EnhancedCTImageStorage, EnhancedMRImageStorage

from phantomscope.saving.classic_frame import image_kind, make_classic


def frame(modality: str, **tags: object) -> Dataset:
    made = Dataset()
    made.SOPClassUID = EnhancedCTImageStorage if modality == "CT" else EnhancedMRImageStorage
    made.FrameType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize(
    ("pulses", "inverted", "expected"),
    [("SPIN", "NO", "SE"), ("GRADIENT", "NO", "GR"), ("BOTH", "YES", ["SE", "GR", "IR"]), ("", "NO", "RM")],
)
def test_how_an_mr_frame_was_acquired(pulses: str, inverted: str, expected: object) -> None:
    made = frame(
        "MR", EchoPulseSequence=pulses, InversionRecovery=inverted, InPlanePhaseEncodingDirection="COLUMN"
    )
    make_classic(made, "MR")
    assert made.SOPClassUID.name == "MR Image Storage"
    assert made.ScanningSequence == expected
    assert (made.SequenceVariant, made.ScanOptions) == ("NONE", "")
    assert made.InPlanePhaseEncodingDirection == "COL"
    assert "FrameType" not in made


def test_a_direction_that_a_classic_slice_can_not_say_goes() -> None:
    made = frame("MR", ScanningSequence="GR", SequenceVariant="SK", InPlanePhaseEncodingDirection="OTHER")
    make_classic(made, "MR")
    assert (made.ScanningSequence, made.SequenceVariant) == ("GR", "SK")
    assert "InPlanePhaseEncodingDirection" not in made


def test_a_ct_frame_says_nothing_of_sequences() -> None:
    made = frame("CT", AcquisitionContrast="UNKNOWN")
    make_classic(made, "CT")
    assert made.SOPClassUID.name == "CT Image Storage"
    assert "ScanningSequence" not in made
    assert "AcquisitionContrast" not in made


def test_the_kind_of_image() -> None:
    assert image_kind(frame("CT"), "CT") == "AXIAL"
    assert image_kind(frame("MR"), "MR") == "OTHER"
    assert image_kind(frame("CT", ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"]), "CT") == "LOCALIZER"
