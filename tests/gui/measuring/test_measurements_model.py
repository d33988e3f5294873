"""The table as Qt's model."""

from PySide6.QtCore import QSortFilterProxyModel, Qt
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_rows import COLUMNS, MeasurementRow
from phantomscope.gui.measuring.measurements_model import SORT, MeasurementsModel
from phantomscope.measure.shapes import Distance

ROLE = Qt.ItemDataRole


def row(number: int, slot: int | None = 0, **cells: str | float | int) -> MeasurementRow:
    one = Measurement(number, number, Distance((0, 0), (1, 1)), None)
    named = {"name": f"Distance {number}", "slice": slot if slot is not None else "all 4", **cells}
    return MeasurementRow(one, slot, slot, tuple(named.get(name) for name in COLUMNS), None)


def column(name: str) -> int:
    return COLUMNS.index(name)


def model_of(*rows: MeasurementRow) -> MeasurementsModel:
    model = MeasurementsModel()
    model.set_rows(rows)
    return model


def text(model: MeasurementsModel, place: int, name: str) -> str:
    return str(model.data(model.index(place, column(name))))


def test_every_column_has_its_heading(qapp: object) -> None:
    model = model_of()
    headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(len(COLUMNS))]
    assert [heading.lower() for heading in headings] == [name.lower() for name in COLUMNS]


def test_numbers_have_as_many_digits_as_matter(qapp: object) -> None:
    model = model_of(row(1, length=20.0, mean=-113.24, pixels=1200), row(2, mean=0.01234))
    assert text(model, 0, "length") == "20.00"
    assert text(model, 0, "mean") == "−113.2"
    assert text(model, 0, "pixels") == "1200"
    assert text(model, 1, "mean") == "0.0123"
    assert text(model, 1, "length") == ""


def test_they_sort_as_numbers_with_all_together_last(qapp: object) -> None:
    model = model_of(row(1, None, mean=-9.0), row(1, 11, mean=100.0), row(1, 2, mean=20.0))
    shown = QSortFilterProxyModel()
    shown.setSourceModel(model)
    shown.setSortRole(SORT)
    for name, expected in (("slice", ["2", "11", "all 4"]), ("mean", ["−9.0", "20.0", "100.0"])):
        shown.sort(column(name))
        assert [shown.index(place, column(name)).data() for place in range(3)] == expected


def test_a_unit_common_to_all_is_in_the_heading(qapp: object) -> None:
    alike = {"length": 1.0, "length unit": "mm", "mean": 1.0, "unit": "HU"}
    model = model_of(row(1, **alike), row(2, **alike))

    def heading(name: str) -> str:
        return str(model.headerData(column(name), Qt.Orientation.Horizontal))

    assert (heading("length"), heading("mean"), heading("SNR")) == ("Length, mm", "Mean, HU", "SNR")
    assert model.telling_columns() == {column(name) for name in ("name", "slice", "length", "mean")}
    model.set_rows([row(1, **alike), row(2, **{**alike, "length unit": "px"})])
    assert heading("length") == "Length"
    assert column("length unit") in model.telling_columns()
    places = [{"position, mm": 2.5, "axis": "y"}, {"position, mm": 5.0, "axis": "y"}]
    model.set_rows([row(1, **places[0]), row(1, 1, **places[1]), row(1, None)])
    assert heading("position, mm") == "y, mm"
    assert column("axis") not in model.telling_columns()
    model.set_rows([row(1, **places[0]), row(1, 1, **{**places[1], "axis": "normal"})])
    assert heading("position, mm") == "Position, mm"
    assert column("axis") in model.telling_columns()
    tip = model.headerData(column("SD"), Qt.Orientation.Horizontal, ROLE.ToolTipRole)
    assert "ImageJ divides by n − 1" in tip


def test_only_names_can_be_edited(qtbot: QtBot) -> None:
    model = model_of(row(7))
    name, mean = model.index(0, column("name")), model.index(0, column("mean"))
    assert model.flags(name) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(mean) & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(model.renamed) as told:
        assert model.setData(name, "rod")
    assert told.args == [7, "rod"]
    assert not model.setData(mean, "5")


def test_new_values_of_the_same_rows_reset_nothing(qtbot: QtBot) -> None:
    model = model_of(row(1, mean=1.0))
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.set_rows([row(1, mean=2.0)])
    assert text(model, 0, "mean") == "2.0"
    with qtbot.waitSignal(model.modelReset):
        model.set_rows([])
    assert model.rowCount() == 0
