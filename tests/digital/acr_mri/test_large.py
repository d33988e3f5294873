"""The default ACR MRI Large phantom, as stock pylinac sees it."""

import pytest

from analysis.support import metrics, run_bytes
from digital import stock
from digital.acr_mri_checks import assert_measured, assert_placed, contrast_scores, wanted_scores
from phantomscope.digital.acr_mri.large import PHANTOM

NOT_REACHED = "MTF resolution wasn't calculated"


@pytest.fixture(scope="module")
def archive() -> stock.Archive:
    return stock.make_archive(PHANTOM)


@pytest.fixture(scope="module")
def analysis(archive: stock.Archive) -> stock.Analysis:
    return stock.analysed(archive)


def test_it_is_found_where_it_lies(archive: stock.Archive, analysis: stock.Analysis) -> None:
    assert_placed(archive, analysis)
    assert archive.truth.phantom == type(analysis.phantom).__name__


def test_every_verdict_passes_without_a_warning(analysis: stock.Analysis) -> None:
    assert analysis.phantom.uniformity_module.piu_passed
    assert analysis.phantom.uniformity_module.psg_passed
    assert [each for each in analysis.warnings if NOT_REACHED not in each] == []


def test_values_are_those_of_the_truth(archive: stock.Archive, analysis: stock.Analysis) -> None:
    assert_measured(archive, analysis, thickness=0.06, mtf=0.015)


def test_every_spoke_is_seen(archive: stock.Archive, analysis: stock.Analysis) -> None:
    assert contrast_scores(analysis) == wanted_scores(archive)
    assert analysis.results.low_contrast_multi_slice_module.score == 40


def test_hole_arrays_fade_in_order(analysis: stock.Analysis) -> None:
    for mtf in (analysis.phantom.slice1.row_mtf, analysis.phantom.slice1.col_mtf):
        modulations = list(mtf.norm_mtfs.values())
        assert modulations[0] == 1.0
        assert modulations == sorted(modulations, reverse=True)
        assert 0.2 < modulations[-1] < 0.6


def test_our_engine_measures_and_judges_it_alike(archive: stock.Archive, analysis: stock.Analysis) -> None:
    found = metrics(run_bytes(archive.content, PHANTOM.name))
    passed = {key for key, each in found.items() if each.verdict.name == "PASS"}
    assert {"uniformity_module.piu", "uniformity_module.psg"} <= passed
    assert not [key for key, each in found.items() if each.verdict.name == "FAIL"]
    assert found["uniformity_module.piu"].value == analysis.results.uniformity_module.piu
