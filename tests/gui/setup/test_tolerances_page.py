import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Tolerance
from phantomscope.gui.setup.tolerances_page import TolerancesPage

KEY = Qt.Key
TEFLON, AIR = "ctp404.hu_rois.Teflon", "ctp404.hu_rois.Air"


@pytest.fixture
def page(qtbot: QtBot) -> TolerancesPage:
    page = TolerancesPage()
    qtbot.addWidget(page)
    page.resize(360, 400)
    page.show()
    page.model.set_tolerances({TEFLON: Tolerance(tolerance=2), AIR: Tolerance(tolerance=9)}, sample_result())
    page.set_enabled(changing=True)
    return page


def test_it_counts(page: TolerancesPage) -> None:
    assert page.about.text() == "2 own tolerances; all else is judged by pylinac’s limits."
    page.model.set_tolerances({"gone": Tolerance(maximum=1)}, sample_result())
    assert page.about.text().endswith("1 of them for values that the result does not have.")
    page.model.set_tolerances({}, None)
    assert "press T" in page.about.text()
    assert not page.table.isVisible()
    assert not page.export.isEnabled()
    assert page.import_.isEnabled()


def test_keys_on_a_row(qtbot: QtBot, page: TolerancesPage) -> None:
    page.choose(TEFLON)
    with qtbot.waitSignal(page.change_wanted) as wanted:
        qtbot.keyClick(page.table, KEY.Key_Return)
    assert wanted.args == [(TEFLON,)]
    with qtbot.waitSignal(page.removal_wanted) as wanted:
        qtbot.keyClick(page.table, KEY.Key_Delete)
    assert wanted.args == [(TEFLON,)]


def test_a_double_click_changes(qtbot: QtBot, page: TolerancesPage) -> None:
    place = page.table.visualRect(page.model.index(0, 0)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(page.change_wanted) as wanted:
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [(AIR,)]


def test_all_at_once(qtbot: QtBot, page: TolerancesPage) -> None:
    with qtbot.waitSignal(page.removal_wanted) as wanted:
        qtbot.mouseClick(page.remove_all_button, Qt.MouseButton.LeftButton)
    assert wanted.args == [(AIR, TEFLON)]


def test_nothing_can_be_changed_where_nothing_is_open(qtbot: QtBot, page: TolerancesPage) -> None:
    page.set_enabled(changing=False)
    page.choose(TEFLON)
    with qtbot.assertNotEmitted(page.removal_wanted):
        qtbot.keyClick(page.table, KEY.Key_Delete)
    for button in (page.change_button, page.remove_button, page.remove_all_button):
        assert not button.isEnabled()
    assert not page.import_.isEnabled()
