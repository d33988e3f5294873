import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.progress_card import ProgressCard


@pytest.fixture
def card(qtbot: QtBot) -> ProgressCard:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(800, 400)
    host.show()
    return ProgressCard(host, most=500, progress_name="How far", tip="Give up")


def name_of(card: ProgressCard) -> QLabel:
    return card.findChildren(QLabel)[0]


def test_it_is_there_from_begin_to_finish(card: ProgressCard) -> None:
    assert not card.isVisible()
    card.begin("Doing it")
    assert card.isVisible()
    assert name_of(card).text() == name_of(card).toolTip() == "Doing it"
    assert card.progress.maximum() == 0  # nobody knows yet
    card.show_progress(3, 10)
    assert (card.progress.value(), card.progress.maximum()) == (3, 10)
    card.say("Doing <b>more</b>")
    assert name_of(card).text() == "Doing <b>more</b>"
    card.finish()
    assert not card.isVisible()
    assert name_of(card).text() == name_of(card).toolTip() == ""


def test_its_button_gives_up(card: ProgressCard, qtbot: QtBot) -> None:
    card.begin("Doing it")
    with qtbot.waitSignal(card.cancel_requested):
        qtbot.mouseClick(card.button, Qt.MouseButton.LeftButton)


def test_what_is_added_lies_before_the_button(card: ProgressCard) -> None:
    more = QLabel("32 of 65", card)
    card.add(more)
    card.begin("Doing it")
    assert card.progress.geometry().right() < more.geometry().left()
    assert more.geometry().right() < card.button.geometry().left()


def test_it_stays_in_the_middle_and_inside(card: ProgressCard, qtbot: QtBot) -> None:
    host = card.parentWidget()
    card.begin("a very long name of a file " * 10)
    for width in (800, 420, 1200):
        host.resize(width, 400)
        qtbot.waitUntil(lambda width=width: abs(card.geometry().center().x() - width / 2) <= 1)
        assert host.rect().contains(card.geometry())
        assert card.width() <= 500
        assert "…" in name_of(card).text()
        assert name_of(card).toolTip().endswith("name of a file ")
