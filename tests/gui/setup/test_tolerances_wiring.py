import csv
import json
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.analysis.tolerances import tolerances_to_json
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.setup.tolerances_wiring import TolerancesWiring

KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier
TEFLON, AIR = "ctp404.hu_rois.Teflon", "ctp404.hu_rois.Air"


@pytest.fixture
def wiring(desk: Desk, scan_zip: Path) -> TolerancesWiring:
    """A scan is open and analysed."""
    desk.open(scan_zip)
    desk.analyse()
    found = desk.window.findChild(TolerancesWiring)
    assert found is not None
    return found


def choose(desk: Desk, *names: str) -> ResultsTree:
    """Choose rows of the results by their names."""
    tree = desk.window.analysis_panel.results.tree
    desk.window.activateWindow()
    tree.setFocus()
    model, selection = tree.results_model, tree.selectionModel()
    selection.clear()
    for module in (model.index(row, 0) for row in range(model.rowCount())):
        for row in (model.index(below, 0, module) for below in range(model.rowCount(module))):
            if row.data() in names:
                flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
                selection.setCurrentIndex(row, flags)
    return tree


def own(desk: Desk) -> dict[str, Tolerance]:
    return dict(desk.workspace.setups.current.tolerances)


def verdict(desk: Desk) -> Verdict:
    result = desk.window.analysis_panel.result
    assert result is not None
    return result.verdict


def test_t_on_a_row_judges_anew_at_once_and_can_be_undone(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring
) -> None:
    analyses = len(desk.processes.made)
    qtbot.keyClick(choose(desk, "Teflon"), KEY.Key_T)
    assert wiring.editor.isVisible()
    edit = wiring.editor.edits["tolerance"]
    assert edit.text() == "40"
    qtbot.keyClicks(edit, "2")
    qtbot.keyClick(edit, KEY.Key_Return)
    assert own(desk) == {TEFLON: Tolerance(tolerance=2)}
    assert verdict(desk) is Verdict.FAIL
    assert desk.window.series_panel.series_model.index(0).data() is not None
    assert len(desk.processes.made) == analyses
    assert desk.window.actions_.undo.text() == "&Undo Set Tolerance of Teflon"
    desk.window.slice_view.setFocus()
    desk.press(KEY.Key_Z, CONTROL)
    assert own(desk) == {}
    assert verdict(desk) is Verdict.PASS


def test_again_after_it_was_closed(desk: Desk, qtbot: QtBot, wiring: TolerancesWiring) -> None:
    qtbot.keyClick(choose(desk, "Teflon"), KEY.Key_T)
    qtbot.keyClick(wiring.editor.edits["tolerance"], KEY.Key_Escape)
    tree = choose(desk, "Air", "PMP")
    qtbot.keyClick(tree, KEY.Key_T)
    assert wiring.editor.isVisible()
    assert wiring.editor.keys == (AIR, "ctp404.hu_rois.PMP")


def test_the_button_offers_it_for_chosen_metrics(desk: Desk, qtbot: QtBot, wiring: TolerancesWiring) -> None:
    choose(desk)
    assert not wiring.button.isEnabled()
    choose(desk, "Teflon")
    qtbot.mouseClick(wiring.button, Qt.MouseButton.LeftButton)
    assert wiring.editor.keys == (TEFLON,)


def test_several_rows_in_one_step(desk: Desk, qtbot: QtBot, wiring: TolerancesWiring) -> None:
    qtbot.keyClick(choose(desk, "Teflon", "Air"), KEY.Key_T)
    qtbot.keyClicks(wiring.editor.edits["tolerance"], "2.5")
    qtbot.keyClick(wiring.editor.edits["tolerance"], KEY.Key_Return)
    assert own(desk) == {TEFLON: Tolerance(tolerance=2.5), AIR: Tolerance(tolerance=2.5)}
    assert desk.window.actions_.undo.text() == "&Undo Set Tolerances of 2 Metrics"
    desk.workspace.setups.history.undo()
    assert own(desk) == {}


