from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from dicom_files import dataset, encoded, gradient, junk
from phantomscope.stack.arrangement import Arrangement
from saving.archives import datasets, save

MIRRORED = Arrangement(mirrored=True)
CROPPED = Arrangement(crop=(1, 1, 3, 5))


def one_saved(tmp_path: Path, arrangement: Arrangement, **tags: object) -> Dataset:
    made = dataset(**tags)  # type: ignore[arg-type]
    target = tmp_path / f"{len(list(tmp_path.iterdir()))}.zip"
    save({"1.dcm": encoded(made)}, target, arrangement)
    (found,) = datasets(target)
    return found


def icon() -> Dataset:
    item = Dataset()
    item.Rows = item.Columns = 2
    return item


def test_it_says_what_it_was_made_from(tmp_path: Path) -> None:
    old = dataset()
    new = one_saved(tmp_path, Arrangement(mirrored=True, crop=(0, 1, 3, 6)))
    assert list(new.ImageType) == ["DERIVED", "SECONDARY", "AXIAL"]
    assert new.DerivationDescription.startswith("mirrored left to right; cropped to rows 0-2, columns 1-5")
    (source,) = new.SourceImageSequence
    assert source.ReferencedSOPClassUID == old.SOPClassUID
    assert source.ReferencedSOPInstanceUID == old.SOPInstanceUID
    assert new.SOPInstanceUID != old.SOPInstanceUID
    assert new.file_meta.MediaStorageSOPInstanceUID == new.SOPInstanceUID
    assert len(new.InstanceCreationDate) == len(new.ContentDate) == 8
    assert new.StudyInstanceUID == old.StudyInstanceUID
    assert (new.PatientName, new.SeriesDescription) == (old.PatientName, old.SeriesDescription)


def test_integers_and_rescale_are_the_same(tmp_path: Path) -> None:
    for dtype in (np.int16, np.uint16, np.uint8, np.int32):
        new = one_saved(
            tmp_path, MIRRORED, pixels=gradient(3, 5, dtype, start=7), slope=0.37, intercept=-11.1
        )
        assert np.array_equal(new.pixel_array, gradient(3, 5, dtype, start=7)[:, ::-1])
        assert new.pixel_array.dtype == dtype
        assert (float(new.RescaleSlope), float(new.RescaleIntercept)) == (0.37, -11.1)
    twelve = one_saved(tmp_path, MIRRORED, BitsStored=12, HighBit=11)
    assert (twelve.BitsAllocated, twelve.BitsStored, twelve.HighBit) == (16, 12, 11)


def test_what_is_not_true_any_more_goes(tmp_path: Path) -> None:
    tags = {
        "SmallestImagePixelValue": 1,
        "LargestImagePixelValue": 24,
        "LossyImageCompression": "01",
        "PixelPaddingValue": -2000,
        "WindowCenter": "40",
        "IconImageSequence": Sequence([icon()]),
    }
    made = dataset(**tags)  # type: ignore[arg-type]
    made.add_new(0x60000010, "US", 4)
    for number, arrangement in enumerate((MIRRORED, CROPPED)):
        save({"1.dcm": encoded(made)}, tmp_path / f"{number}.zip", arrangement)
        (new,) = datasets(tmp_path / f"{number}.zip")
        for keyword in ("SmallestImagePixelValue", "LargestImagePixelValue", "IconImageSequence"):
            assert keyword not in new
        assert not [tag for tag in new.keys() if tag.group == 0x6000]  # noqa: SIM118
        assert new.LossyImageCompression == "01"
        assert (new.PixelPaddingValue, new.WindowCenter) == (-2000, 40)


def test_a_lookup_table_is_applied_once(tmp_path: Path) -> None:
    table = Dataset()
    table.LUTDescriptor, table.ModalityLUTType = [64, 0, 16], "HU"
    table.LUTData = (np.arange(64, dtype="<u2") * 3).tobytes()
    made = dataset(
        gradient(dtype=np.uint16), slope=None, intercept=None, ModalityLUTSequence=Sequence([table])
    )
    save({"1.dcm": encoded(made)}, tmp_path / "new.zip", MIRRORED)
    (new,) = datasets(tmp_path / "new.zip")
    assert "ModalityLUTSequence" not in new
    assert np.array_equal(new.pixel_array, gradient()[:, ::-1] * 3)
    assert (new.RescaleSlope, new.RescaleIntercept) == (1, 0)


def test_a_slice_without_rescale_gets_none(tmp_path: Path) -> None:
    new = one_saved(tmp_path, MIRRORED, slope=None, intercept=None)
    assert "RescaleSlope" not in new
    assert np.array_equal(new.pixel_array, gradient(start=1)[:, ::-1])


def test_a_header_with_junk_in_it_is_written_as_it_is(tmp_path: Path) -> None:
    made = junk(dataset(KVP="120"), "KVP")
    save({"1.dcm": encoded(made)}, tmp_path / "new.zip", MIRRORED)
    (new,) = datasets(tmp_path / "new.zip")
    assert str(new["KVP"].value) == "no number"


@pytest.mark.parametrize("modality", ["MR", "PT"])
def test_other_modalities_keep_their_class(tmp_path: Path, modality: str) -> None:
    new = one_saved(tmp_path, CROPPED, modality=modality)
    assert new.Modality == modality
    assert new.SOPClassUID == dataset().SOPClassUID
