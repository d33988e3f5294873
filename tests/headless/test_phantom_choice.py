"""Who decides which phantom it is."""

import pytest

from dicom_files import slices, zip_bytes
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.recognition.answer import Certainty, Recognition
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.phantom_choice import chosen_phantom, seen_in
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_bytes

QUART, CATPHAN = phantom_named("Quart DVT"), phantom_named("CatPhan 504")
SURE = Recognition(CATPHAN, Certainty.CERTAIN, 0.98, "seven inserts")
LIKELY = Recognition(CATPHAN, Certainty.LIKELY, 0.6, "five inserts")
UNKNOWN = Recognition(None, Certainty.UNKNOWN, 0.0, "nothing round")
MINE, BARE = Profile("mine", phantom="Quart DVT"), Profile("bare")


def test_a_person_before_everything() -> None:
    chosen = chosen_phantom(QUART, Profile("x", phantom="CatPhan 600"), SURE)
    assert (chosen.phantom, chosen.how, chosen.choice, chosen.guess) == (QUART, "chosen by you", "", "")
    (note,) = chosen.notes
    assert note.startswith("Quart DVT was chosen, but the images look like a CatPhan 504")
    assert chosen_phantom(SURE.phantom, None, SURE).notes == ()


def test_a_profile_before_the_images_but_they_are_told() -> None:
    chosen = chosen_phantom(None, MINE, SURE)
    assert (chosen.phantom, chosen.choice, chosen.guess) == (QUART, "named by the profile “mine”", "")
    assert chosen.notes == (
        "The images look like another phantom: CatPhan 504, recognised (98 %): seven inserts.",
    )
    assert chosen_phantom(None, MINE, UNKNOWN).notes == ()


@pytest.mark.parametrize("profile", [None, BARE, Profile("new", phantom="Phantom of the future")])
def test_the_images(profile: Profile | None) -> None:
    sure, likely = chosen_phantom(None, profile, SURE), chosen_phantom(None, profile, LIKELY)
    assert (sure.phantom, sure.choice, sure.guess) == (CATPHAN, "recognised (98 %): seven inserts", "")
    assert sure.notes == ("CatPhan 504: recognised (98 %): seven inserts.",)
    assert (likely.choice, likely.guess) == ("recognised (60 %): five inserts", "five inserts")
    assert "This is a guess" in likely.notes[0]
    with pytest.raises(PhantomscopeError) as told:
        chosen_phantom(None, profile, UNKNOWN)
    assert str(told.value) == (
        "The phantom was not recognised (nothing round). Choose the phantom with --phantom."
    )


def test_seen_in_a_series() -> None:
    source = open_bytes(zip_bytes(slices(3)))
    seen = seen_in(source, scan(source).series[0])
    assert seen.phantom is None
    assert seen.reason
