"""What is to be true of stock pylinac's results on a digital CatPhan that isn't spoiled."""

import pytest

from digital.stock import Analysis
from phantomscope.digital.truth import Truth


def assert_passes(known: Truth, analysis: Analysis, failing: tuple[str, ...] = ()) -> None:
    """Every verdict of pylinac's is a pass but that of the failing inserts; the values are the true ones."""
    results = analysis.results
    assert analysis.failed_inserts == list(failing)
    assert results.ctp404.hu_linearity_passed is not bool(failing)
    assert results.ctp404.geometry_passed
    assert results.ctp404.thickness_passed
    assert results.ctp486.passed
    assert_measures(known, analysis)


def assert_measures(known: Truth, analysis: Analysis) -> None:
    """Pose, modules, HU and lengths are measured as they are."""
    results, ctp404 = analysis.results, known.modules["CTP404"]
    assert results.ctp404.measured_slice_thickness_mm == pytest.approx(known.slice_thickness_mm, abs=0.12)
    assert results.origin_slice == known.origin_slice
    assert results.catphan_roll_deg == pytest.approx(known.roll_deg, abs=0.35)
    for name, module in known.modules.items():
        assert getattr(analysis.phantom, name.lower()).slice_num == module.slice_num
    for name, roi in results.ctp404.hu_rois.items():
        assert roi.value == pytest.approx(ctp404.regions[name].value, abs=3), name
    assert set(results.ctp404.hu_rois) == set(ctp404.regions)
    if analysis.phantom.ctp404.lines:
        length = ctp404.quantities["line length (mm)"]
        assert results.ctp404.avg_line_distance_mm == pytest.approx(length, abs=0.1)
    for name, roi in results.ctp486.rois.items():
        assert roi.value == pytest.approx(known.modules["CTP486"].regions[name].value, abs=2), name
    if "CTP515" in known.modules:
        assert results.ctp515.num_rois_seen >= 1
    assert results.ctp528.mtf_lp_mm[50] is not None
    center_x, center_y = (fit(known.origin_slice) for fit in analysis.phantom._phantom_center_func)
    assert (center_x, center_y) == pytest.approx((known.center_column, known.center_row), abs=0.1)


def assert_resolution(known: Truth, analysis: Analysis, *, groups: int, within: float) -> None:
    """pylinac finds so many groups of line pairs, and reads their modulation as predicted."""
    measured = analysis.phantom.ctp528.mtf.norm_mtfs
    quantities = known.modules["CTP528"].quantities
    assert len(measured) == groups
    for frequency, value in measured.items():
        predicted = quantities[f"rMTF at {frequency:g} lp/mm, as pylinac reads it"]
        assert value == pytest.approx(predicted, abs=within), frequency
    assert list(measured.values()) == sorted(measured.values(), reverse=True)
