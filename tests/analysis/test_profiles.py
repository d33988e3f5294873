"""Profiles in a folder."""

import json
from pathlib import Path

import msgspec
import pytest

from analysis.profile_samples import FACTS, FULL
from phantomscope.analysis.profile import FORMAT, Profile
from phantomscope.analysis.profiles import ProfileStore, default_profiles_folder, read_profile
from phantomscope.errors import PhantomscopeError


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


def put(store: ProfileStore, name: str, data: bytes | str) -> Path:
    store.folder.mkdir(exist_ok=True)
    path = store.folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


# -- what the files hold ----------------------------------------------------------------------------------


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


def test_a_folder_that_can_not_be_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = ProfileStore(tmp_path / "file" / "profiles")
    assert (store.load().profiles, store.load().unreadable) == ((), ())
    with pytest.raises(PhantomscopeError, match="could not be made"):
        store.save(FULL)


def test_a_folder_that_can_not_be_read_is_told_of(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save(FULL)

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    loaded = store.load()
    assert loaded.profiles == ()
    assert (loaded.unreadable[0].path, "Permission denied" in loaded.unreadable[0].reason) == (
        store.folder,
        True,
    )


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


def test_reading_one_says_which_file(tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text("{")
    with pytest.raises(PhantomscopeError, match=r"broken\.json"):
        read_profile(file)
