"""The second scan's actions: keys of their own, names for the list of shortcuts."""

from gui.desk import Desk
from gui.second_desk import second_of


def test_keys_are_nobody_elses_and_the_list_has_them(desk: Desk) -> None:
    actions = second_of(desk).actions
    keys = {action.shortcut().toString() for action in actions.all} - {""}
    assert keys == {"Ctrl+Shift+L", "Ctrl+4", "L", "D"}
    listed = desk.window.actions_.all
    assert set(actions.all) <= set(listed)
    others = {action.shortcut().toString() for action in listed if action not in actions.all}
    assert not keys & others
    assert all(action.text() and action.toolTip() for action in actions.all)
