from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Tolerance
from phantomscope.gui.setup.tolerances_model import LIMITS, METRIC, SIGN, TolerancesModel

TEFLON, AIR, ROLL = "ctp404.hu_rois.Teflon", "ctp404.hu_rois.Air", "catphan_roll_deg"
OWN = {
    "gone.value": Tolerance(minimum=3),
    TEFLON: Tolerance(tolerance=2),
    ROLL: Tolerance(maximum=1, warn_maximum=0.5),
    AIR: Tolerance(judged=False),
}


def texts(model: TolerancesModel, row: int) -> tuple[str, ...]:
    return tuple(model.index(row, column).data() for column in (METRIC, LIMITS, SIGN))


def test_in_the_order_of_the_results_then_what_was_not_measured(qtbot: QtBot) -> None:
    model = TolerancesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_tolerances(OWN, sample_result())
    assert [texts(model, row) for row in range(model.rowCount())] == [
        ("Phantom Roll, Phantom", "≤ 1, warns above 0.5", "✓"),
        ("Air, CTP404", "not judged", "–"),
        ("Teflon, CTP404", "1000 ± 2", "✗"),
        ("gone.value", "≥ 3", "?"),
    ]
    assert model.missing == 1
    assert model.row_of(TEFLON) == 2
    tip = model.index(3, METRIC).data(Qt.ItemDataRole.ToolTipRole)
    assert "The result has no such value" in tip
    assert model.index(3, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "not measured"
    assert model.index(2, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "fail"


def test_without_a_result_there_is_nothing_missing(qtbot: QtBot) -> None:
    model = TolerancesModel()
    model.set_tolerances(OWN, None)
    assert model.missing == 0
    assert texts(model, model.row_of(TEFLON)) == (TEFLON, "± 2", "")


def test_contradictions_are_in_the_tip(qtbot: QtBot) -> None:
    model = TolerancesModel()
    model.set_tolerances({TEFLON: Tolerance(minimum=5, maximum=3)}, sample_result())
    assert "The minimum (5) is above the maximum (3)." in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
