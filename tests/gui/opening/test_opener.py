import threading
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, write_folder, zip_bytes
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.opening import opener as opener_module
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.demo_process import DemoProcess
from phantomscope.gui.opening.opener import Opener
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.stack.index import ScanBatch, scan_batches
from phantomscope.stack.member import Source


class FakeDemo(DemoProcess):
    """Makes a scan of three slices once it is let go."""

    def __init__(self) -> None:
        super().__init__([])
        self.go = threading.Event()
        self.asked = threading.Event()
        self.failure: BaseException | None = None

    def make(self, cancelled: threading.Event) -> bytes:
        self.asked.set()
        while not self.go.wait(0.01):
            if cancelled.is_set():
                raise OperationCancelled
        if self.failure is not None:
            raise self.failure
        return zip_bytes(slices(3))


class Heard:
    """What an opener says, in order."""

    def __init__(self, opener: Opener) -> None:
        self.names: list[str] = []
        self.what: list[Any] = []
        for name in ("started", "progressed", "first_slice_ready", "opened", "failed", "cancelled"):
            getattr(opener, name).connect(lambda *given, name=name: self._hear(name, given))

    def _hear(self, name: str, given: tuple[Any, ...]) -> None:
        self.names.append(name)
        self.what.append(given[0] if len(given) == 1 else given)

    def said(self, name: str) -> list[Any]:
        return [what for one, what in zip(self.names, self.what, strict=True) if one == name]


@pytest.fixture
def demo() -> FakeDemo:
    return FakeDemo()


@pytest.fixture
def opener(qtbot: QtBot, demo: FakeDemo) -> Iterator[Opener]:
    opener = Opener(demo)
    yield opener
    demo.go.set()
    opener.close()


