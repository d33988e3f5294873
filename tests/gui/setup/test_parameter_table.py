import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from gui.fake_forms import INSERTS
from phantomscope.analysis.parameters.form import ParameterField
from phantomscope.gui.setup.parameter_table import DEFAULT, NAME, VALUE, ParameterTable

FIELD = ParameterField(
    "expected_hu_values", "Expected HU values", "table", None, "HU", minimum=-1100, rows=INSERTS, column="HU"
)


@pytest.fixture
def table(qtbot: QtBot) -> ParameterTable:
    table = ParameterTable(FIELD)
    qtbot.addWidget(table)
    table.show()
    return table


def cells(table: ParameterTable, row: int) -> list[str]:
    return [str(table.table_model.index(row, column).data()) for column in (NAME, DEFAULT, VALUE)]


def test_a_row_shows_its_default_until_it_is_changed(table: ParameterTable) -> None:
    assert cells(table, 1) == ["Teflon", "990", "990"]
    table.table_model.set_values({"Teflon": 1002.5})
    assert cells(table, 1) == ["Teflon", "990", "1002.5"]
    assert table.table_model.index(1, VALUE).data(Qt.ItemDataRole.FontRole).bold()
    assert table.table_model.index(0, VALUE).data(Qt.ItemDataRole.FontRole) is None


def test_typing_a_number_tells_it_and_delete_takes_it_back(qtbot: QtBot, table: ParameterTable) -> None:
    table.setFocus()
    table.setCurrentIndex(table.table_model.index(1, VALUE))
    told: list[dict[str, float]] = []
    table.table_model.edited.connect(told.append)
    table.activateWindow()
    table.edit(table.table_model.index(1, VALUE))
    editor = table.viewport().findChild(QLineEdit)
    assert isinstance(editor, QLineEdit)
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, "1010")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: told == [{"Teflon": 1010.0}])
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert told[-1] == {}
    assert cells(table, 1)[VALUE] == "990"


@pytest.mark.parametrize("text", ["x", "nan", "inf", "-2000"])
def test_what_is_no_allowed_number_changes_nothing(table: ParameterTable, text: str) -> None:
    assert not table.table_model.setData(table.table_model.index(0, VALUE), text)
    assert cells(table, 0)[VALUE] == "−1000"


def test_the_default_typed_is_no_change_and_a_comma_is_a_point(table: ParameterTable) -> None:
    told: list[dict[str, float]] = []
    table.table_model.edited.connect(told.append)
    assert table.table_model.setData(table.table_model.index(1, VALUE), "990")
    assert table.table_model.setData(table.table_model.index(0, VALUE), "−990,5")
    assert told == [{}, {"Air": -990.5}]


def test_only_values_can_be_edited(table: ParameterTable) -> None:
    editable = [
        bool(table.table_model.flags(table.table_model.index(0, column)) & Qt.ItemFlag.ItemIsEditable)
        for column in (NAME, DEFAULT, VALUE)
    ]
    assert editable == [False, False, True]
