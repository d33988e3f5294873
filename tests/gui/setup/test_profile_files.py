import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import Profiles, ProfileStore, read_profile
from phantomscope.gui.setup.profile_files import ProfileFiles
from phantomscope.stack.member import SourceSpec

LINAC = Profile("Linac 3", "Varian", "TrueBeam", phantom="CatPhan 504")


class SlowStore(ProfileStore):
    """A folder that can only be read once it may be; it remembers who read it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.may_be_read = threading.Event()
        self.readers: list[threading.Thread] = []

    def load(self) -> Profiles:
        self.readers.append(threading.current_thread())
        self.may_be_read.wait(5)
        return super().load()


class Told:
    """What has been told."""

    def __init__(self, files: ProfileFiles) -> None:
        self.notes: list[str] = []
        self.problems: list[str] = []
        files.told.connect(self.notes.append)
        files.failed.connect(lambda error: self.problems.append(str(error)))


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def test_the_folder_is_read_elsewhere(qtbot: QtBot, tmp_path: Path) -> None:
    store = SlowStore(tmp_path)
    files = ProfileFiles(store)
    files.read()
    files.hurry(0.01)
    assert files.is_reading
    store.may_be_read.set()
    with qtbot.waitSignal(files.changed):
        pass
    assert not files.is_reading
    assert store.readers[0] is not threading.current_thread()
    files.close()


def test_keeping_renaming_and_removing(qtbot: QtBot, store: ProfileStore) -> None:
    files = ProfileFiles(store)
    told = Told(files)
    with qtbot.waitSignal(files.kept):
        files.keep(LINAC)
    assert files.profiles.profiles == (LINAC,)
    with qtbot.waitSignal(files.renamed) as renamed:
        files.rename("Linac 3", "Linac 4")
    assert renamed.args is not None
    assert renamed.args[0] == "Linac 3"
    assert renamed.args[1].name == "Linac 4"
    files.remove("Linac 4")
    qtbot.waitUntil(lambda: files.profiles.profiles == ())
    assert told.notes == [
        "Profile “Linac 3” saved for Varian TrueBeam: CatPhan 504.",
        "Profile “Linac 3” is called “Linac 4” now.",
        "Profile “Linac 4” removed.",
    ]
    files.remove("Linac 4")
    qtbot.waitUntil(lambda: bool(told.problems))
    assert "no profile called “Linac 4”" in told.problems[0]
    files.close()


def test_out_and_in(qtbot: QtBot, store: ProfileStore, tmp_path: Path) -> None:
    files = ProfileFiles(store)
    told = Told(files)
    path = tmp_path / "linac.json"
    files.export_to(LINAC, (), path)
    qtbot.waitUntil(lambda: told.notes == [f"Written: {path}"])
    assert read_profile(path) == LINAC
    files.import_from(path)
    qtbot.waitUntil(lambda: files.profiles.profiles == (LINAC,))
    assert told.notes[1] == "Profile “Linac 3” imported: CatPhan 504."
    files.close()


def test_nothing_is_written_into_the_scan(qtbot: QtBot, store: ProfileStore, tmp_path: Path) -> None:
    files = ProfileFiles(store)
    told = Told(files)
    files.export_to(LINAC, (SourceSpec("path", (str(tmp_path),)),), tmp_path / "linac.json")
    qtbot.waitUntil(lambda: bool(told.problems))
    assert "into the scan itself" in told.problems[0]
    assert not (tmp_path / "linac.json").exists()
    files.close()


class FolderOpener(QObject):
    """Stands for the file manager."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_folder_is_made_and_shown(qtbot: QtBot, store: ProfileStore) -> None:
    files, opener = ProfileFiles(store), FolderOpener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[arg-type]
    try:
        files.open_folder()
        qtbot.waitUntil(lambda: bool(opener.opened))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert Path(opener.opened[0]) == store.folder
    assert store.folder.is_dir()
    files.close()
