from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from dicom_files import FakeSource, Pixels, slice_bytes
from gui.input_events import wheel
from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.gui.views.section_view import SectionPixel, SectionView, section_title
from phantomscope.stack.index import scan
from phantomscope.stack.sections import Across, Cut, SectionPlane, line_of
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.stack_geometry import StackGeometry

COUNT, SHAPE = 6, (20, 30)
LEVELS = WindowLevel(256, 128)
ROW = Cut(Across.ROW, 3)


def pixels(number: int) -> Pixels:
    """Columns of ten pixels of 40, 120 and 200, ten more on each slice after the first."""
    return np.tile(np.repeat(np.array([40, 120, 200], np.int16), 10), (SHAPE[0], 1)) + np.int16(10 * number)


def made_stack(**options: Any) -> SliceStack:
    options = {"slope": 1.0, "intercept": 0.0, "PixelSpacing": [1.0, 1.0]} | options
    members = {
        f"{n}.dcm": slice_bytes(pixels(n), number=n + 1, position=(0.0, 0.0, 4.0 * n), **options)
        for n in range(COUNT)
    }
    source = FakeSource(members)
    return SliceStack(source, scan(source).series[0])


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[SectionView]:
    yield from shown(qtbot, Across.ROW)


def shown(qtbot: QtBot, across: Across) -> Iterator[SectionView]:
    make_application()
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    view = SectionView(across, host)
    layout.addWidget(view)
    host.resize(300, 280)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    yield view
    host.close()


def fill(view: SectionView, stack: SliceStack, cut: Cut, *indices: int) -> None:
    view.take((index, line_of(stack.peek(index), cut)) for index in indices or range(len(stack)))


def grey(view: SectionView, pixel: int, index: int) -> int:
    """What is really painted at a pixel's centre on a slice's centre."""
    point = place_on_widget(view, pixel, index)
    return QColor(view.canvas.grab().toImage().pixel(point)).green()


def place_on_widget(view: SectionView, pixel: int, index: int) -> QPoint:
    assert view.plane is not None
    place = view.canvas.strips.point((pixel + 0.5) * view.plane.spacing, 4.0 * index)
    return view.canvas.widget_point(place).toPoint()


def begun(view: SectionView, cut: Cut = ROW) -> SliceStack:
    stack = made_stack()
    view.set_window(LEVELS, Appearance())
    view.start(StackGeometry.of(stack), cut)
    return stack


def test_it_fills_as_lines_come(view: SectionView) -> None:
    stack = begun(view)
    assert view.progress == (0, COUNT)
    fill(view, stack, ROW, 0, 1)
    assert view.progress == (2, COUNT)
    assert grey(view, 5, 0) == pytest.approx(40, abs=2)
    assert grey(view, 25, 1) == pytest.approx(210, abs=2)
    assert grey(view, 5, 4) == 0
    fill(view, stack, ROW)
    assert view.progress is None
    assert view.is_complete
    assert grey(view, 5, 4) == pytest.approx(80, abs=2)


def test_the_head_is_up_and_left_is_right(view: SectionView) -> None:
    begun(view)
    assert view.title == "Coronal"
    assert view.canvas.letters.texts == ("R", "L", "H", "F")
    low, high = place_on_widget(view, 5, 0), place_on_widget(view, 25, COUNT - 1)
    assert high.y() < low.y()
    assert high.x() > low.x()
    # In millimetres: 20 mm across are as wide as 20 mm along are high.
    assert high.x() - low.x() == pytest.approx(low.y() - high.y(), abs=2)


def test_window_and_colours(view: SectionView) -> None:
    stack = begun(view)
    fill(view, stack, ROW)
    view.set_window(WindowLevel(100, 120), Appearance())
    assert [grey(view, pixel, 0) for pixel in (5, 25)] == [0, 255]
    view.set_window(WindowLevel(100, 120), Appearance(inverted=True))
    assert [grey(view, pixel, 0) for pixel in (5, 25)] == [255, 0]


def test_a_falling_rescale_does_not_turn_the_greys(view: SectionView) -> None:
    stack = made_stack(slope=-1.0, intercept=300.0)
    view.set_window(WindowLevel(300, 150), Appearance())
    view.start(StackGeometry.of(stack), ROW)
    fill(view, stack, ROW)
    assert grey(view, 5, 0) > grey(view, 25, 0)


def test_a_projection_keeps_a_window_of_its_own(qtbot: QtBot) -> None:
    for view in shown(qtbot, Across.PROJECTION):
        stack = begun(view, Cut(Across.PROJECTION))
        fill(view, stack, Cut(Across.PROJECTION))
        before = grey(view, 5, 3)
        view.set_window(WindowLevel(1, 5000), Appearance())
        assert grey(view, 5, 3) == before
        view.set_window(WindowLevel(1, 5000), Appearance(inverted=True))
        assert grey(view, 5, 3) == pytest.approx(255 - before, abs=1)


def test_the_crosshair_is_on_its_pixel_and_its_slice(view: SectionView) -> None:
    begun(view)
    view.show_crosshair(7, 2, True)
    place = view.canvas.lines.place
    assert place is not None
    assert (place.x(), place.y()) == (7.5, -8.0)
    view.show_crosshair(7, 2, False)
    assert view.canvas.lines.place is None
    view.show_crosshair(7, 99, True)
    assert view.canvas.lines.place is None


