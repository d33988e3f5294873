"""Analyses that several tests look at, each made once."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import support
from phantomscope.analysis.results import AnalysisResult


@pytest.fixture(scope="session", autouse=True)
def _pylinac_loaded() -> None:
    """Its dependencies warn when they are imported, which isn't what these tests are about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pylinac  # noqa: F401


@pytest.fixture(autouse=True)
def _no_open_figures() -> Iterator[None]:
    yield
    from matplotlib import pyplot

    left = pyplot.get_fignums()
    pyplot.close("all")
    assert not left, "figures left open"


@pytest.fixture(scope="session")
def digital() -> bytes:
    """A digital CatPhan 504 as a ZIP archive's bytes, coarse, to be quick."""
    return support.coarse_catphan504()


@pytest.fixture(scope="session")
def digital_zip(digital: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    path = tmp_path_factory.mktemp("digital") / "catphan504.zip"
    path.write_bytes(digital)
    return path


@pytest.fixture(scope="session")
def digital_stock(digital: bytes) -> Any:
    """Stock pylinac's analysis of it."""
    return support.stock(support.CATPHAN_504, digital)


@pytest.fixture(scope="session")
def digital_result(digital_zip: Path) -> AnalysisResult:
    """Ours."""
    return support.run_path(digital_zip, support.CATPHAN_504)


@pytest.fixture(scope="session")
def acr_result(real_data: Path) -> AnalysisResult:
    """ACR MRI Large, the quickest of the real ones."""
    return support.run_path(real_data / support.REAL[support.ACR_LARGE], support.ACR_LARGE)
