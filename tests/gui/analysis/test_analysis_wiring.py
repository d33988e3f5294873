"""How a person analyses and exports in the window, by real events, and what comes of it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from conftest import Untouched
from dicom_files import slice_bytes, slices, zip_bytes
from gui.desk import Desk
from gui.fake_survey import UNKNOWN
from gui.sample_result import sample_result
from phantomscope.analysis.events import Failed, Stage
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.analysis.results import Tolerance, Verdict
from phantomscope.gui.opening.series_model import VERDICT_ROLE

KEY = Qt.Key


def test_one_click_analyses_and_shows_the_verdict(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    window, panel = desk.window, desk.window.analysis_panel
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.is_running
    with qtbot.waitSignal(desk.workspace.runner.stage_changed):
        desk.processes.newest.say(Stage("finding the phantom", 3, 12))
    assert panel.progress.value() == 3
    result = sample_result()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, result))
    assert panel.result == result
    assert not panel.is_running
    assert window.series_panel.series_model.index(0).data(VERDICT_ROLE) is Verdict.PASS
    assert window.actions_.export_pdf.isEnabled()


def test_a_row_goes_to_its_slice_and_lights_its_outlines(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "scan.zip"
    path.write_bytes(zip_bytes(slices(64)))
    desk.open(path)
    desk.analyse()
    window = desk.window
    result = window.analysis_panel.result
    assert result is not None
    tree = window.analysis_panel.results.tree
    model = tree.results_model
    module = next(
        model.index(row, 0) for row in range(model.rowCount()) if model.image_at(model.index(row, 0))[0]
    )
    metric = next(
        model.index(row, 0, module)
        for row in range(model.rowCount(module))
        if model.image_at(model.index(row, 0, module))[1]
    )
    tree.expand(module)
    tree.scrollTo(metric)
    qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(metric).center())
    image, lit = model.image_at(metric)
    assert image is not None
    assert lit
    qtbot.waitUntil(lambda: window.slice_view.place_text.startswith(f"{image.slice_index + 1}/64"))
    assert window.slice_view.outlined is image
    assert window.slice_view.caption == image.title


def test_esc_ends_the_analysis_without_a_word(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.press(KEY.Key_A)
    assert desk.window.analysis_panel.is_running
    desk.press(KEY.Key_A)  # a second press must not cancel what the first began
    assert not desk.processes.newest.cancelled
    desk.press(KEY.Key_Escape)
    assert desk.processes.newest.cancelled
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end()
    assert not desk.window.analysis_panel.is_running
    assert desk.window.message_bar.text == ""
    assert desk.window.analysis_panel.results.banner.text == ""


def test_a_cancelled_repeat_brings_the_results_back(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    result = desk.window.analysis_panel.result
    assert result is not None
    desk.analyse(Outcome(Ending.CANCELLED))
    assert desk.window.analysis_panel.result == result
    assert desk.window.actions_.export_pdf.isEnabled()


def test_a_failure_is_told_and_the_window_lives_on(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    text = "The analysis process crashed (SIGSEGV). The scan is unchanged and still open."
    desk.analyse(Outcome(Ending.CRASHED, text=text))
    assert text in desk.window.analysis_panel.results.banner.text
    assert desk.window.analysis_panel.result is None
    assert not desk.window.actions_.export_pdf.isEnabled()
    assert desk.window.series_panel.series_model.index(0).data(VERDICT_ROLE) is None
    desk.press(KEY.Key_Down)
    qtbot.waitUntil(lambda: desk.window.slice_view.place_text.startswith("8/12"))


def test_too_few_slices_or_the_wrong_phantom_is_told(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    failed = Failed("12 slices are too few for a CatPhan 504, which needs 39", todo="Choose another phantom")
    desk.analyse(Outcome(Ending.FAILED, failure=failed, text="12 slices are too few for it."))
    assert "too few" in desk.window.analysis_panel.results.banner.text


def test_results_wait_at_their_series(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    path.write_bytes(zip_bytes(slices(5) | {"b.dcm": slice_bytes(series="1.2.9")}))
    desk.open(path)
    dataset = desk.workspace.dataset
    assert dataset is not None
    panel, first, second = desk.window.analysis_panel, *dataset.scan.series
    desk.press(KEY.Key_A)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(second)
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert panel.result is None
    assert not panel.is_running
    assert desk.window.series_panel.series_model.index(0).data(VERDICT_ROLE) is Verdict.PASS
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(first)
    assert panel.result is not None
    assert desk.window.actions_.export_pdf.isEnabled()


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_results_go_to_a_file_and_never_into_the_scan(
    desk: Desk,
    qtbot: QtBot,
    scan_zip: Path,
    tmp_path_factory: pytest.TempPathFactory,
    untouched: Untouched,
    kind: str,
) -> None:
    folder = tmp_path_factory.mktemp("reports")
    desk.open(scan_zip)
    desk.analyse()
    target = folder / f"results.{kind}"
    exporter = desk.exporter
    exporter._ask_path = lambda *_: target
    with untouched(scan_zip), qtbot.waitSignal(exporter.exported):
        dict(desk.window.actions_.exports)[kind].trigger()
    assert target.stat().st_size > 0
    assert str(target) in desk.window.message_bar.text
    exporter._ask_path = lambda *_: folder / "gone" / f"results.{kind}"
    with qtbot.waitSignal(exporter.failed):
        dict(desk.window.actions_.exports)[kind].trigger()
    assert desk.window.message_bar.isVisible()


@pytest.fixture
def two_series(tmp_path: Path) -> Path:
    path = tmp_path / "two.zip"
    path.write_bytes(zip_bytes(slices(5) | {"b.dcm": slice_bytes(series="1.2.9")}))
    return path


def test_a_failure_is_not_shown_as_that_of_another_series(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    dataset = desk.workspace.dataset
    assert dataset is not None
    desk.press(KEY.Key_A)
    with qtbot.waitSignal(desk.workspace.stack_changed):
        desk.workspace.select_series(dataset.scan.series[1])
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FAILED, text="The phantom was not found."))
    assert "not found" not in desk.window.analysis_panel.results.banner.text
    assert not desk.window.analysis_panel.is_running
    assert "not found" in desk.window.message_bar.text


def test_results_of_a_closed_scan_are_not_shown(desk: Desk, qtbot: QtBot, two_series: Path) -> None:
    desk.open(two_series)
    desk.press(KEY.Key_A)
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))  # queued, not delivered yet
        desk.workspace.close_dataset()
    assert desk.window.analysis_panel.result is None


def test_no_verdict_stands_beside_the_first_picture_of_the_next_scan(
    desk: Desk, qtbot: QtBot, two_series: Path, scan_zip: Path
) -> None:
    desk.open(two_series)
    desk.analyse()
    shown: list[bool] = []
    window = desk.window
    desk.workspace.opener.first_slice_ready.connect(
        lambda _: shown.append(
            window.analysis_panel.result is not None or window.actions_.export_pdf.isEnabled()
        )
    )
    desk.open(scan_zip)
    assert shown == [False]
    assert window.analysis_panel.isEnabled()
    assert window.analysis_panel.result is None


def test_pressed_too_early_it_waits_until_the_phantom_is_known(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.looks.allowed.clear()
    desk.open(scan_zip)
    panel = desk.window.analysis_panel
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.is_running
    assert panel.stage_text == "recognising the phantom"
    assert not desk.processes.made
    with qtbot.waitSignal(desk.workspace.analysis_started):
        desk.looks.allowed.set()
    with qtbot.waitSignal(desk.workspace.analysis_ended):
        desk.processes.newest.end(Outcome(Ending.FINISHED, sample_result()))
    assert panel.result is not None


def test_esc_while_it_waits_ends_the_waiting(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.looks.allowed.clear()
    desk.open(scan_zip)
    desk.press(KEY.Key_A)
    desk.press(KEY.Key_Escape)
    assert not desk.window.analysis_panel.is_running
    with qtbot.waitSignal(desk.workspace.surveyed):
        desk.looks.allowed.set()
    assert not desk.processes.made


def test_an_unknown_phantom_has_to_be_chosen_and_then_is_analysed(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.looks.answer = UNKNOWN
    desk.open(scan_zip)
    panel = desk.window.analysis_panel
    assert not panel.button.isEnabled()
    panel.combo.setFocus()
    qtbot.keyClick(panel.combo, Qt.Key.Key_Down)
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.phantom == "CatPhan 503"
    assert panel.result is not None
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.combo.is_automatic


def test_slices_left_out_are_left_out_of_the_view_and_come_back(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    view = desk.window.slice_view
    assert view.place_text.startswith("7/12")
    desk.workspace.setups.exclude((0, 1))
    qtbot.waitUntil(lambda: view.place_text.startswith("5/10"))  # the same slice
    desk.workspace.setups.exclude((6,))  # the one that is looked at
    qtbot.waitUntil(lambda: view.place_text.startswith("5/9"))
    for _ in range(2):
        desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: view.place_text.startswith("8/12"))


def test_results_from_before_a_change_say_so(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    panel, setups = desk.window.analysis_panel, desk.workspace.setups
    assert panel.stage_text == ""
    setups.change("x", parameters={"hu_tolerance": 30})
    assert "changed since" in panel.stage_text
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.stage_text == ""
    setups.exclude((0,))
    assert "changed since" in panel.stage_text
    desk.analyse()
    assert panel.stage_text == ""
    setups.change("x", tolerances={"ctp404.hu_rois.Air.value": Tolerance(nominal=-1000.0, tolerance=5.0)})
    assert panel.stage_text == ""  # judged at once


def test_another_phantom_leaves_the_verdict_of_the_result_alone_and_the_tolerances_come_back(
    desk: Desk, qtbot: QtBot, scan_zip: Path
) -> None:
    desk.open(scan_zip)
    desk.analyse()
    workspace, panel = desk.workspace, desk.window.analysis_panel
    result = panel.result
    assert result is not None
    metric = next(m for module in result.modules for m in module.metrics if m.verdict is Verdict.PASS)
    own = {metric.key: Tolerance(nominal=-5000.0, tolerance=1.0)}
    workspace.setups.change("x", tolerances=own, parameters={"hu_tolerance": 30})
    assert panel.result is not None
    assert panel.result.verdict is Verdict.FAIL
    panel.combo.setFocus()
    qtbot.keyClick(panel.combo, KEY.Key_Down)  # CatPhan 503
    assert workspace.setups.current.tolerances == {}
    assert panel.result.verdict is Verdict.FAIL
    qtbot.keyClick(panel.combo, KEY.Key_Up)
    assert workspace.setups.current.tolerances == own
    assert workspace.setups.current.parameters == {"hu_tolerance": 30}


def test_a_phantom_that_the_images_contradict_is_doubted(desk: Desk, qtbot: QtBot, scan_zip: Path) -> None:
    desk.open(scan_zip)
    panel = desk.window.analysis_panel
    panel.combo.setFocus()
    qtbot.keyClick(panel.combo, KEY.Key_Down)
    assert panel.combo.doubt.startswith("! The images look like a CatPhan 504 (98%)")
    desk.window.slice_view.setFocus()
    desk.analyse()
    assert desk.processes.newest.job.doubt.startswith("the images look like a CatPhan 504")
    desk.press(KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert panel.combo.doubt == ""


def test_results_of_the_scan_before_stay_for_comparison(
    desk: Desk, qtbot: QtBot, scan_zip: Path, two_series: Path
) -> None:
    desk.open(scan_zip)
    desk.analyse()
    desk.open(two_series)
    assert [name.partition(":")[0] for name in desk.workspace.results()] == ["scan.zip"]
