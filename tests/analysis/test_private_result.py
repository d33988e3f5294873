"""Results without what may tell who a patient is."""

import msgspec
import pytest

from gui.sample_result import sample_result
from phantomscope.analysis.private_result import HIDDEN, Hider, private_error, private_result
from phantomscope.errors import PhantomscopeError

NAME = "Doe Jane"


def named() -> "object":
    made = sample_result(warnings=(f"{NAME}.zip: odd", "Doe Janet is somebody else"))
    origin = msgspec.structs.replace(
        made.provenance,
        source=f"{NAME}.zip",
        series_title=NAME,
        edits=(f"of {NAME}",),
        choice="as ward 7 says",
    )
    return msgspec.structs.replace(
        made, provenance=origin, pylinac_results={"a": [1, {"b": f"in {NAME}.zip"}], NAME[:2]: 2.5}
    )


def test_names_are_hidden_wherever_they_stand() -> None:
    private = private_result(named(), ["ward 7"])  # type: ignore[arg-type]
    assert NAME not in private.to_json().decode().replace("Doe Janet", "")
    assert (private.provenance.source, private.provenance.series_title) == (HIDDEN, HIDDEN)
    assert private.provenance.edits == (f"of {HIDDEN}",)
    assert private.provenance.choice == f"as {HIDDEN} says"
    assert private.pylinac_results == {"a": [1, {"b": f"in {HIDDEN}"}], "Do": 2.5}


def test_only_whole_words_are() -> None:
    private = private_result(named())  # type: ignore[arg-type]
    assert private.warnings == (f"{HIDDEN}: odd", "Doe Janet is somebody else")


def test_what_was_measured_stays() -> None:
    before = sample_result()
    private = private_result(before)
    assert (private.modules, private.images, private.charts) == (before.modules, before.images, before.charts)
    assert private.provenance.series_uid == before.provenance.series_uid
    assert private.provenance.analysed_at == before.provenance.analysed_at
    assert private.provenance.phantom == "CatPhan 504"


@pytest.mark.parametrize("name", ["CT", "001", "12345", "CatPhan 504", "catphan 504", "", "  "])
def test_what_tells_nothing_is_left_alone(name: str) -> None:
    text = "CT 001 12345 CatPhan 504 catphan 504"
    assert Hider([name]).text(text) == text


def test_longer_names_go_first() -> None:
    assert Hider(["Doe", "Doe.zip"]).text("Doe.zip and Doe") == f"{HIDDEN} and {HIDDEN}"
    assert Hider(["a+b (c)"]).text("in a+b (c).") == f"in {HIDDEN}."


def test_an_error_keeps_what_and_what_to_do() -> None:
    error = private_error(PhantomscopeError("Damaged", where="Doe.dcm", todo="Look"))
    assert str(error) == f"Damaged ({HIDDEN}). Look."
    assert str(private_error(PhantomscopeError("Damaged"))) == "Damaged."
