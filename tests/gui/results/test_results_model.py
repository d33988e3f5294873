import msgspec
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result, with_modules
from phantomscope.analysis.results import Metric, ModuleResult, SliceImage, Verdict
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.results.results_model import EXPECTED, NAME, SIGN, VALUE, ResultsModel


@pytest.fixture
def model(qtbot: QtBot) -> ResultsModel:
    model = ResultsModel()
    model.set_result(sample_result(wrong=("Teflon",)))
    return model


def cell(model: ResultsModel, module: int, metric: int | None, column: int) -> QModelIndex:
    index = model.index(module, NAME)
    return model.index(module, column) if metric is None else model.index(metric, column, index)


def texts(model: ResultsModel, module: int, metric: int | None = None) -> list[str]:
    return [cell(model, module, metric, column).data() for column in range(model.columnCount())]


def test_it_keeps_to_the_rules_of_models(qtbot: QtBot) -> None:
    model = ResultsModel()
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, fatal)
    model.set_result(sample_result())
    model.set_colours(DARK)
    model.set_result(None)
    assert tester.model() is model
    assert model.rowCount() == 0


def test_modules_and_metrics(model: ResultsModel) -> None:
    assert texts(model, 0) == ["Phantom", "", "", "–"]
    assert texts(model, 1) == ["CTP404 (HU Linearity)", "", "slice 33", "✗"]
    assert texts(model, 1, 1) == ["Air", "−998 HU", "−1000 ± 40", "✓"]
    assert texts(model, 1, 7) == ["Teflon", "907 HU", "1000 ± 40", "✗"]
    assert (
        texts(model, 2, 0) == ["MTF 10 %", "not reached lp/mm", "", "–"]
        or texts(model, 2, 0)[1] == "not reached"
    )
    assert texts(model, 3, 0) == ["ROIs detected", "2", "≥ 1", "✓"]


