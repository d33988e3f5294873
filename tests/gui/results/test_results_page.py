import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.analysis.tolerances import judged
from phantomscope.gui.results.results_page import ResultsPage


@pytest.fixture
def page(qtbot: QtBot) -> ResultsPage:
    page = ResultsPage()
    qtbot.addWidget(page)
    page.resize(360, 600)
    page.show()
    return page


def test_judged_anew_it_stays_where_it_was(qtbot: QtBot, page: ResultsPage) -> None:
    raw = sample_result()
    page.show_result(raw)
    model, tree = page.tree.results_model, page.tree
    module = next(
        index for row in range(model.rowCount()) if model.rowCount(index := model.index(row, 0)) > 3
    )
    tree.expand(module)
    tree.setCurrentIndex(model.index(2, 0, module))
    chosen = model.metric_at(tree.currentIndex())
    assert chosen is not None
    strict = judged(raw, {chosen.key: Tolerance(nominal=1e6, tolerance=1.0)})
    page.change_result(strict)
    now = model.metric_at(tree.currentIndex())
    assert now is not None
    assert now.key == chosen.key
    assert now.verdict is Verdict.FAIL
    assert tree.isExpanded(tree.currentIndex().parent())
    assert "FAIL" in page.banner.text


def test_a_failure_takes_the_results_place(page: ResultsPage) -> None:
    page.show_result(sample_result())
    page.show_failure(Outcome(Ending.FAILED, text="The phantom was not found."))
    assert page.result is None
    assert "not found" in page.banner.text
    assert not page.tree.isVisible()


def test_an_export_in_progress_is_told(page: ResultsPage) -> None:
    page.show_result(sample_result())
    origin = page.footer_text
    page.show_export("Writing report.pdf")
    assert page.footer_text == "Writing report.pdf"
    page.show_export("")
    assert page.footer_text == origin


def test_the_outlines_go_with_the_result(qtbot: QtBot, page: ResultsPage) -> None:
    page.show_result(sample_result())
    with qtbot.waitSignal(page.image_selected) as told:
        page.clear()
    assert told.args == [None, frozenset()]
    assert page.tree.focusPolicy() & Qt.FocusPolicy.TabFocus
