import msgspec
import pytest

from gui.fake_forms import sample_form
from gui.sample_result import sample_series
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.results import Tolerance
from phantomscope.gui.setup.setup import Setup
from phantomscope.gui.setup.setup_profile import changes_by, contents, is_changed, scopes_of, with_setup

TOLERANCES = {"ctp404.hu_rois.Teflon": Tolerance(tolerance=10)}
PROFILE = Profile("Linac 3", phantom="CatPhan 504", parameters={"hu_tolerance": 30}, tolerances=TOLERANCES)


def used(profile: Profile | None, setup: Setup, recognised: str = "CatPhan 504") -> Setup:
    return Setup(**{**_fields(setup), **changes_by(profile, setup, recognised)})


def _fields(setup: Setup) -> dict[str, object]:
    return {name: getattr(setup, name) for name in Setup.__dataclass_fields__}


def test_a_profile_leaves_the_phantom_to_recognition_where_both_agree() -> None:
    setup = used(PROFILE, Setup())
    assert setup == Setup("", {"hu_tolerance": 30}, TOLERANCES, profile="Linac 3")


@pytest.mark.parametrize("recognised", ["", "CatPhan 604"])
def test_else_it_decides_on_the_phantom(recognised: str) -> None:
    assert used(PROFILE, Setup(), recognised).phantom == "CatPhan 504"


def test_what_puts_this_scan_right_stays() -> None:
    before = Setup(parameters={"x_adjustment": 3, "strict": True}, origin_slot=5, turned=True)
    after = used(PROFILE, before)
    assert after.parameters == {"x_adjustment": 3, "hu_tolerance": 30}
    assert (after.origin_slot, after.turned) == (5, True)
    assert used(None, after).parameters == {"x_adjustment": 3}
    assert not is_changed(PROFILE, after, "CatPhan 504")


def test_no_profile_is_all_defaults() -> None:
    assert used(None, used(PROFILE, Setup(), "")) == Setup()


def test_unknown_phantoms_and_parameters_are_left_out() -> None:
    odd = msgspec.structs.replace(PROFILE, phantom="Phantom X", parameters={"hu_tolerance": 30, "gone": 1})
    changes = changes_by(odd, Setup(), "CatPhan 504", sample_form())
    assert changes["phantom"] == ""
    assert changes["parameters"] == {"hu_tolerance": 30}
    assert not is_changed(odd, Setup(**changes), "CatPhan 504", sample_form())


@pytest.mark.parametrize(
    ("setup", "phantom"),
    [
        (Setup("", {"hu_tolerance": 31}, TOLERANCES), "CatPhan 504"),
        (Setup("", {"hu_tolerance": 30, "strict": True}, TOLERANCES), "CatPhan 504"),
        (Setup("", {"hu_tolerance": 30}, {}), "CatPhan 504"),
        (Setup("CatPhan 604", {"hu_tolerance": 30}, TOLERANCES), "CatPhan 604"),
    ],
)
def test_every_difference_counts_as_a_change(setup: Setup, phantom: str) -> None:
    assert is_changed(PROFILE, setup, phantom)


def test_saving_keeps_name_scanner_and_note_but_no_nudges() -> None:
    profile = msgspec.structs.replace(PROFILE, station="TB3", note="weekly")
    setup = Setup("", {"hu_tolerance": 25, "x_adjustment": 2}, {})
    kept = with_setup(profile, setup, "CatPhan 504")
    assert kept == Profile(
        "Linac 3", station="TB3", phantom="CatPhan 504", parameters={"hu_tolerance": 25}, note="weekly"
    )


def test_scopes_go_from_the_station_to_any_scanner() -> None:
    facts = sample_series().facts
    assert [text for text, _ in scopes_of(facts)] == ["This model: Maker Scanner", "Any scanner"]
    assert scopes_of(facts)[0][1] == Profile("", "Maker", "Scanner")


def test_contents_in_words() -> None:
    assert contents(PROFILE) == "CatPhan 504, 1 parameter, 1 tolerance"
    assert contents(Profile("x")) == "any phantom"
