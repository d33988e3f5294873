from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.privacy import HIDDEN, Privacy


def test_nothing_is_hidden_while_it_is_off(qtbot: QtBot) -> None:
    privacy = Privacy()
    privacy.learn(["Doe.zip"])
    assert privacy.shown("Doe") == "Doe"
    assert privacy.told("Doe.zip is odd") == "Doe.zip is odd"
    assert privacy.error_texts(PhantomscopeError("Odd", where="Doe")) == ("Odd (Doe).", "")
    assert privacy.result(sample_result()) == sample_result()


def test_names_are_hidden_while_it_is_on(qtbot: QtBot) -> None:
    privacy = Privacy(True)
    privacy.learn(["Doe.zip"])
    assert (privacy.shown("Doe"), privacy.shown("")) == (HIDDEN, "")
    assert privacy.told("Doe.zip is odd") == f"{HIDDEN} is odd"
    assert privacy.told("Roe is odd", ["Roe"]) == f"{HIDDEN} is odd"
    error = PhantomscopeError("Odd", where="anything", todo="Look")
    assert privacy.error_texts(error) == (f"Odd ({HIDDEN}).", "Look.")
    assert privacy.result(sample_result()).provenance.source == HIDDEN


def test_it_tells_when_it_changes_and_only_then(qtbot: QtBot) -> None:
    privacy = Privacy()
    heard: list[bool] = []
    privacy.changed.connect(heard.append)
    for is_on in (True, True, False):
        privacy.set_on(is_on)
    assert heard == [True, False]
