import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.preferences.budget_box import LEAST_BUDGET, BudgetBox


@pytest.fixture
def box(qtbot: QtBot) -> BudgetBox:
    made = BudgetBox(1000)
    made.setSuffix(" MB")
    made.setSpecialValueText("usual")
    qtbot.addWidget(made)
    made.show()
    return made


def test_steps_leave_out_what_is_too_small(qtbot: QtBot, box: BudgetBox) -> None:
    seen = []
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Up)
        seen.append(box.value())
    assert seen == [LEAST_BUDGET, LEAST_BUDGET + 64, LEAST_BUDGET + 128]
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert (box.value(), box.text()) == (0, "usual")
    box.stepBy(100)
    assert box.value() == 1000


def test_a_cleared_field_is_nothing(qtbot: QtBot, box: BudgetBox) -> None:
    box.setValue(300)
    box.selectAll()
    qtbot.keyClick(box, Qt.Key.Key_Backspace)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (0, "usual")