def test_the_list_shows_changes_and_removes_them(desk: Desk, qtbot: QtBot, wiring: TolerancesWiring) -> None:
    desk.workspace.setups.change(
        "x", tolerances={TEFLON: Tolerance(tolerance=2), "gone": Tolerance(minimum=1)}
    )
    desk.window.analysis_panel.tabs.setCurrentWidget(wiring.page)
    assert wiring.page.model.rowCount() == 2
    assert wiring.page.model.missing == 1
    wiring.page.choose(TEFLON)
    qtbot.keyClick(wiring.page.table, KEY.Key_Return)
    assert wiring.editor.keys == (TEFLON,)
    qtbot.mouseClick(wiring.editor.back_button, Qt.MouseButton.LeftButton)
    assert set(own(desk)) == {"gone"}
    assert verdict(desk) is Verdict.PASS
    qtbot.mouseClick(wiring.page.remove_all_button, Qt.MouseButton.LeftButton)
    assert own(desk) == {}
    desk.workspace.setups.history.undo()
    desk.workspace.setups.history.undo()
    assert set(own(desk)) == {TEFLON, "gone"}


def test_it_closes_where_its_values_are_not_true_any_more(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring
) -> None:
    qtbot.keyClick(choose(desk, "Teflon"), KEY.Key_T)
    desk.workspace.analyse()
    assert not wiring.editor.isVisible()
    assert not wiring.page.import_.isEnabled()
    desk.processes.newest.end()


def test_out_to_a_file_and_in_again(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring, tmp_path: Path
) -> None:
    given = {TEFLON: Tolerance(tolerance=2), "gone": Tolerance(minimum=1)}
    desk.workspace.setups.change("x", tolerances=given)
    wiring.page.export.trigger()
    dialog = desk.window.findChild(QFileDialog)
    assert dialog is not None
    path = tmp_path / "mine.json"
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("mine")
    dialog.accept()
    qtbot.waitUntil(lambda: desk.window.message_bar.text == f"Written: {path}")
    desk.workspace.setups.change("y", tolerances={TEFLON: Tolerance(tolerance=99), AIR: Tolerance(maximum=0)})
    wiring.import_from(path)
    qtbot.waitUntil(lambda: desk.window.message_bar.text == "2 tolerances taken in.")
    assert own(desk) == {AIR: Tolerance(maximum=0), **given}
    assert desk.window.actions_.undo.text() == "&Undo Import 2 Tolerances"


def test_contradictory_ones_are_not_taken_in(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring, tmp_path: Path
) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(
        tolerances_to_json({AIR: Tolerance(minimum=5, maximum=3), "gone": Tolerance(tolerance=2)})
    )
    wiring.import_from(path)
    bar = desk.window.message_bar
    qtbot.waitUntil(lambda: bool(bar.text))
    assert bar.text == (
        "1 of 2 tolerances left out. ctp404.hu_rois.Air: The minimum (5) is above the maximum (3)."
    )
    assert own(desk) == {"gone": Tolerance(tolerance=2)}


@pytest.mark.parametrize("text", ["{", '{"a": 3}'])
def test_files_without_tolerances_are_told(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "t.json"
    path.write_text(text)
    wiring.import_from(path)
    qtbot.waitUntil(lambda: "holds no tolerances (t.json)" in desk.window.message_bar.text)
    assert own(desk) == {}


def test_the_scan_is_not_written_over(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring, scan_zip: Path
) -> None:
    before = scan_zip.read_bytes()
    wiring.export_to(scan_zip)
    qtbot.waitUntil(lambda: bool(desk.window.message_bar.text))
    assert scan_zip.read_bytes() == before


def test_exports_hold_own_limits_and_verdicts(
    desk: Desk, qtbot: QtBot, wiring: TolerancesWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.workspace.setups.change("x", tolerances={TEFLON: Tolerance(tolerance=2)})
    for kind, action in desk.window.actions_.exports:
        if kind == "pdf":
            continue
        path = tmp_path / f"out.{kind}"
        monkeypatch.setattr(desk.exporter, "_ask_path", lambda *_, path=path: path)
        with qtbot.waitSignal(desk.exporter.exported):
            action.trigger()
    found = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert found["tolerances"][TEFLON]["tolerance"] == 2
    rows = list(csv.DictReader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines()))
    (row,) = [row for row in rows if row["metric"] == "Teflon"]
    assert (row["tolerance"], row["verdict"], row["limits"]) == ("2", "fail", "own")
