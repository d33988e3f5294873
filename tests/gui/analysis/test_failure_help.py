import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from phantomscope.analysis.events import Failed
from phantomscope.gui.analysis.failure_help import FailureHelp

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def offered(qtbot: QtBot) -> FailureHelp:
    offered = FailureHelp()
    qtbot.addWidget(offered)
    return offered


def test_it_offers_what_makes_sense(qtbot: QtBot, offered: FailureHelp) -> None:
    offered.show_failure(Failed("x", slice_index=32, partial_possible=True))
    assert offered.isVisible()
    for button, signal in (
        (offered.partial, offered.partial_wanted),
        (offered.slice, offered.slice_wanted),
        (offered.corrections, offered.corrections_wanted),
        (offered.phantom, offered.phantom_wanted),
    ):
        with qtbot.waitSignal(signal) as told:
            qtbot.mouseClick(button, LEFT)
    assert offered.slice.text() == "Show slice 33, where it failed"
    assert told.args == []


def test_no_slice_and_no_partial_run_where_there_is_none(offered: FailureHelp) -> None:
    offered.show_failure(Failed("x"))
    assert not offered.partial.isVisible()
    assert not offered.slice.isVisible()
    assert offered.corrections.isVisible()


@pytest.mark.parametrize("failed", [None, Failed("x", kind="memory"), Failed("x", kind="internal")])
def test_nothing_where_nothing_of_this_helps(offered: FailureHelp, failed: Failed | None) -> None:
    offered.show_failure(failed)
    assert not offered.isVisible()
