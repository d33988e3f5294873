from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.results.comparison_model import NAME
from phantomscope.gui.results.comparison_window import ComparisonWindow


def of_phantom(name: str) -> AnalysisResult:
    result = sample_result()
    return msgspec.structs.replace(
        result, provenance=msgspec.structs.replace(result.provenance, phantom=name)
    )


NEW, OLD, QUART = sample_result(wrong=("Air",)), sample_result(), of_phantom("Quart DVT")


@pytest.fixture
def window(qtbot: QtBot) -> ComparisonWindow:
    window = ComparisonWindow()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    return window


def chosen(window: ComparisonWindow) -> list[str]:
    return [side.combo.currentText() for side in window.sides]


def names(window: ComparisonWindow) -> list[str]:
    model = window.table.model()
    return [model.index(row, NAME).data() for row in range(model.rowCount())]


def test_the_newest_is_compared_with_another_of_its_phantom(window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "quart": QUART, "old": OLD})
    assert chosen(window) == ["old", "new"]
    assert window.comparison is not None
    assert window.message == window.comparison.summary()
    assert "1 worse" in window.message
    assert "Air" in names(window)


def test_different_phantoms_are_refused_in_a_sentence(window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "quart": QUART, "old": OLD})
    window.sides[0].combo.setCurrentIndex(1)
    assert window.comparison is None
    assert "A is a result of Quart DVT and B one of CatPhan 504" in window.message
    assert names(window) == []
    assert not window.table.isEnabled()
    window.sides[0].combo.setCurrentIndex(2)
    assert window.comparison is not None
    assert window.table.isEnabled()


def test_one_result_waits_for_another(window: ComparisonWindow) -> None:
    assert "from a file" in window.message
    window.set_results({"only": NEW})
    assert chosen(window) == ["only", "only"]
    assert window.comparison is None
    assert "from a file" in window.message


def test_swapping(qtbot: QtBot, window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    qtbot.mouseClick(window.swap_button, Qt.MouseButton.LeftButton)
    assert chosen(window) == ["new", "old"]
    assert "1 better" in window.message


def test_what_is_chosen_stays_when_there_are_more(window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    window.sides[0].combo.setCurrentIndex(window.sides[0].combo.findText("new"))
    window.sides[1].combo.setCurrentIndex(window.sides[1].combo.findText("old"))
    window.set_results({"newest": QUART, "new": NEW, "old": OLD})
    assert chosen(window) == ["new", "old"]


def test_a_saved_result_comes_from_its_file(qtbot: QtBot, window: ComparisonWindow, tmp_path: Path) -> None:
    window.set_results({"new": NEW})
    path = tmp_path / "last year.json"
    path.write_bytes(OLD.to_json())
    qtbot.mouseClick(window.sides[0].button, Qt.MouseButton.LeftButton)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    qtbot.waitUntil(lambda: chosen(window) == ["last year.json", "new"])
    assert "1 worse" in window.message
    (tmp_path / "odd.json").write_bytes(b"{}")
    window.open_file(0, tmp_path / "odd.json")
    qtbot.waitUntil(lambda: "no results of this program" in window.message)


def test_only_differences_and_search(qtbot: QtBot, window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    qtbot.keyClick(window.only_differences, Qt.Key.Key_Space)
    assert names(window) == ["Air"]
    window.only_differences.setChecked(False)
    qtbot.keyClicks(window.search, "teflon")
    assert names(window) == ["Teflon"]


def test_copying_rows_or_all(qtbot: QtBot, window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    clipboard = QGuiApplication.clipboard()
    qtbot.mouseClick(window.copy_button, Qt.MouseButton.LeftButton)
    assert clipboard.text().count("\n") == len(names(window))
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    window.table.selectionModel().select(window.table.model().index(2, 0), flags)
    assert window.copy_button.text() == "&Copy 1 Rows"
    qtbot.keyClick(window.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text().split("\n")[1].split("\t")[2] == names(window)[2]


def test_a_click_on_a_heading_sorts(qtbot: QtBot, window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    before = names(window)
    header = window.table.horizontalHeader()
    x = header.sectionViewportPosition(NAME) + 10
    place = header.viewport().rect().topLeft()
    place.setX(x)
    place.setY(8)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(window) == sorted(before)


def test_escape_closes_and_files_are_forgotten(
    qtbot: QtBot, window: ComparisonWindow, tmp_path: Path
) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(OLD.to_json())
    window.set_results({"new": NEW})
    window.open_file(0, path)
    qtbot.waitUntil(lambda: chosen(window)[0] == "old.json")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
    window.set_results({"new": NEW})
    assert chosen(window) == ["new", "new"]


def test_another_palette(window: ComparisonWindow) -> None:
    window.set_results({"new": NEW, "old": OLD})
    window.setPalette(QPalette(QColor("#303030")))
    assert not window.grab().isNull()