def test_click_and_drag_put_the_crosshair_there(qtbot: QtBot, view: SectionView) -> None:
    begun(view)
    picked: list[tuple[int, int]] = []
    view.picked.connect(lambda pixel, index: picked.append((pixel, index)))
    port = view.canvas.viewport()
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=place_on_widget(view, 12, 4))
    assert picked == [(12, 4)]
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=place_on_widget(view, 3, 1))
    for pixel, index in ((10, 2), (20, 3)):
        QTest.mouseMove(port, place_on_widget(view, pixel, index))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=place_on_widget(view, 20, 3))
    assert picked[-1] == (20, 3)
    QTest.mouseClick(port, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert picked[-1][0] in range(SHAPE[1])


def test_wheel_and_keys_step(view: SectionView) -> None:
    begun(view)
    steps: list[int] = []
    view.stepped.connect(steps.append)
    wheel(view.canvas.viewport(), -1)
    wheel(view.canvas.viewport(), 2)
    assert steps == [1, -2]
    view.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Left):
        QTest.keyClick(view.canvas, key)
    assert steps[2:] == [-1, 1, 10, -1]
    QTest.keyClick(view.canvas, Qt.Key.Key_Home)
    QTest.keyClick(view.canvas, Qt.Key.Key_End)
    assert steps[-2] < -1000
    assert steps[-1] > 1000


def test_zoom_and_fit(view: SectionView) -> None:
    begun(view)
    port = view.canvas.viewport()
    whole = view.canvas.view_box.viewRect()

    def zoom() -> None:
        wheel(port, 3, modifiers=Qt.KeyboardModifier.ControlModifier)
        assert not view.canvas.is_fitted
        assert view.canvas.view_box.viewRect().width() < whole.width()

    zoom()
    QTest.keyClick(view.canvas, Qt.Key.Key_F)
    assert view.canvas.is_fitted
    assert view.canvas.view_box.viewRect().width() == pytest.approx(whole.width())
    zoom()
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton)
    assert view.canvas.is_fitted
    assert view.canvas.view_box.viewRect().width() == pytest.approx(whole.width())


def test_f_is_its_own_while_it_has_the_focus(view: SectionView) -> None:
    begun(view)
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F, Qt.KeyboardModifier.NoModifier, "f")
    event.ignore()
    QApplication.sendEvent(view.canvas, event)
    assert event.isAccepted()
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_I, Qt.KeyboardModifier.NoModifier, "i")
    other.ignore()
    QApplication.sendEvent(view.canvas, other)
    assert not other.isAccepted()


def test_slices_that_do_not_fit_are_blank_from_the_start(view: SectionView) -> None:
    stack = made_stack()
    stack.replace(2, np.zeros((3, 3), np.int16))
    geometry = StackGeometry.of(stack)
    view.set_window(LEVELS, Appearance())
    view.start(geometry, ROW)
    for index in range(COUNT):
        pixels = stack.peek(index)
        good = pixels.stored.shape == SHAPE
        view.take([(index, line_of(pixels, ROW) if good else None)])
    assert grey(view, 5, 2) == 0
    assert grey(view, 5, 3) == pytest.approx(70, abs=2)


def test_it_holds_its_own_pixels_and_nothing_once_cleared(view: SectionView) -> None:
    stack = begun(view)
    fill(view, stack, ROW)
    assert view.nbytes == COUNT * SHAPE[1] * (2 + 1) + 2 * COUNT
    view.clear()
    assert view.nbytes == 0
    assert view.section is None
    assert view.progress is None
    assert view.canvas.lines.place is None
    view.take([(0, None)])
    view.move_to(Cut(Across.ROW, 1))
    view.show_crosshair(1, 1, True)


def test_no_value_is_told_of_a_line_that_is_still_the_old_one(qtbot: QtBot, view: SectionView) -> None:
    stack = begun(view)
    fill(view, stack, ROW)
    told: list[SectionPixel | None] = []
    view.hovered.connect(told.append)
    QTest.mouseMove(view.canvas.viewport(), place_on_widget(view, 5, 2))
    assert told[-1] == SectionPixel(5, 2, 60.0)
    view.move_to(Cut(Across.ROW, 9))
    QTest.mouseMove(view.canvas.viewport(), place_on_widget(view, 6, 2))
    assert told[-1] is None
    fill(view, stack, Cut(Across.ROW, 9), 2)
    QTest.mouseMove(view.canvas.viewport(), place_on_widget(view, 5, 2))
    assert told[-1] == SectionPixel(5, 2, 60.0)


def test_titles() -> None:
    assert section_title(Across.COLUMN, None) == "Across rows"
    assert section_title(Across.ROW, None) == "Across columns"
    assert section_title(Across.PROJECTION, None) == "Side view"
    slanted = made_stack(orientation=(0.9, 0.0, -0.436, 0.0, 1.0, 0.0))
    plane = SectionPlane.of(StackGeometry.of(slanted), Across.COLUMN)
    assert section_title(Across.COLUMN, plane) == "Sagittal, oblique"


def test_picking_outside_of_a_stack_does_nothing(qtbot: QtBot, view: SectionView) -> None:
    with qtbot.assertNotEmitted(view.picked):
        view.canvas.picked.emit(QPointF(1, 1))
