"""What stock pylinac has to find in a digital ACR MRI phantom."""

from typing import Any

import pytest

from digital.stock import Analysis, Archive

COARSE: dict[str, Any] = {"columns": 256, "rows": 256, "pixel_spacing": 0.9765625}
"""The matrix that the ACR asks for: pylinac takes a fifth of a second for it."""

PIXELS_OF_WEDGE = 1.0
"""pylinac takes each bar's end to the nearest pixel; the shift is half their difference."""


def contrast_scores(analysis: Analysis) -> dict[str, int]:
    return {name: int(each.score) for name, each in analysis.phantom.low_contrast_multi_slice.slices.items()}


def wanted_scores(archive: Archive) -> dict[str, float]:
    modules = archive.truth.modules
    return {name: each.quantities["score"] for name, each in modules.items() if name.startswith("slice_")}


def assert_placed(archive: Archive, analysis: Analysis) -> None:
    known, phantom = archive.truth, analysis.phantom
    assert phantom.catphan_roll == pytest.approx(known.roll_deg, abs=0.3)
    center = phantom.slice1.phan_center
    assert (center.x, center.y) == pytest.approx((known.center_column, known.center_row), abs=0.1)
    modules = ("slice1", "geometric_distortion_module", "uniformity_module", "slice11")
    found = (phantom.slice1, phantom.geometric_distortion, phantom.uniformity_module, phantom.slice11)
    assert [each.slice_num for each in found] == [known.modules[name].slice_num for name in modules]


def assert_measured(archive: Archive, analysis: Analysis, thickness: float = 0.1, mtf: float = 0.03) -> None:
    """Measured values agree with the truth; `thickness` in mm and `mtf` in 1/mm are tolerances."""
    known, results = archive.truth, analysis.results
    pixel = float(analysis.phantom.mm_per_pixel)
    slice1, slice11 = known.modules["slice1"].quantities, known.modules["slice11"].quantities
    assert results.slice1.measured_slice_thickness_mm == pytest.approx(
        slice1["measured_slice_thickness_mm"], abs=thickness
    )
    for found, true in ((results.slice1, slice1), (results.slice11, slice11)):
        assert found.slice_shift_mm == pytest.approx(true["slice_shift_mm"], abs=pixel * PIXELS_OF_WEDGE / 2)
        assert found.bar_difference_mm == pytest.approx(
            true["bar_difference_mm"], abs=pixel * PIXELS_OF_WEDGE
        )
    assert results.slice1.row_mtf_50 == pytest.approx(slice1["row_mtf_50"], abs=mtf)
    assert results.slice1.col_mtf_50 == pytest.approx(slice1["col_mtf_50"], abs=mtf)
    uniformity = known.modules["uniformity_module"].quantities
    assert results.uniformity_module.piu == pytest.approx(uniformity["piu"], abs=0.1)
    assert results.uniformity_module.psg == pytest.approx(uniformity["psg"], abs=0.05)
    assert_distances(archive, analysis)


def assert_distances(archive: Archive, analysis: Analysis) -> None:
    """Within two pixels of the line: pylinac's outline is made of whole ones."""
    pixel = float(analysis.phantom.mm_per_pixel)
    wanted = archive.truth.modules["geometric_distortion_module"].quantities
    for name, profile in analysis.phantom.geometric_distortion.profiles.items():
        across = pixel * (2**0.5 if "diagonal" in name else 1.0)
        assert profile["width (mm)"] == pytest.approx(wanted[f"{name} width (mm)"], abs=2 * across), name
