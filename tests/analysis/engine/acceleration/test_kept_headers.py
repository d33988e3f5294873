"""Headers are parsed once, and handed out as if each had been read anew."""

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicom_files import dataset, encoded
from phantomscope.analysis.engine.acceleration.kept_headers import KEPT, KeptHeaders
from phantomscope.stack.front import FrontReader, read_dataset


@pytest.fixture
def asked() -> list[int]:
    return []


@pytest.fixture(params=[False, True], ids=["", "sequences of undefined length"])
def length_unknown(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def kept(asked: list[int], length_unknown: bool) -> KeptHeaders:
    def read(slot: int) -> Dataset:
        asked.append(slot)
        inner = Dataset()
        inner.ReferencedSOPInstanceUID = "1.2.3"
        made = dataset(number=slot + 1, ReferencedImageSequence=Sequence([inner]))
        made["ReferencedImageSequence"].is_undefined_length = length_unknown
        return read_dataset(FrontReader(iter([encoded(made)])))

    return KeptHeaders(read)


def test_as_read_anew(kept: KeptHeaders, asked: list[int]) -> None:
    first = kept.header(3)
    whole = str(first)
    first.InstanceNumber = 99
    first.ImagePositionPatient[2] = -5.0
    first.PatientID = "other"
    del first.Rows
    second = kept.header(3)
    assert str(second) == whole
    assert second.InstanceNumber == 4
    assert second.ImagePositionPatient[2] != -5.0
    assert second.file_meta.TransferSyntaxUID == first.file_meta.TransferSyntaxUID
    assert asked == [3]


def test_nothing_that_is_nested_is_shared(kept: KeptHeaders) -> None:
    first = kept.header(3)
    whole = str(first)
    first.ReferencedImageSequence[0].ReferencedSOPInstanceUID = "9.9"
    first.ReferencedImageSequence.append(Dataset())
    first.SpecificCharacterSet = "ISO_IR 192"
    second = kept.header(3)
    assert str(second) == whole
    assert second.ReferencedImageSequence[0].ReferencedSOPInstanceUID == "1.2.3"
    assert second == kept.header(3)


def test_nor_is_what_tells_of_the_file(kept: KeptHeaders) -> None:
    first = kept.header(3)
    whole = str(first.file_meta)
    first.file_meta.TransferSyntaxUID = "1.2.840.10008.1.2"
    first.file_meta.add_new(0x00020102, "OB", b"other")
    assert str(kept.header(3).file_meta) == whole


def test_what_is_no_file_is_read_each_time() -> None:
    made = [Dataset(), Dataset()]
    found = KeptHeaders(lambda _: made.pop())
    first = found.header(0)
    first.InstanceNumber = 7
    assert "InstanceNumber" not in found.header(0)


def test_few_are_kept(kept: KeptHeaders, asked: list[int]) -> None:
    for slot in range(KEPT + 1):
        kept.header(slot)
    kept.header(KEPT)
    kept.header(1)
    assert asked == list(range(KEPT + 1))
    kept.header(0)
    assert asked[-1] == 0
