import csv
import io

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from gui.sample_result import WARNING, sample_result, with_modules
from phantomscope.analysis.results import LeftOut, Metric, ModuleResult, Tolerance, Verdict
from phantomscope.analysis.tolerances import judged
from phantomscope.reports.csv_report import HEADER, to_csv


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def table(text: str) -> list[dict[str, str]]:
    """The metrics, as a program reads them that skips comments."""
    lines = [line for line in text.split("\r\n") if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def test_a_row_per_metric_at_full_precision() -> None:
    found = table(to_csv(sample_result(wrong=("Air",))))
    assert len(found) == 12
    mtf = next(row for row in found if row["metric"] == "MTF 50 %")
    assert mtf["value"] == "0.55712345678"
    assert mtf["nominal"] == mtf["minimum"] == ""
    air = next(row for row in found if row["metric"] == "Air")
    assert air == {
        "module": "CTP404 (HU Linearity)",
        "slice": "33",
        "metric": "Air",
        "value": "-1088",
        "unit": "HU",
        "nominal": "-1000",
        "tolerance": "40",
        "minimum": "",
        "maximum": "",
        "verdict": "fail",
        "warning tolerance": "",
        "warning minimum": "",
        "warning maximum": "",
        "limits": "pylinac",
        "key": "ctp404.hu_rois.Air",
    }
    roll = found[0]
    assert (roll["slice"], roll["value"], roll["unit"], roll["verdict"]) == ("", "-0.258", "°", "not judged")


def test_the_first_row_is_the_header() -> None:
    assert rows(to_csv(sample_result()))[0] == list(HEADER)


def test_provenance_stands_below_and_can_be_skipped() -> None:
    found = dict(row for row in rows(to_csv(sample_result())) if len(row) == 2)
    assert found["# verdict"] == "PASS 9 of 9 checks"
    assert found["# series UID"] == "1.2.3"
    assert found["# pylinac"] == "3.49.0"
    assert found["# parameter hu_tolerance"] == "40"
    assert found["# parameter x_adjustment (changed)"] == "0"
    assert found["# parameter expected_hu_values"] == "None"
    assert found["# edit"].startswith("excluded slices")
    assert found["# warning"] == WARNING


def test_lines_end_as_in_the_standard() -> None:
    text = to_csv(sample_result())
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_formulas_are_taken_for_text() -> None:
    """A series description is anyone's to choose, and a spreadsheet runs what begins like a formula."""
    result = sample_result()
    evil = msgspec.structs.replace(
        result.provenance, series_title='=HYPERLINK("http://x")', source="@SUM(A1)"
    )
    text = to_csv(msgspec.structs.replace(result, provenance=evil, warnings=("+1", "-1", "\ttab")))
    found = [row[1] for row in rows(text) if len(row) == 2]
    assert '\'=HYPERLINK("http://x")' in found
    assert {"'@SUM(A1)", "'+1", "'-1", "'\ttab"} <= set(found)


def test_numbers_below_zero_stay_numbers() -> None:
    assert ",-998," in to_csv(sample_result())


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), min_size=1),
    value=st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12),
)
def test_every_value_comes_back(name: str, value: float) -> None:
    module = ModuleResult("m", "Module", 0, (Metric(name, "m.k", value, verdict=Verdict.PASS),))
    row = rows(to_csv(with_modules(sample_result(), (module,))))[1]
    assert row[2] in (name, f"'{name}")
    assert row[2][0] not in "=+-@\t"
    assert float(row[3]) == value


def test_own_limits_profile_and_what_was_not_scanned_are_marked() -> None:
    key = "ctp404.hu_rois.Air"
    result = judged(sample_result(), {key: Tolerance(nominal=-990.0, tolerance=30.0, warn_tolerance=5.0)})
    provenance = msgspec.structs.replace(
        result.provenance,
        profile="TB1",
        choice="recognised (98%): two air bubbles",
        left_out=(LeftOut("CTP486", 100.0, 2.54),),
    )
    text = to_csv(msgspec.structs.replace(result, provenance=provenance))
    air = next(row for row in table(text) if row["key"] == key)
    assert (air["nominal"], air["tolerance"], air["warning tolerance"]) == ("-990.0", "30.0", "5.0")
    assert (air["limits"], air["verdict"]) == ("own", "warn")
    whose = {row["verdict"]: row["limits"] for row in table(text) if row["key"] != key}
    assert whose == {"pass": "pylinac", "not judged": ""}
    found = dict(row for row in rows(text) if len(row) == 2)
    assert found["# verdict"] == "PARTIAL WARN 1 of 9 checks warn: CTP486 was not scanned"
    assert found["# reason"].startswith("PARTIAL WARN: Air −998 HU, expected −990 ± 30")
    assert found["# profile"] == "TB1"
    assert found["# own tolerances"] == "1"
    assert found["# phantom chosen because"] == "recognised (98%): two air bubbles"
    assert found["# not scanned"] == "CTP486: its middle would lie at 100.0 mm, 2.5 mm outside the scan"
