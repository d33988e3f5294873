import dataclasses

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dicom_files import slice_bytes, slices, zip_bytes
from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.series_model import (
    DETAIL_ROLE,
    THUMBNAIL_ROLE,
    VERDICT_ROLE,
    WARNING_ROLE,
    SeriesModel,
    SetAsideModel,
    detail_text,
    extent_text,
    stored_bytes,
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
    assert first.data(DETAIL_ROLE).splitlines()[:3] == ["CT · 8 slices", "6×4 · 2.50 mm", "3×2×22 mm"]
    assert "missing after 10 mm" in first.data(WARNING_ROLE)
    assert second.data(DETAIL_ROLE).splitlines()[:3] == ["CT · 1 slice", "6×4", "3×2 mm"]
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


def test_a_row_says_what_it_covers_and_takes() -> None:
    series = series_of(slices(5))[0]
    assert extent_text(series) == "3×2×12 mm"
    assert stored_bytes(series) == sum(header.member.packed_size for header in series.slices)
    assert detail_text(series).splitlines()[-1].endswith(" kB")
    without = series_of({"a.dcm": slice_bytes(PixelSpacing=None)})[0]
    assert extent_text(without) == ""


def test_bytes_of_a_member_of_many_frames_count_once() -> None:
    series = series_of(slices(3))[0]
    member = series.slices[0].member
    frames = tuple(dataclasses.replace(one, member=member) for one in series.slices)
    assert stored_bytes(dataclasses.replace(series, slices=frames)) == member.packed_size


def test_a_thumbnail_has_its_room_from_the_start(qtbot: QtBot) -> None:
    model = SeriesModel()
    series = series_of(slices(3))
    model.set_series(series)
    assert model.index(0).data(THUMBNAIL_ROLE).isNull()
    assert not model.has_thumbnail(series[0])
    with qtbot.waitSignal(model.dataChanged):
        model.set_thumbnail(series[0].key, QPixmap(8, 8))
    assert model.index(0).data(THUMBNAIL_ROLE).width() == 8
    assert model.has_thumbnail(series[0])
    model.set_thumbnail("another", QPixmap(8, 8))
    model.set_series(series)
    assert not model.has_thumbnail(series[0])


def test_private_series_have_numbers_in_place_of_names(qtbot: QtBot) -> None:
    model = SeriesModel()
    model.set_series(series_of({**slices(3), "other.dcm": slice_bytes(series="1.2.9")}))
    model.set_private(True)
    assert [model.index(row).data() for row in range(2)] == ["Series 1", "Series 2"]
    roles = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    assert not any("made for a test" in model.index(0).data(role) for role in roles)
    model.set_private(False)
    assert model.index(0).data() == "made for a test"


def test_hidden_members_are_shown_as_they_are_to_be(qtbot: QtBot) -> None:
    model = SetAsideModel()
    model.set_members([SetAside("Smith/plan.dcm", "a copy of Smith")])
    model.set_hiding(lambda member: SetAside("•••", member.reason.replace("Smith", "•••"), member.damaged))
    roles = (Qt.ItemDataRole.DisplayRole, DETAIL_ROLE, Qt.ItemDataRole.ToolTipRole)
    assert [model.index(0).data(role) for role in roles] == ["•••", "a copy of •••", "•••: a copy of •••"]
    model.set_hiding(None)
    assert model.index(0).data() == "plan.dcm"


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


def test_it_says_how_many_slices_are_left(qtbot: QtBot) -> None:
    model = SeriesModel()
    series = series_of(slices(3))
    model.set_series(series)
    index = model.index(0)
    for count, text in ((2, "CT · 2 of 3 slices"), (3, "CT · 3 slices")):
        with qtbot.waitSignal(model.dataChanged):
            model.set_kept(series[0].key, count)
        assert index.data(DETAIL_ROLE).splitlines()[0] == text
    with qtbot.assertNotEmitted(model.dataChanged):
        model.set_kept(series[0].key, 3)
        model.set_kept("unknown", 1)
    model.set_kept(series[0].key, 1)
    model.set_series(series)
    assert model.index(0).data(DETAIL_ROLE).splitlines()[0] == "CT · 3 slices"
