"""What is on a slice, told as pylinac would see it."""

import zipfile
from typing import Any

import pytest

from analysis import support
from dicom_files import zip_bytes
from phantomscope.analysis.engine.shapes import diameter_mm, fits, largest_shape, phantoms_of_size
from phantomscope.analysis.phantoms import PHANTOMS, phantom_named
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def shape_of(radius: float, **options: Any) -> Any:
    source = open_bytes(zip_bytes(support.cylinder(radius, count=6, **options), zipfile.ZIP_STORED))
    return largest_shape(SliceStack(source, scan(source).series[0]), clipped=False)


@pytest.mark.parametrize("radius", [80.0, 101.0, 150.0])
def test_the_size_of_a_cylinder(radius: float) -> None:
    shape = shape_of(radius)
    assert shape.diameter_mm == pytest.approx(2 * radius, abs=6.0)  # edges are blurred
    assert shape.span_mm == pytest.approx(2 * radius, abs=6.0)  # edges are blurred
    assert not shape.at_edge


def test_at_the_edge() -> None:
    assert shape_of(190.0).at_edge  # of an image of 384 mm


def test_nothing_there() -> None:
    assert shape_of(0.0) is None


def test_each_phantom_fits_itself() -> None:
    for phantom in PHANTOMS:
        assert phantom.name in phantoms_of_size(diameter_mm(phantom), phantom.modality)


def test_sizes() -> None:
    assert diameter_mm(phantom_named("CatPhan 504")) == 202.0
    assert fits(202.0, 202.0)
    assert not fits(160.0, 202.0)
    assert phantoms_of_size(10.0, "CT") == ()
    assert "CatPhan 504" not in phantoms_of_size(200.0, "MR")
