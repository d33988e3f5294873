"""A first slice must not cost more the more there is."""

import os
import threading
from contextlib import closing
from pathlib import Path

import pytest

from dicom_files import slice_bytes, slices, write_folder, zip_bytes
from phantomscope.stack import file_source, storage
from phantomscope.stack import glimpse as glimpse_module
from phantomscope.stack.glimpse import glimpse
from phantomscope.stack.headers import HeaderReader
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.sources import open_path


class Looks:
    """Counts the files that are looked at or opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._lock = threading.Lock()
        monkeypatch.setattr(file_source, "_state", self._counting(file_source._state))
        monkeypatch.setattr(file_source, "_state_of_file", self._counting(file_source._state_of_file))

    def _counting(self, look: object) -> object:
        def counted(path: object) -> object:
            with self._lock:
                self.count += 1
            return look(path)  # type: ignore[operator]

        return counted


def first_slice(path: Path) -> SliceHeader | None:
    source = glimpse([path])
    if source is None:
        return None
    with closing(source):
        reader = HeaderReader(source)
        found = (one for member in source.members() for one in reader.read(member))
        header = next((one for one in found if isinstance(one, SliceHeader)), None)
        if header is not None:
            assert source.read(header.member)
        return header


def test_the_work_for_a_first_slice_does_not_grow_with_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = []
    for number in (100, 1000):
        folder = tmp_path / str(number)
        folder.mkdir()
        data = slice_bytes()
        for file in range(number):
            (folder / f"{file}.dcm").write_bytes(data)
        with monkeypatch.context() as patch:
            looks = Looks(patch)
            assert first_slice(folder) is not None
            counts.append(looks.count)
    assert counts[0] == counts[1] <= 64


def test_what_is_quickly_listed_is_not_glimpsed_at(tmp_path: Path) -> None:
    few = write_folder(tmp_path / "few", slices(3))
    archive = tmp_path / "few.zip"
    archive.write_bytes(zip_bytes(slices(3)))
    assert glimpse([few]) is None
    assert glimpse([archive]) is None
    assert glimpse([few / "001.dcm"]) is None
    assert glimpse(sorted(few.iterdir())) is None
    assert glimpse([]) is None
    assert glimpse([tmp_path / "nowhere"]) is None


def test_slices_in_folders_below(tmp_path: Path) -> None:
    write_folder(tmp_path, {"README": b"text", "a/1/x.txt": b"text", "b/2.dcm": slice_bytes()})
    found = first_slice(tmp_path)
    assert found is not None
    assert found.member.name == "2.dcm"


def test_a_folder_without_a_slice_to_be_seen_at_once(tmp_path: Path) -> None:
    write_folder(tmp_path, {f"{n}.txt": b"text" for n in range(100)})
    assert first_slice(tmp_path) is None


def test_many_files(tmp_path: Path) -> None:
    data = slice_bytes()
    folder = write_folder(tmp_path, {f"{n:03}.dcm": data for n in range(100)})
    source = glimpse(sorted(folder.iterdir()))
    assert source is not None
    assert len(source.members()) == 64
    assert source.members()[0].name == "050.dcm"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps nobody out in this way")
def test_a_folder_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    assert glimpse([tmp_path]) is None


# -- archives ---------------------------------------------------------------------------------------------


def many(before: bytes = b"", count: int = 600) -> bytes:
    """An archive of so many members behind other bytes."""
    data = slice_bytes()
    return before + zip_bytes({f"scan/{number:05}.dcm": data for number in range(count)})


def test_the_work_for_a_first_slice_does_not_grow_with_the_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []
    for count in (600, 2400):
        path = tmp_path / f"{count}.zip"
        path.write_bytes(many(count=count))
        read: list[int] = []
        reading = storage.FileStorage.read_at

        def counted(
            self: storage.FileStorage,
            offset: int,
            length: int,
            read: list[int] = read,
            reading: object = reading,
        ) -> bytes:
            read.append(length)
            return reading(self, offset, length)  # type: ignore[operator, no-any-return]

        with monkeypatch.context() as patch:
            patch.setattr(storage.FileStorage, "read_at", counted)
            found = first_slice(path)
        assert found is not None
        assert abs(int(found.member.name[5:10]) - count // 2) < 100
        sizes.append(sum(read))
    assert sizes[1] < 1.1 * sizes[0]


@pytest.mark.parametrize("before", [b"", b"a program before the archive " * 99])
def test_what_is_glimpsed_is_what_is_listed(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(many(before))
    few = glimpse([path])
    assert few is not None
    with closing(few), closing(open_path(path)) as whole:
        assert 1 < len(few.members()) < 200
        assert set(few.members()) <= set(whole.members())
        for member in few.members()[:3]:
            assert few.read(member) == slice_bytes()


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:-22] + bytes(22), lambda _: b"PK"]
)
def test_an_archive_that_is_cut_short(tmp_path: Path, spoil: object) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(spoil(many()))  # type: ignore[operator]
    assert glimpse([path]) is None


def test_a_directory_that_lies_about_itself(tmp_path: Path) -> None:
    data = bytearray(many())
    for place in range(-22 + 12, -22 + 20):
        spoiled = data.copy()
        spoiled[place] ^= 0x55
        path = tmp_path / "scan.zip"
        path.write_bytes(spoiled)
        first_slice_or_trouble(path)


def first_slice_or_trouble(path: Path) -> None:
    source = glimpse_module.glimpse([path])
    if source is not None:
        with closing(source):
            reader = HeaderReader(source)
            assert all(reader.read(member) for member in source.members())
