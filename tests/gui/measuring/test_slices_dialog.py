"""Which slices the dialog tells."""

import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.slices_dialog import SlicesDialog


@pytest.mark.parametrize(("slices", "chosen"), [((4, 4), "this"), ((2, 9), "some"), (None, "all")])
def test_it_starts_with_what_is_so(qtbot: QtBot, slices: tuple[int, int] | None, chosen: str) -> None:
    dialog = SlicesDialog(12, 4, slices)
    qtbot.addWidget(dialog)
    assert getattr(dialog, chosen).isChecked()


def test_a_range_may_be_given_either_way_round(qtbot: QtBot) -> None:
    dialog = SlicesDialog(12, 4, (4, 4))
    qtbot.addWidget(dialog)
    dialog.first.setValue(9)
    dialog.last.setValue(3)
    assert dialog.some.isChecked()
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.accept()
    assert told.args == [3, 9]


def test_one_and_all(qtbot: QtBot) -> None:
    dialog = SlicesDialog(12, 4, (2, 9))
    qtbot.addWidget(dialog)
    dialog.this.setChecked(True)
    with qtbot.waitSignal(dialog.chosen) as told:
        dialog.accept()
    assert told.args == [4, 4]
    dialog.all.setChecked(True)
    with qtbot.waitSignal(dialog.all_chosen):
        dialog.accept()


def test_who_gives_up_changes_nothing(qtbot: QtBot) -> None:
    dialog = SlicesDialog(12, 4, None)
    qtbot.addWidget(dialog)
    with qtbot.assertNotEmitted(dialog.all_chosen):
        dialog.reject()
