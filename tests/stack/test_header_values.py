import math

import pytest
from pydicom.dataset import Dataset

from phantomscope.stack.header_values import (
    finite,
    integer,
    number,
    numbers,
    rescale,
    stored_value,
    tags,
    text,
    values,
    vector,
)


def made(**elements: object) -> Dataset:
    dataset = Dataset()
    for keyword, value in elements.items():
        setattr(dataset, keyword, value)
    return dataset


def test_values_of_every_kind() -> None:
    dataset = made(EchoNumbers=[3, 4], SliceThickness="2.5", ImageType=["A", "B"], SeriesDescription="")
    assert (integer(dataset, "EchoNumbers"), number(dataset, "SliceThickness")) == (3, 2.5)
    assert (text(dataset, "ImageType"), values(dataset, "SeriesDescription")) == ("A\\B", [])
    assert (text(dataset, "Modality"), integer(dataset, "SeriesNumber")) == ("", None)
    assert numbers(dataset, "EchoNumbers", 2) == (3.0, 4.0)
    assert numbers(dataset, "EchoNumbers", 3) is None
    assert vector(made(ImagePositionPatient=[1, 2, 3]), "ImagePositionPatient") == (1.0, 2.0, 3.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "junk"])
def test_what_is_no_number(value: object) -> None:
    with pytest.raises(ValueError):
        finite(value)


def test_a_rescale_is_there_or_not_but_never_junk() -> None:
    assert rescale(made(RescaleSlope="2"), "RescaleSlope") == 2.0
    assert rescale(made(), "RescaleSlope") is None


def test_tags_by_keyword() -> None:
    assert [int(tag) for tag in tags("Rows", "Columns")] == [0x00280010, 0x00280011]


@pytest.mark.parametrize(
    ("vr", "value", "signed", "expected"),
    [
        ("SS", -2000, True, -2000),
        ("US", 63536, True, -2000),
        ("US", 63536, False, 63536),
        ("SS", -2000, False, 63536),
        ("US", 32767, True, 32767),
        ("SS", -32768, False, 32768),
        ("OB", b"\x30\xf8", True, -2000),
        ("OB", b"\x30\xf8", False, 63536),
        ("LO", "none", True, None),
    ],
)
def test_a_stored_value_is_what_pixel_representation_says(
    vr: str, value: object, signed: bool, expected: int | None
) -> None:
    dataset = Dataset()
    dataset.is_little_endian = True
    dataset.add_new("PixelPaddingValue", vr, value)
    assert stored_value(dataset, "PixelPaddingValue", signed) == expected
    assert stored_value(Dataset(), "PixelPaddingValue", signed) is None
