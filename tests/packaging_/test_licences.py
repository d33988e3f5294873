"""Every library that the program depends on stands on the licence page."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "resources" / "licences" / "THIRD_PARTY.md"


def rows() -> dict[str, tuple[str, str]]:
    """Library -> version and licence."""
    cells = re.findall(r"^\| (\S+) \| (\S+) \| (.+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    return {normal(name): (version, licence) for name, version, licence in cells if name != "library"}


def normal(name: str) -> str:
    """A distribution's name as the registry compares them."""
    return re.sub(r"[-_.]+", "-", name).lower()


def dependencies() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [normal(re.match(r"[A-Za-z0-9._-]+", text)[0]) for text in project["dependencies"]]  # type: ignore[index]


@pytest.mark.parametrize("name", dependencies())
def test_dependency_is_listed_with_its_licence(name: str) -> None:
    version, licence = rows()[name]
    assert version
    assert "not stated" not in licence


def test_versions_are_the_pinned_ones() -> None:
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pins = {
        normal(name): rest.split(";")[0].strip()
        for name, _, rest in (line.partition("==") for line in lines)
        if rest
    }
    assert {name: version for name, (version, _) in rows().items() if pins.get(name) != version} == {}


def test_pins_name_no_host() -> None:
    text = (ROOT / "packaging" / "constraints.txt").read_text("utf-8")
    assert not re.search(r"://|^-", text, re.MULTILINE)
