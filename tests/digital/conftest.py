"""The default phantom, made once, and stock pylinac to look at what is made."""

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from phantomscope.digital.catphan504 import CatPhan504Options, write_zip
from phantomscope.digital.truth import Truth


@dataclass(frozen=True)
class Archive:
    """A ZIP in memory and what is true of it."""

    content: bytes
    truth: Truth


@dataclass(frozen=True)
class Analysis:
    """What stock pylinac found.

    Attributes:
        catphan: The analysed pylinac object.
        results: Its results_data().
        warnings: Messages, but for those with which scikit-image announces its own changes.
    """

    catphan: Any
    results: Any
    warnings: list[str]

    @property
    def failed_inserts(self) -> list[str]:
        return [name for name, roi in self.results.ctp404.hu_rois.items() if not roi.passed]


def make_archive(options: CatPhan504Options) -> Archive:
    destination = io.BytesIO()
    truth = write_zip(options, destination)
    return Archive(destination.getvalue(), truth)


def run_pylinac(archive: Archive) -> Analysis:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from pylinac import CatPhan504

        catphan = CatPhan504.from_zip(io.BytesIO(archive.content))
        catphan.analyze()
        results = catphan.results_data()
    messages = [str(each.message) for each in caught if not issubclass(each.category, FutureWarning)]
    return Analysis(catphan, results, messages)


@pytest.fixture(scope="session", autouse=True)
def _pylinac_loaded() -> None:
    """Its dependencies warn when they are imported, which isn't what these tests are about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pylinac  # noqa: F401


@pytest.fixture(scope="session")
def default_archive() -> Archive:
    return make_archive(CatPhan504Options())


@pytest.fixture(scope="session")
def default_analysis(default_archive: Archive) -> Analysis:
    return run_pylinac(default_archive)


@pytest.fixture(scope="session")
def analyse() -> Callable[[CatPhan504Options], tuple[Truth, Analysis]]:
    """Makes a phantom and has stock pylinac analyse it."""

    def made_and_analysed(options: CatPhan504Options) -> tuple[Truth, Analysis]:
        archive = make_archive(options)
        return archive.truth, run_pylinac(archive)

    return made_and_analysed
