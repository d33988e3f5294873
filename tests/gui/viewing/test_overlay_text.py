import io
import warnings
from typing import Any

import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from dicom_files import AXIAL, SAGITTAL, dataset, junk, slice_bytes, zip_bytes
from phantomscope.gui.viewing.overlay_layout import Field
from phantomscope.gui.viewing.overlay_text import (
    HeaderLines,
    ViewState,
    header_lines,
    line,
    spacing_at,
    spacing_text,
)
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def stack_at(*places: float, **options: Any) -> SliceStack:
    members = {
        f"{n}.dcm": slice_bytes(number=n, position=(0.0, 0.0, place), **options)
        for n, place in enumerate(places, start=1)
    }
    source = open_bytes(zip_bytes(members))
    return SliceStack(source, scan(source).series[0])


@pytest.mark.parametrize(
    ("spacing", "thickness", "expected"),
    [
        (5.0, 5.0, "spacing 5 mm, no gap"),
        (10.0, 5.0, "spacing 10 mm, gap 5 mm"),
        (1.25, 2.5, "spacing 1.25 mm, overlap 1.25 mm"),
        (2.5000001, 2.5, "spacing 2.5 mm, no gap"),
        (2.5, None, "spacing 2.5 mm"),
        (2.5, 0.0, "spacing 2.5 mm"),
        (None, 2.5, ""),
    ],
)
def test_gap_and_overlap(spacing: float | None, thickness: float | None, expected: str) -> None:
    assert spacing_text(spacing, thickness) == expected


def test_the_spacing_is_that_to_the_next_place() -> None:
    stack = stack_at(0.0, 2.5, 7.5)
    assert [spacing_at(stack, index) for index in range(3)] == [2.5, 5.0, 5.0]
    assert spacing_at(stack_at(3.0), 0) is None


def test_echoes_of_one_place_are_not_neighbours() -> None:
    members = {
        f"{n}.dcm": slice_bytes(
            number=n, position=(0.0, 0.0, place), EchoNumbers=echo, modality="MR", uid=f"1.2.{n}"
        )
        for n, (place, echo) in enumerate([(0.0, 1), (0.0, 2), (4.0, 1), (4.0, 2)], start=1)
    }
    source = open_bytes(zip_bytes(members))
    stack = SliceStack(source, scan(source).series[0])
    assert [spacing_at(stack, index) for index in range(len(stack))] == [4.0] * 4


def test_a_slice_left_out_was_acquired_all_the_same() -> None:
    stack = stack_at(0.0, 2.5, 5.0, 12.5)
    stack.remove(1)
    assert [spacing_at(stack, index) for index in range(3)] == [2.5, 7.5, 7.5]


def test_in_reverse_order_the_spacing_is_that_of_the_place() -> None:
    stack = stack_at(0.0, 2.5, 5.0, 7.5)
    stack.rearrange(Arrangement(reversed=True))
    for _ in range(2):
        stack.remove(1)
    assert [stack.position(index) for index in range(2)] == [0.0, 7.5]
    assert [spacing_at(stack, index) for index in range(2)] == [2.5, 2.5]


def test_planes_of_a_localizer_have_no_spacing_from_one_to_the_next() -> None:
    coronal = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
    planes = [(AXIAL, (0.0, 0.0, 0.0)), (coronal, (0.0, 30.0, 50.0)), (SAGITTAL, (40.0, 0.0, 50.0))]
    assert spacings(planes) == [None, None, None]
    # Each has that to the next one of its own kind.
    more = [(plane, tuple(x + 5.0 for x in place)) for plane, place in planes]
    assert spacings([*planes, *more]) == [5.0] * 6


def spacings(planes: list[tuple[Any, Any]]) -> list[float | None]:
    members = {
        f"{n}.dcm": slice_bytes(number=n, orientation=plane, position=place)
        for n, (plane, place) in enumerate(planes, start=1)
    }
    source = open_bytes(zip_bytes(members))
    (series,) = scan(source).series
    stack = SliceStack(source, series)
    return [spacing_at(stack, index) for index in range(len(stack))]


def test_lines_of_geometry() -> None:
    stack = stack_at(0.0, 2.5, SeriesDescription="head", StationName="CT1")
    state = ViewState(WindowLevel(400, 40), 1.5)
    expected = {
        Field.SLICE: "2/2",
        Field.POSITION: "z 2.5 mm",
        Field.THICKNESS: "thickness 2.5 mm",
        Field.SPACING: "spacing 2.5 mm, no gap",
        Field.PIXEL: "0.5 × 0.5 mm",
        Field.WINDOW: "W 400  L 40",
        Field.ZOOM: "zoom 150 %",
        Field.SERIES: "head",
        Field.STATION: "CT1",
        Field.FILE: "2.dcm",
    }
    assert {field: line(field, stack, 1, state, HeaderLines()) for field in expected} == expected


def test_what_is_not_said_is_left_out() -> None:
    made = {"PixelSpacing": None, "SliceThickness": None, "ImagePositionPatient": None}
    source = open_bytes(zip_bytes({"1.dcm": slice_bytes(**made), "2.dcm": slice_bytes(number=2, **made)}))
    stack = SliceStack(source, scan(source).series[0])
    for field in (Field.PIXEL, Field.THICKNESS, Field.POSITION, Field.SPACING, Field.PATIENT, Field.WINDOW):
        assert line(field, stack, 0, ViewState(), HeaderLines()) == "", field


def test_lines_of_the_header() -> None:
    ct = header_lines(
        dataset(
            PatientName="Phantom^A",
            PatientID="7",
            KVP="120",
            XRayTubeCurrent="210",
            AcquisitionDate="20240513",
        )
    )
    assert ct == HeaderLines("Phantom A  7", "120 kV  210 mA", "2024-05-13")
    mr = header_lines(
        dataset(
            modality="MR",
            PatientName="",
            MagneticFieldStrength="1.5",
            RepetitionTime="500",
            EchoTime="20",
            AcquisitionDate="20240513",
            AcquisitionTime="091502.5",
        )
    )
    assert mr == HeaderLines("", "1.5 T  TR 500 ms  TE 20 ms", "2024-05-13  09:15")
    frame = header_lines(dataset(PatientName="", AcquisitionDateTime="20250912095515.7"))
    assert frame.date == "2025-09-12  09:55"


def test_junk_in_the_header_does_no_harm() -> None:
    made = junk(dataset(PatientName="", KVP="120", AcquisitionDate="20240513"), "KVP")
    assert header_lines(junk(made, "AcquisitionDate", b"yesterday ")).technique == ""


def test_nothing_of_an_odd_header_is_told_in_warnings() -> None:
    made = pydicom.dcmread(io.BytesIO(slice_bytes(PatientID="4711")))
    made[0x00100020] = RawDataElement(Tag(0x00100020), "LO", 80, b"4" * 80, 0, False, True)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert "4" * 80 in header_lines(made).patient
    assert said == []
