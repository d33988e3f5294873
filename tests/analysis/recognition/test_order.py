"""The CatPhans with the same inserts, told apart by where their line pairs are."""

from typing import Any

import pytest

from analysis.drawn_scans import ring_scan
from phantomscope.analysis.recognition.ct import find_ct
from phantomscope.analysis.recognition.finding import CERTAIN, Finding, Looks
from phantomscope.analysis.recognition.geometry import CTP404
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes

WHOLE: dict[str, dict[str, Any]] = {
    "CatPhan 503": {"gauge": -30.0, "extent": (-130.0, 20.0)},
    "CatPhan 504": {"gauge": 30.0, "extent": (-90.0, 60.0)},
    "CatPhan 600": {"gauge": -70.0, "extent": (-180.0, 20.0)},
}


def found(**options: Any) -> Finding:
    source = open_bytes(ring_scan(CTP404, **options))
    with SliceStack(source, scan(source).series[0]) as stack:
        return find_ct(Looks(stack, 40, lambda: False))


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("CatPhan 503", True),
        ("CatPhan 504", False),
        ("CatPhan 600", True),
        pytest.param("CatPhan 503", False, marks=pytest.mark.slow),
        pytest.param("CatPhan 504", True, marks=pytest.mark.slow),
        pytest.param("CatPhan 600", False, marks=pytest.mark.slow),
    ],
)
def test_the_line_pairs_tell(name: str, turned: bool) -> None:
    finding = found(turned=turned, roll=15.0, step=5.0 if turned else 2.5, **WHOLE[name])
    assert finding.phantom == name
    assert finding.confidence >= CERTAIN
    assert "line pairs" in finding.reason


@pytest.mark.parametrize("name", ["CatPhan 503"])
def test_the_phantoms_end_tells_where_the_header_does_not_say_which_way_slices_face(name: str) -> None:
    assert found(ImageOrientationPatient=None, **WHOLE[name]).phantom == name


@pytest.mark.parametrize("name", ["CatPhan 503", "CatPhan 600"])
def test_without_line_pairs_nothing_is_certain(name: str) -> None:
    finding = found(**(WHOLE[name] | {"gauge": None}))
    assert finding.phantom in WHOLE
    assert finding.confidence < CERTAIN
    assert "no line pairs" in finding.reason


@pytest.mark.parametrize(("name", "gauge"), [("CatPhan 504", 30.0), ("CatPhan 503", -30.0)])
def test_a_scan_that_ends_at_the_inserts_is_not_certain(name: str, gauge: float) -> None:
    """What tells a 503 from a 504 lies beyond: their line pairs are as far away."""
    extent = (-20.0, 50.0) if gauge > 0 else (-50.0, 20.0)
    finding = found(extent=extent, gauge=gauge, ends_inside=True)
    assert finding.phantom == name  # from the side on which the line pairs are
    assert finding.confidence < CERTAIN


def test_what_contradicts_itself_is_not_certain() -> None:
    """Line pairs where a 503 has them, in a body that goes on where a 503 ends."""
    finding = found(gauge=-30.0, extent=(-90.0, 90.0))
    assert finding.phantom == "CatPhan 504"
    assert finding.confidence < CERTAIN
