from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialogButtonBox, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.desk import Desk
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.shortcuts_dialog import (
    ShortcutGroup,
    ShortcutsDialog,
    ShortcutsModel,
    actions_in,
    menu_groups,
    mouse_groups,
)

# Menus whose entries are data, filled in as they are shown.
_DATA_MENUS = ("Open Recent", "Digital Phantoms")


def menu_actions(window: MainWindow) -> Iterator[QAction]:
    for top in window.menuBar().actions():
        menu = top.menu()
        assert isinstance(menu, QMenu)
        yield from actions_in(menu)


def shown(window: MainWindow) -> Counter[str]:
    groups = menu_groups(window.menuBar(), window.actions_.all)
    return Counter(keys for group in groups for keys, _ in group.rows)


def test_it_lists_groups_with_their_titles(qtbot: QtBot) -> None:
    model = ShortcutsModel([ShortcutGroup("File", (("A", "Do it"), ("B", "More"))), *mouse_groups()])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = [(model.index(row, 0).data(), model.index(row, 1).data()) for row in range(model.rowCount())]
    assert rows[:3] == [("File", ""), ("A", "Do it"), ("B", "More")]
    assert ("Wheel", "Previous or next slice") in rows
    assert model.titles[0] == 0
    assert model.index(0, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_every_action_with_a_key_is_listed_once(desk: Desk) -> None:
    window = desk.window
    listed = shown(window)
    for action in (*menu_actions(window), *window.findChildren(QAction)):
        if not action.shortcut().isEmpty() and action.text() and action in window.actions_.all:
            assert listed[action.shortcut().toString()] == 1, action.text()
    for action in menu_actions(window):
        if not action.shortcut().isEmpty() and action.text():
            assert listed[action.shortcut().toString()] == 1, action.text()


def test_groups_are_the_menus_in_their_order(desk: Desk) -> None:
    groups = menu_groups(desk.window.menuBar(), desk.window.actions_.all)
    titles = [group.title for group in groups]
    assert titles == [
        title for title in ("File", "Edit", "View", "Measure", "Analysis", "Help") if title in titles
    ]
    assert ("Ctrl+O", "Open ZIP or File") in groups[0].rows
    assert not [title for title in titles if title == "Elsewhere"]


def test_no_key_is_taken_twice_where_both_could_hear_it(desk: Desk) -> None:
    """Two actions with one key are ambiguous unless no widget has both; Qt then does neither."""
    taken: dict[str, list[QAction]] = {}
    for action in {*desk.window.findChildren(QAction), *menu_actions(desk.window)}:
        for keys in action.shortcuts():
            taken.setdefault(keys.toString(), []).append(action)
    double = {
        keys: [action.text() for action in actions]
        for keys, actions in taken.items()
        if len(actions) > 1 and _may_meet(actions)
    }
    assert not double


def _may_meet(actions: list[QAction]) -> bool:
    """Whether two of them hold in the window as a whole, or in widgets of which one holds the other."""
    scopes = [_scopes(action) for action in actions]
    for number, one in enumerate(scopes):
        for other in scopes[number + 1 :]:
            if any(a is b or a.isAncestorOf(b) or b.isAncestorOf(a) for a in one for b in other):
                return True
    return False


def _scopes(action: QAction) -> list[QWidget]:
    widgets = [one for one in action.associatedObjects() if isinstance(one, QWidget)]
    if action.shortcutContext() == Qt.ShortcutContext.WindowShortcut:
        return list(dict.fromkeys(_top(one) for one in widgets))
    return [one for one in widgets if not isinstance(one, QMenu)]


def _top(widget: QWidget) -> QWidget:
    while isinstance(widget, QMenu) and widget.parentWidget() is not None:
        widget = widget.parentWidget()
    return widget.window()


def test_every_action_can_be_reached_from_a_menu(desk: Desk) -> None:
    window = desk.window
    reachable = set(menu_actions(window))
    lost = [
        action.text()
        for action in window.actions_.all
        if action.text() and action not in reachable and action.isVisible()
    ]
    assert not lost


def test_every_entry_of_the_toolbar_and_of_the_slices_menu_is_in_a_menu(desk: Desk) -> None:
    window = desk.window
    reachable = set(menu_actions(window))
    for source in (window.toolbar.actions(), list(actions_in(window.slice_menu))):
        lost = [one.text() for one in source if one.text() and not one.isSeparator() and one not in reachable]
        assert not lost


def test_f1_shows_it_and_it_closes_by_button_and_escape(desk: Desk, qtbot: QtBot) -> None:
    desk.press(Qt.Key.Key_F1)
    dialog = desk.window.findChild(ShortcutsDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert not dialog.isModal()
    assert dialog.table.model().rowCount() > 40
    assert dialog.table.columnSpan(0, 0) == 2
    box = dialog.findChild(QDialogButtonBox)
    assert box is not None
    qtbot.mouseClick(box.button(QDialogButtonBox.StandardButton.Close), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", _DATA_MENUS)
def test_menus_of_data_have_no_keys(desk: Desk, name: str) -> None:
    menus = {menu.title().replace("&", ""): menu for menu in desk.window.findChildren(QMenu)}
    assert all(action.shortcut().isEmpty() for action in menus[name].actions())
