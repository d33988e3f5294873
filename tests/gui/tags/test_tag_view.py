import pytest
from pydicom.sequence import Sequence
from PySide6.QtCore import QItemSelectionModel
from pytestqt.qtbot import QtBot

from dicom_files import dataset
from gui.tags.test_tag_model import row
from gui.tags.test_tag_tree import item, rows
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.tags.tag_model import OTHER, TAG, TagFilter, TagModel
from phantomscope.gui.tags.tag_tree import TagRow, Wish
from phantomscope.gui.tags.tag_view import TagView


class Bench:
    """A view with its models."""

    def __init__(self) -> None:
        self.model = TagModel(LIGHT)
        self.listed = TagFilter(self.model, self.model)
        self.view = TagView(self.model, self.listed)
        self.view.resize(700, 300)


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    bench = Bench()
    qtbot.addWidget(bench.view)
    bench.view.show()
    return bench


def header(voltage: str = "120") -> tuple[TagRow, ...]:
    codes = Sequence([item(CodeValue="a"), item(CodeValue="b")])
    return rows(dataset(ViewCodeSequence=codes, KVP=voltage))


def test_what_was_unfolded_inside_a_sequence_stays_so(bench: Bench) -> None:
    bench.view.show_rows(header(), compared=False)
    sequence = bench.listed.place_of(row(bench.model.rows, "ViewCodeSequence"))  # type: ignore[arg-type]
    bench.view.expand(sequence)
    bench.view.expand(bench.listed.index(1, 0, sequence))
    bench.view.show_rows(header("100"), compared=False)
    again = bench.listed.place_of(row(bench.model.rows, "ViewCodeSequence"))  # type: ignore[arg-type]
    assert bench.view.isExpanded(again)
    assert [bench.view.isExpanded(bench.listed.index(n, 0, again)) for n in range(2)] == [False, True]


def test_a_search_forgets_nothing(bench: Bench) -> None:
    bench.view.show_rows(header(), compared=False)
    bench.listed.set_wish(Wish("code value"))
    bench.view.unfold_again()
    assert bench.view.isExpanded(bench.listed.index(0, 0))
    bench.listed.set_wish(Wish())
    bench.view.unfold_again()
    sequence = bench.listed.place_of(row(bench.model.rows, "ViewCodeSequence"))  # type: ignore[arg-type]
    assert not bench.view.isExpanded(sequence)


def test_a_row_that_is_not_there_any_more_is_not_current(bench: Bench) -> None:
    bench.view.show_rows(header(), compared=False)
    bench.view.setCurrentIndex(bench.listed.place_of(row(bench.model.rows, "KVP")))  # type: ignore[arg-type]
    bench.view.show_rows(rows(dataset()), compared=False)
    assert bench.view.chosen_rows() == []


def test_the_other_value_is_copied_where_its_column_is_current(bench: Bench) -> None:
    bench.view.show_rows(rows(dataset(KVP="120"), dataset(KVP="100")), compared=True)
    assert bench.view.compares
    voltage = bench.listed.place_of(row(bench.model.rows, "KVP"))  # type: ignore[arg-type]
    selection, flags = bench.view.selectionModel(), QItemSelectionModel.SelectionFlag
    selection.setCurrentIndex(voltage, flags.ClearAndSelect | flags.Rows)
    assert bench.view.values(bench.view.chosen_rows()) == "120"
    selection.setCurrentIndex(voltage.siblingAtColumn(OTHER), flags.ClearAndSelect | flags.Rows)
    assert bench.view.values(bench.view.chosen_rows()) == "100"


def test_tags_that_lie_deep_have_room(bench: Bench) -> None:
    inner = item(CodeValue="deep")
    for _ in range(4):
        inner = item(ViewCodeSequence=Sequence([inner]))
    bench.view.show_rows(rows(inner), compared=False)
    before = bench.view.columnWidth(TAG)
    bench.listed.set_wish(Wish("deep"))
    bench.view.unfold_again()
    assert bench.view.columnWidth(TAG) > before
    bench.listed.set_wish(Wish())
    bench.view.unfold_again()
    assert bench.view.columnWidth(TAG) == before
