from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.small_label import small_label


def test_it_is_smaller_than_its_parents_text_and_shows_markup_as_it_is(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    font = parent.font()
    font.setPointSizeF(12.0)
    parent.setFont(font)
    label = small_label(parent, "<b>x</b>")
    assert label.font().pointSizeF() == 11.0
    assert label.text() == "<b>x</b>"
    assert label.sizeHint().width() > small_label(parent, "x").sizeHint().width()
