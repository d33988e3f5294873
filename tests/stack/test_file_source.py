import os
from collections.abc import Callable
from pathlib import Path

import pytest

from dicom_files import write_folder
from fixture_types import Untouched
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.file_source import FileSource, folder_source
from phantomscope.stack.member import SourceSpec

FILES = {
    "B/2.DCM": b"two" * 9000,
    "B/deeper/3": b"three",
    "C/4": b"four",
    "a.dcm": b"one",
    "empty": b"",
}
ORDER = ["a.dcm", "empty", "B/2.DCM", "B/deeper/3", "C/4"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "scan", FILES)


def test_a_folder_with_all_below_it(folder: Path) -> None:
    source = folder_source(folder)
    assert {member.name: source.read(member) for member in source.members()} == FILES
    assert {member.name: b"".join(source.front(member)) for member in source.members()} == FILES
    assert source.name == "scan"
    assert source.size == sum(map(len, FILES.values()))
    assert source.spec == SourceSpec("path", (str(folder),))
    source.close()
    source.close()


def test_inside_a_file(folder: Path) -> None:
    source = folder_source(folder)
    for member in source.members():
        data = FILES[member.name]
        for offset, length in ((0, 0), (1, 5), (0, 10**12), (len(data), 5), (len(data) + 9, 3)):
            assert source.part(member, offset, length) == data[offset:][:length]


def test_inside_a_file_that_was_changed(folder: Path) -> None:
    source = folder_source(folder)
    (folder / "a.dcm").write_bytes(b"another")
    with pytest.raises(PhantomscopeError, match="changed on disk"):
        source.part(source.members()[0], 0, 1)


def test_the_order_does_not_depend_on_the_file_system(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [member.name for member in folder_source(folder).members()]
    scandir = os.scandir

    class Backwards:
        def __init__(self, path: str) -> None:
            with scandir(path) as entries:
                self._entries = iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

        def __enter__(self) -> "Backwards":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def __iter__(self) -> "Backwards":
            return self

        def __next__(self) -> os.DirEntry[str]:
            return next(self._entries)

        def close(self) -> None:
            pass

    monkeypatch.setattr(os, "scandir", Backwards)
    assert [member.name for member in folder_source(folder).members()] == names == ORDER


def test_no_file_is_kept_open(folder: Path) -> None:
    source = folder_source(folder)
    member = source.members()[2]
    front = source.front(member)
    assert next(front) == FILES["B/2.DCM"][: 8 * 1024]
    front.close()  # type: ignore[attr-defined]
    source.read(member)
    open_files = Path("/proc/self/fd")
    if not open_files.is_dir():
        pytest.skip("only Linux lists a process's open files")
    assert str(folder) not in " ".join(
        str(link.readlink()) for link in open_files.iterdir() if link.is_symlink()
    )


def test_a_file_that_has_gone(folder: Path) -> None:
    source = folder_source(folder)
    (folder / "a.dcm").unlink()
    member = source.members()[0]
    for attempt in (source.read, lambda member: next(source.front(member))):
        with pytest.raises(PhantomscopeError, match=r"does not exist any more or was mistyped \(a.dcm\)"):
            attempt(member)
    assert source.read(source.members()[3]) == b"three"


@pytest.mark.parametrize("content", [b"longer than before", b"eno"])
def test_a_file_that_was_changed(folder: Path, content: bytes) -> None:
    source = folder_source(folder)
    path = folder / "a.dcm"
    state = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000))
    for attempt in (source.read, lambda member: next(source.front(member))):
        with pytest.raises(PhantomscopeError, match=r"was changed on disk after it was opened \(a.dcm\)"):
            attempt(source.members()[0])


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = folder_source(folder)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("phantomscope.stack.file_source.FileIO", refuse)
    with pytest.raises(PhantomscopeError, match=r"no permission to read it \(B/2.DCM\)"):
        source.read(source.members()[2])


def test_a_folder_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", refusing(folder))
    with pytest.raises(PhantomscopeError, match=r"no permission to read it \(scan\)"):
        folder_source(folder)


def test_a_folder_below_it_that_may_not_be_read_is_told_not_passed_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refusing(folder / "B"))
        source = folder_source(folder)
    assert [member.name for member in source.members()] == ["a.dcm", "empty", "C/4", "B"]
    with pytest.raises(PhantomscopeError, match=r"\(B\)"):
        source.read(source.members()[3])


def refusing(forbidden: Path) -> Callable[[str], object]:
    """An os.scandir that does not let anyone into one folder; root could be kept out in no other way."""
    scandir = os.scandir

    def guarded(path: str) -> object:
        if Path(path) == forbidden:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    return guarded


def test_a_file_that_can_not_even_be_looked_at_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    look = os.stat

    def guarded(path: str) -> os.stat_result:
        if path.endswith("2.DCM"):
            raise PermissionError(13, "Permission denied")
        return look(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "stat", guarded)
        assert "B/2.DCM" in [member.name for member in folder_source(folder).members()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_pipes_and_broken_links_are_no_members(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    (folder / "link").symlink_to(folder / "nowhere")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    assert [member.name for member in folder_source(folder).members()] == ORDER


@pytest.mark.skipif(os.name == "nt", reason="Windows has no names that are no text")
def test_a_name_that_is_no_text_can_be_printed(folder: Path) -> None:
    (folder / os.fsdecode(b"caf\xe9.dcm")).write_bytes(b"coffee")
    source = folder_source(folder)
    member = next(member for member in source.members() if member.name.startswith("caf"))
    assert member.name == "caf?.dcm"
    assert source.read(member) == b"coffee"


def test_an_empty_folder(tmp_path: Path) -> None:
    assert folder_source(tmp_path).members() == ()


def test_files_in_the_order_given(folder: Path) -> None:
    paths = [folder / "empty", folder / "a.dcm"]
    source = FileSource(paths, ["x", "y"], "two files", SourceSpec("files"))
    assert [(member.name, source.read(member)) for member in source.members()] == [("x", b""), ("y", b"one")]


def test_nothing_is_changed(folder: Path, untouched: Untouched) -> None:
    with untouched(folder):
        source = folder_source(folder)
        for member in source.members():
            source.read(member)
            b"".join(source.front(member))
        source.close()
