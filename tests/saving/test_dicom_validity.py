"""What is saved is valid DICOM: checked by dciodvfy, which knows the standard's modules."""

import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from analysis import identity_scans as scans
from analysis.support import ACR_LARGE, CATPHAN_504
from phantomscope.stack.arrangement import PLAIN, Arrangement
from saving.archives import members, opened, save

Errors = Callable[[bytes], list[str]]

EDITED = Arrangement(True, True, True, (10, 20, 150, 140))


@pytest.fixture
def errors(tmp_path: Path) -> Errors:
    """``errors(data)`` gives dciodvfy's lines with errors of a DICOM file."""
    own = Path(sysconfig.get_path("scripts"), "dciodvfy")
    tool = str(own) if own.is_file() else shutil.which("dciodvfy")
    if tool is None:
        pytest.skip("dciodvfy (of the package dicom3tools) is not installed")

    def run(data: bytes) -> list[str]:
        path = tmp_path / "member.dcm"
        path.write_bytes(data)
        done = subprocess.run([tool, str(path)], capture_output=True, check=False)
        path.unlink()
        told = (done.stderr + done.stdout).decode("latin-1")
        assert "Image" in told  # it has found out what it is
        return sorted(_nameless(line) for line in told.splitlines() if "Error" in line)

    return run


def _nameless(line: str) -> str:
    return re.sub(r"<[0-9.]+>", "<value>", line.strip())


def few(files: Mapping[str, bytes]) -> list[bytes]:
    """The first, the middle and the last."""
    data = list(files.values())
    return [data[0], data[len(data) // 2], data[-1]]


@pytest.mark.parametrize("phantom", [pytest.param(CATPHAN_504, marks=pytest.mark.slow), ACR_LARGE])
def test_digital_phantoms_are_without_errors_before_and_after(
    phantom: str, tmp_path: Path, errors: Errors
) -> None:
    scan = scans.digital(phantom)
    assert errors(scan.files[scan.slices[0]]) == []
    for number, (arrangement, private) in enumerate(((EDITED, False), (PLAIN, True))):
        save(scan.files, tmp_path / f"{number}.zip", arrangement, private=private)
        assert errors(next(iter(members(tmp_path / f"{number}.zip").values()))) == []


@pytest.mark.parametrize("phantom", [CATPHAN_504, ACR_LARGE])
@pytest.mark.slow
def test_frames_of_an_enhanced_object_are_without_errors(
    phantom: str, tmp_path: Path, errors: Errors
) -> None:
    files = scans.one_object(phantom, scans.digital(phantom)).ours
    for arrangement in (PLAIN, EDITED):
        save(files, tmp_path / f"{arrangement.reversed}.zip", arrangement)
        assert [errors(data) for data in few(members(tmp_path / f"{arrangement.reversed}.zip"))] == [
            [],
            [],
            [],
        ]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "catphan504_cbct_varian.zip",
        "acr_mri_large_ge.zip",
        "acr_mri_large_enhanced_multiframe_siemens.zip",
    ],
)
@pytest.mark.parametrize("private", [False, True])
def test_real_scans_get_no_new_errors(
    name: str, private: bool, real_data: Path, tmp_path: Path, errors: Errors
) -> None:
    with opened(real_data / name) as (source, stack):
        slices = {header.member.name: bytes(source.read(header.member)) for header in stack.series.slices}
    known = {line for data in few(slices) for line in errors(data)}
    save(real_data / name, tmp_path / "new.zip", EDITED, private=private)
    for data in few(members(tmp_path / "new.zip")):
        assert [line for line in errors(data) if line not in known] == []
