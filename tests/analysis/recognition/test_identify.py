"""Which phantom a header suggests."""

from typing import Any

import pytest

from dicom_files import slices, zip_bytes
from phantomscope.analysis.recognition.identify import Suggestion, suggest
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes


def suggestion(count: int = 3, **tags: Any) -> Suggestion | None:
    source = open_bytes(zip_bytes(slices(count, **tags)))
    return suggest(scan(source).series[0])


@pytest.mark.parametrize(
    ("tag", "text", "name"),
    [
        ("SeriesDescription", "QA Catphan 604 monthly", "CatPhan604"),
        ("SeriesDescription", "CATPHAN_700", "CatPhan700"),
        ("StudyDescription", "CatPhan", "CatPhan504"),
        ("ProtocolName", "Quart DVT", "QuartDVT"),
        ("SeriesDescription", "ACR", "ACRCT"),
        ("SeriesDescription", "Gammex 464", "ACRCT"),
        ("SeriesDescription", "Tomo Cheese", "TomoCheese"),
        ("StudyDescription", "CIRS 062M", "CIRS062M"),
        ("SeriesDescription", "Helios daily QA", "GEHeliosCTDaily"),
    ],
)
def test_a_text_decides(tag: str, text: str, name: str) -> None:
    tags: dict[str, Any] = {tag: text}
    found = suggestion(**tags)
    assert found is not None
    assert found.phantom.class_name == name
    assert found.named
    assert text in found.reason


def test_the_longest_name_wins() -> None:
    found = suggestion(SeriesDescription="CatPhan 503", StudyDescription="CatPhan 504 and ACR")
    assert found is not None
    assert found.phantom.class_name == "CatPhan503"


@pytest.mark.parametrize(
    ("modality", "count", "name"),
    [("MR", 11, "ACRMRILarge"), ("CT", 39, "CatPhan504"), ("CT", 38, "ACRCT"), ("CT", 1, "ACRCT")],
)
def test_without_a_text(modality: str, count: int, name: str) -> None:
    found = suggestion(count, modality=modality)
    assert found is not None
    assert found.phantom.class_name == name
    assert not found.named


@pytest.mark.parametrize(("text", "name"), [("ACR Large", "ACRMRILarge"), ("ACR MRI medium", "ACRMRIMedium")])
def test_mr_texts(text: str, name: str) -> None:
    found = suggestion(modality="MR", SeriesDescription=text)
    assert found is not None
    assert found.phantom.class_name == name


def test_a_ct_name_means_nothing_in_mr() -> None:
    found = suggestion(modality="MR", SeriesDescription="CatPhan 504")
    assert found is not None
    assert found.phantom.class_name == "ACRMRILarge"
    assert not found.named


def test_other_modalities_have_no_phantom() -> None:
    assert suggestion(modality="PT", SeriesDescription="CatPhan 504") is None


@pytest.mark.parametrize("text", ["SACRUM", "macro", "Circs study", "ADVT7"])
def test_part_of_another_word_names_no_phantom(text: str) -> None:
    found = suggestion(SeriesDescription=text)
    assert found is not None
    assert not found.named


@pytest.mark.parametrize(("text", "general"), [("CatPhan", True), ("ACR QA", True), ("CatPhan 504", False)])
def test_the_name_of_a_family_is_told_from_that_of_a_phantom(text: str, general: bool) -> None:
    found = suggestion(SeriesDescription=text)
    assert found is not None
    assert found.named
    assert found.general is general
