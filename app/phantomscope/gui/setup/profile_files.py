"""The folder of profiles as it was last read, and all that changes it, off the GUI thread."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import Profiles, ProfileStore
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.errands import Errand, Errands
from phantomscope.gui.setup.setup_profile import contents
from phantomscope.reports.files import belongs_to
from phantomscope.stack.member import SourceSpec

T = TypeVar("T")


class ProfileFiles(QObject):
    """Reads and changes the folder, one thing after another.

    Signals:
        changed(Profiles): The folder has been read, after a change too.
        kept(Profile): A profile has been saved.
        renamed(str, Profile): A profile that had this name has another one.
        told(str): What has been done, a sentence.
        failed(PhantomscopeError): Why something could not be done.

    Attributes:
        profiles: What the folder held when it was last read.

    Args:
        store: The folder.
        parent: Qt parent.
    """

    changed = Signal(object)
    kept = Signal(object)
    renamed = Signal(str, object)
    told = Signal(str)
    failed = Signal(object)

    def __init__(self, store: ProfileStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profiles = Profiles((), (), {})
        self._store = store
        self._errands = Errands(self)
        self._errands.failed.connect(self.failed)
        self._reading: Errand[Profiles] | None = None

    @property
    def is_reading(self) -> bool:
        """Whether the folder is being read."""
        return self._reading is not None

    def exactly(self, name: str) -> Profile | None:
        """The profile that is called so to the letter, or None."""
        return next((profile for profile in self.profiles.profiles if profile.name == name), None)

    def read(self) -> None:
        """Read the folder anew."""
        self._reading = self._errands.run(self._store.load, self._on_read)

    def hurry(self, seconds: float) -> None:
        """Wait so many seconds at most for a reading that is going on."""
        if self._reading is not None:
            self._errands.hurry(self._reading, seconds)

    def keep(self, profile: Profile) -> None:
        """Save a profile, in the place of the one with its name."""

        def done(_: Path) -> None:
            self.kept.emit(profile)
            self.told.emit(f"Profile “{profile.name}” saved for {profile.scanner()}: {contents(profile)}.")

        self._change(lambda: self._store.save(profile), done)

    def rename(self, name: str, new_name: str) -> None:
        """Give a profile another name."""

        def done(profile: Profile) -> None:
            self.renamed.emit(name, profile)
            self.told.emit(f"Profile “{name}” is called “{profile.name}” now.")

        self._change(lambda: self._store.rename(name, new_name), done)

    def remove(self, name: str) -> None:
        """Remove a profile and its file."""
        self._change(lambda: self._store.remove(name), lambda _: self.told.emit(f"Profile “{name}” removed."))

    def import_from(self, path: Path) -> None:
        """Take in a profile from elsewhere."""
        self._change(
            lambda: self._store.import_file(path),
            lambda new: self.told.emit(f"Profile “{new.name}” imported: {contents(new)}."),
        )

    def export_to(self, profile: Profile, sources: tuple[SourceSpec, ...], path: Path) -> None:
        """Write a profile to a file elsewhere, but never into a scan that is open."""
        work = functools.partial(_export, self._store, profile, sources, path)
        self._errands.run(work, lambda _: self.told.emit(f"Written: {path}"))

    def open_folder(self) -> None:
        """Show the folder in the system's file manager."""
        folder = self._store.folder
        self._errands.run(functools.partial(_make, folder), lambda _: _show(folder))

    def close(self) -> None:
        """Wait until all is done."""
        self._errands.close()

    def _change(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        def both() -> tuple[T, Profiles]:
            return work(), self._store.load()

        def took_place(found: tuple[T, Profiles]) -> None:
            self.profiles = found[1]
            done(found[0])
            self.changed.emit(self.profiles)

        self._errands.run(both, took_place)

    def _on_read(self, profiles: Profiles) -> None:
        self._reading = None
        self.profiles = profiles
        self.changed.emit(profiles)


def _export(store: ProfileStore, profile: Profile, sources: tuple[SourceSpec, ...], path: Path) -> None:
    if belongs_to(path, *sources):
        raise PhantomscopeError(
            "The profile would be written into the scan itself, which stays as it is",
            where=path.name,
            todo="Choose another folder",
        )
    store.export(profile, path)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PhantomscopeError(
            "The folder for profiles could not be made", todo="Check who may write there"
        ) from error


def _show(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
