"""Stock pylinac loaded, and the default CatPhan 504 made and analysed once."""

import warnings

import pytest

from digital import stock
from phantomscope.digital.catphan.catphan504 import PHANTOM


@pytest.fixture(scope="session", autouse=True)
def _pylinac_loaded() -> None:
    """Its dependencies warn when they are imported, which isn't what these tests are about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pylinac  # noqa: F401


@pytest.fixture(scope="session")
def default_archive() -> stock.Archive:
    return stock.make_archive(PHANTOM)


@pytest.fixture(scope="session")
def default_analysis(default_archive: stock.Archive) -> stock.Analysis:
    return stock.analysed(default_archive)
