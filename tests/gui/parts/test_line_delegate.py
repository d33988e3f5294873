import pytest
from PySide6.QtGui import QColor, QImage, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.series_model import (
    DETAIL_ROLE,
    SIDE,
    THUMBNAIL_ROLE,
    VERDICT_ROLE,
    WARNING_ROLE,
)
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.parts.line_delegate import LineDelegate

LONG = "Slices are missing after 10, 20 and 30 mm, and others lie twice at the same place"


@pytest.fixture
def view(qtbot: QtBot) -> QListView:
    view = QListView()
    qtbot.addWidget(view)
    view.setItemDelegate(LineDelegate(view))
    view.setModel(QStandardItemModel(view))
    view.resize(200, 300)
    view.show()
    return view


def add(
    view: QListView, title: str, detail: str = "", warning: str = "", verdict: Verdict | None = None
) -> int:
    item = QStandardItem(title)
    item.setData(detail, DETAIL_ROLE)
    item.setData(warning, WARNING_ROLE)
    item.setData(verdict, VERDICT_ROLE)
    model = view.model()
    assert isinstance(model, QStandardItemModel)
    model.appendRow(item)
    return view.sizeHintForRow(model.rowCount() - 1)


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_line_without_text_takes_no_room(view: QListView) -> None:
    one, two = add(view, "a"), add(view, "a", "b")
    three = add(view, "a", "b", "c")
    assert one < two < three


def test_warnings_wrap(view: QListView) -> None:
    short, long = add(view, "a", "b", "short"), add(view, "a", "b", LONG)
    assert long > short
    view.resize(600, 300)
    assert view.sizeHintForRow(1) < long


def test_a_warning_and_a_verdict_have_their_colours(view: QListView) -> None:
    add(view, "a", "b", "a warning", Verdict.FAIL)
    painted = colours(view.viewport().grab().toImage())
    near = [QColor(LIGHT.warn), QColor(LIGHT.fail)]
    for wanted in near:
        assert any(
            abs(QColor(one).red() - wanted.red()) < 30
            and abs(QColor(one).green() - wanted.green()) < 30
            and abs(QColor(one).blue() - wanted.blue()) < 30
            for one in painted
        )


def test_details_may_have_several_lines(view: QListView) -> None:
    one, three = add(view, "a", "b"), add(view, "a", "b\nc\nd")
    assert three > one


def test_a_picture_has_its_room_before_it_is_there(view: QListView) -> None:
    empty = add(view, "a", "b")
    model = view.model()
    assert isinstance(model, QStandardItemModel)
    item = model.item(0)
    item.setData(QPixmap(), THUMBNAIL_ROLE)
    room = view.sizeHintForRow(0)
    assert room >= SIDE > empty
    picture = QPixmap(20, 40)
    picture.fill(QColor("#12ab34"))
    item.setData(picture, THUMBNAIL_ROLE)
    assert view.sizeHintForRow(0) == room
    assert "#12ab34" in colours(view.viewport().grab().toImage())


def test_a_warning_stands_below_the_picture(view: QListView) -> None:
    add(view, "a", "b", LONG)
    model = view.model()
    assert isinstance(model, QStandardItemModel)
    without = view.sizeHintForRow(0)
    model.item(0).setData(QPixmap(), THUMBNAIL_ROLE)
    assert view.sizeHintForRow(0) > without
