"""What an analysis imports and takes, and that it finds the same with all of pylinac imported as usual."""

import zipfile
from pathlib import Path

import pytest

from analysis.fresh_analysis import MEGABYTE, Fresh, analysed_freshly
from analysis.identity_scans import digital
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS

NEVER_USED = {"matplotlib", "reportlab", "quaac", "tqdm", "requests"}
CATPHAN, MRI = "CatPhan 504", "ACR MRI Large"


def scan_file(folder: Path, phantom: str) -> Path:
    path = folder / "scan.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in digital(phantom).files.items():
            archive.writestr(name, data)
    return path


@pytest.fixture(scope="module")
def catphan(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fresh]:
    """A scan and what is found with lean imports."""
    path = scan_file(tmp_path_factory.mktemp("catphan"), CATPHAN)
    return path, analysed_freshly(path, CATPHAN)


def compare(lean: Fresh, plain: Fresh) -> None:
    assert lean.result == plain.result
    assert lean.imported & NEVER_USED == set()
    assert plain.imported >= {"matplotlib", "reportlab", "quaac"}
    assert "pylinac.winston_lutz" in plain.modules
    assert "pylinac.winston_lutz" not in lean.modules
    assert lean.imports < plain.imports - 80 * MEGABYTE


def test_lean_and_plain_imports_find_the_same(catphan: tuple[Path, Fresh]) -> None:
    path, lean = catphan
    plain = analysed_freshly(path, CATPHAN, accelerated=False)
    compare(lean, plain)
    assert lean.modules & {"matplotlib", "plotly", "plotly.graph_objs"} == set()
    assert "plotly.graph_objs._figure" in plain.modules
    assert lean.above_imports < 40 * MEGABYTE


def test_where_leaving_out_fails_nothing_is_left_out(catphan: tuple[Path, Fresh]) -> None:
    path, lean = catphan
    broken = "imports._USED = ('scipy.signal', 'no_such_module_at_all')"
    fallen_back = analysed_freshly(path, CATPHAN, before=broken)
    assert fallen_back.modules >= {"pylinac.winston_lutz", "matplotlib.pyplot"}
    assert fallen_back.result == lean.result


@pytest.mark.slow
@pytest.mark.parametrize("phantom", DIGITAL_PHANTOMS)
def test_reports_too_are_made_with_what_had_been_left_out(tmp_path: Path, phantom: str) -> None:
    path = scan_file(tmp_path, phantom)
    lean = analysed_freshly(path, phantom, pdf=True)
    plain = analysed_freshly(path, phantom, accelerated=False, pdf=True)
    compare(lean, plain)
    assert lean.modules >= {"matplotlib.pyplot", "reportlab"}
    # Two reports differ by their dates.
    assert lean.documents == [pytest.approx(plain.documents[0], rel=0.01)]
