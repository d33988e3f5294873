from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.fake_survey import recognised
from gui.profile_desk import OWN, bar_of, scanner_zip, setup, with_both
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.gui.setup.setup import Setup

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return scanner_zip(tmp_path)


@pytest.fixture
def kept(profiles: ProfileStore) -> ProfileStore:
    return with_both(profiles)


def test_the_profile_that_fits_is_applied_and_told(desk: Desk, kept: ProfileStore, scan: Path) -> None:
    desk.open(scan)
    assert setup(desk) == Setup("", {"hu_tolerance": 30}, OWN, profile="Linac 3")
    told = "Profile “Linac 3” applied: CatPhan 504, 1 parameter, 1 tolerance."
    assert desk.window.message_bar.text == told
    assert bar_of(desk).combo.currentText() == "Linac 3"
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Z, CONTROL)
    assert setup(desk) == Setup()
    assert bar_of(desk).combo.currentText() == "No profile"


def test_it_is_applied_before_an_analysis_that_waits(
    desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path
) -> None:
    desk.looks.allowed.clear()
    desk.open(scan)
    desk.press(KEY.Key_A)
    assert not desk.processes.made
    desk.looks.allowed.set()
    qtbot.waitUntil(lambda: bool(desk.processes.made))
    job = desk.processes.newest.job
    assert (job.profile, job.parameters, job.tolerances) == ("Linac 3", {"hu_tolerance": 30}, OWN)
    desk.processes.newest.end()


def test_nothing_is_applied_again_nor_over_what_a_person_set(
    desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path
) -> None:
    desk.looks.allowed.clear()
    desk.open(scan)
    desk.workspace.setups.change("x", turned=True)
    desk.looks.allowed.set()
    qtbot.waitUntil(lambda: not desk.workspace.surveyor.is_looking)
    assert setup(desk) == Setup(turned=True)
    dataset = desk.workspace.dataset
    assert dataset is not None
    first, second = dataset.scan.series
    desk.workspace.setups.history.undo()
    for series in (second, first):
        with qtbot.waitSignal(desk.workspace.stack_changed):
            desk.workspace.select_series(series)
        qtbot.waitUntil(lambda: desk.workspace.survey is not None)
    assert setup(desk) == Setup()


def test_an_uncertain_phantom_leaves_the_choice_to_the_profile(
    desk: Desk, kept: ProfileStore, scan: Path
) -> None:
    desk.looks.answer = recognised("CatPhan 604", Certainty.LIKELY, 0.6)
    desk.open(scan)
    assert setup(desk).phantom == "CatPhan 504"
    assert desk.window.analysis_panel.phantom_name == "CatPhan 504"


def test_another_one_by_key_and_back(desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path) -> None:
    desk.open(scan)
    bar = bar_of(desk)
    bar.combo.setFocus()
    qtbot.keyClick(bar.combo, KEY.Key_Down)
    assert setup(desk) == Setup("CatPhan 604", {"strict": True}, {}, profile="Sim")
    qtbot.keyClick(bar.combo, KEY.Key_Home)
    assert setup(desk) == Setup()
    assert desk.window.actions_.undo.text() == "&Undo Use No Profile"
    desk.workspace.setups.history.undo()
    desk.workspace.setups.history.undo()
    assert bar.combo.currentText() == "Linac 3"


def test_a_change_is_marked_everywhere_and_saved(
    desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path
) -> None:
    desk.open(scan)
    bar = bar_of(desk)
    assert not bar.save.isEnabled()
    desk.workspace.setups.change("x", tolerances={})
    assert bar.combo.currentText() == "Linac 3 (changed)"
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.profile == "Linac 3 (changed)"
    bar.save.trigger()
    qtbot.waitUntil(lambda: bar.combo.currentText() == "Linac 3")
    saved = kept.load().named("Linac 3")
    assert saved is not None
    assert (saved.tolerances, saved.station, saved.parameters) == ({}, "TB3", {"hu_tolerance": 30})


def test_what_can_not_be_used_is_told(desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path) -> None:
    odd = {"hu_tolerance": 30, "gone": 1, "strict": "maybe"}
    kept.save(Profile("Linac 3", "Varian", phantom="CatPhan 504", parameters=odd))
    (kept.folder / "broken.json").write_text("{")
    desk.open(scan)
    bar = bar_of(desk)
    qtbot.waitUntil(lambda: setup(desk).parameters == {"hu_tolerance": 30})
    assert "has no parameter called gone" in desk.window.message_bar.text
    assert "broken.json" in bar.problems.toolTip()
    assert bar.combo.currentText() == "Linac 3"
    desk.workspace.setups.history.undo()
    assert setup(desk).parameters == odd
