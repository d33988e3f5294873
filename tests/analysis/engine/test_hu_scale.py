"""Values that can't be HU are told from those that may be."""

from pathlib import Path
from typing import Any

import pytest

from analysis import support
from analysis.support import REAL, ROUGH
from phantomscope.analysis.engine.hu_scale import not_hu
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path


def told(data: bytes) -> str:
    source = open_bytes(data)
    with SliceStack(source, scan(source).series[0]) as stack:
        return not_hu(stack)


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({"RescaleIntercept": 0}, "air would read −1000 HU"),
        ({"RescaleIntercept": 0, "RescaleSlope": 0.3}, "air would read −1000 HU"),
        ({"RescaleSlope": 0.5, "RescaleIntercept": -512}, "read -50"),
        ({"RescaleSlope": 2, "RescaleIntercept": -2048}, "read -20"),
        ({"RescaleIntercept": -2048}, "water would read 0 HU"),
    ],
)
def test_spoiled(digital: bytes, tags: dict[str, Any], words: str) -> None:
    assert words in told(support.with_tags(digital, **tags))


def test_what_may_be_hu(digital: bytes) -> None:
    assert told(digital) == ""
    assert told(support.with_tags(digital, RescaleIntercept=-1094)) == ""  # a poor calibration is one


@pytest.mark.parametrize("phantom", ROUGH)
def test_other_phantoms(phantom: str) -> None:
    assert told(ROUGH[phantom].archive()) == ""


def test_not_asked_of_mr() -> None:
    assert told(support.coarse("ACR MRI Large")) == ""


@pytest.mark.parametrize("phantom", REAL)
def test_real_scans(phantom: str, real_data: Path) -> None:
    source = open_path(real_data / REAL[phantom])
    try:
        with SliceStack(source, scan(source).series[0]) as stack:
            assert not_hu(stack) == ""
    finally:
        source.close()


@pytest.mark.filterwarnings("always::UserWarning", "always::RuntimeWarning")
def test_results_say_so() -> None:
    rough = ROUGH["ACR CT 464"]
    data = support.with_tags(rough.archive(), RescaleIntercept=0)
    result = support.run_bytes(data, "ACR CT 464", parameters=rough.parameters)
    assert result.warnings[0].startswith(
        "The values of this scan do not look like HU: the darkest of them read"
    )
