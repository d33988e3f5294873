import msgspec
import pytest
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import LeftOut
from phantomscope.gui.results.comparison_side import ComparisonSide, origin_text


@pytest.fixture
def side(qtbot: QtBot) -> ComparisonSide:
    side = ComparisonSide("A")
    qtbot.addWidget(side)
    return side


def test_it_says_where_the_chosen_result_comes_from(side: ComparisonSide) -> None:
    side.set_results({"one": sample_result(), "two": sample_result(wrong=("Air",))}, "two")
    assert side.result == sample_result(wrong=("Air",))
    assert side.origin_text.splitlines() == [
        "✗ FAIL 1 of 9 checks failed",
        "CatPhan 504 · 2025-01-31 09:30 · scan.zip",
        "CatPhan 504 head · 64 slices · pylinac 3.49.0",
        "Edits: excluded slices (by place in the series): 3",
    ]


def test_choosing_says_so(qtbot: QtBot, side: ComparisonSide) -> None:
    side.set_results({"one": sample_result(), "two": sample_result()}, "one")
    with qtbot.waitSignal(side.chosen):
        side.combo.setCurrentIndex(1)
    with qtbot.waitSignal(side.file_wanted):
        side.button.click()


def test_without_results_nothing_is_chosen(side: ComparisonSide) -> None:
    side.set_results({}, "")
    assert side.result is None
    assert side.origin_text == ""
    side.set_results({"one": sample_result()}, "no such")
    assert side.result is None


def test_a_partial_run_a_profile_and_an_odd_date_are_said() -> None:
    origin = msgspec.structs.replace(
        sample_result().provenance,
        left_out=(LeftOut("CTP486", 80.0, 12.5),),
        profile="CBCT 2",
        analysed_at="some day",
        edits=(),
    )
    text = origin_text(origin, "PARTIAL PASS")
    assert "Partial run without CTP486" in text
    assert "profile CBCT 2" in text
    assert "some day" in text
    assert "Edits" not in text


def test_a_long_name_does_not_widen_the_window(side: ComparisonSide) -> None:
    side.set_results({"a very long name " * 20: sample_result()}, "")
    assert side.minimumSizeHint().width() < 420
