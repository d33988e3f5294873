"""What a scan is before and after."""

from pathlib import Path

import pytest

from dicom_files import slices, write_folder, zip_bytes
from phantomscope.bench.scan_identity import digest, scan_facts
from phantomscope.errors import PhantomscopeError


def test_facts_of_a_small_scan(tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    members = slices(5)
    path.write_bytes(zip_bytes(members))
    facts = scan_facts(path, "", recognise=True)
    assert (facts.slices, facts.source_bytes) == (5, path.stat().st_size)
    assert facts.unpacked_bytes == sum(map(len, members.values()))
    assert facts.phantom == ""
    assert facts.why_not
    assert scan_facts(path, "504", recognise=True).phantom == "CatPhan 504"


@pytest.mark.parametrize("change", ["bytes", "removed", "renamed", "added"])
def test_any_change_of_a_folder_changes_its_digest(tmp_path: Path, change: str) -> None:
    folder = write_folder(tmp_path / "scan", {"a.dcm": b"12", "b.dcm": b"34"})
    before = digest(folder)
    assert digest(folder) == before
    match change:
        case "bytes":
            (folder / "a.dcm").write_bytes(b"13")
        case "removed":
            (folder / "a.dcm").unlink()
        case "renamed":
            (folder / "a.dcm").rename(folder / "c.dcm")
        case "added":
            (folder / "c.dcm").touch()
    assert digest(folder) != before


def test_a_digest_of_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(b"1")
    assert digest(path)
    path.unlink()
    path.mkdir()
    (path / "link").symlink_to(tmp_path / "nowhere")
    assert digest(path), "a link that leads nowhere is no file"
    with pytest.raises(PhantomscopeError):
        scan_facts(tmp_path / "nowhere.zip", "", recognise=False)
