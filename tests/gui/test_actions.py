import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.actions import Actions
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS


@pytest.fixture
def parts(qtbot: QtBot) -> tuple[QWidget, QWidget, QLineEdit, Actions]:
    window = QWidget()
    qtbot.addWidget(window)
    view, other = QWidget(window), QLineEdit(window)
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    layout = QVBoxLayout(window)
    layout.addWidget(view)
    layout.addWidget(other)
    actions = Actions(window, view)
    window.addActions([action for action in actions.all if action not in actions.slice_actions])
    window.show()
    window.activateWindow()
    return window, view, other, actions


def test_no_shortcut_is_taken_twice(parts: tuple[QWidget, QWidget, QLineEdit, Actions]) -> None:
    actions = parts[3]
    actions.set_presets(CT_PRESETS)
    keys = [action.shortcut().toString() for action in actions.all if not action.shortcut().isEmpty()]
    assert len(set(keys)) == len(keys)
    assert all(action.text() for action in actions.all)


def test_arrows_are_the_slices_only_where_the_slice_has_the_focus(
    parts: tuple[QWidget, QWidget, QLineEdit, Actions], qtbot: QtBot
) -> None:
    _, view, other, actions = parts
    steps: list[str] = []
    actions.next.triggered.connect(lambda: steps.append("next"))
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert steps == ["next"]
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Down)
    assert steps == ["next"]


def test_what_needs_a_scan_or_results_is_off_without(
    parts: tuple[QWidget, QWidget, QLineEdit, Actions],
) -> None:
    actions = parts[3]
    actions.set_scan_open(False)
    actions.set_result_there(False)
    assert not actions.analyse.isEnabled()
    assert not actions.next.isEnabled()
    assert not actions.export_pdf.isEnabled()
    assert actions.open_file.isEnabled()
    actions.set_scan_open(True)
    actions.set_result_there(True)
    assert actions.analyse.isEnabled()
    assert actions.next.isEnabled()
    assert actions.export_pdf.isEnabled()


def test_only_the_presets_that_there_are_are_offered(
    parts: tuple[QWidget, QWidget, QLineEdit, Actions],
) -> None:
    actions = parts[3]
    assert not any(action.isEnabled() for action in actions.presets)
    presets = OTHER_PRESETS
    actions.set_presets(presets)
    assert [action.text() for action in actions.presets if action.isVisible()] == [
        preset.name for preset in presets
    ]
