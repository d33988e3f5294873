"""The menu of what can be opened beside; its series are tested with the wiring."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from gui.desk import Desk
from gui.second_desk import menu_of, second_of, stack_zip, wait_settled


def test_before_anything_was_opened_the_list_says_so(desk: Desk) -> None:
    recent = menu_of(desk, "Open Recent Beside")
    assert not recent.isEnabled()
    (only,) = recent.actions()
    assert (only.text(), only.isEnabled()) == ("Nothing yet", False)
    assert menu_of(desk, "Series of This Scan").isEmpty()


def test_the_recent_list_opens_beside(desk: Desk, qtbot: QtBot, scan_zip: Path, tmp_path: Path) -> None:
    desk.open(stack_zip(tmp_path / "before.zip", [0.0, 2.0]))
    desk.open(scan_zip)
    recent = menu_of(desk, "Open Recent Beside")
    assert [action.text() for action in recent.actions()] == ["scan.zip", "before.zip"]
    second = second_of(desk)
    with qtbot.waitSignal(second.scan.stack_changed):
        recent.actions()[1].trigger()
    wait_settled(desk)
    assert second.view.heading.name == "before.zip"
    desk.workspace.privacy.set_on(True)
    assert second.view.heading.name == "•••"
    assert "before" not in menu_of(desk, "Open Recent Beside").actions()[1].text()
