"""The lines above the second scan."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from phantomscope.gui.second.second_heading import SecondHeading


@pytest.fixture
def heading(qtbot: QtBot) -> SecondHeading:
    made = SecondHeading((QAction("Link"), QAction("Difference")), QAction("Close"))
    qtbot.addWidget(made)
    made.resize(300, 60)
    made.show()
    return made


def test_a_long_name_is_shortened_and_whole_in_the_tip(heading: SecondHeading) -> None:
    name = "catphan 504 of the linac in room 3, measured after the service in May.zip"
    heading.set_name(name)
    label = next(each for each in heading.findChildren(type(heading._name)) if each.toolTip() == name)
    assert heading.name == name
    assert "…" in label.text()
    assert heading.width() == 300


def test_series_can_be_chosen_where_there_are_several(heading: SecondHeading, qtbot: QtBot) -> None:
    heading.set_series(["1: one"], 0)
    assert not heading.combo.isVisible()
    heading.set_series(["1: one", "2: two"], 1)
    assert heading.combo.isVisible()
    heading.combo.setFocus()
    with qtbot.waitSignal(heading.series_chosen) as chosen:
        qtbot.keyClick(heading.combo, Qt.Key.Key_Up)
    assert chosen.args == [0]


def test_the_cross_closes(heading: SecondHeading, qtbot: QtBot) -> None:
    closed: list[bool] = []
    close = QAction("Close")
    close.triggered.connect(lambda: closed.append(True))
    other = SecondHeading((), close)
    qtbot.addWidget(other)
    (button,) = other.findChildren(QToolButton)
    assert button.accessibleName() == "Close the second scan"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert closed == [True]
