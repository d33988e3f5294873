"""Profiles without a window: named, matching the scanner, or none."""

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from analysis import support
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.recognition.identify import suggest
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.analysis import Analysed, Wishes, analyse_source
from phantomscope.headless.commands import EXIT_FAIL, analyze
from phantomscope.headless.profile_choice import ProfileChoice, check_settings, fitting_parameters
from phantomscope.headless.progress import Progress
from phantomscope.stack.index import scan
from phantomscope.stack.slice_header import SeriesFacts
from phantomscope.stack.sources import open_bytes

AIR = "ctp404.hu_rois.Air.value"
STRICT = {AIR: Tolerance(nominal=-900.0, tolerance=5.0)}


@pytest.fixture
def store(tmp_path: Path) -> ProfileStore:
    return ProfileStore(tmp_path / "profiles")


@pytest.fixture(scope="module")
def facts() -> SeriesFacts:
    """Of the digital phantom, which names its maker."""
    found = scan(open_bytes(support.coarse_catphan504(), "scan.zip")).series[0]
    assert suggest(found) is not None
    assert found.facts.manufacturer
    return found.facts


def chosen(store: ProfileStore, facts: SeriesFacts, wanted: str = "", phantom: str = "CatPhan 504") -> Any:
    return ProfileChoice(wanted, folder=store.folder).profile_for(facts, phantom)


def test_the_one_that_matches(store: ProfileStore, facts: SeriesFacts) -> None:
    assert chosen(store, facts) == (None, ())
    profile = Profile("mine", manufacturer=facts.manufacturer)
    store.save(profile)
    found, (note,) = chosen(store, facts)
    assert found == profile
    assert "mine" in note
    assert facts.manufacturer in note
    assert chosen(store, dataclasses.replace(facts, manufacturer="Other")) == (None, ())


def test_none_where_none_is_wanted(store: ProfileStore, facts: SeriesFacts) -> None:
    store.save(Profile("any"))
    assert ProfileChoice(use=False, folder=store.folder).profile_for(facts, "") == (None, ())


def test_by_name_and_by_file(store: ProfileStore, facts: SeriesFacts, tmp_path: Path) -> None:
    profile = Profile("Mine", station="elsewhere")
    store.save(profile)
    assert chosen(store, facts, " mine ")[0] == profile
    file = tmp_path / "other.json"
    store.export(Profile("Other"), file)
    assert chosen(store, facts, str(file))[0] == Profile("Other")
    with pytest.raises(PhantomscopeError, match="no profile called") as told:
        chosen(store, facts, "nobody")
    assert "Mine" in told.value.todo
    with pytest.raises(PhantomscopeError, match="can’t be read"):
        chosen(store, facts, str(tmp_path / "none.json"))


def test_a_broken_one_is_told_of(store: ProfileStore, facts: SeriesFacts) -> None:
    store.save(Profile("any"))
    (store.folder / "broken.json").write_text("{")
    found, notes = chosen(store, facts)
    assert found == Profile("any")
    assert "broken.json" in notes[-1]


def test_parameters_that_fit_and_those_that_do_not() -> None:
    profile = Profile("x", parameters={"hu_tolerance": 30, "of_the_future": 1})
    assert fitting_parameters(Profile("x"), phantom_named("ACR CT 464")) == ({}, ())
    fitting, (note,) = fitting_parameters(profile, phantom_named("CatPhan 504"))
    assert fitting == {"hu_tolerance": 30}
    assert "of_the_future" in note


def test_settings_that_make_no_sense() -> None:
    phantom = phantom_named("CatPhan 504")
    check_settings({}, phantom)
    check_settings({"hu_tolerance": 0, "thickness_slice_straddle": "auto"}, phantom)
    for parameters in ({"hu_tolerance": -1}, {"no_such": 1}, {"expected_hu_values": {"Gold": 1}}):
        with pytest.raises(PhantomscopeError) as told:
            check_settings(parameters, phantom)
        assert "phantomscope parameters 'CatPhan 504'" in told.value.todo


# -- the whole way ----------------------------------------------------------------------------------------


def analysed(profile: Profile, store: ProfileStore, **options: Any) -> Analysed:
    store.save(profile)
    return analyse_source(
        open_bytes(support.coarse_catphan504(), "scan.zip"),
        Progress(),
        Wishes(profiles=ProfileChoice(profile.name, folder=store.folder), **options),
    )


def test_phantom_parameters_and_tolerances_are_used(
    store: ProfileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads: list[Mapping[str, str]] = []

    def publish(_: object, file: BinaryIO, *, metadata: Mapping[str, str], **__: object) -> None:
        heads.append(metadata)
        file.write(b"%PDF")

    monkeypatch.setattr(support.pylinac_class("CatPhan 504"), "publish_pdf", publish)
    profile = Profile(
        "mine",
        phantom="CatPhan 504",
        parameters={"hu_tolerance": 35, "thickness_slice_straddle": 0, "of_the_future": 1},
        tolerances=STRICT,
    )
    found = analysed(profile, store, parameters={"hu_tolerance": 33}, pdf=True)
    result = found.result
    assert result.verdict is Verdict.FAIL
    assert result.reason().startswith("FAIL: Air ")
    assert result.provenance.profile == "mine"
    assert result.provenance.changed == ("hu_tolerance", "thickness_slice_straddle")
    assert result.provenance.parameters["hu_tolerance"] == 33  # what was asked for goes before the profile
    assert result.tolerances == STRICT
    assert "named by the profile" in found.choice
    assert "of_the_future" in found.notes[-1]
    assert any(
        result.summary() in text for text in heads[0].values()
    )  # the PDF is judged by the profile's tolerances, too


def test_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: ProfileStore
) -> None:
    monkeypatch.setattr("phantomscope.headless.profile_choice.default_profiles_folder", lambda: store.folder)
    store.save(Profile("for all", tolerances=STRICT))
    path, report = tmp_path / "scan.zip", tmp_path / "report.json"
    path.write_bytes(support.coarse_catphan504())
    settings = ["hu_tolerance=50"]
    assert analyze(path, json_file=report, settings=settings, profiles=ProfileChoice()) == EXIT_FAIL
    printed, said = capsys.readouterr()
    assert "\nProfile “for all”, because it is for any scanner.\n" in said
    assert "−900 ± 5 *" in printed
    assert "* your own limits" in printed
    data = json.loads(report.read_bytes())
    assert data["provenance"]["profile"] == "for all"
    assert data["tolerances"][AIR]["tolerance"] == 5.0
    assert data["provenance"]["parameters"]["hu_tolerance"] == 50
