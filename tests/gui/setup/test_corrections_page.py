import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.setup.corrections_page import NUDGES, CorrectionsPage, ranges

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot) -> CorrectionsPage:
    page = CorrectionsPage()
    qtbot.addWidget(page)
    page.resize(340, 560)
    page.show()
    return page


def test_the_origin_is_said_and_asked_for(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_origin(None, 33)
    assert page.origin_text.text() == "Found by the analysis"
    assert not page.origin_reset.isEnabled()
    with qtbot.waitSignal(page.origin_wanted):
        qtbot.mouseClick(page.origin_button, LEFT)
    page.show_origin(33, 33)
    assert page.origin_text.text() == "Slice 33, chosen by you"
    assert not page.origin_button.isEnabled()
    with qtbot.waitSignal(page.origin_given_up):
        qtbot.mouseClick(page.origin_reset, LEFT)
    page.show_origin(0, 33)
    assert "left out" in page.origin_text.text()


def test_nudges_are_told_and_shown_without_telling(qtbot: QtBot, page: CorrectionsPage) -> None:
    box = page.boxes["x_adjustment"]
    with qtbot.waitSignal(page.nudged) as told:
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert told.args == ["x_adjustment", 1.0]
    with qtbot.assertNotEmitted(page.nudged):
        page.show_parameters({"x_adjustment": -2.5, "roi_size_factor": 1.2, "hu_tolerance": 30})
    assert box.value() == -2.5
    assert box.font().bold()
    assert page.boxes["roi_size_factor"].value() == 1.2
    assert not page.boxes["y_adjustment"].font().bold()
    page.show_parameters({})
    assert [page.boxes[one.name].value() for one in NUDGES] == [0, 0, 0, 1, 1]


def test_slices_left_out_are_listed_and_blank_ones_offered(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_slices((), (), 4)
    assert page.excluded_text.text() == "All slices are analysed"
    assert not page.trim_button.isVisible()
    assert not page.restore_button.isEnabled()
    assert page.exclude_button.text() == "Exclude slice 4"
    page.show_slices((0, 1, 2, 7), (0, 1, 2, 63), 4)
    assert page.excluded_text.text() == "Left out: 1–3, 8"
    assert page.trim_button.text() == "Trim 1 blank slice at the ends"
    for button, signal in (
        (page.exclude_button, page.exclusion_wanted),
        (page.restore_button, page.restore_wanted),
        (page.trim_button, page.trim_wanted),
        (page.analyse_button, page.analysis_wanted),
    ):
        page.ensureWidgetVisible(button)
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)


def test_turning_and_resetting(qtbot: QtBot, page: CorrectionsPage) -> None:
    page.show_anything(False)
    assert not page.reset_button.isEnabled()
    page.turn_box.setFocus()
    with qtbot.waitSignal(page.turn_wanted) as told:
        qtbot.keyClick(page.turn_box, Qt.Key.Key_Space)
    assert told.args == [True]
    with qtbot.assertNotEmitted(page.turn_wanted):
        page.show_turned(False)
    page.show_anything(True)
    with qtbot.waitSignal(page.reset_wanted):
        qtbot.mouseClick(page.reset_button, LEFT)


@given(st.sets(st.integers(0, 50)))
def test_ranges_name_every_place_once(slots: set[int]) -> None:
    named: set[int] = set()
    for part in filter(None, ranges(sorted(slots)).split(", ")):
        first, _, last = part.partition("–")
        named |= set(range(int(first) - 1, int(last or first)))
    assert named == slots
