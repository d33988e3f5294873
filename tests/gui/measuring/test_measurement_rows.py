"""Rows of the table, and the same as text."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from phantomscope.gui.measuring.measurement import Measurement, usual_name
from phantomscope.gui.measuring.measurement_reader import MeasurementReader
from phantomscope.gui.measuring.measurement_rows import (
    COLUMNS,
    MeasurementRow,
    profile_as_text,
    rows_as_text,
    rows_of,
)
from phantomscope.measure.profile import Profile
from phantomscope.measure.reading import RegionReading
from phantomscope.measure.shapes import Angle, CircleRegion, Distance, LineProfile, RectangleRegion
from phantomscope.stack.slice_stack import SliceStack

BOX = RectangleRegion((9.5, 9.5), (29.5, 19.5))
ALL = Measurement(1, 1, BOX, None, 'says "a, b"')
LINE = Measurement(2, 1, Distance((0, 0), (40, 0)), frozenset({2}))
MORE = (
    Measurement(3, 1, Angle((9, 0), (0, 0), (0, 9)), frozenset({2})),
    Measurement(4, 1, LineProfile((0, 5), (40, 5)), frozenset({2})),
    Measurement(5, 1, CircleRegion((2, 30), 5.0), frozenset({2})),
)


@pytest.fixture
def reader(qapp: object) -> Iterator[MeasurementReader]:
    made = MeasurementReader()
    yield made
    assert made.close()


def name_of(one: Measurement) -> str:
    return one.name or usual_name(one)


def rows(
    reader: MeasurementReader, stack: SliceStack, *some: Measurement, qtbot: QtBot
) -> list[MeasurementRow]:
    reader.want(stack, some)
    qtbot.waitUntil(lambda: not reader.is_busy)
    return rows_of(some, stack, reader, name_of)


def said(row: MeasurementRow) -> dict[str, object]:
    """What a row says, by column."""
    return {name: cell for name, cell in zip(COLUMNS, row.cells, strict=True) if cell is not None}


def test_a_row_a_slice_and_one_for_all_together(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot
) -> None:
    before = rows_of((ALL,), stack, reader, name_of)
    assert [said(row)["note"] for row in before] == ["not measured"] * 6
    found = rows(reader, stack, ALL, LINE, qtbot=qtbot)
    assert [row.key for row in found] == [*((1, slot) for slot in range(6)), (1, -1), (2, 2)]
    assert [row.cells[2] for row in found] == [1, 2, 3, 4, 5, 6, "all 6", 3]
    assert [row.cells[3] for row in found] == [2.5, 5.0, 7.5, 10.0, 12.5, 15.0, None, 7.5]
    first = said(found[0])
    assert first["name"] == 'says "a, b"'
    assert (first["width"], first["height"], first["length unit"]) == (10.0, 5.0, "mm")
    assert (first["pixels"], first["area"], first["area unit"], first["unit"]) == (200, 50.0, "mm²", "HU")
    assert isinstance(found[0].region, RegionReading)
    assert found[0].region.statistics.mean == first["mean"]
    assert said(found[6])["pixels"] == 1200
    assert said(found[7]) == {
        "name": "Distance 1",
        "kind": "Distance",
        "slice": 3,
        "z mm": 7.5,
        "length": 20.0,
        "length unit": "mm",
    }


def test_each_kind_has_its_columns(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    angle, profile, circle = (said(row) for row in rows(reader, stack, *MORE, qtbot=qtbot))
    assert angle["angle °"] == pytest.approx(90)
    assert profile["length"] == 20.0
    assert ("FWHM" in profile) != ("No half maximum" in str(profile.get("note", "")))
    assert circle["length"] == 10.0
    assert "beyond the image" in str(circle["note"])


def test_slices_left_out_have_no_row(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    stack.remove(2)
    found = rows(reader, stack, ALL, LINE, qtbot=qtbot)
    assert [row.cells[2] for row in found] == [1, 2, 3, 4, 5, "all 5"]


def test_text_comes_back_as_it_was(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    found = rows(reader, stack, ALL, LINE, qtbot=qtbot)
    for separator in (",", "\t"):
        back = list(csv.DictReader(io.StringIO(rows_as_text(found, separator)), delimiter=separator))
        assert len(back) == len(found)
        for line, row in zip(back, found, strict=True):
            for column, cell in zip(COLUMNS, row.cells, strict=True):
                if isinstance(cell, float):
                    assert float(line[column]) == pytest.approx(cell, rel=1e-6)
                else:
                    assert line[column] == ("" if cell is None else str(cell))


def test_a_profile_as_text() -> None:
    profile = Profile(np.array([0.0, 0.25, 0.5]), np.array([np.nan, -7.5, 12.0]))
    assert profile_as_text(profile, "mm", "HU") == "distance mm,HU\n0,\n0.25,-7.5\n0.5,12\n"
