import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from phantomscope.gui.results.warnings_box import WarningsBox


@pytest.fixture
def box(qtbot: QtBot) -> WarningsBox:
    box = WarningsBox()
    qtbot.addWidget(box)
    return box


def button(box: WarningsBox) -> QToolButton:
    found = box.findChild(QToolButton)
    assert isinstance(found, QToolButton)
    return found


def test_hidden_without_warnings(box: WarningsBox) -> None:
    box.set_warnings(("one",))
    assert not box.isHidden()
    box.set_warnings(())
    assert box.isHidden()


def test_a_single_warning_is_shown_at_once(box: WarningsBox) -> None:
    box.set_warnings(("The MTF does not drop",))
    assert box.is_unfolded
    assert box.text == "• The MTF does not drop"
    assert button(box).text() == "! 1 warning from the analysis"


def test_more_unfold_at_a_click_and_fold_again(qtbot: QtBot, box: WarningsBox) -> None:
    box.set_warnings(("one", "two"))
    box.show()
    assert not box.is_unfolded
    assert button(box).text() == "! 2 warnings from the analysis"
    qtbot.mouseClick(button(box), Qt.MouseButton.LeftButton)
    assert box.is_unfolded
    assert box.text.splitlines() == ["• one", "• two"]
    qtbot.keyClick(button(box), Qt.Key.Key_Space)
    assert not box.is_unfolded
