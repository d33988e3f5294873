import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Tolerance
from phantomscope.gui.setup.tolerance_draft import targets_of
from phantomscope.gui.setup.tolerance_editor import ToleranceEditor

KEY = Qt.Key
RAW = sample_result()
TEFLON, AIR, ROLL = "ctp404.hu_rois.Teflon", "ctp404.hu_rois.Air", "catphan_roll_deg"


@pytest.fixture
def editor(qtbot: QtBot) -> ToleranceEditor:
    editor = ToleranceEditor()
    qtbot.addWidget(editor)
    return editor


def start(editor: ToleranceEditor, *keys: str, **own: Tolerance) -> None:
    editor.show_targets(targets_of(keys, RAW, {TEFLON: own["own"]} if own else {}))
    editor.show()


def type_in(qtbot: QtBot, editor: ToleranceEditor, name: str, text: str) -> None:
    editor.edits[name].selectAll()
    if text:
        qtbot.keyClicks(editor.edits[name], text)
    else:
        qtbot.keyClick(editor.edits[name], KEY.Key_Delete)


def test_it_says_what_there_is(editor: ToleranceEditor) -> None:
    start(editor, TEFLON)
    assert editor.facts_text == "CTP404 (HU Linearity)\nnow 997 HU; pylinac expects 1000 ± 40"
    assert editor.windowTitle() == "Tolerance of Teflon"
    assert {name for name, edit in editor.edits.items() if edit.text()} == {"tolerance"}
    assert editor.edits["nominal"].placeholderText() == "1000"
    assert editor.verdict_text == "✓ PASS: 997 HU, expected 1000 ± 40"
    assert not editor.back_button.isEnabled()
    assert not editor.isModal()


def test_the_verdict_follows_as_one_types_and_enter_applies(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON)
    type_in(qtbot, editor, "tolerance", "2")
    assert editor.verdict_text == "✗ FAIL: 997 HU, expected 1000 ± 2"
    type_in(qtbot, editor, "nominal", "996,5")
    assert editor.verdict_text == "✓ PASS: 997 HU, expected 996.5 ± 2"
    with qtbot.waitSignal(editor.applied) as applied:
        qtbot.keyClick(editor.edits["nominal"], KEY.Key_Return)
    assert applied.args == [{TEFLON: Tolerance(nominal=996.5, tolerance=2)}]
    assert not editor.isVisible()


def test_contradictions_are_told_and_not_applied(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON)
    height = editor.height()
    type_in(qtbot, editor, "minimum", "5")
    type_in(qtbot, editor, "maximum", "3")
    assert editor.problem_text == "✗ The minimum (5) is above the maximum (3)."
    assert editor.height() > height
    with qtbot.assertNotEmitted(editor.applied):
        qtbot.keyClick(editor.edits["maximum"], KEY.Key_Return)
    assert editor.isVisible()
    type_in(qtbot, editor, "maximum", "x")
    assert editor.problem_text == "✗ Maximum: fails above: “x” is no number."
    assert not editor.apply_button.isEnabled()
    type_in(qtbot, editor, "maximum", "")
    assert editor.problem_text == ""
    assert editor.apply_button.isEnabled()


def test_not_judged_keeps_the_limits_for_later(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON, own=Tolerance(tolerance=9))
    qtbot.keyClick(editor.not_judged, KEY.Key_Space)
    assert editor.verdict_text == "– NOT JUDGED: 997 HU"
    assert not editor.edits["tolerance"].isEnabled()
    with qtbot.waitSignal(editor.applied) as applied:
        qtbot.mouseClick(editor.apply_button, Qt.MouseButton.LeftButton)
    assert applied.args == [{TEFLON: Tolerance(tolerance=9, judged=False)}]


def test_back_to_pylinacs(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON, own=Tolerance(tolerance=9))
    with qtbot.waitSignal(editor.given_back) as given_back:
        qtbot.mouseClick(editor.back_button, Qt.MouseButton.LeftButton)
    assert given_back.args == [(TEFLON,)]


def test_the_same_for_several(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON, AIR, ROLL)
    assert editor.facts_text.startswith("Teflon, Air and Phantom Roll\n")
    assert editor.edits["tolerance"].placeholderText() == "various"
    assert not editor.edits["nominal"].isEnabled()
    assert not editor.apply_button.isEnabled()
    type_in(qtbot, editor, "tolerance", "2.5")
    assert editor.verdict_text == "✗ 1 fail, 2 pass"
    with qtbot.waitSignal(editor.applied) as applied:
        qtbot.keyClick(editor.edits["tolerance"], KEY.Key_Return)
    assert applied.args == [
        {
            TEFLON: Tolerance(tolerance=2.5),
            AIR: Tolerance(tolerance=2.5),
            ROLL: Tolerance(nominal=-0.258, tolerance=2.5),
        }
    ]


def test_escape_closes(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON)
    with qtbot.assertNotEmitted(editor.applied):
        qtbot.keyClick(editor.edits["tolerance"], KEY.Key_Escape)
    assert not editor.isVisible()


def test_every_field_is_named_and_reached_by_tab(qtbot: QtBot, editor: ToleranceEditor) -> None:
    start(editor, TEFLON, own=Tolerance(tolerance=9))
    reached = set()
    here = editor.edits["nominal"]
    widget = here
    for _ in range(40):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.add(widget)
        widget = widget.nextInFocusChain()  # type: ignore[assignment]
    assert {*editor.edits.values(), editor.not_judged, editor.apply_button, editor.back_button} <= reached
    for one in reached:
        assert one.accessibleName() or (isinstance(one, QAbstractButton) and one.text())
