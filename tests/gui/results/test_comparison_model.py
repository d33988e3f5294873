import pytest
from PySide6.QtCore import Qt

from gui.sample_result import sample_result
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.results.comparison import compared
from phantomscope.gui.results.comparison_model import (
    CHANGE,
    DIFFERENCE,
    FIRST,
    LIMITS,
    NAME,
    PERCENT,
    SECOND,
    SECOND_VERDICT,
    ComparisonFilter,
    ComparisonModel,
)


@pytest.fixture
def model() -> ComparisonModel:
    model = ComparisonModel(LIGHT)
    model.set_metrics(compared(sample_result(), sample_result(wrong=("Teflon",))).metrics)
    return model


def row(model: ComparisonModel, name: str) -> int:
    return next(n for n in range(model.rowCount()) if model.index(n, NAME).data() == name)


def cell(model: ComparisonModel, name: str, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> object:
    return model.index(row(model, name), column).data(role)


def test_a_row_says_it_all(model: ComparisonModel) -> None:
    texts = [cell(model, "Teflon", column) for column in range(model.columnCount())]
    assert texts == [
        *("▼", "CTP404 (HU Linearity)", "Teflon", "997 HU", "907 HU", "−90 HU", "−9.03", "1000 ± 40"),
        *("✓", "✗"),
    ]
    assert cell(model, "Poly", DIFFERENCE) == "0 HU"
    assert cell(model, "Poly", CHANGE) == ""


def test_a_change_shows_as_sign_weight_and_colour(model: ComparisonModel) -> None:
    for colours in (LIGHT, DARK):
        model.set_colours(colours)
        for column in (CHANGE, SECOND, SECOND_VERDICT):
            brush = cell(model, "Teflon", column, Qt.ItemDataRole.ForegroundRole)
            assert brush.color().name() == colours.fail  # type: ignore[attr-defined]
    assert cell(model, "Teflon", SECOND, Qt.ItemDataRole.FontRole).bold()  # type: ignore[attr-defined]
    assert cell(model, "Poly", SECOND, Qt.ItemDataRole.FontRole) is None
    assert cell(model, "Teflon", CHANGE, Qt.ItemDataRole.AccessibleTextRole) == "a worse verdict"
    assert cell(model, "Teflon", SECOND_VERDICT, Qt.ItemDataRole.AccessibleTextRole) == "fail"


def test_only_differences_and_search(model: ComparisonModel) -> None:
    shown = ComparisonFilter(model)
    assert shown.rowCount() == model.rowCount()
    shown.set_only_differences(True)
    assert [shown.index(n, NAME).data() for n in range(shown.rowCount())] == ["Teflon"]
    shown.set_only_differences(False)
    shown.set_text(" mtf ")
    assert [shown.index(n, NAME).data() for n in range(shown.rowCount())] == ["MTF 10 %", "MTF 50 %"]
    shown.set_text("no such")
    assert shown.rowCount() == 0


def test_numbers_are_sorted_as_numbers(model: ComparisonModel) -> None:
    shown = ComparisonFilter(model)
    shown.set_text("hu linearity")
    shown.sort(FIRST, Qt.SortOrder.AscendingOrder)
    names = [shown.index(n, NAME).data() for n in range(shown.rowCount())]
    inserts = [
        name for name in names if name in ("Air", "PMP", "LDPE", "Poly", "Acrylic", "Delrin", "Teflon")
    ]
    assert inserts == ["Air", "PMP", "LDPE", "Poly", "Acrylic", "Delrin", "Teflon"]
    for column in (DIFFERENCE, PERCENT):
        shown.sort(column, Qt.SortOrder.DescendingOrder)
        assert shown.index(0, NAME).data() == "Teflon"
    for column in (CHANGE, LIMITS):
        shown.sort(column, Qt.SortOrder.AscendingOrder)
        assert shown.rowCount() == 8


def test_copied_rows_are_a_table_with_words(model: ComparisonModel) -> None:
    shown = ComparisonFilter(model)
    shown.set_only_differences(True)
    heading, line = shown.as_text().split("\n")
    assert heading.split("\t") == [
        *("Change", "Module", "Metric", "A", "B", "B − A", "%", "Expected", "Verdict A", "Verdict B")
    ]
    assert line.split("\t")[0] == "a worse verdict"
    assert line.split("\t")[-2:] == ["pass", "fail"]
    assert shown.as_text([]).count("\n") == 0
