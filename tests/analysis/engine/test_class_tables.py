"""No analysis leaves anything in pylinac's classes that would change the next."""

import itertools
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from analysis import support
from analysis.identity_scans import digital
from analysis.support import CATPHAN_504
from dicom_files import zip_bytes
from phantomscope.analysis.engine.class_tables import pristine_tables
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.worker import quiet_warnings

CATPHAN_503 = "CatPhan 503"
EXPECTED = {"parameters": {"expected_hu_values": {"Teflon": 1700.0}}}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_warnings():
        yield


def small(phantom: str) -> bytes:
    return zip_bytes(digital(phantom).files, zipfile.ZIP_STORED)


def teflon(result: AnalysisResult) -> tuple[float | None, str]:
    found = next(metric for metric in support.metrics(result).values() if metric.name == "Teflon")
    return found.nominal, found.verdict.value


@pytest.mark.parametrize("order", list(itertools.permutations((CATPHAN_503, CATPHAN_504))))
def test_expected_values_do_not_reach_the_next_run(order: tuple[str, str]) -> None:
    first, second = order
    own = teflon(support.run_bytes(small(first), first, **EXPECTED))
    assert own == (1700.0, "fail")
    assert teflon(support.run_bytes(small(second), second)) == (1000.0, "pass")


def test_a_run_that_fails_leaves_nothing_either() -> None:
    table = support.pylinac_class(CATPHAN_504).modules
    settings = next(iter(table)).roi_settings
    before = settings["Teflon"]["value"]

    def fail() -> None:
        settings["Teflon"]["value"] = 1.0
        settings["Lead"] = {}
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), pristine_tables(support.pylinac_class(CATPHAN_504)):
        fail()
    assert settings is next(iter(table)).roi_settings
    assert (settings["Teflon"]["value"], "Lead" in settings) == (before, False)


class _Shared:
    inner: dict[str, int] = {"value": 1}
    table: dict[str, Any] = {"one": inner}
    listed: list[Any] = [inner]
    names: set[str] = {"one"}


_Shared.__module__ = "pylinac.ct"  # to pass for one of pylinac's


def test_all_kinds_of_tables_and_what_they_share() -> None:
    kept = _Shared.table
    with pristine_tables(_Shared):
        _Shared.table["one"]["value"] = 2
        _Shared.table["two"] = {}
        _Shared.listed.append(3)
        _Shared.names.clear()
        _Shared.table = {}
    assert _Shared.table is kept
    assert _Shared.table == {"one": {"value": 1}}
    assert _Shared.listed == [{"value": 1}]
    assert _Shared.listed[0] is _Shared.table["one"]
    assert _Shared.names == {"one"}
