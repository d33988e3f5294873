from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from phantomscope.gui.views.view_frame import ViewFrame


def framed(qtbot: QtBot) -> ViewFrame:
    frame = ViewFrame("Coronal", QLineEdit())
    qtbot.addWidget(frame)
    frame.resize(300, 200)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    return frame


def test_it_says_what_and_where_the_view_is(qtbot: QtBot) -> None:
    frame = framed(qtbot)
    frame.set_detail("y 3.0 mm")
    assert (frame.title, frame.detail) == ("Coronal", "y 3.0 mm")
    frame.set_title("Sagittal")
    assert frame.title == "Sagittal"


def test_progress_is_shown_while_there_is_some_and_nothing_jumps(qtbot: QtBot) -> None:
    frame = framed(qtbot)
    assert frame.progress is None
    top = frame.content.y()
    frame.set_progress(3, 12)
    QTest.qWait(0)
    assert frame.progress == (3, 12)
    assert frame.content.y() == top
    frame.set_progress(12, 12)
    assert frame.progress is None


def test_the_button_asks_for_all_the_room_and_says_what_it_does(qtbot: QtBot) -> None:
    frame = framed(qtbot)
    assert "all the room" in frame.maximise_button.toolTip()
    with qtbot.waitSignal(frame.maximise_wanted):
        QTest.mouseClick(frame.maximise_button, Qt.MouseButton.LeftButton)
    frame.set_maximised(True)
    assert "other views" in frame.maximise_button.accessibleName()


def test_the_view_gets_the_focus(qtbot: QtBot) -> None:
    frame = framed(qtbot)
    frame.setFocus()
    assert frame.content.hasFocus()
