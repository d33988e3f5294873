"""The files of `resources/` are found from a checkout, a wheel and a frozen program."""

import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from phantomscope.assets import resource, resources_folder
from phantomscope.errors import PhantomscopeError

ROOT = Path(__file__).resolve().parent.parent
ICON = "icons/phantomscope.svg"


def make_resources(folder: Path) -> Path:
    """A folder that passes for ours."""
    icon = folder / "resources" / ICON
    icon.parent.mkdir(parents=True)
    icon.write_text("<svg/>", "utf-8")
    return folder / "resources"


def test_checkout_has_the_icon_and_the_licences() -> None:
    assert ET.parse(resource(ICON)).getroot().tag.endswith("svg")
    assert "| pylinac |" in resource("licences/THIRD_PARTY.md").read_text("utf-8")


def test_wheel_brings_its_own_resources_and_they_come_first(tmp_path: Path) -> None:
    make_resources(tmp_path)  # as a checkout would have them
    package = tmp_path / "app" / "phantomscope"
    inside = make_resources(package)
    assert resources_folder(package) == inside


def test_checkout_is_looked_in_when_the_package_has_none(tmp_path: Path) -> None:
    beside = make_resources(tmp_path)
    package = tmp_path / "app" / "phantomscope"
    package.mkdir(parents=True)
    assert resources_folder(package) == beside


def test_frozen_program_looks_in_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundled = make_resources(tmp_path / "bundle" / "phantomscope")
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)
    assert resources_folder(tmp_path / "elsewhere") == bundled
    assert resource(ICON) == bundled / ICON


def test_folder_of_that_name_that_is_not_ours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    with pytest.raises(PhantomscopeError, match="belongs to the program is missing"):
        resources_folder(tmp_path / "app" / "phantomscope")


def test_missing_file_is_named() -> None:
    with pytest.raises(PhantomscopeError) as caught:
        resource("icons/nothing.svg")
    assert caught.value.where == "icons/nothing.svg"
    assert caught.value.todo


def test_built_wheel_holds_the_resources(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="hatchling isn't installed here")
    (built,) = wheel.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(zipfile.ZipFile(built).namelist())
    assert f"phantomscope/resources/{ICON}" in names
    assert "phantomscope/resources/licences/THIRD_PARTY.md" in names
    assert "phantomscope/assets.py" in names
    assert not [name for name in names if name.startswith(("tests/", "packaging/", "app/"))]
