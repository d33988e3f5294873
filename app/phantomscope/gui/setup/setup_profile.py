"""What a profile makes of a setup, and a setup of a profile; no widget in sight."""

from collections.abc import Mapping
from typing import Any

import msgspec

from phantomscope.analysis.parameters.form import ParameterForm
from phantomscope.analysis.phantoms import phantom_named, squeezed
from phantomscope.analysis.profile import Profile, usable_parameters
from phantomscope.analysis.results import counted
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.setup.corrections_page import NUDGES
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.slice_header import SeriesFacts

BY_HAND = frozenset(nudge.name for nudge in NUDGES)
"""Parameters by which one scan is put right; a profile, which is for many, does not take them over."""


def changes_by(
    profile: Profile | None, setup: Setup, recognised: str, form: ParameterForm | None = None
) -> dict[str, Any]:
    """The fields of a setup that a profile changes. What puts this very scan right stays.

    Args:
        profile: The profile; None for none.
        setup: How the series is to be analysed now.
        recognised: The phantom that the images show; empty where that is not known.
        form: The parameters of the profile's phantom, where known: those that it does not have are left out.
    """
    kept = {name: value for name, value in setup.parameters.items() if name in BY_HAND}
    if profile is None:
        return {"phantom": "", "parameters": kept, "tolerances": {}, "profile": ""}
    phantom = known_phantom(profile.phantom)
    if not phantom:
        phantom = setup.phantom
    elif squeezed(phantom) == squeezed(recognised):
        phantom = ""  # recognition says so too, and says why
    parameters = usable_parameters(profile, form) if form is not None else profile.parameters
    return {
        "phantom": phantom,
        "parameters": kept | parameters,
        "tolerances": dict(profile.tolerances),
        "profile": profile.name,
    }


def is_changed(profile: Profile, setup: Setup, phantom_name: str, form: ParameterForm | None = None) -> bool:
    """Whether a setup says something else than its profile.

    Args:
        profile: The profile.
        setup: The setup.
        phantom_name: The phantom that the series is analysed for.
        form: The phantom's parameters, where known.
    """
    phantom = known_phantom(profile.phantom)
    wanted = usable_parameters(profile, form) if form is not None else profile.parameters
    return (
        (bool(phantom) and bool(phantom_name) and squeezed(phantom) != squeezed(phantom_name))
        or _of_profile(setup.parameters, wanted) != wanted
        or dict(setup.tolerances) != profile.tolerances
    )


def with_setup(profile: Profile, setup: Setup, phantom: str) -> Profile:
    """A profile that says what a setup says, for this phantom; name, scanner and note stay."""
    return msgspec.structs.replace(
        profile,
        phantom=phantom,
        parameters=_of_profile(setup.parameters, profile.parameters),
        tolerances=dict(setup.tolerances),
    )


def scopes_of(facts: SeriesFacts) -> list[tuple[str, Profile]]:
    """Which scans a profile may be for, the narrowest first: words for it, and a profile without a name."""
    narrow = Profile("", facts.manufacturer, facts.model, facts.station)
    model = msgspec.structs.replace(narrow, station="")
    scopes = [("This station", narrow)] if facts.station else []
    scopes += [("This model", model)] if facts.manufacturer or facts.model else []
    found = [(f"{text}: {profile.scanner()}", profile) for text, profile in scopes]
    return [*found, ("Any scanner", Profile(""))]


def contents(profile: Profile) -> str:
    """What is in a profile, e.g. "CatPhan 504, 2 parameters, 5 tolerances"."""
    parts = [profile.phantom or "any phantom"]
    parts += [counted(len(profile.parameters), "parameter")] if profile.parameters else []
    parts += [counted(len(profile.tolerances), "tolerance")] if profile.tolerances else []
    return ", ".join(parts)


def known_phantom(name: str) -> str:
    """The registry's name of a phantom; empty where it has none like that."""
    if not name:
        return ""
    try:
        return phantom_named(name).name
    except PhantomscopeError:
        return ""


def _of_profile(parameters: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters without those that put one scan right, unless the profile itself has them."""
    return {name: value for name, value in parameters.items() if name not in BY_HAND or name in wanted}
