from pathlib import Path

import pytest

from phantomscope.gui.exporting.image_kind import ImageKind


@pytest.mark.parametrize("kind", ImageKind)
def test_every_kind_has_a_title_and_a_filter_of_its_own(kind: ImageKind) -> None:
    others = [one for one in ImageKind if one is not kind]
    assert kind.name_filter not in [one.name_filter for one in others]
    assert f"*{kind.suffix}" in kind.name_filter
    assert kind.title in kind.name_filter


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (ImageKind.SLICE_PNG, "a", "a.png"),
        (ImageKind.SLICE_PNG, "a.PNG", "a.PNG"),
        (ImageKind.SLICE_TIFF, "a.tiff", "a.tiff"),
        (ImageKind.SLICE_TIFF, "CT 2025.01", "CT 2025.01.tif"),
        (ImageKind.VIEW_DICOM, "a.png", "a.png.dcm"),
    ],
)
def test_the_ending_is_added_where_it_is_missing(kind: ImageKind, name: str, expected: str) -> None:
    assert kind.with_suffix(Path("folder") / name) == Path("folder") / expected
