"""What may be set, as a table and as JSON."""

import pytest

from phantomscope.analysis.parameters.form import forms_from_json
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.commands import parameter_setting
from phantomscope.headless.parameters import parameters


def test_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert parameters("504") == 0
    printed, said = capsys.readouterr()
    assert said == ""
    assert printed.startswith("CatPhan 504: parameters of the analysis (pylinac 3.")
    assert "\n\nTolerances\n  hu_tolerance = 40 HU  (from 0)\n    The HU tolerance value" in printed
    assert "thickness_slice_straddle = auto  (auto | integer, from 0)" in printed
    assert "Rows: Air −1000, PMP −196" in printed
    assert max(map(len, printed.splitlines())) <= 100


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert parameters(as_json=True) == 0
    forms = forms_from_json(capsys.readouterr().out)
    assert list(forms) == [phantom.name for phantom in PHANTOMS]


def test_no_such_phantom() -> None:
    with pytest.raises(PhantomscopeError, match="no phantom called"):
        parameters("CatPhan 900")


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("hu_tolerance=30", ("hu_tolerance", 30)),
        (" x_adjustment = -1.5", ("x_adjustment", -1.5)),
        ("contrast_method=Weber", ("contrast_method", "Weber")),
        ("contrast_method=Root Mean Square", ("contrast_method", "Root Mean Square")),
        ("origin_slice=null", ("origin_slice", None)),
        ('expected_hu_values={"Air": -990}', ("expected_hu_values", {"Air": -990})),
    ],
)
def test_settings(text: str, setting: tuple[str, object]) -> None:
    assert parameter_setting(text) == setting


@pytest.mark.parametrize("text", ["hu_tolerance", "=3", ""])
def test_no_settings(text: str) -> None:
    with pytest.raises(PhantomscopeError, match="sets no parameter"):
        parameter_setting(text)
