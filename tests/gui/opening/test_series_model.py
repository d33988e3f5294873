from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, zip_bytes
from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.series_model import (
    DETAIL_ROLE,
    VERDICT_ROLE,
    WARNING_ROLE,
    SeriesModel,
    SetAsideModel,
    tip_text,
)
from phantomscope.stack.index import scan
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SetAside
from phantomscope.stack.sources import open_bytes


def series_of(members: dict[str, bytes]) -> tuple[Series, ...]:
    return scan(open_bytes(zip_bytes(members))).series


def test_rows_say_title_facts_and_what_is_odd(qtbot: QtBot) -> None:
    gap = {name: data for name, data in slices(9).items() if name != "005.dcm"}
    model = SeriesModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_series(series_of({**gap, "other.dcm": slice_bytes(series="1.2.9")}))
    assert tester.model() is model
    assert model.rowCount() == 2
    first, second = model.index(0), model.index(1)
    assert first.data() == "made for a test"
    assert first.data(DETAIL_ROLE) == "CT · 8 slices · 6×4 · 2.50 mm"
    assert "missing after 10 mm" in first.data(WARNING_ROLE)
    assert second.data(DETAIL_ROLE) == "CT · 1 slice · 6×4"
    assert second.data(WARNING_ROLE) == ""
    spoken = first.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "8 slices" in spoken
    assert "missing" in spoken


def test_a_localizer_says_so(qtbot: QtBot) -> None:
    model = SeriesModel()
    model.set_series(series_of({"a.dcm": slice_bytes(ImageType=["ORIGINAL", "PRIMARY", "LOCALIZER"])}))
    assert "localizer" in model.index(0).data(DETAIL_ROLE)


def test_a_verdict_comes_and_goes(qtbot: QtBot) -> None:
    model = SeriesModel()
    series = series_of(slices(3))
    model.set_series(series)
    index = model.index(0)
    assert index.data(VERDICT_ROLE) is None
    with qtbot.waitSignal(model.dataChanged):
        model.set_verdict(series[0].key, Verdict.FAIL)
    assert index.data(VERDICT_ROLE) is Verdict.FAIL
    assert "fail" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    model.set_verdict("another", Verdict.PASS)
    model.set_verdict(series[0].key, None)
    assert index.data(VERDICT_ROLE) is None
    model.set_verdict(series[0].key, Verdict.PASS)
    model.set_series(series)
    assert model.index(0).data(VERDICT_ROLE) is None


def test_the_tip_has_the_geometry_and_nothing_of_a_patient() -> None:
    tip = tip_text(series_of(slices(3))[0])
    assert "0.500 × 0.500 mm" in tip or "0.5 × 0.5 mm" in tip
    assert "From 2.50 to 7.50 mm" in tip
    assert "Phantom^A" not in tip


def test_what_was_set_aside_says_why(qtbot: QtBot) -> None:
    model = SetAsideModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_members(
        [SetAside("a/broken.dcm", "is cut short", damaged=True), SetAside("a/plan.dcm", "an RT plan")]
    )
    broken, plan = model.index(0), model.index(1)
    assert broken.data() == "broken.dcm"
    assert (broken.data(WARNING_ROLE), broken.data(DETAIL_ROLE)) == ("is cut short", "")
    assert (plan.data(WARNING_ROLE), plan.data(DETAIL_ROLE)) == ("", "an RT plan")
    assert plan.data(Qt.ItemDataRole.ToolTipRole) == "a/plan.dcm: an RT plan"
