import math

import numpy as np
import pytest

from dicom_files import AXIAL, OBLIQUE, SAGITTAL
from gui.slices import header, loaded
from phantomscope.gui.viewing.readout import (
    millimetres,
    patient_point,
    position_text,
    readout,
    slice_place,
    unit,
)


def test_the_place_is_the_patients_not_the_pixels() -> None:
    point = patient_point(header(spacing=(0.5, 2.0)), 3, 10)
    assert point == pytest.approx((-10 + 3 * 2.0, -20 + 10 * 0.5, 2.5))


def test_a_sagittal_slice_reads_y_and_z() -> None:
    found = readout(loaded(orientation=SAGITTAL), 2, 1)
    assert found is not None
    assert found.place == "y −19.0  z 2.0 mm"


def test_an_axial_slice_reads_x_and_y() -> None:
    found = readout(loaded(np.array([[0, 1139]], np.int16)), 1, 0)
    assert found is not None
    assert (found.place, found.pixel, found.value) == ("x −9.5  y −20.0 mm", "column 1, row 0", "115 HU")


def test_a_slanted_slice_reads_all_three() -> None:
    found = readout(loaded(orientation=OBLIQUE), 2, 1)
    assert found is not None
    assert found.place == "x −9.4  y −19.2  z 3.0 mm"


def test_a_tilted_slice_reads_all_three() -> None:
    two = math.radians(2.0)
    tilted = (1.0, 0.0, 0.0, 0.0, math.cos(two), math.sin(two))
    found = readout(loaded(np.zeros((512, 4), np.int16), orientation=tilted), 0, 511)
    assert found is not None
    assert found.place == "x −10.0  y 235.3  z 11.4 mm"


def test_a_slice_that_changes_by_less_than_is_shown_reads_the_two_that_matter() -> None:
    noise = (1.0, 0.0, 1e-4, 0.0, 1.0, -1e-5)  # 0.006 degrees
    found = readout(loaded(np.zeros((512, 512), np.int16), orientation=noise), 511, 511)
    assert found is not None
    assert found.place == "x 245.5  y 235.5 mm"
    assert position_text(header((512, 512), orientation=noise), 2.5) == "z 2.5 mm"


def test_a_slice_turned_in_its_plane_has_one_coordinate_all_the_same() -> None:
    turned = (0.8, 0.6, 0.0, -0.6, 0.8, 0.0)
    found = readout(loaded(orientation=turned), 2, 1)
    assert found is not None
    assert found.place == "x −9.5  y −19.0 mm"


@pytest.mark.parametrize(
    "missing", [{"spacing": None}, {"orientation": None}, {"position": None}], ids=lambda one: next(iter(one))
)
def test_without_geometry_there_is_a_pixel_and_a_value_but_no_place(missing: dict[str, None]) -> None:
    found = readout(loaded(**missing), 1, 1)
    assert found is not None
    assert found.place == ""
    assert found.pixel
    assert found.value


def test_padding_is_told_from_what_was_measured() -> None:
    one = loaded(np.array([[-2000, 24]], np.int16), padding=-2000)
    texts = [found.value for column in (0, 1) if (found := readout(one, column, 0))]
    assert texts == ["−3024 HU (padding)", "−1000 HU"]


@pytest.mark.parametrize("pixel", [(-1, 0), (0, -1), (6, 0), (0, 4)])
def test_there_is_nothing_outside_the_image(pixel: tuple[int, int]) -> None:
    assert readout(loaded(), *pixel) is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "HU"),
        ({"rescale_type": "HU"}, "HU"),
        ({"rescale_type": "US"}, "HU"),
        ({"rescale_type": "HU_MOD"}, "HU (modified)"),
        ({"rescale_type": "OD", "modality": "OT"}, "OD/1000"),
        ({"rescale_type": "MGML"}, "mg/ml"),
        ({"rescale_type": "mgml "}, "mg/ml"),
        ({"rescale_type": "Z_EFF"}, "effective Z"),
        ({"rescale_type": "a maker's own and far too long"}, "a maker's own an"),
        ({"slope": None}, "stored value"),
        ({"slope": None, "rescale_type": "HU"}, "stored value"),
        ({"localizer": True}, "value"),
        ({"localizer": True, "rescale_type": "HU"}, "HU"),
        ({"localizer": True, "rescale_type": "US"}, "value"),
        ({"modality_lut": True, "slope": None}, "value"),
        ({"modality": "MR", "rescale_type": "US"}, "signal"),
        ({"modality": "MR", "slope": None}, "signal"),
        ({"modality": "PT"}, "value"),
        ({"modality": "PT", "rescale_type": "normalized"}, "value"),
    ],
)
def test_unit(options: dict[str, str], expected: str) -> None:
    assert unit(header(**options)) == expected  # type: ignore[arg-type]


def test_position_says_along_what() -> None:
    assert position_text(header(position=(1.0, 2.0, -12.5)), -12.5) == "z −12.5 mm"
    assert position_text(header(orientation=SAGITTAL, position=(3.0, 0.0, 0.0)), 3.0) == "x 3.0 mm"
    assert position_text(header(orientation=OBLIQUE), 3.0) == "at 3.0 mm"
    assert position_text(header(orientation=None), 3.0) == "at 3.0 mm"
    assert position_text(header(position=None), 4.0) == "at 4.0 mm"
    assert position_text(header(position=None), None) == ""


def test_position_of_a_tilted_slice_is_that_of_its_centre() -> None:
    # As a cone-beam scanner wrote it: 0.3 degrees.
    tilted = (0.99998626, 0.0, 0.0052427, 0.0, 1.0, 0.0)
    head = header((512, 512), orientation=tilted, position=(-125.0, -125.0, -1.31))
    assert position_text(head, 0.4) == "z −0.6 mm at the centre"
    place = slice_place(head, 0.4)
    middle = patient_point(head, 255.5, 255.5)
    assert place is not None
    assert middle is not None
    assert place.millimetres == middle[2] == pytest.approx(-0.64, abs=0.01)


@pytest.mark.parametrize("orientation", [AXIAL, SAGITTAL])
def test_caption_and_readout_together_say_all_three_coordinates(orientation: tuple[float, ...]) -> None:
    one = loaded(orientation=orientation)
    found, point = readout(one, 5, 3), patient_point(one.header, 5, 3)
    assert found is not None
    assert point is not None
    said = f"{found.place} {position_text(one.header, 1.0)}".split()
    told = {said[n]: said[n + 1] for n in range(len(said) - 1) if said[n] in "xyz"}
    assert told == dict(zip("xyz", map(millimetres, point), strict=True))


def test_without_pixel_spacing_a_straight_slice_has_its_place() -> None:
    assert position_text(header(spacing=None, position=(1.0, 2.0, -12.5)), 3.0) == "z −12.5 mm"
    tilted = (1.0, 0.0, 0.0, 0.0, 0.9999, 0.0141)
    assert position_text(header((512, 512), spacing=None, orientation=tilted), 3.0) == "at 3.0 mm"


def test_there_is_no_negative_zero() -> None:
    assert position_text(header(position=(0.0, 0.0, -0.01)), -0.01) == "z 0.0 mm"
