import json
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QSplitter, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.views.view_area import MAIN, ViewArea, ViewLayout

NAMES = (MAIN, "b", "c", "d")


@pytest.fixture
def area(qtbot: QtBot) -> Iterator[ViewArea]:
    area = made(qtbot)
    yield area
    area.close()


def made(qtbot: QtBot) -> ViewArea:
    area = ViewArea(QTextEdit())
    qtbot.addWidget(area)
    for name in NAMES[1:]:
        area.add_view(name, QTextEdit())
    area.resize(800, 600)
    area.show()
    area.activateWindow()
    qtbot.waitUntil(area.isActiveWindow)
    return area


def seen(area: ViewArea) -> list[str]:
    return [name for name in NAMES if area.view(name).isVisible()]


def corner(area: ViewArea, name: str) -> tuple[int, int]:
    """Left and top of a view, in quarters of the area, rounded."""
    place = area.view(name).mapTo(area, area.view(name).rect().topLeft())
    return round(4 * place.x() / area.width()), round(4 * place.y() / area.height())


def test_the_slice_is_alone_at_first(area: ViewArea) -> None:
    assert area.layout_ is ViewLayout.ONE
    assert area.shown == area.names == (MAIN,)
    assert seen(area) == [MAIN]


def test_one_and_two(qtbot: QtBot, area: ViewArea) -> None:
    with qtbot.waitSignal(area.layout_changed) as told:
        area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    assert told.args == [ViewLayout.ONE_AND_TWO]
    assert seen(area) == [MAIN, "b", "c"]
    assert corner(area, MAIN) == (0, 0)
    assert corner(area, "b") == (2, 0)
    assert corner(area, "c") == (2, 2)
    assert area.view(MAIN).width() > area.view("b").width()


def test_two_by_two_goes_row_by_row(area: ViewArea) -> None:
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    assert [corner(area, name) for name in NAMES] == [(0, 0), (2, 0), (0, 2), (2, 2)]


def test_side_by_side(area: ViewArea) -> None:
    area.show_views(ViewLayout.SIDE_BY_SIDE, (MAIN, "d"))
    assert seen(area) == [MAIN, "d"]
    assert [corner(area, name) for name in (MAIN, "d")] == [(0, 0), (2, 0)]


def test_back_to_one(area: ViewArea) -> None:
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    area.show_views(ViewLayout.ONE, (MAIN,))
    assert seen(area) == [MAIN]
    assert area.view(MAIN).width() == area.width()


def test_one_view_can_have_all_the_room(qtbot: QtBot, area: ViewArea) -> None:
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    with qtbot.waitSignal(area.layout_changed):
        area.maximise("c")
    assert area.maximised == "c"
    assert area.shown == ("c",)
    assert area.names == NAMES
    assert seen(area) == ["c"]
    qtbot.waitUntil(lambda: area.view("c").size() == area.size())
    assert area.focused == "c"
    area.maximise("")
    assert seen(area) == list(NAMES)
    assert [corner(area, name) for name in NAMES] == [(0, 0), (2, 0), (0, 2), (2, 2)]
    assert area.focused == "c"


def test_the_view_with_the_focus_is_the_one_that_is_maximised(area: ViewArea) -> None:
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    area.view("b").setFocus()
    area.toggle_maximised()
    assert area.shown == ("b",)
    area.toggle_maximised()
    assert area.shown == NAMES[:3]


def test_with_the_focus_elsewhere_it_is_the_slice(qtbot: QtBot, area: ViewArea) -> None:
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    other = QTextEdit()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    assert area.focused == ""
    area.toggle_maximised()
    assert area.shown == (MAIN,)


def test_a_layout_takes_the_focus_from_nothing_else(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    other = QTextEdit(host)
    area = ViewArea(QTextEdit(), host)
    area.add_view("b", QTextEdit())
    host.show()
    host.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    area.show_views(ViewLayout.SIDE_BY_SIDE, (MAIN, "b"))
    assert other.hasFocus()
    host.close()


def test_the_focus_stays_in_the_area_when_its_view_goes(area: ViewArea) -> None:
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    area.view("c").setFocus()
    area.show_views(ViewLayout.ONE, (MAIN,))
    assert area.focused == MAIN


def test_one_view_alone_can_not_be_maximised(qtbot: QtBot, area: ViewArea) -> None:
    with qtbot.assertNotEmitted(area.layout_changed):
        area.toggle_maximised()
        area.maximise("b")
    assert area.maximised == ""


def test_another_layout_ends_it(area: ViewArea) -> None:
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    area.maximise("d")
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    assert area.maximised == ""
    assert seen(area) == [MAIN, "b", "c"]


def drag_divider(area: ViewArea, by: int) -> None:
    splitter = area.findChild(QSplitter)
    assert splitter is not None
    splitter.moveSplitter(splitter.sizes()[0] + by, 1)


def test_widths_given_by_hand_are_kept_for_each_layout(qtbot: QtBot, area: ViewArea) -> None:
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    drag_divider(area, 100)
    wide = area.view(MAIN).width()
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    assert area.view(MAIN).width() < wide - 50
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    assert area.view(MAIN).width() == pytest.approx(wide, abs=2)
    area.maximise("b")
    area.maximise("")
    assert area.view(MAIN).width() == pytest.approx(wide, abs=2)
    another = made(qtbot)
    another.restore_sizes(area.sizes)
    another.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    assert another.view(MAIN).width() == pytest.approx(wide, abs=2)
    another.close()


def test_nothing_is_kept_where_nothing_was_given(area: ViewArea) -> None:
    area.show_views(ViewLayout.TWO_BY_TWO, NAMES)
    assert area.sizes == ""


@pytest.mark.parametrize(
    "sizes", ["", "{", "[]", "3", json.dumps({"one and two": [1, 2, 3]}), json.dumps({"one and two": [[1]]})]
)
def test_sizes_that_cant_be_read_count_as_not_given(area: ViewArea, sizes: str) -> None:
    area.restore_sizes(sizes)
    area.show_views(ViewLayout.ONE_AND_TWO, NAMES[:3])
    assert area.view(MAIN).width() > area.view("b").width() > 100
