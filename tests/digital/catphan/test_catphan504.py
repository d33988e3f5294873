"""The phantom as a stack, and as stock pylinac sees it."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import numpy as np
import pydicom
import pytest

from digital.catphan_checks import assert_passes, assert_resolution
from digital.stock import COARSE, Analysis, Archive
from phantomscope.digital.catphan.catphan504 import PHANTOM
from phantomscope.digital.options import ScanOptions


def options_of(**changes: Any) -> ScanOptions:
    return replace(PHANTOM.default_options, **changes)


def slice_of(options: ScanOptions, index: int) -> pydicom.Dataset:
    return next(each for number, each in enumerate(PHANTOM.iter_slices(options)) if number == index)


def hu_of(dataset: pydicom.Dataset) -> np.ndarray:
    stored = np.frombuffer(dataset.PixelData, dtype="<i2").reshape(dataset.Rows, dataset.Columns)
    return stored * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)


# ------------------------------------------------------------------------------------------- the stack


def test_default_archive_holds_slices_and_nothing_else(default_archive: Archive) -> None:
    with zipfile.ZipFile(io.BytesIO(default_archive.content)) as archive:
        assert len(archive.namelist()) == default_archive.truth.num_images == 65
        slices = [pydicom.dcmread(io.BytesIO(archive.read(name))) for name in archive.namelist()]
    positions = [float(each.ImagePositionPatient[2]) for each in slices]
    assert np.allclose(np.diff(positions), 2.5)
    assert positions[default_archive.truth.origin_slice] == 0.0
    assert len({each.SOPInstanceUID for each in slices}) == 65
    assert {each.SeriesInstanceUID for each in slices} == {default_archive.truth.series_instance_uid}
    assert {str(each.PatientName) for each in slices} == {"Digital^CatPhan504"}
    assert {each.SeriesDescription for each in slices} == {"Digital CatPhan 504"}
    assert {(each.Manufacturer, each.ManufacturerModelName) for each in slices} == {
        ("Phantomscope", "Digital phantom")
    }
    assert len(default_archive.content) < 15e6


def test_seed_changes_noise_and_identity() -> None:
    one, other = (options_of(**COARSE, seed=seed) for seed in (1, 2))
    assert PHANTOM.truth(one).series_instance_uid != PHANTOM.truth(other).series_instance_uid
    first, second = hu_of(slice_of(one, 0)), hu_of(slice_of(other, 0))
    inside = first[64:192, 64:192]
    assert not np.array_equal(first, second)
    assert inside.mean() == pytest.approx(-1000, abs=0.2)
    assert inside.std() == pytest.approx(4.0, rel=0.03)


def test_outside_the_field_of_view_is_plain_air() -> None:
    hu = hu_of(slice_of(options_of(**COARSE, field_of_view=212.0), 0))
    assert np.all(hu[:5] == -1000)
    assert hu[128].std() > 1


def test_values_at_the_places_that_the_truth_names() -> None:
    options = options_of(noise=0, roll=2, offset_x=4, offset_y=-3, value_error={"LDPE": 33})
    known = PHANTOM.truth(options)
    wanted = {module.slice_num: module for name, module in known.modules.items() if module.regions}
    assert len(wanted) == 3
    for index, dataset in enumerate(PHANTOM.iter_slices(options)):
        if index not in wanted:
            continue
        hu = hu_of(dataset)
        for name, region in wanted[index].regions.items():
            assert hu[round(region.row), round(region.column)] == pytest.approx(region.value, abs=0.6), name
    assert known.modules["CTP404"].regions["LDPE"].value == -104 + 33
    assert known.modules["CTP404"].regions["LDPE"].nominal == -104


def test_slices_are_made_one_at_a_time() -> None:
    stream = PHANTOM.iter_slices(options_of())
    assert next(stream).InstanceNumber == 1
    assert next(stream).InstanceNumber == 2
    stream.close()  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------- as stock pylinac sees it


def test_default_passes_without_a_warning(default_archive: Archive, default_analysis: Analysis) -> None:
    assert_passes(default_archive.truth, default_analysis)
    assert default_analysis.warnings == []
    assert default_analysis.results.ctp515.num_rois_seen == 6


def test_default_line_pairs_read_as_predicted(default_archive: Archive, default_analysis: Analysis) -> None:
    assert_resolution(default_archive.truth, default_analysis, groups=8, within=0.03)
    quantities = default_archive.truth.modules["CTP528"].quantities
    for frequency, value in default_analysis.phantom.ctp528.mtf.norm_mtfs.items():
        assert value <= quantities[f"rMTF at {frequency:g} lp/mm"] + 0.01
    assert default_analysis.results.ctp528.mtf_lp_mm[50] == pytest.approx(
        quantities["MTF 50% (lp/mm), as pylinac reads it"], abs=0.02
    )
