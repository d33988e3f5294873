import errno
import os
import sys
import zipfile
from pathlib import Path

import pytest

from phantomscope.errors import PhantomscopeError
from phantomscope.reports.files import belongs_to, check_place, file_name, write_whole
from phantomscope.stack.member import SourceSpec


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_it_is_written_whole_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "report.pdf", b"data")
    assert (tmp_path / "report.pdf").read_bytes() == b"data"
    assert names(tmp_path) == ["report.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_it_is_as_readable_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    write_whole(tmp_path / "report.pdf", b"data")
    assert (tmp_path / "report.pdf").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_very_long_name_is_fine(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 240 + ".pdf")
    write_whole(path, b"data")
    assert path.read_bytes() == b"data"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "The disk is full (report.pdf). Free some space and try again."),
        (errno.EACCES, "The file may not be written there (report.pdf)."),
        (errno.EROFS, "The file may not be written there (report.pdf)."),
        (errno.EIO, "The file could not be written: "),
    ],
)
def test_what_goes_wrong_is_told_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, told: str
) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(b"old")

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(PhantomscopeError) as raised:
        write_whole(path, b"new")
    assert str(raised.value).startswith(told)
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["report.pdf"]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="The folder is gone"):
        write_whole(tmp_path / "gone" / "report.pdf", b"data")


def test_a_folder_of_that_name(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises(PhantomscopeError):
        write_whole(tmp_path / "report.pdf", b"data")
    assert names(tmp_path) == ["report.pdf"]


def test_nothing_is_written_into_a_source(tmp_path: Path) -> None:
    scan = tmp_path / "scan.zip"
    scan.write_bytes(b"scan")
    with pytest.raises(PhantomscopeError, match="into the scan itself"):
        write_whole(scan, b"data", sources=[SourceSpec("path", (str(scan),))])
    assert scan.read_bytes() == b"scan"


def test_a_source_is_known_by_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "series"
    folder.mkdir()
    member = folder / "1.dcm"
    member.write_bytes(b"slice")
    link = tmp_path / "other name"
    os.link(member, link)
    files = SourceSpec("files", (str(member),))
    assert belongs_to(member, files)
    assert belongs_to(folder / ".." / "series" / "1.dcm", files)
    assert belongs_to(link, files)
    assert not belongs_to(folder / "2.dcm", files)
    whole = SourceSpec("path", (str(folder),))
    assert belongs_to(folder / "new.pdf", whole)
    assert belongs_to(folder / "deep" / "new.pdf", whole)
    assert not belongs_to(tmp_path / "new.pdf", whole)
    assert not belongs_to(tmp_path / "new.pdf", SourceSpec("bytes"))


@pytest.mark.parametrize(
    ("title", "date", "name"),
    [
        ("CatPhan 504 head", "2025-01-31", "CatPhan 504 head 2025-01-31.pdf"),
        ("a/b\\c:d*e?f", "2025-01-31", "a b c d e f 2025-01-31.pdf"),
        ("", "", "phantom.pdf"),
        ("...", "2025-01-31", "phantom 2025-01-31.pdf"),
        ("CON", "", "CON report.pdf"),
        ("two\nlines\x00", "", "two lines.pdf"),
        ("Kopf Größe µ", "", "Kopf Größe µ.pdf"),
    ],
)
def test_names_that_every_file_system_takes(title: str, date: str, name: str) -> None:
    assert file_name(title, date, "pdf") == name


def test_long_titles_are_cut() -> None:
    assert len(file_name("t" * 500, "2025-01-31", "pdf")) < 100


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + bytes(200),
        bytes(128) + b"DICM" + bytes(100),
        b"\x08\x00\x05\x00CS" + bytes(200),  # a DICOM dataset without preamble
    ],
)
def test_nothing_that_may_be_a_scan_is_written_over(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "old.json"
    file.write_bytes(content)
    with pytest.raises(PhantomscopeError, match="may be a scan"):
        write_whole(file, b"{}")
    assert file.read_bytes() == content


def test_archive_behind_a_program_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "self-extracting.exe"
    with file.open("wb") as stream:
        stream.write(b"MZ" + bytes(300))
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("a.dcm", b"1")
    before = file.read_bytes()
    with pytest.raises(PhantomscopeError, match="may be a scan"):
        write_whole(file, b"{}")
    assert file.read_bytes() == before


def test_protected_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_text("old")
    file.chmod(0o444)
    with pytest.raises(PhantomscopeError, match="protected"):
        write_whole(file, b"{}")
    assert file.read_text() == "old"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_pipe_or_device_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(PhantomscopeError, match="not a file"):
        write_whole(pipe, b"{}")
    assert pipe.is_fifo()


def test_interrupted_writing_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "report.json", b"{}")
    assert not names(tmp_path)


def test_a_place_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    scan = tmp_path / "scan.zip"
    scan.write_bytes(b"PK\x03\x04")
    (tmp_path / "plain.png").write_bytes(b"a picture")
    spec = SourceSpec("path", (str(tmp_path / "open"),))
    check_place(tmp_path / "plain.png", spec)
    check_place(tmp_path / "new.png")
    for path in (scan, tmp_path, tmp_path / "open" / "inside.png"):
        with pytest.raises(PhantomscopeError):
            check_place(path, spec)
