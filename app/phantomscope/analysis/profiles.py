"""Profiles: what is usual for one scanner, kept as readable files. Nothing of a patient is in them."""

import contextlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from phantomscope.analysis.parameter_form import ParameterForm
from phantomscope.analysis.parameters import problem_of
from phantomscope.analysis.phantoms import phantom_named, squeezed
from phantomscope.analysis.results import Metric, Tolerance
from phantomscope.analysis.tolerances import plain_tolerances, problems_of
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SeriesFacts
from phantomscope.whole_file import put_in_place, safe_stem

FORMAT = 1
"""The version of the files that this program writes, and the newest that it reads."""

SUFFIX = ".json"
_MOST_BYTES = 1024 * 1024


class Profile(msgspec.Struct, frozen=True):
    """Phantom, parameters and tolerances for the scans of one scanner.

    Attributes:
        name: What to call it.
        manufacturer, model, station: The scanner's, as in its images' headers; empty for any.
        phantom: The phantom's name in the registry; empty leaves it to recognition.
        parameters: Parameters of the analysis that differ from their defaults.
        tolerances: The user's tolerances, by metric key.
        note: Whatever the user wants to remember.
        format: The version of the file.
        unknown: What else the file holds, from a newer version; it is written back as it was.
    """

    name: str
    manufacturer: str = ""
    model: str = ""
    station: str = ""
    phantom: str = ""
    parameters: dict[str, Any] = {}
    tolerances: dict[str, Tolerance] = {}
    note: str = ""
    format: int = FORMAT
    unknown: dict[str, Any] = {}

    @classmethod
    def for_scanner(cls, name: str, facts: SeriesFacts, **settings: Any) -> "Profile":
        """A profile for the scanner that made a series; ``settings`` are further attributes."""
        return cls(
            name, manufacturer=facts.manufacturer, model=facts.model, station=facts.station, **settings
        )

    def scanner(self) -> str:
        """The scanner in a few words, e.g. "Varian TrueBeam, TB1"; "any scanner" where it names none."""
        makers = " ".join(part for part in (self.manufacturer, self.model) if part)
        return ", ".join(part for part in (makers, self.station) if part) or "any scanner"

    def to_json(self) -> bytes:
        """As readable JSON: indented, with what is set alone, ending in a line end."""
        plain = {name: value for name, value in msgspec.to_builtins(self).items() if name != "unknown"}
        plain["tolerances"] = plain_tolerances(self.tolerances)
        kept = {name: value for name, value in plain.items() if value or name in ("name", "format")}
        data = msgspec.json.encode({"format": kept.pop("format"), **kept, **self.unknown})
        return msgspec.json.format(data, indent=2) + b"\n"

    @classmethod
    def from_json(cls, data: bytes | str) -> "Profile":
        """Read what ``to_json`` wrote. Raises ValueError, in words for people, where it is something else."""
        try:
            found = msgspec.json.decode(data)
        except msgspec.DecodeError as error:
            raise ValueError(f"it is not JSON: {error}") from error
        if not isinstance(found, dict) or not isinstance(found.get("name"), str) or not found["name"].strip():
            raise ValueError("it is no profile: it has no name")
        version = found.get("format", FORMAT)
        if isinstance(version, int) and version > FORMAT:
            raise ValueError("it was made by a newer version of this program")
        own = set(cls.__struct_fields__) - {"unknown"}
        unknown = {name: value for name, value in found.items() if name not in own}
        try:
            return msgspec.convert(
                {name: found[name] for name in own & set(found)} | {"unknown": unknown}, cls
            )
        except msgspec.ValidationError as error:
            raise ValueError(f"it is no profile: {error}") from error


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
        return next((profile for profile in self.profiles if _same(profile.name, name)), None)

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
        """Everything in the folder; what can't be read is listed with its reason."""
        found: dict[str, tuple[Profile, Path]] = {}
        unreadable = []
        for path in self._paths():
            try:
                profile = read_profile(path)
            except PhantomscopeError as error:
                unreadable.append(Unreadable(path, error.what))
                continue
            taken = next((name for name in found if _same(name, profile.name)), None)
            if taken is not None:
                reason = f"Another file has a profile of the same name: {found[taken][1].name}"
                unreadable.append(Unreadable(path, reason))
                continue
            found[profile.name] = (profile, path)
        in_order = sorted(found, key=_key)
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
        if not _key(profile.name):
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
        with contextlib.suppress(FileNotFoundError), _told("The profiles could not be read", self.folder):
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


