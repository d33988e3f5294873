"""Which phantom an analysis without a window is for: the one a person, a profile or the images name."""

from dataclasses import dataclass

from phantomscope.analysis.phantoms import Phantom, phantom_named
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.recognition.answer import Recognition, recognise
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

_CHOOSE = "Choose the phantom with --phantom"


@dataclass(frozen=True, slots=True)
class PhantomChoice:
    """The phantom, and why.

    Attributes:
        phantom: Which.
        how: How it was chosen, a few words.
        choice: The same for the report, with the reason; empty where a person chose it.
        guess: The reason where nobody named it and the images leave doubt; empty elsewhere.
        notes: What a person should know of the choice, as sentences.
    """

    phantom: Phantom
    how: str
    choice: str = ""
    guess: str = ""
    notes: tuple[str, ...] = ()


def seen_in(source: Source, series: Series) -> Recognition:
    """What the images and the header of a series say; a few slices are decoded, one at a time."""
    with SliceStack(source, series, max_slices=1) as stack:
        return recognise(stack)


def chosen_phantom(phantom: Phantom | None, profile: Profile | None, seen: Recognition) -> PhantomChoice:
    """Decide: a person before a profile before the images.

    Args:
        phantom: What the person chose, or None.
        profile: The profile in use, or None.
        seen: What the images say.

    Raises:
        PhantomscopeError: Nobody chose one, and the images don't tell.
    """
    if phantom is not None:
        doubt = seen.doubt_about(phantom.name)
        notes = (f"{phantom.name} was chosen, but {doubt}.",) if doubt else ()
        return PhantomChoice(phantom, "chosen by you", notes=notes)
    named = _named_by(profile) if profile is not None else None
    if named is not None and profile is not None:
        return _by_profile(named, profile, seen)
    if seen.phantom is None:
        raise PhantomscopeError("The phantom was not recognised", where=seen.reason, todo=_CHOOSE)
    how = f"{'likely' if seen.guess else 'recognised'}, {100 * seen.confidence:.0f} %"
    note = f"{seen.phantom.name}: {seen.choice}."
    if seen.guess:
        note = f"{note} This is a guess: choose with --phantom if it is wrong."
    return PhantomChoice(seen.phantom, how, seen.choice, seen.guess, (note,))


def _named_by(profile: Profile) -> Phantom | None:
    try:
        return phantom_named(profile.phantom) if profile.phantom else None
    except PhantomscopeError:
        return None  # one of a newer version; the profile's own notes tell of it


def _by_profile(phantom: Phantom, profile: Profile, seen: Recognition) -> PhantomChoice:
    how = f"named by the profile “{profile.name}”"
    if seen.phantom in (None, phantom):
        return PhantomChoice(phantom, how, how)
    assert seen.phantom is not None
    note = f"The images look like another phantom: {seen.phantom.name}, {seen.choice}."
    return PhantomChoice(phantom, how, how, notes=(note,))
