"""A profile: what is usual for the scans of one scanner. Nothing of a patient is in it."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from phantomscope.analysis.parameters.form import ParameterForm
from phantomscope.analysis.parameters.values import problem_of
from phantomscope.analysis.phantoms import phantom_named, squeezed
from phantomscope.analysis.results import Metric, Tolerance
from phantomscope.analysis.tolerances import plain_tolerances, problems_of
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SeriesFacts

FORMAT = 1
"""The version of the files that this program writes, and the newest that it reads."""

CHANGED = " (changed)"
"""Stands behind a profile's name where the settings are not the profile's any more."""


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
    return min(found, key=lambda one: (*(-part for part in _specific(one)), name_key(one.name)), default=None)


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


def _is_for(profile: Profile, facts: SeriesFacts) -> bool:
    wanted = (profile.manufacturer, profile.model, profile.station)
    found = (facts.manufacturer, facts.model, facts.station)
    return all(not name_key(one) or same_name(one, other) for one, other in zip(wanted, found, strict=True))


def _specific(profile: Profile) -> tuple[int, ...]:
    named = [
        int(bool(name_key(part)))
        for part in (profile.station, profile.phantom, profile.model, profile.manufacturer)
    ]
    return (sum(named), *named)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, letter case and spaces aside."""
    return name_key(one) == name_key(other)


def name_key(text: str) -> str:
    """Text by which names are compared: without spaces, whatever the letter case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