def best_match(profiles: Iterable[Profile], facts: SeriesFacts, phantom_name: str = "") -> Profile | None:
    """The profile for a series: all that it names has to agree, letter case and spaces aside.

    Of several the one that names most of manufacturer, model, station and phantom wins; then the one that
    names the station, the phantom, the model; then the first by name.

    Args:
        profiles: Which to choose from.
        facts: What names the series' scanner.
        phantom_name: The phantom; empty where it is not known. Then a profile may decide on the phantom,
            unless the scanner has profiles for several.
    """
    found = [profile for profile in profiles if _is_for(profile, facts)]
    if phantom_name:
        wanted = squeezed(phantom_name)
        found = [one for one in found if not one.phantom or squeezed(one.phantom) == wanted]
    elif len({squeezed(one.phantom) for one in found if one.phantom}) > 1:
        found = [one for one in found if not one.phantom]
    return min(found, key=lambda one: (*(-part for part in _specific(one)), _key(one.name)), default=None)


def profile_problems(
    profile: Profile, form: ParameterForm | None = None, metrics: Mapping[str, Metric] | None = None
) -> tuple[str, ...]:
    """What of a profile can't be used here, a sentence each without a full stop.

    Args:
        profile: The profile.
        form: The parameters of the phantom, where known.
        metrics: The metrics of a result by key, where there is one: their nominal values count.
    """
    problems = []
    if profile.phantom:
        try:
            phantom_named(profile.phantom)
        except PhantomscopeError as error:
            problems.append(error.what)
    if form is not None:
        problems += [
            problem
            for name, value in profile.parameters.items()
            if (problem := problem_of(form, name, value))
        ]
    known = metrics or {}
    for key, tolerance in profile.tolerances.items():
        metric = known.get(key)
        if metric is None and tolerance.nominal is None:
            # Whether a tolerance has a nominal value to count from shows when there is a result.
            metric = Metric(key, key, None, nominal=0.0)
        problems += [f"{key}: {problem}" for problem in problems_of(tolerance, metric)]
    return tuple(problems)


def usable_parameters(profile: Profile, form: ParameterForm) -> dict[str, Any]:
    """Those of a profile's parameters that this phantom's analysis takes; see ``profile_problems``."""
    return {name: value for name, value in profile.parameters.items() if not problem_of(form, name, value)}


def no_such_profile(name: str, loaded: Profiles) -> PhantomscopeError:
    """The sentences for a name that no profile has."""
    names = ", ".join(profile.name for profile in loaded.profiles)
    todo = f"Choose one of: {names}" if names else "There are no profiles yet: name a profile’s file"
    return PhantomscopeError(f"There is no profile called “{name}”", todo=todo)


def _is_for(profile: Profile, facts: SeriesFacts) -> bool:
    wanted = (profile.manufacturer, profile.model, profile.station)
    found = (facts.manufacturer, facts.model, facts.station)
    return all(not _key(one) or _same(one, other) for one, other in zip(wanted, found, strict=True))


def _specific(profile: Profile) -> tuple[int, ...]:
    named = [
        int(bool(_key(part)))
        for part in (profile.station, profile.phantom, profile.model, profile.manufacturer)
    ]
    return (sum(named), *named)


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(text: str) -> str:
    """Text by which names are compared: without spaces, whatever the letter case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@contextlib.contextmanager
def _told(what: str, path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise PhantomscopeError(
            f"{what}: {reason}", where=path.name, todo="Check who may change that folder"
        ) from error
