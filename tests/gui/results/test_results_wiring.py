from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gui.desk import Desk
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import AnalysisResult, Outline, SliceImage, Verdict
from phantomscope.gui.results.comparison_window import ComparisonWindow
from phantomscope.gui.results.results_model import NAME
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.results.results_wiring import ResultsWiring


def square(name: str, left: float, top: float, side: float, verdict: Verdict) -> Outline:
    xs = (left, left + side, left + side, left, left)
    ys = (top, top, top + side, top + side, top)
    return Outline(name, xs, ys, "green", verdict=verdict)


def small_result(**options: tuple[str, ...]) -> AnalysisResult:
    """The sample on a scan of twelve slices of 64×48 pixels."""
    result = sample_result(**options)
    images = (
        SliceImage(
            "CTP404",
            "HU Linearity",
            4,
            (
                square("Teflon", 20, 10, 10, Verdict.PASS),
                square("Air", 40, 20, 6, Verdict.PASS),
                square("", 2, 2, 44, Verdict.NOT_JUDGED),
            ),
        ),
        SliceImage("CTP528", "Spatial Resolution", 8, (square("", 10, 10, 20, Verdict.NOT_JUDGED),)),
    )
    places = {"ctp404": 4, "ctp528": 8, "ctp515": 2}
    modules = tuple(
        msgspec.structs.replace(module, slice_index=places.get(module.key)) for module in result.modules
    )
    return msgspec.structs.replace(result, images=images, modules=modules)


