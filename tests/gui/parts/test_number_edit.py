import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.number_edit import NumberEdit


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("-3", -3.0),
        ("\N{MINUS SIGN}3", -3.0),
        (" 7 ", 7.0),
        ("1e-3", 0.001),
        ("", None),
    ],
)
def test_numbers(qtbot: QtBot, typed: str, number: float | None) -> None:
    edit = NumberEdit("Maximum")
    qtbot.addWidget(edit)
    edit.insert(typed)  # as by pasting: a test can't type a minus sign that is no hyphen
    assert edit.is_valid
    assert edit.number == number


@pytest.mark.parametrize("typed", ["abc", "1.2.3", "inf", "nan", "--1"])
def test_no_numbers(qtbot: QtBot, typed: str) -> None:
    edit = NumberEdit("Maximum")
    qtbot.addWidget(edit)
    qtbot.keyClicks(edit, typed)
    assert not edit.is_valid
    assert edit.number is None


def test_what_is_shown_is_read_back(qtbot: QtBot) -> None:
    edit = NumberEdit("Maximum")
    qtbot.addWidget(edit)
    for number in (-1000.0, 0.1, 1 / 3, 1e-9, None):
        edit.show_number(number)
        assert edit.number == (pytest.approx(number, rel=1e-11) if number is not None else None)
