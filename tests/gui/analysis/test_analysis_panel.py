import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from gui.fake_survey import UNKNOWN, recognised
from gui.sample_result import sample_result, sample_series
from phantomscope.analysis.events import Failed, Stage
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import SliceImage
from phantomscope.gui.analysis.analysis_panel import AnalysisPanel
from phantomscope.gui.parts.colours import DARK
from phantomscope.gui.results.results_model import SIGN
from phantomscope.gui.setup.setup import Setup


@pytest.fixture
def panel(qtbot: QtBot) -> AnalysisPanel:
    panel = AnalysisPanel()
    qtbot.addWidget(panel)
    panel.resize(340, 640)
    panel.show()
    return panel


def selected(panel: AnalysisPanel) -> list[tuple[SliceImage | None, frozenset[str]]]:
    images: list[tuple[SliceImage | None, frozenset[str]]] = []
    panel.results.image_selected.connect(lambda image, lit: images.append((image, lit)))
    return images


def export_button(panel: AnalysisPanel) -> QToolButton:
    return next(one for one in panel.findChildren(QToolButton) if one.accessibleName() == "Export")


def test_nothing_to_analyse_without_a_series(panel: AnalysisPanel) -> None:
    asked: list[bool] = []
    panel.analyse_requested.connect(lambda: asked.append(True))
    assert not panel.button.isEnabled()
    panel.trigger()
    assert not asked
    panel.set_series(sample_series())
    assert panel.button.isEnabled()
    panel.set_series(None)
    assert not panel.button.isEnabled()


def test_one_click_asks_for_an_analysis(qtbot: QtBot, panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.set_survey(recognised("CatPhan 604"))
    assert panel.phantom_name == "CatPhan 604"
    with qtbot.waitSignal(panel.analyse_requested):
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)


def test_a_phantom_must_be_chosen_where_none_is_recognised(qtbot: QtBot, panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.set_survey(UNKNOWN)
    assert not panel.button.isEnabled()
    panel.combo.setFocus()
    with qtbot.waitSignal(panel.phantom_chosen) as chosen:
        qtbot.keyClick(panel.combo, Qt.Key.Key_Down)
    panel.set_setup(Setup(phantom=chosen.args[0]))
    assert panel.phantom_name == PHANTOMS[0].name
    assert panel.button.isEnabled()


def test_while_running_the_button_cancels(qtbot: QtBot, panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.set_running(True)
    assert panel.button.text() == "Cancel"
    assert not panel.combo.isEnabled()
    assert panel.progress.isVisible()
    assert panel.progress.maximum() == 0  # busy, until it is known how far
    panel.show_stage(Stage("finding the phantom", 31, 96))
    assert (panel.progress.value(), panel.progress.maximum()) == (31, 96)
    assert panel.stage_text == "finding the phantom 31/96"
    with qtbot.waitSignal(panel.cancel_requested):
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    panel.show_outcome(Outcome(Ending.CANCELLED), None)
    assert panel.button.text() == "Analyse"
    assert not panel.progress.isVisible()
    assert panel.results.banner.text == ""  # cancelling is not an error
    assert panel.result is None


def test_a_result_shows_its_verdict_and_offers_its_image(panel: AnalysisPanel) -> None:
    images = selected(panel)
    result = sample_result()
    panel.set_series(sample_series())
    panel.set_running(True)
    panel.show_outcome(Outcome(Ending.FINISHED, result, {}), result)
    assert panel.result is result
    assert panel.results.banner.text == "✓ PASS 9 of 9 checks"
    assert panel.results.warnings.text == f"• {result.warnings[0]}"
    assert panel.results.charts.count() == 2
    assert images == [(result.images[0], frozenset())]


def test_a_failed_check_is_what_is_shown_first(panel: AnalysisPanel) -> None:
    images = selected(panel)
    panel.set_series(sample_series())
    panel.results.show_result(sample_result(wrong=("Delrin",)))
    assert panel.results.banner.text == "✗ FAIL 1 of 9 checks failed"
    assert images[0][0] is not None
    assert images[0][0].key == "CTP404"


def test_a_failure_says_itself_in_the_panel(panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.results.show_result(sample_result())
    images = selected(panel)
    panel.set_running(True)
    text = "The phantom was not found on any slice. Choose another phantom."
    panel.show_outcome(Outcome(Ending.FAILED, failure=Failed("x"), text=text), None)
    assert panel.results.banner.text == f"✗ {text}"
    assert panel.result is None
    assert panel.button.isEnabled()
    assert images == [(None, frozenset())]  # outlines of the old result go


def test_another_series_takes_the_old_result_away(panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.results.show_result(sample_result())
    images = selected(panel)
    panel.set_series(sample_series("other"))
    assert panel.result is None
    assert panel.results.banner.text == ""
    assert panel.results.charts.count() == 0
    assert images == [(None, frozenset())]


def test_export_offers_three_formats_once_there_is_a_result(qtbot: QtBot, panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    assert not export_button(panel).isVisible()
    panel.results.show_result(sample_result())
    assert export_button(panel).isVisible()
    asked: list[str] = []
    panel.results.export_requested.connect(asked.append)
    for action in export_button(panel).menu().actions():
        action.trigger()
    assert asked == ["pdf", "json", "csv"]


def test_an_export_in_progress_is_told_and_blocks_the_next(panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.results.show_result(sample_result())
    origin = panel.results.footer_text
    assert origin == "CatPhan 504, 64 slices, edited, pylinac 3.49.0, 2.1 s"
    panel.results.show_export("Making the PDF: finding the phantom 3/96")
    assert panel.results.footer_text == "Making the PDF: finding the phantom 3/96"
    assert not export_button(panel).isEnabled()
    panel.results.show_export("")
    assert panel.results.footer_text == origin
    assert export_button(panel).isEnabled()


def test_all_controls_can_be_reached_by_the_tab_key(qtbot: QtBot, panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.results.show_result(sample_result())
    reached = []
    widget = panel.combo.nextInFocusChain()
    while widget is not panel.combo:
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            reached.append(widget)
        widget = widget.nextInFocusChain()
    assert panel.button in reached
    assert panel.results.tree in reached
    assert panel.results.charts.tabBar() in reached
    assert export_button(panel) in reached
    tree = reached.index(panel.results.tree)
    assert reached.index(panel.button) < tree < reached.index(export_button(panel))


def test_dark_and_back(panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    panel.results.show_result(sample_result())
    panel.setPalette(QPalette(QColor("#303030")))
    sign = panel.results.tree.results_model.index(1, SIGN)
    assert sign.data(Qt.ItemDataRole.ForegroundRole).color().name() == DARK.pass_


def test_it_fits_into_a_narrow_column(panel: AnalysisPanel) -> None:
    panel.set_series(sample_series())
    warnings = ("a rather long warning that has to wrap somewhere, " * 3,)
    panel.results.show_result(sample_result(warnings=warnings))
    assert panel.minimumSizeHint().width() <= 300
