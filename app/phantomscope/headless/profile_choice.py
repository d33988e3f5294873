"""Which profile an analysis without a window uses, and what of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phantomscope.analysis.parameters.form import ParameterForm
from phantomscope.analysis.parameters.values import problem_of
from phantomscope.analysis.phantoms import Phantom
from phantomscope.analysis.profile import Profile, profile_problems, usable_parameters
from phantomscope.analysis.profiles import (
    Profiles,
    ProfileStore,
    default_profiles_folder,
    no_such_profile,
    read_profile,
)
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SeriesFacts


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """How a profile is to be found.

    Attributes:
        wanted: A profile's name or file; empty for the one that matches the scanner.
        use: Whether to use any.
        folder: Where profiles are.
    """

    wanted: str = ""
    use: bool = True
    folder: Path | None = None

    def profile_for(self, facts: SeriesFacts, phantom_name: str) -> tuple[Profile | None, tuple[str, ...]]:
        """The profile for a series, or None; and what a person should know of it, as sentences.

        Args:
            facts: What names the series' scanner.
            phantom_name: The phantom; empty where it is no more than a guess.

        Raises:
            PhantomscopeError: The one that is wanted does not exist or can't be used.
        """
        if not self.use:
            return None, ()
        loaded = ProfileStore(self.folder or default_profiles_folder()).load()
        if self.wanted:
            profile = self._wanted(loaded)
            return profile, (f"Profile “{profile.name}”, as you asked.",)
        unread = tuple(f"{one.reason} ({one.path.name})." for one in loaded.unreadable)
        match = loaded.matching(facts, phantom_name)
        if match is None:
            return None, unread
        return match, (f"Profile “{match.name}”, because it is for {match.scanner()}.", *unread)

    def _wanted(self, loaded: Profiles) -> Profile:
        named = loaded.named(self.wanted)
        if named is not None:
            return named
        file = Path(self.wanted)
        if file.is_file() or file.suffix.lower() == ".json":
            return read_profile(file)
        raise no_such_profile(self.wanted, loaded)


NO_PROFILE = ProfileChoice(use=False)


def fitting_parameters(profile: Profile, phantom: Phantom) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The profile's parameters that the phantom's analysis takes, and what can't be used, as sentences.

    Loads pylinac where the profile has parameters.
    """
    if not profile.parameters:
        return {}, tuple(f"{problem}." for problem in profile_problems(profile))
    form = _form(phantom)
    return usable_parameters(profile, form), tuple(
        f"{problem}." for problem in profile_problems(profile, form)
    )


def check_settings(parameters: Mapping[str, Any], phantom: Phantom) -> None:
    """Refuse what a phantom's analysis does not take, before anything is read.

    Loads pylinac where there are parameters.

    Raises:
        PhantomscopeError: There is no such parameter, or it takes no such value.
    """
    if not parameters:
        return
    form = _form(phantom)
    for name, value in parameters.items():
        if problem := problem_of(form, name, value):
            raise PhantomscopeError(
                problem, todo=f"“phantomscope parameters '{phantom.name}'” lists what may be set"
            )


def _form(phantom: Phantom) -> ParameterForm:
    from phantomscope.analysis.parameters.derived import derive_form
    from phantomscope.analysis.worker import quiet_warnings

    with quiet_warnings():
        return derive_form(phantom)
