"""Rows of the table, and the same as text."""

import csv
import io
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from dicom_files import FakeSource, slice_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.measuring.measurement import Measurement, usual_name
from phantomscope.gui.measuring.measurement_reader import MeasurementReader
from phantomscope.gui.measuring.measurement_rows import (
    COLUMNS,
    SAVED_COLUMNS,
    MeasurementRow,
    profile_as_text,
    rows_as_text,
    rows_of,
    saved_rows_as_text,
)
from phantomscope.gui.viewing.readout import patient_point, position_text
from phantomscope.measure.profile import Profile
from phantomscope.measure.reading import RegionReading
from phantomscope.measure.shapes import Angle, CircleRegion, Distance, LineProfile, RectangleRegion
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.index import scan
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
    assert [row.cells[4] for row in found] == [*"zzzzzz", None, "z"]
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
        "position, mm": 7.5,
        "axis": "z",
        "length": 20.0,
        "length unit": "mm",
    }


def test_each_kind_has_its_columns(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    angle, profile, circle = (said(row) for row in rows(reader, stack, *MORE, qtbot=qtbot))
    assert angle["angle °"] == pytest.approx(90)
    assert profile["length"] == 20.0
    assert ("FWHM" in profile) != ("No peak stands out" in str(profile.get("note", "")))
    assert circle["length"] == 10.0
    assert "beyond the image" in str(circle["note"])


def test_slices_left_out_have_no_row(reader: MeasurementReader, stack: SliceStack, qtbot: QtBot) -> None:
    stack.remove(2)
    found = rows(reader, stack, ALL, LINE, qtbot=qtbot)
    assert [row.cells[2] for row in found] == [1, 2, 3, 4, 5, "all 5"]


@pytest.mark.parametrize(
    ("orientation", "position", "expected", "caption"),
    [
        ((1, 0, 0, 0, 0, -1), (10.0, 25.0, 300.0), (25.0, "y"), "y 25.0 mm"),
        ((0, 1, 0, 0, 0, -1), (-7.0, 25.0, 300.0), (-7.0, "x"), "x −7.0 mm"),
        ((1, 0, 0, 0, 0.8, 0.6), (0.0, 0.0, 10.0), (8.0, "normal"), "at 8.0 mm"),
        (None, None, (None, None), ""),
    ],
)
def test_a_place_is_the_one_that_the_caption_says(
    reader: MeasurementReader,
    orientation: tuple[float, ...] | None,
    position: tuple[float, float, float] | None,
    expected: tuple[float | None, str | None],
    caption: str,
) -> None:
    told = {} if orientation else {"ImagePositionPatient": None, "ImageOrientationPatient": None}
    one = slice_bytes(position=position, orientation=orientation or (1, 0, 0, 0, 1, 0), **told)
    source = FakeSource({"1.dcm": one})
    lying = SliceStack(source, scan(source).series[0])
    (row,) = rows_of([Measurement(1, 1, LINE.shape, None)], lying, reader, name_of)
    assert (said(row).get("position, mm"), said(row).get("axis")) == expected
    assert position_text(lying.slice_header(0), lying.position(0)) == caption


def test_slices_that_cannot_be_read_are_not_said_to_be_counted(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    peek, damaged = stack.peek, {2}

    def peek_some(index: int) -> SlicePixels:
        if index in damaged:
            raise PhantomscopeError("The slice is damaged")
        return peek(index)

    monkeypatch.setattr(stack, "peek", peek_some)
    found = rows(reader, stack, ALL, qtbot=qtbot)
    assert found[2].cells[-1] == "The slice can’t be read"
    assert found[-1].cells[2] == "5 of 6"
    assert said(found[-1])["note"] == "Without slice 3, which can’t be read"
    assert said(found[-1])["pixels"] == 1000
    damaged.add(4)
    reader.clear()
    together = rows(reader, stack, ALL, qtbot=qtbot)[-1]
    assert together.cells[2] == "4 of 6"
    assert said(together)["note"] == "Without 2 slices, which can’t be read: 3, 5"


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


def test_the_centre_of_a_region_in_pixels_and_in_the_patient(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot
) -> None:
    before = rows_of((ALL,), stack, reader, name_of)
    assert said(before[0])["centre x, px"] == 19.5
    found = rows(reader, stack, ALL, LINE, qtbot=qtbot)
    there = patient_point(stack.slice_header(2), 19.5, 14.5)
    assert there is not None
    told = [said(found[2])[f"centre {axis}"] for axis in ("x, px", "y, px", "x, mm", "y, mm", "z, mm")]
    assert told == [19.5, 14.5, *(pytest.approx(one, abs=1e-3) for one in there)]
    together = said(found[6])
    assert (together["centre x, px"], together["centre y, px"]) == (19.5, 14.5)
    assert "centre x, mm" not in together  # the slices lie in different places
    assert not [name for name in said(found[7]) if name.startswith("centre")]


def test_a_saved_table_tells_the_series_and_the_slice_as_scanned(
    reader: MeasurementReader, stack: SliceStack, qtbot: QtBot
) -> None:
    stack.remove(1)
    found = rows(reader, stack, ALL, qtbot=qtbot)
    text = saved_rows_as_text(found, stack.series.facts, "Head, thin")
    back = list(csv.DictReader(io.StringIO(text)))
    assert tuple(back[0]) == SAVED_COLUMNS
    assert [line["slice"] for line in back] == ["1", "2", "3", "4", "5", "all 5"]
    assert [line["slice as scanned"] for line in back] == ["1", "3", "4", "5", "6", ""]
    number = stack.series.facts.series_number
    assert {line["series number"] for line in back} == {"" if number is None else str(number)}
    assert {line["series description"] for line in back} == {"Head, thin"}
    assert float(back[1]["mean"]) == pytest.approx(found[1].cells[COLUMNS.index("mean")], rel=1e-6)
