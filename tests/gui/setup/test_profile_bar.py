import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.analysis.profile import Profile
from phantomscope.gui.setup.profile_bar import NO_PROFILE, ProfileBar

PROFILES = (
    Profile("Linac 3", "Varian", "TrueBeam", "TB3", "CatPhan 504", note="weekly"),
    Profile("Sim"),
)


@pytest.fixture
def bar(qtbot: QtBot) -> ProfileBar:
    bar = ProfileBar()
    qtbot.addWidget(bar)
    bar.show()
    bar.set_scan_open(True)
    return bar


def test_the_profile_in_use_is_described(bar: ProfileBar) -> None:
    bar.show_profiles(PROFILES, "Linac 3", changed=False)
    assert [bar.combo.itemText(n) for n in range(3)] == [NO_PROFILE, "Linac 3", "Sim"]
    assert bar.combo.currentText() == "Linac 3"
    assert bar.about.text() == "For Varian TrueBeam, TB3: CatPhan 504. weekly"
    assert not bar.save.isEnabled()
    assert bar.remove.isEnabled()


def test_a_change_can_be_saved(bar: ProfileBar) -> None:
    bar.show_profiles(PROFILES, "Linac 3", changed=True)
    assert bar.combo.currentText() == "Linac 3 (changed)"
    assert bar.save.isEnabled()
    bar.set_scan_open(False)
    assert not bar.save.isEnabled()
    assert not bar.save_as.isEnabled()
    assert not bar.combo.isEnabled()


def test_choosing_by_key_tells_the_name(qtbot: QtBot, bar: ProfileBar) -> None:
    bar.show_profiles(PROFILES, "", changed=False)
    with qtbot.waitSignal(bar.profile_chosen) as chosen:
        qtbot.keyClick(bar.combo, Qt.Key.Key_Down)
    assert chosen.args == ["Linac 3"]
    bar.show_profiles(PROFILES, "Linac 3", changed=False)
    with qtbot.waitSignal(bar.profile_chosen) as chosen:
        qtbot.keyClick(bar.combo, Qt.Key.Key_Up)
    assert chosen.args == [""]


def test_one_that_is_gone_is_still_named(qtbot: QtBot, bar: ProfileBar) -> None:
    bar.show_profiles(PROFILES, "Old", changed=False)
    assert bar.combo.currentText() == "Old (not kept any more)"
    assert not bar.rename.isEnabled()
    assert not bar.about.isVisible()


def test_problems_are_counted_and_told_in_the_tip(bar: ProfileBar) -> None:
    bar.show_problems(["One.", "Two."])
    assert bar.problems.text() == "! One. (1 more)"
    assert bar.problems.toolTip() == "One.\nTwo."
    bar.show_problems([])
    assert not bar.problems.isVisible()


def test_everything_is_named(bar: ProfileBar) -> None:
    for part in (bar, bar.combo, bar.menu_button, bar.form.name, bar.form.scope):
        assert part.accessibleName()
