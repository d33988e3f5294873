import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.storage import FileStorage, MemoryStorage, shown, unreadable

DATA = bytes(range(256)) * 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "scan.zip"
    file.write_bytes(DATA)
    return file


@pytest.fixture(params=["file", "file without pread", "memory"])
def storage(
    request: pytest.FixtureRequest, path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FileStorage | MemoryStorage]:
    if request.param == "memory":
        yield MemoryStorage(DATA, "scan.zip")
        return
    if request.param == "file without pread":
        monkeypatch.delattr(os, "pread", raising=False)
    opened = FileStorage(path)
    yield opened
    opened.close()


def test_reads_any_range(storage: FileStorage | MemoryStorage) -> None:
    assert (storage.name, storage.size) == ("scan.zip", len(DATA))
    assert storage.read_at(0, 10) == DATA[:10]
    assert storage.read_at(1000, 500) == DATA[1000:1500]
    assert storage.read_at(0, len(DATA)) == DATA


def test_reads_less_only_at_the_end(storage: FileStorage | MemoryStorage) -> None:
    assert storage.read_at(len(DATA) - 5, 100) == DATA[-5:]
    assert storage.read_at(len(DATA), 1) == b""
    assert storage.read_at(len(DATA) + 10, 1) == b""
    assert storage.read_at(7, 0) == b""


def test_an_absurd_length_takes_no_memory(storage: FileStorage | MemoryStorage) -> None:
    assert storage.read_at(10, 2**62) == DATA[10:]


def test_streams_are_independent(storage: FileStorage | MemoryStorage) -> None:
    with storage.stream() as one, storage.stream() as other:
        one.seek(100)
        assert other.read(3) == DATA[:3]
        assert one.read(3) == DATA[100:103]
    assert storage.read_at(0, 3) == DATA[:3]


def test_several_threads_read_at_once(storage: FileStorage | MemoryStorage) -> None:
    start = threading.Barrier(4)
    wrong: list[int] = []

    def read(seed: int) -> None:
        start.wait()
        for step in range(400):
            offset = (seed * 997 + step * 31) % (len(DATA) - 64)
            if storage.read_at(offset, 64) != DATA[offset : offset + 64]:
                wrong.append(offset)

    threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_short_reads_are_completed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda fd, length, offset: pread(fd, min(length, 7), offset))
    storage = FileStorage(path)
    assert storage.read_at(3, 100) == DATA[3:103]
    storage.close()


def test_a_file_that_grows_is_noticed(path: Path) -> None:
    storage = FileStorage(path)
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(PhantomscopeError, match=r"was changed on disk after it was opened \(scan.zip\)"):
        storage.read_at(0, 1)
    storage.close()


def test_a_file_that_is_rewritten_with_the_same_length_is_noticed(path: Path) -> None:
    storage = FileStorage(path)
    path.write_bytes(DATA[::-1])
    os.utime(path, ns=(1, storage.state[1] + 1))  # a file system's clock may be coarse
    with pytest.raises(PhantomscopeError, match="was changed on disk"):
        storage.read_at(0, 1)
    storage.close()


def test_a_file_that_is_replaced_or_deleted_goes_on_as_it_was(path: Path, tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows refuses to replace a file that is open")
    storage = FileStorage(path)
    other = tmp_path / "other"
    other.write_bytes(b"something else")
    other.replace(path)
    assert storage.read_at(0, 10) == DATA[:10]
    path.unlink()
    assert storage.read_at(5, 10) == DATA[5:15]
    with pytest.raises(PhantomscopeError, match="does not exist any more"):
        storage.stream()
    storage.close()


def test_a_drive_that_fails_is_told_as_such(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    storage = FileStorage(path)
    monkeypatch.setattr(os, "pread", fail)
    with pytest.raises(PhantomscopeError, match="could not be read: input/output error") as caught:
        storage.read_at(0, 1)
    assert caught.value.todo == "Check the drive and try again"
    storage.close()


def test_closing_twice_is_safe_and_reading_then_is_an_error_for_a_person(path: Path) -> None:
    storage = FileStorage(path)
    storage.close()
    storage.close()
    with pytest.raises(PhantomscopeError, match="closed already"):
        storage.read_at(0, 1)


def test_it_is_opened_for_reading_only(path: Path) -> None:
    storage = FileStorage(path)
    with storage.stream() as stream:
        assert not stream.writable()
    storage.close()


def test_memory_is_not_copied() -> None:
    assert MemoryStorage(DATA).data is DATA


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "No such file"), "does not exist any more or was mistyped"),
        (PermissionError(13, "denied"), "no permission to read it"),
        (IsADirectoryError(21, "Is a directory"), "could not be read: is a directory"),
        (OSError(), "could not be read: unknown reason"),
    ],
)
def test_every_reason_has_its_sentence(error: OSError, sentence: str) -> None:
    told = unreadable(Path("/some/where/scan.zip"), error)
    assert sentence in told.what
    assert told.where == "scan.zip"  # never the whole path
    assert told.todo


def test_opening_what_is_gone_or_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PhantomscopeError, match="does not exist any more"):
        FileStorage(tmp_path / "nothing.zip")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PhantomscopeError, match="no permission"):
        FileStorage(tmp_path / "scan.zip")


def test_names_can_always_be_printed() -> None:
    assert shown("Größe 世界.dcm") == "Größe 世界.dcm"
    assert shown(os.fsdecode(b"caf\xe9.dcm") if os.name != "nt" else "caf?.dcm") == "caf?.dcm"
