"""One window for two views, where their values mean the same."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.slices import loaded
from phantomscope.gui.second.window_link import WindowLink
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.viewing.window_level import WindowLevel

Views = tuple[SliceView, SliceView]


@pytest.fixture
def views(qtbot: QtBot) -> Views:
    pair = SliceView(), SliceView()
    for view in pair:
        qtbot.addWidget(view)
        view.start_stack(3, "CT", 0)
    return pair


def test_the_second_begins_with_the_first_ones_window(views: Views) -> None:
    first, second = views
    link = WindowLink(first, second, lambda: True)
    first.show_slice(loaded(np.zeros((4, 4), np.int16)))
    first.set_window(WindowLevel(10, 5))
    second.forget_window()
    second.start_stack(3, "CT", 0)
    link.start_second()
    second.show_slice(loaded(np.zeros((4, 4), np.int16)))
    assert second.window_level == first.window_level == WindowLevel(10, 5)
    second.set_window(WindowLevel(70, 7))
    assert first.window_level == WindowLevel(70, 7)


def test_other_units_keep_their_own_window_but_share_the_colours(views: Views) -> None:
    first, second = views
    link = WindowLink(first, second, lambda: False)
    for view in views:
        view.show_slice(loaded(np.zeros((4, 4), np.int16)))
    first.set_window(WindowLevel(10, 5))
    second.set_window(WindowLevel(10, 5))  # from when they meant the same
    link.start_first()
    assert second.window_level not in (None, WindowLevel(10, 5))
    link.start_second()
    assert second.window_level is None  # its next slice will tell
    second.show_slice(loaded(np.zeros((4, 4), np.int16)))
    second.set_window(WindowLevel(70, 7))
    assert first.window_level == WindowLevel(10, 5)
    first.set_appearance(Appearance("viridis", True))
    assert second.appearance == Appearance("viridis", True)
    second.set_inverted(False)
    assert first.appearance == Appearance("viridis", False)
