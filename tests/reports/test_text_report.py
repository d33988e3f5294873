import msgspec
import pytest

from gui.sample_result import sample_result, with_modules
from phantomscope.analysis.results import LeftOut, Tolerance, Verdict
from phantomscope.analysis.tolerances import judged
from phantomscope.reports.symbols import ASCII_SYMBOLS, SYMBOLS
from phantomscope.reports.text_report import verdict_table

EXPECTED = """\
CatPhan 504: FAIL 1 of 9 checks failed
FAIL: Air −1088 HU, expected −1000 ± 40

Phantom                                               –
  Phantom Roll                   −0.258°              –

CTP404 (HU Linearity)           slice 33              ✗
  Measured Slice Thickness       2.49 mm  2.50 ± 0.2  ✓
  Air                           −1088 HU  −1000 ± 40  ✗
"""


def test_the_table() -> None:
    assert verdict_table(sample_result(wrong=("Air",)), 80).startswith(EXPECTED)


def test_columns_are_aligned() -> None:
    lines = verdict_table(sample_result(), 80).splitlines()
    signed = [line for line in lines if line.endswith(tuple(SYMBOLS.values())) and "  " in line]
    assert len(signed) == 4 + 12
    assert len({len(line) for line in signed}) == 1


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_it_keeps_to_the_width_where_values_allow(width: int) -> None:
    text = verdict_table(sample_result(wrong=("Air",)), width)
    assert "−1088 HU" in text  # values are never cut
    assert max(len(line) for line in text.splitlines()) <= max(width, 50)


def test_long_names_are_shortened() -> None:
    result = sample_result()
    metric = msgspec.structs.replace(
        result.modules[1].metrics[0], name="A name that goes on and on and on and on"
    )
    module = msgspec.structs.replace(result.modules[1], metrics=(metric,))
    line = next(
        line for line in verdict_table(with_modules(result, (module,)), 50).splitlines() if "A name" in line
    )
    assert "…" in line
    assert len(line) <= 50
    assert "2.49 mm" in line


def test_warnings_and_what_it_rests_on_follow() -> None:
    text = verdict_table(sample_result(), 80)
    assert "Warnings\n! MTF resolution wasn't calculated" in text
    assert "Series      CatPhan 504 head, 64 slices of scan.zip" in text
    assert "Series UID  1.2.3" in text
    assert "Program     phantomscope 0.1.0, pylinac 3.49.0" in text
    assert "Parameters  x_adjustment=0" in text
    assert "Edit        excluded slices (by place in the series): 3" in text
    assert "Warnings" not in verdict_table(sample_result(warnings=()), 80)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "no such encoding", None])
def test_plain_ascii_where_the_terminal_has_no_signs(encoding: str | None) -> None:
    text = verdict_table(sample_result(wrong=("Air",)), 80, encoding=encoding)
    text.encode("ascii")
    assert "-1088 HU  -1000 +/- 40  x" in text
    assert "-0.258 deg" in text
    signed = [line for line in text.splitlines() if line.startswith("  ")]
    assert len({len(line) for line in signed if line[-1] in "+x-"}) == 1


def test_no_metrics_no_table() -> None:
    text = verdict_table(with_modules(sample_result(), ()), 80)
    assert "(no metrics)" in text
    assert "NOT JUDGED" in text


@pytest.mark.parametrize("symbols", [SYMBOLS, ASCII_SYMBOLS], ids=["unicode", "ascii"])
def test_every_verdict_has_a_sign_of_its_own(symbols: dict[Verdict, str]) -> None:
    assert set(symbols) == set(Verdict)
    assert len(set(symbols.values())) == len(Verdict)


def test_own_limits_profile_and_what_was_not_scanned_are_marked() -> None:
    own = {"ctp404.hu_rois.Air": Tolerance(nominal=-990.0, tolerance=30.0, warn_tolerance=5.0)}
    result = judged(sample_result(), own)
    provenance = msgspec.structs.replace(
        result.provenance, profile="TB1", choice="recognised", left_out=(LeftOut("CTP486", 100.0, 2.5),)
    )
    text = verdict_table(msgspec.structs.replace(result, provenance=provenance), 100)
    heading, reason = text.splitlines()[:2]
    assert heading == "CatPhan 504: PARTIAL WARN 1 of 9 checks warn: CTP486 was not scanned"
    assert reason.startswith("PARTIAL WARN: Air −998 HU, expected −990 ± 30, warns beyond ± 5")
    assert "−990 ± 30, warns beyond ± 5 *  !" in text
    assert "* your own limits in place of pylinac's" in text
    assert "Profile     TB1" in text
    assert "Phantom     CatPhan 504: recognised" in text
    assert "Not scanned CTP486: its middle would lie at 100.0 mm" in text
    plain = verdict_table(sample_result(), 100)
    assert "*" not in plain
    assert "Profile" not in plain
