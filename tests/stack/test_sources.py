import os
from pathlib import Path

import pytest
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from dicom_files import dataset, encoded, slice_bytes, slices, write_folder, zip_bytes
from fixture_types import Untouched
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.sources import open_bytes, open_files, open_path, open_spec

SLICES = slices(3, prefix="Series 1/")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(SLICES))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "scan", SLICES)


def contents(source: Source) -> list[bytes]:
    found = [bytes(source.read(member)) for member in source.members()]
    source.close()
    return found


def test_a_zip_by_its_path(archive: Path) -> None:
    source = open_path(archive)
    assert source.name == "scan.zip"
    assert contents(source) == list(SLICES.values())


@pytest.mark.parametrize("name", ["SCAN.ZIP", "scan.dat", "scan", "scan.dcm"])
def test_a_zip_is_known_by_its_content_not_its_name(archive: Path, name: str) -> None:
    path = archive.rename(archive.with_name(name))
    assert contents(open_path(path)) == list(SLICES.values())


def test_a_self_extracting_zip(archive: Path) -> None:
    archive.write_bytes(b"MZ" + bytes(3000) + archive.read_bytes())
    assert contents(open_path(archive)) == list(SLICES.values())


def test_zip_bytes_in_memory(archive: Path) -> None:
    source = open_bytes(archive.read_bytes(), "dropped")
    assert (source.name, source.spec) == ("dropped", SourceSpec("bytes"))
    assert contents(source) == list(SLICES.values())


def test_a_folder(folder: Path) -> None:
    assert contents(open_path(folder)) == list(SLICES.values())


def test_a_list_of_files(folder: Path) -> None:
    paths = sorted(folder.rglob("*.dcm"), reverse=True)
    source = open_files(paths)
    assert source.name == "003.dcm and 2 more"
    assert source.spec == SourceSpec("files", tuple(map(str, paths)))
    assert contents(source) == list(SLICES.values())[::-1]


def test_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    write_folder(tmp_path, {"a/1.dcm": b"one", "b/1.dcm": b"other"})
    source = open_files([tmp_path / "a/1.dcm", tmp_path / "b/1.dcm"])
    assert len({member.name for member in source.members()}) == 2


def test_one_dicom_file_with_or_without_extension(tmp_path: Path) -> None:
    for name in ("one.dcm", "ONE"):
        path = tmp_path / name
        path.write_bytes(slice_bytes())
        source = open_path(path)
        assert [member.name for member in source.members()] == [name]
        assert source.spec.state == (path.stat().st_size, path.stat().st_mtime_ns)
        assert contents(source) == [path.read_bytes()]


def test_a_list_of_one_is_that_one(archive: Path, folder: Path) -> None:
    for path in (archive, folder):
        assert contents(open_files([path])) == list(SLICES.values())


def test_a_dicom_file_that_ends_in_a_zip_is_a_dicom_file(tmp_path: Path) -> None:
    path = tmp_path / "both"
    path.write_bytes(slice_bytes() + zip_bytes(SLICES))
    source = open_path(path)
    assert [member.name for member in source.members()] == ["both"]
    source.close()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", r"The file is empty \(0 bytes\) \(it\)\. Export or copy it again\."),
        (b"some text", r"neither a ZIP archive nor a DICOM file \(it\)\. Choose a ZIP archive"),
        (b"%PDF-1.7 ...", "neither a ZIP archive nor a DICOM file"),
        (b"\x89PNG\r\n" + bytes(500), "neither a ZIP archive nor a DICOM file"),
        (zip_bytes(SLICES)[:-40], r"damaged or cut short"),
    ],
    ids=["empty", "text", "PDF", "PNG", "cut ZIP"],
)
def test_what_is_no_source(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "it"
    path.write_bytes(content)
    with pytest.raises(PhantomscopeError, match=sentence):
        open_path(path)


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRLittleEndian])
def test_a_dataset_without_preamble(tmp_path: Path, syntax: UID) -> None:
    path = tmp_path / "bare"
    path.write_bytes(encoded(dataset(), syntax, preamble=False))
    assert contents(open_path(path)) == [path.read_bytes()]


def test_a_path_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone.zip"
    for paths in ([gone], [gone, gone]):
        with pytest.raises(PhantomscopeError, match=r"does not exist any more or was mistyped \(gone.zip\)"):
            open_files(paths)
    with pytest.raises(PhantomscopeError, match="does not exist any more"):
        open_path(gone)


def test_no_permission(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    for method in ("open", "stat"):
        with monkeypatch.context() as patch:
            patch.setattr(Path, method, refuse)
            for paths in ([archive], [archive, archive]):
                if method == "open" and len(paths) > 1:
                    continue  # they are opened one at a time, later
                with pytest.raises(PhantomscopeError, match="no permission to read it") as caught:
                    open_files(paths)
                assert "read access" in caught.value.todo


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(PhantomscopeError, match="neither a file nor a folder"):
        open_path(pipe)


def test_lists_that_make_no_sense(folder: Path, archive: Path) -> None:
    with pytest.raises(PhantomscopeError, match="No file was given"):
        open_files([])
    with pytest.raises(PhantomscopeError, match=r"one of them is a folder \(scan\)"):
        open_files([archive, folder])


@pytest.mark.parametrize(("data", "sentence"), [(b"", "nothing in it"), (b"text", "no ZIP archive")])
def test_bytes_that_are_no_zip(data: bytes, sentence: str) -> None:
    with pytest.raises(PhantomscopeError, match=sentence):
        open_bytes(data)


def test_another_process_opens_the_same(archive: Path, folder: Path) -> None:
    data = archive.read_bytes()
    files = sorted(folder.rglob("*.dcm"))
    for source in (open_path(archive), open_path(folder), open_files(files), open_path(files[0])):
        assert contents(open_spec(source.spec)) == contents(source)
    assert contents(open_spec(open_bytes(data).spec, data)) == list(SLICES.values())


def test_another_process_refuses_what_was_replaced_since(archive: Path, folder: Path) -> None:
    single = folder / "Series 1/001.dcm"
    for path, other in ((archive, zip_bytes(slices(2))), (single, slice_bytes(number=9))):
        source = open_path(path)
        source.close()
        path.write_bytes(other)
        os.utime(path, ns=(1, 2))
        with pytest.raises(PhantomscopeError, match="was changed on disk after it was opened"):
            open_spec(source.spec)


def test_a_failure_leaves_no_file_open(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    for name, content in {"a": b"PK\x03\x04", "b": b"text", "c": b""}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(PhantomscopeError):
            open_path(tmp_path / name)
    assert not [warning for warning in recwarn if warning.category is ResourceWarning]


def test_opening_and_reading_changes_nothing(archive: Path, folder: Path, untouched: Untouched) -> None:
    for path in (archive, folder):
        with untouched(path):
            assert len(contents(open_path(path))) == 3
