"""Profiles by scanner, as files."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.analysis.parameter_form import ParameterField, ParameterForm
from phantomscope.analysis.profiles import (
    FORMAT,
    Profile,
    ProfileStore,
    best_match,
    default_profiles_folder,
    profile_problems,
    read_profile,
    usable_parameters,
)
from phantomscope.analysis.results import Metric, Tolerance
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.slice_header import SeriesFacts

FACTS = SeriesFacts(
    series_uid="1.2.3",
    study_uid="1.2",
    modality="CT",
    sop_class="",
    description="Doe John QA",
    study_description="Doe",
    protocol="Doe",
    manufacturer="Varian Medical Systems",
    model="TrueBeam",
    station="TB 1",
    series_number=1,
    localizer=False,
)
FORM = ParameterForm(
    "CatPhan 504", (ParameterField("hu_tolerance", "HU tolerance", "number", 40, minimum=0.0),), "3.49.0"
)
FULL = Profile(
    "TB1 monthly",
    "Varian Medical Systems",
    "TrueBeam",
    "TB 1",
    "CatPhan 504",
    {"hu_tolerance": 30, "expected_hu_values": {"Air": -990.5}},
    {"ctp404.hu_rois.Air": Tolerance(nominal=-1000.0, tolerance=30.0, warn_tolerance=20.0)},
    "after the exchange of the panel",
)


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def put(store: ProfileStore, name: str, data: bytes | str) -> Path:
    store.folder.mkdir(exist_ok=True)
    path = store.folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# -- as a file --------------------------------------------------------------------------------------------

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | NUMBERS | TEXTS
PROFILES = st.builds(
    Profile,
    name=TEXTS.filter(str.strip),
    manufacturer=TEXTS,
    model=TEXTS,
    station=TEXTS,
    phantom=TEXTS,
    parameters=st.dictionaries(TEXTS, PLAIN | st.dictionaries(TEXTS, PLAIN, max_size=3), max_size=3),
    tolerances=st.dictionaries(
        TEXTS, st.builds(Tolerance, *[st.none() | NUMBERS] * 7, judged=st.booleans()), max_size=3
    ),
    note=TEXTS,
    unknown=st.dictionaries(TEXTS.map(lambda text: f"new {text}"), PLAIN, max_size=2),
)


@given(PROFILES)
def test_round_trip(profile: Profile) -> None:
    assert Profile.from_json(profile.to_json()) == profile


def test_it_is_readable() -> None:
    text = FULL.to_json().decode()
    assert text.endswith("}\n")
    assert '\n  "station": "TB 1",\n' in text
    assert "null" not in text
    assert json.loads(Profile("x").to_json()) == {"format": FORMAT, "name": "x"}


def test_it_holds_nothing_of_a_patient() -> None:
    data = Profile.for_scanner("mine", FACTS, phantom="CatPhan 504").to_json()
    assert b"Doe" not in data
    assert b"1.2.3" not in data
    assert Profile.from_json(data).scanner() == "Varian Medical Systems TrueBeam, TB 1"


def test_what_a_newer_version_added_is_kept(store: ProfileStore) -> None:
    path = put(store, "a.json", '{"name": "a", "colour": [1, 2], "parameters": {"of_the_future": 1}}')
    (profile,) = store.load().profiles
    store.save(msgspec.structs.replace(profile, note="hello"))
    assert json.loads(path.read_bytes()) == {
        "format": FORMAT,
        "name": "a",
        "note": "hello",
        "colour": [1, 2],
        "parameters": {"of_the_future": 1},
    }


BROKEN: list[tuple[bytes | str, str]] = [
    ("", "not JSON"),
    ("{", "not JSON"),
    (b"\xff\xfe", "not JSON"),
    ("[1]", "no name"),
    ('{"station": "x"}', "no name"),
    ('{"name": "  "}', "no name"),
    ('{"name": "x", "parameters": 3}', "parameters"),
    ('{"name": "x", "tolerances": {"a": {"tolerance": "wide"}}}', "tolerance"),
    (f'{{"name": "x", "format": {FORMAT + 1}}}', "newer version"),
    (b'{"name": "x", "note": "' + b"x" * 2**20 + b'"}', "too large"),
]


@pytest.mark.parametrize(("data", "words"), BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_profile_is_listed_and_left_alone(
    store: ProfileStore, data: bytes | str, words: str
) -> None:
    path = put(store, "x.json", data)
    before = path.read_bytes()
    loaded = store.load()
    assert loaded.profiles == ()
    (unreadable,) = loaded.unreadable
    assert unreadable.path == path
    assert words in unreadable.reason
    store.save(Profile("x"))  # would have been this file's name
    assert path.read_bytes() == before
    assert [profile.name for profile in store.load().profiles] == ["x"]


# -- the folder -------------------------------------------------------------------------------------------


def test_the_folder_is_made_by_the_first_save_only(store: ProfileStore) -> None:
    assert store.load().profiles == ()
    assert store.matching(FACTS) is None
    assert not store.folder.exists()
    path = store.save(FULL)
    assert path == store.folder / "TB1 monthly.json"
    assert store.load().profiles == (FULL,)


def test_the_default_folder_is_named_but_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = default_profiles_folder()
    assert folder.name == "profiles"
    assert list(tmp_path.iterdir()) == []


def test_saving_again_replaces_whatever_the_case(store: ProfileStore) -> None:
    first = store.save(FULL)
    again = msgspec.structs.replace(FULL, name="tb1  MONTHLY", note="new")
    assert store.save(again) == first
    assert store.load().profiles == (again,)


def test_names_that_make_the_same_file_name_get_two_files(store: ProfileStore) -> None:
    paths = {store.save(Profile(name)) for name in ("a/b", "a b c", "a:b", "con", 'a"b')}
    assert len(paths) == 5
    assert all(path.parent == store.folder for path in paths)
    assert {profile.name for profile in store.load().profiles} == {"a/b", "a b c", "a:b", "con", 'a"b'}


def test_two_files_with_one_name(store: ProfileStore) -> None:
    put(store, "1.json", Profile("x", note="first").to_json())
    put(store, "2.json", Profile("X", note="second").to_json())
    loaded = store.load()
    assert [profile.note for profile in loaded.profiles] == ["first"]
    assert "1.json" in loaded.unreadable[0].reason


def test_other_files_are_none_of_its_business(store: ProfileStore) -> None:
    put(store, "readme.txt", "hello")
    put(store, ".hidden.json", "{")
    (store.folder / "folder.json").mkdir()
    loaded = store.load()
    assert (loaded.profiles, loaded.unreadable) == ((), ())


def test_rename(store: ProfileStore) -> None:
    old = store.save(FULL)
    renamed = store.rename("TB1 monthly", "  TB1   daily ")
    assert renamed == msgspec.structs.replace(FULL, name="TB1 daily")
    assert not old.exists()
    assert store.load().profiles == (renamed,)
    assert store.load().files["TB1 daily"].name == "TB1 daily.json"


def test_rename_to_another_case_keeps_the_one_file(store: ProfileStore) -> None:
    store.save(FULL)
    renamed = store.rename("TB1 monthly", "tb1 Monthly")
    assert store.load().profiles == (renamed,)


def test_rename_never_takes_another_profiles_name(store: ProfileStore) -> None:
    store.save(FULL)
    store.save(Profile("other"))
    with pytest.raises(PhantomscopeError, match="already"):
        store.rename("TB1 monthly", "OTHER")
    with pytest.raises(PhantomscopeError, match="needs a name"):
        store.rename("TB1 monthly", "  ")
    with pytest.raises(PhantomscopeError, match="no profile called") as told:
        store.rename("nobody", "x")
    assert "TB1 monthly" in told.value.todo
    assert len(store.load().profiles) == 2


def test_remove(store: ProfileStore) -> None:
    path = store.save(FULL)
    store.remove("tb1 monthly")
    assert not path.exists()
    with pytest.raises(PhantomscopeError, match="no profile called"):
        store.remove("tb1 monthly")


def test_export_and_import(store: ProfileStore, tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    store.export(FULL, file)
    assert store.import_file(file) == FULL
    assert store.import_file(file) == FULL  # the very same one is not taken in twice
    changed = msgspec.structs.replace(FULL, note="changed")
    store.export(changed, file)
    assert store.import_file(file).name == "TB1 monthly (2)"
    assert {profile.name for profile in store.load().profiles} == {"TB1 monthly", "TB1 monthly (2)"}


def test_export_writes_over_nothing_but_profiles(store: ProfileStore, tmp_path: Path) -> None:
    file = tmp_path / "results.json"
    file.write_text('{"modules": []}')
    with pytest.raises(PhantomscopeError, match="not written over"):
        store.export(FULL, file)
    assert file.read_text() == '{"modules": []}'


def test_import_of_something_else(store: ProfileStore, tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="can’t be read"):
        store.import_file(tmp_path / "none.json")
    assert not store.folder.exists()


# -- which one --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "matches"),
    [
        ({}, True),
        ({"station": "TB 1"}, True),
        ({"station": " tb1"}, True),
        ({"station": "TB 2"}, False),
        ({"manufacturer": "VARIAN medical systems", "model": "true beam"}, True),
        ({"manufacturer": "Varian"}, False),
        ({"phantom": "catphan504"}, True),
        ({"phantom": "CatPhan 604"}, False),
        ({"station": "TB 1", "model": "Halcyon"}, False),
    ],
)
def test_all_that_it_names_has_to_agree(changes: dict[str, str], matches: bool) -> None:
    profile = Profile("x", **changes)  # type: ignore[arg-type]
    assert (best_match([profile], FACTS, "CatPhan 504") is profile) == matches


def test_the_most_specific_wins_in_any_order() -> None:
    ordered = [
        Profile("station, model, maker", "Varian Medical Systems", "TrueBeam", "TB 1"),
        Profile("station, phantom", station="TB 1", phantom="CatPhan 504"),
        Profile("model, maker", "Varian Medical Systems", "TrueBeam"),
        Profile("station", station="TB 1"),
        Profile("phantom", phantom="CatPhan 504"),
        Profile("model", model="TrueBeam"),
        Profile("maker", manufacturer="Varian Medical Systems"),
        Profile("any"),
        Profile("any, too"),
    ]
    while ordered:
        assert best_match(ordered[::-1], FACTS, "CatPhan 504") is ordered[0]
        assert best_match(ordered, FACTS, "CatPhan 504") is ordered.pop(0)
    assert best_match([], FACTS, "CatPhan 504") is None


def test_a_profile_may_decide_on_the_phantom_unless_there_are_several() -> None:
    catphan = Profile("c", station="TB 1", phantom="CatPhan 504")
    acr = Profile("a", station="TB 1", phantom="ACR CT 464")
    plain = Profile("p", manufacturer="Varian Medical Systems")
    assert best_match([catphan, plain], FACTS) is catphan
    assert best_match([catphan, acr, plain], FACTS) is plain
    assert best_match([catphan, acr], FACTS) is None
    assert best_match([catphan, acr], FACTS, "ACR CT 464") is acr


def test_a_scanner_that_says_nothing_matches_no_named_one() -> None:
    silent = dataclasses.replace(FACTS, manufacturer="", model="", station="")
    assert best_match([FULL], silent, "CatPhan 504") is None


# -- what can't be used -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"phantom": "CatPhan 900"}, "no phantom called “CatPhan 900”"),
        ({"parameters": {"of_the_future": 1}}, "no parameter called of_the_future"),
        ({"parameters": {"hu_tolerance": -1}}, "hu_tolerance has to be at least 0"),
        ({"tolerances": {"a.b": Tolerance(minimum=2.0, maximum=1.0)}}, "a.b: The minimum (2) is above"),
    ],
)
def test_what_cannot_be_used_is_reported(changes: dict[str, Any], words: str) -> None:
    (problem,) = profile_problems(Profile("x", **changes), FORM)
    assert words in problem
    assert not problem.endswith(".")


def test_the_rest_is_used() -> None:
    profile = Profile("x", parameters={"hu_tolerance": 10, "of_the_future": 1})
    assert usable_parameters(profile, FORM) == {"hu_tolerance": 10}
    assert profile.parameters["of_the_future"] == 1


def test_whether_a_nominal_value_is_missing_shows_with_a_result() -> None:
    profile = Profile("x", tolerances={"a": Tolerance(tolerance=1.0)})
    assert profile_problems(profile, FORM) == ()
    assert profile_problems(profile, FORM, {"a": Metric("", "a", 1.0, nominal=1.0)}) == ()
    assert "no nominal value" in profile_problems(profile, FORM, {"a": Metric("", "a", 1.0)})[0]


def test_reading_one_says_which_file(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{")
    with pytest.raises(PhantomscopeError, match="broken.json"):
        read_profile(file)
