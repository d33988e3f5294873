import dataclasses

import pytest

from gui.fake_survey import REASON, UNKNOWN, recognised
from phantomscope.analysis.job import Edits
from phantomscope.analysis.recognition.answer import Certainty
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.member import SourceSpec


def test_a_setup_nobody_touched_is_all_defaults_and_no_change_is_no_difference() -> None:
    setup = Setup()
    assert setup == dataclasses.replace(setup, parameters={}, tolerances={})
    assert setup != dataclasses.replace(setup, turned=True)


def test_a_setup_never_changes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Setup().phantom = "CatPhan 504"  # type: ignore[misc]


def test_the_job_of_a_setup() -> None:
    spec = SourceSpec("path", ("/scan.zip",))
    found = recognised(certainty=Certainty.LIKELY, confidence=0.6).recognition
    likely = Setup(turned=True, profile="mine").job(spec, ("key", "digest"), found, data_length=3)
    assert likely is not None
    assert (likely.phantom, likely.guess, likely.choice) == (
        "CatPhan 504",
        REASON,
        f"recognised (60 %): {REASON}",
    )
    assert (likely.series_key, likely.series_digest, likely.data_length) == ("key", "digest", 3)
    assert (likely.turned, likely.profile, likely.partial) == (True, "mine", False)
    chosen = Setup(phantom="Quart DVT").job(spec, ("key", ""), found, edits=Edits((1,)), partial=True)
    assert chosen is not None
    assert (chosen.phantom, chosen.guess, chosen.choice, chosen.partial) == ("Quart DVT", "", "", True)
    assert chosen.edits.removed == (1,)
    assert Setup().job(spec, ("key", ""), None) is None
    assert Setup().job(spec, ("key", ""), UNKNOWN.recognition) is None
