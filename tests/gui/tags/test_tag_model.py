from pydicom.sequence import Sequence
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from dicom_files import dataset
from gui.tags.test_tag_tree import item, rows
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.parts.privacy import HIDDEN
from phantomscope.gui.tags.tag_model import NAME, OTHER, SIGN, TAG, VALUE, TagFilter, TagModel
from phantomscope.gui.tags.tag_tree import TagRow, Wish, all_rows

MADE = dataset(ViewCodeSequence=Sequence([item(CodeValue="a")]), KVP="120")


def row(found: tuple[TagRow, ...], keyword: str) -> TagRow:
    return next(one for one in all_rows(found) if one.element.keyword == keyword)


def test_it_is_a_proper_tree_and_so_is_the_filter(qtbot: QtBot) -> None:
    model = TagModel(LIGHT)
    listed = TagFilter(model)
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [QAbstractItemModelTester(one, fatal) for one in (model, listed)]
    listed.set_rows(rows(MADE, dataset(KVP="100")))
    for wish in (Wish("code"), Wish(different=True), Wish("nothing at all"), Wish()):
        listed.set_wish(wish)
    assert listed.rowCount() == model.rowCount() == len(model.rows)
    listed.set_rows(rows(MADE))
    listed.set_rows(())
    assert model.rowCount() == 0
    assert len(testers) == 2


def test_cells_say_tag_name_and_both_values(qtbot: QtBot) -> None:
    model = TagModel(LIGHT)
    found = rows(MADE, dataset(KVP="100"))
    model.set_rows(found)
    voltage = row(found, "KVP")
    texts = {column: model.index_of(voltage, column).data() for column in (TAG, NAME, SIGN, VALUE, OTHER)}
    assert texts == {TAG: "0018,0060", NAME: "KVP", SIGN: "≠", VALUE: "120", OTHER: "100"}
    colour = model.index_of(voltage).data(Qt.ItemDataRole.ForegroundRole)
    assert colour.name() == LIGHT.warn
    assert model.index_of(row(found, "Modality")).data(Qt.ItemDataRole.ForegroundRole) is None
    assert model.index_of(voltage, SIGN).data(Qt.ItemDataRole.AccessibleTextRole) == "differs"
    assert "Keyword KVP" in model.index_of(voltage).data(Qt.ItemDataRole.ToolTipRole)


def test_hidden_values_are_dots_in_tips_too(qtbot: QtBot) -> None:
    model = TagModel(LIGHT)
    found = rows(dataset(PatientName="Secret^Name"))
    model.set_rows(found)
    name = model.index_of(row(found, "PatientName"), VALUE)
    assert name.data() == "Secret^Name"
    with qtbot.waitSignal(model.dataChanged):
        model.set_hidden(True)
    assert name.data() == HIDDEN
    assert name.data(Qt.ItemDataRole.ToolTipRole) == HIDDEN
    assert model.index_of(row(found, "Modality"), VALUE).data() == "CT"