def test_headings(model: ResultsModel) -> None:
    across = Qt.Orientation.Horizontal
    assert [model.headerData(column, across) for column in range(4)] == ["Name", "Value", "Expected", ""]
    assert model.headerData(SIGN, across, Qt.ItemDataRole.ToolTipRole) == "Verdict"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_tooltips_tell_all(model: ResultsModel) -> None:
    tip = cell(model, 1, 7, VALUE).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.splitlines() == ["Teflon: 907 HU", "expected 1000 ± 40", "fail", "ctp404.hu_rois.Teflon"]
    assert "slice 33" in cell(model, 1, None, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "no limits" in cell(model, 2, 1, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_a_screen_reader_says_the_verdict_in_words(model: ResultsModel) -> None:
    assert cell(model, 1, 7, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "fail"
    assert cell(model, 1, 7, NAME).data(Qt.ItemDataRole.AccessibleTextRole) == "Teflon"


def test_colours_follow_verdict_and_scheme(model: ResultsModel) -> None:
    role = Qt.ItemDataRole.ForegroundRole
    assert cell(model, 1, 7, VALUE).data(role).color().name() == LIGHT.fail
    assert cell(model, 1, 1, VALUE).data(role) is None
    assert cell(model, 1, 1, SIGN).data(role).color().name() == LIGHT.pass_
    model.set_colours(DARK)
    assert cell(model, 1, 7, SIGN).data(role).color().name() == DARK.fail


def test_values_align_right(model: ResultsModel) -> None:
    role = Qt.ItemDataRole.TextAlignmentRole
    for column in (VALUE, EXPECTED):
        assert Qt.AlignmentFlag(cell(model, 1, 1, column).data(role)) & Qt.AlignmentFlag.AlignRight
    assert cell(model, 1, 1, NAME).data(role) is None


def test_the_image_of_a_row(model: ResultsModel) -> None:
    image, lit = model.image_at(cell(model, 1, 7, NAME))
    assert image is not None
    assert (image.key, lit) == ("CTP404", {"Teflon"})
    image, lit = model.image_at(cell(model, 1, None, NAME))
    assert image is not None
    assert (image.key, lit) == ("CTP404", frozenset())
    assert model.image_at(cell(model, 0, 0, NAME)) == (None, frozenset())
    assert model.image_at(QModelIndex()) == (None, frozenset())


def test_a_module_without_a_picture_still_has_its_slice(model: ResultsModel) -> None:
    image, lit = model.image_at(cell(model, 3, 0, NAME))
    assert image == SliceImage("ctp515", "CTP515 (Low Contrast)", 20, ())
    assert not lit


def test_a_row_as_text(model: ResultsModel) -> None:
    assert model.row_text(cell(model, 1, 7, SIGN)) == "Teflon\t907 HU\t1000 ± 40\tfail"
    assert model.row_text(cell(model, 1, None, NAME)) == "CTP404 (HU Linearity)\t\tslice 33\tfail"


def test_a_metric_with_a_slice_of_its_own_opens_that_slice() -> None:
    result = sample_result()
    module = next(module for module in result.modules if module.key == "ctp404")
    image = result.image(module.images[0])
    assert image is not None
    other = msgspec.structs.replace(image, key="other", slice_index=image.slice_index + 3)
    metric = msgspec.structs.replace(module.metrics[0], outlines=(), slice_index=other.slice_index)
    changed = msgspec.structs.replace(module, metrics=(metric,), images=(*module.images, "other"))
    model = ResultsModel()
    model.set_result(msgspec.structs.replace(result, modules=(changed,), images=(image, other)))
    parent = model.index(0, 0)
    assert model.image_at(model.index(0, 0, parent))[0] == other
    assert model.image_at(parent)[0] == image


def test_own_limits_have_a_sign_and_say_so(model: ResultsModel) -> None:
    result = sample_result()
    hu = result.modules[1]
    own = msgspec.structs.replace(hu.metrics[1], tolerance=30, warn_tolerance=20, own_limits=True)
    modules = (msgspec.structs.replace(hu, metrics=(own, *hu.metrics[2:])),)
    model.set_result(with_modules(result, modules))
    assert texts(model, 0, 0)[EXPECTED] == "* −1000 ± 30"
    assert texts(model, 0, 1)[EXPECTED] == "−196 ± 40"
    tip = cell(model, 0, 0, NAME).data(Qt.ItemDataRole.ToolTipRole)
    assert "by your own limits" in tip
    assert "warns beyond ± 20" in tip
    low = msgspec.structs.replace(own, warn_tolerance=None, warn_minimum=-990.0, warn_maximum=5.0)
    model.set_result(with_modules(result, (msgspec.structs.replace(hu, metrics=(low,)),)))
    assert "warns outside −990 to 5" in cell(model, 0, 0, NAME).data(Qt.ItemDataRole.ToolTipRole)


def test_modules_of_the_slice_shown_are_marked(model: ResultsModel) -> None:
    changed: list[int] = []
    model.dataChanged.connect(lambda first, *_: changed.append(first.row()))
    model.set_slice(32)
    assert [model.is_on_slice(model.index(row, NAME)) for row in range(4)] == [False, True, False, False]
    assert changed == [1]
    assert cell(model, 1, None, EXPECTED).data(Qt.ItemDataRole.AccessibleTextRole) == "slice 33, shown now"
    model.set_slice(44)
    assert changed == [1, 1, 2]
    model.set_slice(None)
    assert not any(model.is_on_slice(model.index(row, NAME)) for row in range(4))


def test_a_module_of_several_slices_names_them(model: ResultsModel) -> None:
    result = sample_result()
    for slices, text in (((8, 9, 10), "slices 9–11"), ((0, 6), "slices 1, 7")):
        images = tuple(SliceImage(f"low {n}", "Low", n, ()) for n in slices)
        module = ModuleResult("low", "Low", slices[0], (), tuple(image.key for image in images))
        model.set_result(msgspec.structs.replace(with_modules(result, (module,)), images=images))
        assert texts(model, 0)[EXPECTED] == text
        for place in slices:
            model.set_slice(place)
            assert model.is_on_slice(model.index(0, NAME))


def test_rows_of_an_outline_come_worst_first(model: ResultsModel) -> None:
    result = sample_result()
    hu = result.modules[1]
    spread = Metric("Teflon noise", "ctp404.noise", 9.5, "HU", outlines=("Teflon",))
    bad = Metric("Teflon shift", "ctp404.shift", 9.5, "mm", verdict=Verdict.FAIL, outlines=("Teflon",))
    model.set_result(with_modules(result, (msgspec.structs.replace(hu, metrics=(spread, *hu.metrics, bad)),)))
    rows = model.rows_on("CTP404", "Teflon")
    assert [model.sentence(row) for row in rows] == [
        "Teflon shift 9.50 mm, FAIL",
        "Teflon 997 HU, 1000 ± 40, PASS",
        "Teflon noise 9.50 HU",
    ]
    assert model.rows_on("CTP404", "no such") == []
    assert model.rows_on("CTP528", "Teflon") == []
    assert model.module_row_of("CTP404") == model.index(0, NAME)
    assert not model.module_row_of("CTP528").isValid()
    assert model.sentence(model.index(0, NAME)) == ""
