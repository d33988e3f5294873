import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.profile_desk import OTHER, bar_of, scanner_zip, setup, wiring_of, with_both
from phantomscope.analysis.profile import Profile
from phantomscope.analysis.profiles import ProfileStore

KEY = Qt.Key


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return scanner_zip(tmp_path)


@pytest.fixture
def kept(profiles: ProfileStore) -> ProfileStore:
    return with_both(profiles)


def test_save_as_for_this_model(desk: Desk, qtbot: QtBot, profiles: ProfileStore, scan: Path) -> None:
    desk.open(scan)
    desk.workspace.setups.change("x", parameters={"hu_tolerance": 20, "x_adjustment": 3})
    bar = bar_of(desk)
    bar.save_as.trigger()
    assert bar.form.isVisible()
    assert bar.form.name.text() == "TB3"
    qtbot.keyClicks(bar.form.name, "Mine")
    bar.form.scope.setFocus()
    qtbot.keyClick(bar.form.scope, KEY.Key_Down)
    assert bar.form.scope.currentText() == "This model: Varian TrueBeam"
    qtbot.keyClick(bar.form.name, KEY.Key_Return)
    qtbot.waitUntil(lambda: bar.combo.currentText() == "Mine")
    expected = Profile("Mine", "Varian", "TrueBeam", "", "CatPhan 504", {"hu_tolerance": 20})
    assert profiles.load().profiles == (expected,)
    assert setup(desk).profile == "Mine"
    assert "saved for Varian TrueBeam" in desk.window.message_bar.text


def test_another_profile_is_replaced_only_when_asked(
    desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path
) -> None:
    desk.open(scan)
    bar = bar_of(desk)
    bar.save_as.trigger()
    qtbot.keyClicks(bar.form.name, "sim")
    qtbot.keyClick(bar.form.name, KEY.Key_Return)
    assert bar.form.question.text() == "Replace the profile “Sim”?"
    qtbot.keyClick(bar.form.give_up_button, KEY.Key_Escape)
    assert not bar.form.isVisible()
    assert kept.load().named("Sim") == OTHER


def test_renaming_and_removing(desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path) -> None:
    desk.open(scan)
    bar = bar_of(desk)
    bar.rename.trigger()
    qtbot.keyClicks(bar.form.name, "Linac 4")
    qtbot.keyClick(bar.form.name, KEY.Key_Return)
    qtbot.waitUntil(lambda: bar.combo.currentText() == "Linac 4")
    assert setup(desk).profile == "Linac 4"
    bar.remove.trigger()
    qtbot.mouseClick(bar.form.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bar.combo.currentText() == "Linac 4 (not kept any more)")
    assert [profile.name for profile in kept.load().profiles] == ["Sim"]


def test_export_by_the_dialog_and_import(
    desk: Desk, qtbot: QtBot, kept: ProfileStore, scan: Path, tmp_path: Path
) -> None:
    desk.open(scan)
    bar = bar_of(desk)
    bar.export.trigger()
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    dialog.setDirectory(str(folder))
    dialog.selectFile("linac")
    dialog.accept()
    path = folder / "linac.json"
    qtbot.waitUntil(lambda: desk.window.message_bar.text == f"Written: {path}")
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "note": "new"}), "utf-8")
    wiring_of(desk).files.import_from(path)
    qtbot.waitUntil(lambda: bar.combo.findText("Linac 3 (2)") > 0)


def test_the_bar_rests_where_nothing_is_open(desk: Desk, kept: ProfileStore) -> None:
    bar = bar_of(desk)
    assert not bar.combo.isEnabled()
    assert not bar.save_as.isEnabled()
    assert bar.import_.isEnabled()
