"""Partial runs: what was scanned is measured as stock measures it, and what was not is told of everywhere."""

import io
import json
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from analysis import support
from analysis.support import CATPHAN_504
from dicom_files import zip_bytes
from phantomscope.analysis.engine.partial import Absent
from phantomscope.analysis.engine.run import analyse
from phantomscope.analysis.events import Document
from phantomscope.analysis.failures import failure
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.stack.sources import open_bytes


def cut(data: bytes, below: int = 0, above: int = 0) -> bytes:
    """A scan without its lowest and highest slices."""
    made = support.members(data)
    names = sorted(made, key=lambda name: float(support.reread(made[name]).ImagePositionPatient[2]))
    return zip_bytes({name: made[name] for name in names[below : len(names) - above]}, zipfile.ZIP_STORED)


def restricted_text(phantom: str, data: bytes, without: str, **parameters: Any) -> str:
    """Stock's results of a CatPhan class with one module less."""
    whole = support.pylinac_class(phantom)
    kept = {module: how for module, how in whole.modules.items() if not module.__name__.startswith(without)}
    restricted: Any = type(whole.__name__, (whole,), {"modules": kept, "min_num_images": 4})
    instance = restricted.from_zip(io.BytesIO(data))
    instance.analyze(**parameters)
    return support.timeless(json.loads(instance.results_data(as_json=True)))


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_warnings():
        yield


@pytest.fixture(scope="module")
def without_486(digital: bytes) -> bytes:
    return cut(digital, below=20)


def test_a_catphan_as_stock_with_fewer_modules(without_486: bytes) -> None:
    told: list[Any] = []
    source = open_bytes(without_486)
    job = support.job_for(source, CATPHAN_504, partial=True, documents=("pdf",))
    result = analyse(job, told.append, without_486)
    assert support.timeless(result.pylinac_results) == restricted_text(CATPHAN_504, without_486, "CTP486")
    assert [module.key for module in result.modules] == ["phantom", "ctp404", "ctp528", "ctp515"]
    (left,) = result.provenance.left_out
    assert (left.title, left.position_mm, left.outside_mm) == ("CTP486", -65.0, 17.5)
    assert result.warnings[0] == (
        "Partial run: CTP486 lies 17.5 mm before the first slice. What was not scanned was not measured."
    )
    (pdf,) = [event.data for event in told if isinstance(event, Document)]
    assert pdf.startswith(b"%PDF")


@pytest.mark.slow
def test_too_few_slices_for_all_modules(digital: bytes) -> None:
    data = cut(digital, below=22, above=14)
    with pytest.raises(Exception) as raised:
        support.run_bytes(data, CATPHAN_504)
    assert failure(raised.value).partial_possible
    result = support.run_bytes(data, CATPHAN_504, partial=True)
    assert [one.title for one in result.provenance.left_out] == ["CTP486", "CTP528"]
    assert [module.key for module in result.modules] == ["phantom", "ctp404", "ctp515"]


def test_the_module_that_all_are_found_from_is_needed(digital: bytes) -> None:
    with pytest.raises(Exception) as raised:
        support.run_bytes(digital, CATPHAN_504, partial=True, origin_slot=0)
    # Its own slice is there, but not those that are averaged with it for the thickness.
    assert failure(raised.value).what == (
        "There can be no partial run without the module that all others are found from: "
        "CTP404 averages slices that lie 2.5 mm before the first slice"
    )


@pytest.mark.slow
def test_a_whole_phantom_is_no_partial_run(digital: bytes, digital_result: AnalysisResult) -> None:
    result = support.run_bytes(digital, CATPHAN_504, partial=True)
    assert result.modules == digital_result.modules
    assert result.provenance.left_out == ()
    assert not any("Partial" in warning for warning in result.warnings)


# A phantom, how much is cut off, what is missing, and the sections of pylinac's results that are left.
CUT = [
    ("ACR MRI Large", 0, 2, ["Slice 11", "Low Contrast (slices 8 to 11)"], {"slice1", "uniformity_module"}),
    ("ACR CT 464", 0, 11, ["Spatial Resolution"], {"ct_module", "uniformity_module", "low_contrast_module"}),
    ("Quart DVT", 20, 0, ["HU Uniformity"], {"hu_module", "geometric_module"}),
    ("Quart DVT", 0, 20, ["Geometric Distortion"], {"hu_module", "uniformity_module"}),
    ("GE Helios daily", 0, 9, ["Low Contrast", "Noise and Uniformity"], {"contrast_scale", "high_contrast"}),
]


@pytest.mark.parametrize(
    ("phantom", "below", "above", "missing", "kept"),
    [
        pytest.param(
            *case, marks=() if case[0] == "ACR MRI Large" else pytest.mark.slow, id=f"{case[0]}-{case[1]}"
        )
        for case in CUT
    ],
)
def test_other_phantoms(phantom: str, below: int, above: int, missing: list[str], kept: set[str]) -> None:
    data = cut(support.coarse(phantom), below, above)
    told: list[Any] = []
    job = support.job_for(open_bytes(data), phantom, partial=True, documents=("pdf",))
    result = analyse(job, told.append, data)
    assert [one.title for one in result.provenance.left_out] == missing
    sections = {name for name, part in result.pylinac_results.items() if isinstance(part, dict)}
    assert kept <= sections
    assert kept <= {module.key for module in result.modules}
    assert result.images
    assert [event for event in told if isinstance(event, Document)]
    # Stock measures these modules the same, where nothing stops it before them.
    with pytest.raises(Exception) as raised:
        support.run_bytes(data, phantom)
    assert [one.title for one in failure(raised.value).left_out] == missing
    expected = as_far_as_stock_comes(phantom, data)
    for section in kept & set(expected):
        assert json.dumps(result.pylinac_results[section]) == json.dumps(expected[section]), section


def as_far_as_stock_comes(phantom: str, data: bytes) -> dict[str, Any]:
    """Stock's sections, with the modules beyond the scan measured on its last slice and of no use."""
    whole = support.pylinac_class(phantom)
    from pylinac.ct import CatPhanModule

    plain = CatPhanModule.slice_num.fget
    last = len(support.members(data)) - 1

    unchecked: Any = type(whole.__name__, (whole,), {"_ensure_physical_scan_extent": lambda _: True})

    def inside(module: Any) -> int:
        return min(max(int(plain(module)), 0), last)

    with warnings.catch_warnings(), mock.patch.object(CatPhanModule, "slice_num", property(inside)):
        warnings.simplefilter("ignore")
        instance = unchecked.from_zip(io.BytesIO(data))
        try:
            instance.analyze()
            results: dict[str, Any] = json.loads(instance.results_data(as_json=True))
        except (ValueError, KeyError):
            return {}  # what is beyond the scan can't even be measured in vain
        return results


def test_what_is_absent_says_so() -> None:
    absent = Absent("CTP486")
    assert f"{absent.rois['Center'].std:2.2f}" == "not scanned"
    assert list(absent.rois.items()) == []
    assert absent.mtf(50).anything is absent
    assert not hasattr(absent, "__array__")
