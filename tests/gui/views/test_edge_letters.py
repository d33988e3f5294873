from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from phantomscope.gui.views.edge_letters import EdgeLetters


def test_letters_lie_at_the_edges_and_move_along(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    letters = EdgeLetters(area)
    area.resize(200, 100)
    area.show()
    letters.set_directions((1, 0, 0), (0, 0, -1))
    assert letters.texts == ("R", "L", "H", "F")
    for size in ((200, 100), (300, 220)):
        area.resize(*size)
        left, right, top, bottom = (
            next(label for label in area.findChildren(QLabel) if label.text() == text).geometry()
            for text in letters.texts
        )
        assert left.left() < 6
        assert right.right() > size[0] - 8
        assert top.top() < 6
        assert bottom.bottom() > size[1] - 8
        assert abs(left.center().y() - size[1] / 2) < 3
        assert abs(top.center().x() - size[0] / 2) < 3


def test_what_is_unknown_has_none(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    letters = EdgeLetters(area)
    letters.set_directions((1, 0, 0), (0, 1, 0))
    letters.set_directions(None, None)
    assert letters.texts == ("", "", "", "")
    assert all(label.isHidden() for label in area.findChildren(QLabel))