class Gate:
    """A scan that stops after its first batch until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.waiting = threading.Event()
        self.left = threading.Event()
        monkeypatch.setattr(opener_module, "scan_batches", self._batches)

    def _batches(self, source: Source) -> Iterator[ScanBatch]:
        try:
            for number, batch in enumerate(scan_batches(source, batch=2)):
                if number == 1:
                    self.waiting.set()
                    assert self.go.wait(10)
                yield batch
        finally:
            self.left.set()


def test_a_scan_opens_with_all_its_series(qtbot: QtBot, opener: Opener, scan_zip: Path) -> None:
    heard = Heard(opener)
    with qtbot.waitSignal(opener.opened) as opened:
        opener.open_paths([scan_zip])
    dataset = opened.args[0]
    assert isinstance(dataset, Dataset)
    assert [len(one.slices) for one in dataset.scan.series] == [12]
    assert dataset.path == scan_zip
    assert dataset.data == b""
    assert heard.names[0] == "started"
    assert heard.what[0] == "scan.zip"
    assert heard.said("progressed")[-1] == (13, 13)
    assert not opener.is_busy
    dataset.source.close()


def test_the_first_slice_comes_while_the_scan_goes_on(
    qtbot: QtBot, opener: Opener, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    with qtbot.waitSignal(opener.first_slice_ready) as first:
        opener.open_paths([scan_zip])
    assert isinstance(first.args[0], LoadedSlice)
    assert first.args[0].shape == (48, 64)
    assert opener.is_busy
    with qtbot.waitSignal(opener.opened) as opened:
        gate.go.set()
    opened.args[0].source.close()


def test_where_the_first_member_is_no_slice_a_later_one_is_shown(
    qtbot: QtBot, opener: Opener, tmp_path: Path
) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(
        zip_bytes({"a.dcm": slice_bytes(number=1), "b.txt": b"x", "c.dcm": slice_bytes(number=2)})
    )
    heard = Heard(opener)
    with qtbot.waitSignal(opener.opened) as opened:
        opener.open_paths([path])
    assert len(heard.said("first_slice_ready")) == 1
    assert [one.name for one in opened.args[0].scan.set_aside] == ["b.txt"]
    opened.args[0].source.close()


@pytest.mark.parametrize("kind", ["folder", "zip", "files"])
def test_the_first_slice_of_very_many_comes_before_all_are_listed(
    qtbot: QtBot, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    data = slice_bytes()
    paths = [write_folder(tmp_path / "scan", {f"{n:04}.dcm": data for n in range(700)})]
    if kind == "zip":
        paths = [tmp_path / "scan.zip"]
        paths[0].write_bytes(zip_bytes({f"{n:04}.dcm": data for n in range(700)}))
    elif kind == "files":
        paths = sorted(paths[0].iterdir())
    go, listing = threading.Event(), opener_module.open_files

    def held(chosen: Sequence[Path]) -> Source:
        assert go.wait(10)
        return listing(chosen)

    monkeypatch.setattr(opener_module, "open_files", held)
    heard = Heard(opener)
    with qtbot.waitSignal(opener.first_slice_ready) as first:
        opener.open_paths(paths)
    assert isinstance(first.args[0], LoadedSlice)
    assert heard.names == ["started", "first_slice_ready"]
    with qtbot.waitSignal(opener.opened) as opened:
        go.set()
    assert opened.args[0].path == (paths[0] if kind != "files" else None)
    opened.args[0].source.close()


def test_giving_up_before_the_first_slice(
    qtbot: QtBot, opener: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "scan", {f"{n:04}.dcm": b"text" for n in range(70)})
    reading, go = threading.Event(), threading.Event()
    glimpsed = opener_module.glimpse

    def held(paths: Sequence[Path]) -> Source | None:
        reading.set()
        assert go.wait(10)
        return glimpsed(paths)

    monkeypatch.setattr(opener_module, "glimpse", held)
    monkeypatch.setattr(opener_module, "open_files", lambda _: pytest.fail("it was given up"))
    heard = Heard(opener)
    opener.open_paths([folder])
    assert reading.wait(10)
    opener.cancel()
    go.set()
    opener.close()
    qtbot.wait(1)
    assert heard.names == ["started", "cancelled"]


def test_several_files_are_one_dataset(qtbot: QtBot, opener: Opener, tmp_path: Path) -> None:
    paths = []
    for name, data in slices(3).items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    with qtbot.waitSignal(opener.opened) as opened:
        opener.open_paths(paths)
    assert opened.args[0].path is None
    assert opened.args[0].scan.slice_count == 3


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("empty.zip", b"", "empty"),
        ("text.zip", b"no archive at all", "neither a ZIP archive nor a DICOM file"),
        ("cut.zip", zip_bytes(slices(2))[:-30], "damaged or cut short"),
        ("none.zip", zip_bytes({"a.txt": b"a"}), "CT or MR slice"),
        ("gone.zip", None, "does not exist"),
    ],
)
def test_what_cannot_be_opened_is_told_in_a_sentence(
    qtbot: QtBot, opener: Opener, tmp_path: Path, name: str, data: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open_paths([path])
    error = failed.args[0]
    assert isinstance(error, PhantomscopeError)
    assert sentence.lower() in str(error).lower()
    assert error.todo
    assert not opener.is_busy


def test_an_empty_folder_is_told(qtbot: QtBot, opener: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open_paths([folder])
    assert "no file in it" in str(failed.args[0])


def test_the_demo_is_made_and_opened_from_memory(qtbot: QtBot, opener: Opener, demo: FakeDemo) -> None:
    demo.go.set()
    with qtbot.waitSignal(opener.opened) as opened:
        opener.open_demo()
    dataset = opened.args[0]
    assert dataset.path is None
    assert dataset.data.startswith(b"PK")
    assert dataset.source.spec.kind == "bytes"


def test_a_demo_that_fails_is_told(qtbot: QtBot, opener: Opener, demo: FakeDemo) -> None:
    demo.failure = PhantomscopeError("It could not be made")
    demo.go.set()
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open_demo()
    assert failed.args[0].what == "It could not be made"


def test_a_fault_of_the_program_is_told_calmly_and_logged(
    qtbot: QtBot, opener: Opener, demo: FakeDemo, expect_log: Any
) -> None:
    expect_log("phantomscope.gui.opening.opener", 40)
    demo.failure = ZeroDivisionError("oops")
    demo.go.set()
    with qtbot.waitSignal(opener.failed) as failed:
        opener.open_demo()
    assert "oops" not in str(failed.args[0])
    assert "log" in failed.args[0].todo


def test_cancelling_says_so_at_once_and_nothing_else_comes(
    qtbot: QtBot, opener: Opener, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    heard = Heard(opener)
    opener.open_paths([scan_zip])
    assert gate.waiting.wait(10)
    opener.cancel()
    assert heard.names[-1] == "cancelled"
    assert not opener.is_busy
    gate.go.set()
    assert gate.left.wait(10)
    qtbot.wait(20)
    assert heard.names[-1] == "cancelled"
    assert "opened" not in heard.names


def test_cancelling_nothing_is_silent(qtbot: QtBot, opener: Opener) -> None:
    heard = Heard(opener)
    opener.cancel()
    assert not heard.names


def test_the_newest_wins(qtbot: QtBot, opener: Opener, demo: FakeDemo, scan_zip: Path) -> None:
    heard = Heard(opener)
    opener.open_demo()
    assert demo.asked.wait(10)
    with qtbot.waitSignal(opener.opened) as opened:
        opener.open_paths([scan_zip])
    demo.go.set()
    qtbot.wait(50)
    assert len(heard.said("opened")) == 1
    assert opened.args[0].path == scan_zip
    assert "cancelled" not in heard.names
    opened.args[0].source.close()


def test_a_source_that_nobody_wants_any_more_is_closed(
    qtbot: QtBot, opener: Opener, scan_zip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    real = opener_module.open_files

    def watched(paths: list[Path]) -> Source:
        source = real(paths)
        close = source.close

        def tell() -> None:
            closed.set()
            close()

        monkeypatch.setattr(source, "close", tell)
        return source

    monkeypatch.setattr(opener_module, "open_files", watched)
    gate = Gate(monkeypatch)
    opener.open_paths([scan_zip])
    assert gate.waiting.wait(10)
    opener.cancel()
    gate.go.set()
    assert closed.wait(10)


def test_an_answer_that_comes_too_late_is_dropped_and_its_source_closed(
    qtbot: QtBot, opener: Opener, scan_zip: Path
) -> None:
    heard = Heard(opener)
    opener.open_paths([scan_zip])
    job = opener._job
    assert job is not None
    job.thread.join(10)  # all its answers are on their way now
    opener.cancel()
    qtbot.wait(20)
    assert "opened" not in heard.names


def test_closing_ends_the_thread_and_frees_the_opener(qtbot: QtBot, scan_zip: Path) -> None:
    demo = FakeDemo()
    opener = Opener(demo)
    opener.open_demo()
    assert demo.asked.wait(10)
    opener.close()
    gone = weakref.ref(opener)
    del opener
    assert gone() is None
