"""``--private``: what may tell who a patient is stands in nothing that is printed or written."""

import base64
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from re import DOTALL, findall

import pydicom
import pytest

from analysis import support
from dicom_files import slices, zip_bytes
from own_log import own_log
from phantomscope.cli import main

MARKER = "ZZPATIENT"


@pytest.fixture(autouse=True)
def _log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with own_log(tmp_path / "log", monkeypatch):
        yield


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A scan that is only good for being looked at, called after its patient everywhere."""
    path = tmp_path / f"{MARKER}.zip"
    members = slices(3, prefix=f"{MARKER}/", SeriesDescription=MARKER, PatientName=MARKER)
    path.write_bytes(zip_bytes({**members, f"{MARKER}.txt": b"hello"}))
    return path


@pytest.mark.parametrize("private", [True, False])
def test_info(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], private: bool) -> None:
    json_file = tmp_path / "info.json"
    flags = ["--private"] if private else []
    assert main(["info", str(small), "--pixels", "--json", str(json_file), *flags]) == 0
    # What was written is told by the path that the person gave.
    told = capsys.readouterr().out + json_file.read_text("utf-8")
    assert (MARKER in told) is not private
    assert "made for a test" not in told
    assert "1.2.826.0.1.3680043.10.1" in told


@pytest.mark.parametrize("private", [True, False])
def test_what_can_not_be_analysed(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], private: bool
) -> None:
    flags = ["--private"] if private else []
    damaged = tmp_path / f"{MARKER} damaged.zip"
    damaged.write_bytes(b"PK\x03\x04 and no more")
    assert main(["analyze", str(damaged), *flags]) == 2
    assert main(["analyze", str(damaged), str(small), "--all", *flags]) == 2
    told = "".join(capsys.readouterr())
    assert (MARKER in told) is not private


@pytest.mark.slow
def test_all_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"{MARKER}.zip"
    members = {}
    with zipfile.ZipFile(io.BytesIO(support.coarse_catphan504())) as archive:
        for name in archive.namelist():
            dataset = pydicom.dcmread(io.BytesIO(archive.read(name)))
            for keyword in ("PatientName", "SeriesDescription", "StudyDescription", "ProtocolName"):
                setattr(dataset, keyword, MARKER)
            file = io.BytesIO()
            dataset.save_as(file)
            members[f"{MARKER} {name}"] = file.getvalue()
    path.write_bytes(zip_bytes(members))
    for private in (True, False):
        out = tmp_path / f"out {private}"
        flags = ["--json", "--csv", "--pdf", *(["--private"] if private else [])]
        assert main(["analyze", str(path), "--output-dir", str(out), *flags]) in (0, 1)
        told = "".join(capsys.readouterr()).replace(str(tmp_path), "")
        assert (MARKER in told) is not private
        files = sorted(out.iterdir())
        assert sorted(file.suffix for file in files) == [".csv", ".csv", ".json", ".pdf"]
        for file in files:
            data = _unpacked(file.read_bytes()) if file.suffix == ".pdf" else file.read_bytes()
            assert (MARKER.encode() in data) is not private, file.suffix
        assert any(MARKER in file.name for file in files) is not private


def _unpacked(pdf: bytes) -> bytes:
    """What is in a PDF's streams."""
    parts = [part.strip() for part in findall(rb"stream\r?\n(.*?)endstream", pdf, DOTALL)]
    packed = [part for part in parts if part.endswith(b"~>")]
    assert packed
    return b"".join(zlib.decompress(base64.a85decode(part.removesuffix(b"~>"))) for part in packed)
