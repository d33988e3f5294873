"""What was not scanned, in words."""

from phantomscope.analysis.results import LeftOut
from phantomscope.reports.left_out import left_out_text


def test_where_it_would_lie_and_how_far_outside() -> None:
    text = left_out_text(LeftOut("CTP486", -123.456, 0.04))
    assert text == "CTP486: its middle would lie at −123.5 mm, 0.0 mm outside the scan"
