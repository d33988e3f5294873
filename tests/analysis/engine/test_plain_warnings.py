"""Warnings in plain words, each once, and none lost."""

import pytest

from phantomscope.analysis.engine.plain_warnings import plain_warnings

KNOWN = {
    "Could not determine phantom roll. Setting roll to 0.": "on slice 33",
    "Could not reliably determine Quart phantom roll. Setting roll to 0.": "on slice 33",
    "Phantom roll could not be reliably determined. Setting roll to 0.": "on slice 33",
    "Detected shift of 8.554868624420408 was >5 degrees; automatic roll compensation aborted.": "8.6°",
    "No low-HU regions found in the outer ROI circle; automatic": "no insert stands out on slice 33",
    "Multiple echoes found ({1, 2}) and no echo number was passed. Using echo # 1": "echoes (1, 2); echo 1",
    "The MTF does not drop monotonically; be sure the ROIs are correctly aligned.": "The MTF rises somewhere",
    "Mean of empty slice.": "could not be calculated",
}


@pytest.mark.parametrize("text", KNOWN)
def test_known(text: str) -> None:
    (told,) = plain_warnings([(text, "UserWarning"), (text, "UserWarning")], "slice 33")
    assert KNOWN[text] in told
    assert told.endswith(".")
    assert "Setting" not in told


def test_percentages_come_as_one() -> None:
    texts = [f"MTF resolution wasn't calculated for {one}% that was asked for." for one in (20, 10, 10.0)]
    (told,) = plain_warnings([(text, "UserWarning") for text in texts], "")
    assert "10 %, 20 %" in told


def test_unknown_ones_stay_as_they_are() -> None:
    warned = [("Beware of {this}.", "UserWarning"), ("old", "DeprecationWarning"), ("  ", "UserWarning")]
    assert plain_warnings(warned, "slice 1") == ("Beware of {this}.",)
