"""The profiles of this person, kept as readable files in a folder."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from phantomscope.analysis.profile import Profile, best_match, name_key, same_name
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SeriesFacts
from phantomscope.whole_file import put_in_place, safe_stem

SUFFIX = ".json"
_MOST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file in the profiles' folder that is none, or none that can be used; it is left as it is.

    Attributes:
        path: The file.
        reason: Why, a phrase.
    """

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Profiles:
    """What a folder holds.

    Attributes:
        profiles: The profiles, by name.
        unreadable: Files that could not be used.
        files: Where each profile is, by its name.
    """

    profiles: tuple[Profile, ...]
    unreadable: tuple[Unreadable, ...]
    files: Mapping[str, Path]

    def named(self, name: str) -> Profile | None:
        """The profile with this name, letter case and spaces aside, or None."""
        return next((profile for profile in self.profiles if same_name(profile.name, name)), None)

    def matching(self, facts: SeriesFacts, phantom_name: str = "") -> Profile | None:
        """The profile for a series; see ``best_match``."""
        return best_match(self.profiles, facts, phantom_name)


class ProfileStore:
    """Profiles in a folder, one file each. The folder is read anew each time, and made by the first save.

    Args:
        folder: Where; it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self) -> Profiles:
        """Everything in the folder; what can't be read, be it the folder, is listed with its reason."""
        found: dict[str, tuple[Profile, Path]] = {}
        unreadable = []
        try:
            paths = self._paths()
        except PhantomscopeError as error:
            return Profiles((), (Unreadable(self.folder, error.what),), {})
        for path in paths:
            try:
                profile = read_profile(path)
            except PhantomscopeError as error:
                unreadable.append(Unreadable(path, error.what))
                continue
            taken = next((name for name in found if same_name(name, profile.name)), None)
            if taken is not None:
                reason = f"Another file has a profile of the same name: {found[taken][1].name}"
                unreadable.append(Unreadable(path, reason))
                continue
            found[profile.name] = (profile, path)
        in_order = sorted(found, key=name_key)
        return Profiles(
            tuple(found[name][0] for name in in_order),
            tuple(unreadable),
            {name: found[name][1] for name in in_order},
        )

    def save(self, profile: Profile) -> Path:
        """Write a profile; it takes the place of the one with its name, letter case and spaces aside.

        Raises:
            PhantomscopeError: It has no name, or could not be written.
        """
        if not name_key(profile.name):
            raise PhantomscopeError("A profile needs a name", todo="Give it one")
        loaded = self.load()
        held = loaded.named(profile.name)
        path = loaded.files[held.name] if held is not None else self._free_path(profile.name)
        with _told("The folder for profiles could not be made", self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
        put_in_place(path, profile.to_json())
        return path

    def rename(self, name: str, new_name: str) -> Profile:
        """Give a profile another name; its file follows.

        Raises:
            PhantomscopeError: There is no such profile, the new name is taken or empty, or writing failed.
        """
        loaded = self.load()
        profile = self._held(loaded, name)
        taken = loaded.named(new_name)
        if taken is not None and taken.name != profile.name:
            raise PhantomscopeError(
                f"There is a profile called “{taken.name}” already", todo="Choose another name"
            )
        renamed = msgspec.structs.replace(profile, name=" ".join(new_name.split()))
        old = loaded.files[profile.name]
        new = self.save(renamed)
        if new != old:
            with _told("The file under the old name could not be removed", old):
                old.unlink(missing_ok=True)
        return renamed

    def remove(self, name: str) -> None:
        """Delete a profile's file.

        Raises:
            PhantomscopeError: There is no such profile, or its file can't be deleted.
        """
        loaded = self.load()
        path = loaded.files[self._held(loaded, name).name]
        with _told("The profile could not be removed", path):
            path.unlink()

    def import_file(self, path: Path) -> Profile:
        """Take in a profile from elsewhere; where its name is taken, it gets a number.

        Raises:
            PhantomscopeError: It is no profile, or could not be written.
        """
        profile = read_profile(path)
        loaded = self.load()
        if loaded.named(profile.name) == profile:
            return profile
        name, number = profile.name, 2
        while loaded.named(name) is not None:
            name, number = f"{profile.name} ({number})", number + 1
        imported = msgspec.structs.replace(profile, name=name)
        self.save(imported)
        return imported

    def export(self, profile: Profile, path: Path) -> None:
        """Write a profile to a file elsewhere.

        Raises:
            PhantomscopeError: It could not be written, or what is there is something else than a profile.
        """
        if path.exists():
            try:
                read_profile(path)
            except PhantomscopeError as error:
                raise PhantomscopeError(
                    "What is there is no profile and is not written over",
                    where=path.name,
                    todo="Choose another name",
                ) from error
        put_in_place(path, profile.to_json())

    def matching(self, facts: SeriesFacts, phantom_name: str = "") -> Profile | None:
        """The profile in the folder for a series; see ``best_match``."""
        return self.load().matching(facts, phantom_name)

    def _paths(self) -> list[Path]:
        absent = (FileNotFoundError, NotADirectoryError)
        with contextlib.suppress(*absent), _told("The profiles could not be read", self.folder, but=absent):
            return sorted(
                path
                for path in self.folder.iterdir()
                if path.suffix.lower() == SUFFIX and not path.name.startswith(".") and path.is_file()
            )
        return []

    def _free_path(self, name: str) -> Path:
        stem = safe_stem(name, "profile", "profile")
        taken = {path.name.casefold() for path in self._paths()}
        number, file = 2, f"{stem}{SUFFIX}"
        while file.casefold() in taken or (self.folder / file).exists():
            number, file = number + 1, f"{stem} {number}{SUFFIX}"
        return self.folder / file

    @staticmethod
    def _held(loaded: Profiles, name: str) -> Profile:
        profile = loaded.named(name)
        if profile is None:
            raise no_such_profile(name, loaded)
        return profile


def default_profiles_folder() -> Path:
    """Where this user's profiles are; nothing is made there."""
    from platformdirs import user_config_path

    return user_config_path("phantomscope", appauthor=False) / "profiles"


def read_profile(path: Path) -> Profile:
    """A profile from any file.

    Raises:
        PhantomscopeError: It can't be read or is no profile.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PhantomscopeError(
            f"The profile can’t be read: {reason}", where=path.name, todo="Choose another file"
        ) from error
    if len(data) > _MOST_BYTES:
        raise PhantomscopeError(
            "The file is too large to be a profile", where=path.name, todo="Choose another file"
        )
    try:
        return Profile.from_json(data)
    except ValueError as error:
        raise PhantomscopeError(
            f"The profile can’t be used: {error}", where=path.name, todo="Choose another file"
        ) from error


def no_such_profile(name: str, loaded: Profiles) -> PhantomscopeError:
    """The sentences for a name that no profile has."""
    names = ", ".join(profile.name for profile in loaded.profiles)
    todo = f"Choose one of: {names}" if names else "There are no profiles yet: name a profile’s file"
    return PhantomscopeError(f"There is no profile called “{name}”", todo=todo)


@contextlib.contextmanager
def _told(what: str, path: Path, but: tuple[type[OSError], ...] = ()) -> Iterator[None]:
    """Errors of the system as sentences, but for those that are handled elsewhere."""
    try:
        yield
    except but:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PhantomscopeError(
            f"{what}: {reason}", where=path.name, todo="Check who may change that folder"
        ) from error
