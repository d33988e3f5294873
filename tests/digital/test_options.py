from dataclasses import replace
from typing import Any

import pytest

from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"noise": -1.0}, "noise -1.0 isn't between 0.0 and 200.0"),
        ({"slice_thickness": float("nan")}, "slice_thickness nan"),
        ({"slice_spacing": 0.0}, "slice_spacing 0.0"),
        ({"value_error": {"Air": 1e5}}, "value_error 100000.0 of Air"),
        ({"spacing_error": -1.0}, "spacing_error -1.0"),
        ({"blank_slices": -1}, "blank_slices -1"),
        ({"scale": "gray"}, "scale 'gray' is neither HU nor raw"),
    ],
)
def test_values_out_of_range_are_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(PhantomscopeError) as error:
        ScanOptions(**wrong)
    assert told in str(error.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(PhantomscopeError) as error:
        ScanOptions(noise=-1, pixel_spacing=9, value_error={"Air": 1e9})
    assert all(word in str(error.value) for word in ("noise", "pixel_spacing", "Air"))


def test_options_keep_their_own_copy_of_the_errors() -> None:
    errors = {"Air": 10.0}
    options = ScanOptions(value_error=errors)
    errors["Air"] = 500.0
    assert options.value_error == {"Air": 10.0}
    assert hash(options) == hash(ScanOptions(value_error={"Air": 10.0}))


def test_derived_lengths() -> None:
    options = ScanOptions(columns=400, rows=300, pixel_spacing=0.5, slice_thickness=3.0)
    assert (options.spacing, options.diameter, options.header_pixel_spacing) == (3.0, 150.0, 0.5)
    changed = replace(options, slice_spacing=2.0, field_of_view=90.0, spacing_error=0.02)
    assert (changed.spacing, changed.diameter) == (2.0, 90.0)
    assert changed.header_pixel_spacing == pytest.approx(0.51)
