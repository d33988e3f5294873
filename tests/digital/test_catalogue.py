import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from digital import stock
from phantomscope.analysis.phantoms import PHANTOMS, Phantom
from phantomscope.digital.catalogue import DIGITAL_PHANTOMS, digital_phantom, write_zip
from phantomscope.errors import PhantomscopeError


def test_every_phantom_of_the_registry_has_a_digital_one() -> None:
    assert set(DIGITAL_PHANTOMS) == {phantom.name for phantom in PHANTOMS}


@pytest.mark.parametrize("registered", PHANTOMS, ids=lambda phantom: phantom.name)
def test_phantom_is_what_the_registry_calls_so(registered: Phantom) -> None:
    phantom = digital_phantom(registered.name)
    assert phantom.name == registered.name
    assert (phantom.class_name, phantom.modality) == (registered.class_name, registered.modality)
    phantom.check(phantom.default_options)


def test_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(PhantomscopeError, match=r"phantom called “CatPhan 9”.*CatPhan 503, CatPhan 504"):
        digital_phantom("CatPhan 9")


def test_a_path_gets_the_same_bytes_as_memory(tmp_path: Path) -> None:
    phantom = digital_phantom("CatPhan 504")
    options = replace(phantom.default_options, **stock.COARSE, value_error={"PMP": 5}, roll=1)
    same = replace(phantom.default_options, **stock.COARSE, value_error={"PMP": 5.0}, roll=1.0)
    in_memory = io.BytesIO()
    write_zip(phantom, options, in_memory)
    known = write_zip(phantom, same, tmp_path / "phantom.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["phantom.zip"]
    assert (tmp_path / "phantom.zip").read_bytes() == in_memory.getvalue()
    assert known == phantom.truth(options)


def test_a_phantom_is_known_without_pylinac_or_qt_and_without_the_others() -> None:
    code = (
        "import sys; from phantomscope.digital.catalogue import digital_phantom\n"
        "p = digital_phantom('CatPhan 504'); p.check(p.default_options)\n"
        "sys.exit(bool({'pylinac', 'scipy', 'matplotlib', 'PySide6',"
        " 'phantomscope.digital.catphan.catphan600'}"
        " & set(sys.modules)))"
    )
    app = str(Path(__file__).parents[2] / "app")
    subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {app!r})\n{code}"], check=True)