class Bench:
    """A window with a small scan, analysed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.view = desk.window.slice_view
        tree = desk.window.findChild(ResultsTree)
        assert tree is not None
        wired = desk.window.findChild(ResultsWiring)
        assert wired is not None
        self.wiring = wired
        self.tree: ResultsTree = tree

    def analyse(self, result: AnalysisResult | None = None) -> None:
        self.desk.analyse(Outcome(Ending.FINISHED, result or small_result()))
        self.desk.wait_painted()

    def go_to(self, index: int) -> None:
        self.view.go_to(index)
        self.desk.wait_painted()

    def hover(self, column: float, row: float) -> QPoint:
        place = self.view.canvas.widget_point(column, row)
        QTest.mouseMove(self.view.canvas.viewport(), place + QPoint(1, 1))
        QTest.mouseMove(self.view.canvas.viewport(), place)
        return place

    def click(self, column: float, row: float) -> None:
        place = self.hover(column, row)
        self.desk.qtbot.mouseClick(self.view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        # The next click must not become a double click.
        QTest.qWait(QApplication.doubleClickInterval() // 100)

    @property
    def chosen(self) -> str:
        return str(self.tree.currentIndex().siblingAtColumn(NAME).data())

    @property
    def marked(self) -> list[str]:
        model = self.tree.results_model
        rows = [model.index(row, NAME) for row in range(model.rowCount())]
        return [str(row.data()) for row in rows if model.is_on_slice(row)]


@pytest.fixture
def bench(desk: Desk, scan_zip: Path) -> Bench:
    bench = Bench(desk)
    desk.open(scan_zip)
    bench.analyse()
    return bench


def test_a_click_on_a_roi_chooses_its_row(bench: Bench) -> None:
    bench.go_to(4)
    bench.tree.collapseAll()
    bench.click(25, 15)
    assert bench.chosen == "Teflon"
    assert bench.view.index == 4
    row = bench.tree.currentIndex()
    assert bench.tree.isExpanded(row.parent())
    assert bench.tree.viewport().rect().contains(bench.tree.visualRect(row))
    assert bench.view.outlined is not None


def test_a_click_inside_of_what_has_no_metric_chooses_the_module(bench: Bench) -> None:
    bench.go_to(8)
    bench.click(20, 20)
    assert bench.chosen == "CTP528 (Spatial Resolution)"
    assert bench.view.index == 8


def test_a_drag_over_a_roi_is_window_and_level(bench: Bench) -> None:
    bench.go_to(4)
    bench.click(43, 23)
    assert bench.chosen == "Air"
    before = bench.view.window_level
    viewport = bench.view.canvas.viewport()
    start = bench.view.canvas.widget_point(25, 15)
    qtbot = bench.desk.qtbot
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 8):
        QTest.mouseMove(viewport, start + QPoint(4 * step, 3 * step))
    assert bench.view.roi_text == ""  # nothing is named while a button is down
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start + QPoint(28, 21))
    assert bench.chosen == "Air"
    assert bench.view.window_level != before


def test_hovering_names_value_and_limit(bench: Bench) -> None:
    bench.go_to(4)
    bench.hover(25, 15)
    assert bench.view.roi_text == "✓ Teflon 997 HU, 1000 ± 40, PASS"
    bench.hover(5, 40)  # in the large square, of which nothing was measured
    assert bench.view.roi_text == ""
    bench.hover(43, 23)
    assert bench.view.roi_text == "✓ Air −998 HU, −1000 ± 40, PASS"
    bench.go_to(5)
    assert bench.view.roi_text == ""


def test_outlines_are_drawn_on_every_slice_that_has_some(bench: Bench) -> None:
    drawn = []
    for index in range(12):
        bench.go_to(index)
        if bench.view.outlined is not None and bench.view.outlined.outlines:
            drawn.append(index)
    assert drawn == [4, 8]


def test_scrolling_marks_the_modules_of_the_slice(bench: Bench) -> None:
    bench.go_to(4)
    assert bench.marked == ["CTP404 (HU Linearity)"]
    bench.go_to(2)
    assert bench.marked == ["CTP515 (Low Contrast)"]
    bench.go_to(7)
    assert bench.marked == []


def test_keys_go_from_roi_to_roi_and_enter_to_the_slice(bench: Bench) -> None:
    bench.go_to(0)
    bench.tree.setFocus()
    alt = Qt.KeyboardModifier.AltModifier
    bench.desk.press(Qt.Key.Key_Down, alt)
    first = bench.chosen
    bench.desk.press(Qt.Key.Key_Down, alt)
    assert bench.chosen not in (first, "CTP404 (HU Linearity)")
    assert bench.view.index == 4
    bench.desk.press(Qt.Key.Key_Up, alt)
    assert bench.chosen == first
    bench.go_to(0)
    bench.desk.press(Qt.Key.Key_Return)
    assert bench.view.index == 4


def test_the_side_view_unfolds_with_the_first_result(bench: Bench) -> None:
    panel = bench.wiring.side_panel
    assert panel.is_unfolded
    assert bench.wiring.show_side_view.isChecked()
    bench.desk.qtbot.waitUntil(lambda: panel.is_complete)
    assert [mark.label for mark in panel.view.marks] == ["CTP515", "CTP404", "CTP528"]
    place = QPoint(round(panel.view.x_of(8)), round(panel.view.picture_rect().center().y()))
    bench.desk.qtbot.mouseClick(panel.view, Qt.MouseButton.LeftButton, pos=place)
    assert bench.view.index == 8
    bench.go_to(3)
    assert panel.view.index == 3


def test_what_was_folded_by_hand_stays_folded(bench: Bench) -> None:
    panel = bench.wiring.side_panel
    bench.desk.qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert not panel.is_unfolded
    assert not bench.wiring.show_side_view.isChecked()
    bench.analyse()
    assert not panel.is_unfolded
    bench.wiring.show_side_view.trigger()
    assert panel.is_unfolded


def test_closing_the_scan_leaves_nothing_behind(bench: Bench) -> None:
    bench.desk.workspace.close_dataset()
    panel = bench.wiring.side_panel
    assert panel.isHidden()
    assert panel.view.marks == ()
    assert panel.nbytes == 0
    assert not bench.wiring.next_roi.isEnabled()


def test_two_results_are_compared(bench: Bench) -> None:
    bench.analyse(small_result(wrong=("Air",)))
    bench.wiring.compare.trigger()
    window = bench.desk.window.findChild(ComparisonWindow)
    assert window is not None
    assert window.isVisible()
    assert window.comparison is not None
    assert "1 worse" in window.message
    before = window.sides[0].combo.count()
    bench.desk.workspace.close_dataset()
    assert window.sides[0].combo.count() < before
    assert window.comparison is None
    window.close()


def test_slices_that_are_left_out_leave_the_side_view(bench: Bench) -> None:
    panel, workspace = bench.wiring.side_panel, bench.desk.workspace
    bench.desk.qtbot.waitUntil(lambda: panel.is_complete)
    before = panel.nbytes
    assert workspace.stack is not None
    workspace.stack.remove(0)
    workspace.setups.stack_edited.emit()
    bench.desk.qtbot.waitUntil(lambda: panel.is_complete)
    assert panel.nbytes == before * 11 // 12
    assert panel.view.marks != ()


def test_tab_leads_from_the_series_to_the_side_view(bench: Bench) -> None:
    panel = bench.wiring.side_panel
    bench.desk.window.series_panel.set_aside_button.setFocus()
    passed = []
    for _ in range(6):
        bench.desk.press(Qt.Key.Key_Tab)
        passed.append(bench.desk.window.focusWidget())
    assert panel.view in passed
    panel.view.setFocus()
    bench.go_to(4)
    bench.desk.press(Qt.Key.Key_Right)
    assert bench.view.index == 5
