import weakref
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.input_events import wheel
from gui.slices import flat, loaded
from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel

HU = WindowLevel(400, 0)


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[SliceCanvas]:
    make_application()
    # Inside another widget as in the window: pyqtgraph's view takes itself to pieces when it is closed.
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.setContentsMargins(0, 0, 0, 0)
    canvas = SliceCanvas(host)
    layout.addWidget(canvas)
    host.resize(400, 300)
    host.show()
    yield canvas
    host.close()


def grey(canvas: SliceCanvas, column: int, row: int) -> int:
    """What is really painted at a pixel's centre."""
    colour = QColor(canvas.grab().toImage().pixel(canvas.widget_point(column, row)))
    return colour.green()


def size_on_screen(canvas: SliceCanvas, columns: int, rows: int) -> tuple[int, int]:
    first, last = canvas.widget_point(0, 0), canvas.widget_point(columns - 1, rows - 1)
    return last.x() - first.x(), last.y() - first.y()


def steps() -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Values of −1000, −200, 0, 199 and 1000 HU in columns of eight pixels."""
    columns = np.repeat(np.array([-1000, -200, 0, 199, 1000], np.int16), 8)
    return np.tile(columns, (40, 1)).reshape(40, 40)


def test_window_and_level_reach_the_screen(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(steps(), intercept=0.0), HU, Appearance())
    assert [grey(canvas, column, 20) for column in (4, 12, 36)] == [0, 0, 255]
    assert grey(canvas, 20, 20) == pytest.approx(127, abs=2)
    assert grey(canvas, 28, 20) == pytest.approx(254, abs=2)
    canvas.set_window(WindowLevel(4000, 0), Appearance())
    assert grey(canvas, 4, 20) == pytest.approx(64, abs=2)


def test_the_rescale_is_taken_into_account(canvas: SliceCanvas) -> None:
    stored = ((steps().astype(float) + 1024) / 2).astype(np.int16)
    canvas.show_slice(loaded(stored, slope=2.0, intercept=-1024.0), HU, Appearance())
    assert grey(canvas, 20, 20) == pytest.approx(127, abs=2)
    assert grey(canvas, 36, 20) == 255


def test_a_negative_slope_does_not_turn_the_greys(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(-steps(), slope=-1.0, intercept=0.0), HU, Appearance())
    assert [grey(canvas, column, 20) for column in (4, 36)] == [0, 255]


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("inverted", [False, True])
def test_black_and_white_swap_once_for_each_reason(
    canvas: SliceCanvas, photometric: str, inverted: bool
) -> None:
    canvas.show_slice(
        loaded(steps(), intercept=0.0, photometric=photometric), HU, Appearance(inverted=inverted)
    )
    least_is_black = (photometric == "MONOCHROME2") != inverted
    assert grey(canvas, 4, 20) == (0 if least_is_black else 255)
    canvas.set_window(HU, Appearance(inverted=not inverted))
    assert grey(canvas, 4, 20) == (255 if least_is_black else 0)


@pytest.mark.parametrize("kind", [np.uint8, np.int8, np.uint16, np.int16, np.int32, np.float32])
def test_any_kind_of_number_is_painted(canvas: SliceCanvas, kind: type) -> None:
    pixels = np.tile(np.array([0, 100], kind), (8, 8))
    canvas.show_slice(loaded(pixels, slope=None, intercept=None), WindowLevel(100, 50), Appearance())
    canvas.view_box.setRange(xRange=(0, 16), yRange=(0, 8), padding=0)
    assert (grey(canvas, 4, 4), grey(canvas, 5, 4)) == pytest.approx((0, 255), abs=1)


def test_rows_run_down_and_columns_run_right(canvas: SliceCanvas) -> None:
    pixels = flat(-1000, (40, 40))
    pixels[:20, :20] = 1000
    canvas.show_slice(loaded(pixels, intercept=0.0), HU, Appearance())
    assert grey(canvas, 5, 5) == 255
    assert grey(canvas, 35, 5) == grey(canvas, 5, 35) == grey(canvas, 35, 35) == 0
    assert canvas.widget_point(5, 5).y() < canvas.widget_point(5, 35).y()


@pytest.mark.parametrize("spacing", [(0.5, 0.5), (1.0, 0.5), (0.5, 2.0), None])
def test_proportions_are_those_of_the_millimetres(
    canvas: SliceCanvas, spacing: tuple[float, float] | None
) -> None:
    canvas.show_slice(loaded(flat(0, (61, 101)), spacing=spacing), HU, Appearance())
    width, height = size_on_screen(canvas, 101, 61)
    rows, columns = spacing or (1.0, 1.0)
    assert width / height == pytest.approx(100 * columns / (60 * rows), rel=0.03)
    assert width <= canvas.width()
    assert height <= canvas.height()


def test_what_is_fitted_stays_fitted(canvas: SliceCanvas, qtbot: QtBot) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    small = size_on_screen(canvas, 50, 50)
    canvas.window().resize(800, 600)
    qtbot.waitUntil(lambda: size_on_screen(canvas, 50, 50)[1] > small[1] * 1.8)


def test_another_slice_of_the_same_shape_keeps_pan_and_zoom(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    wheel(canvas.viewport(), 5, modifiers=Qt.KeyboardModifier.ControlModifier)
    zoomed = size_on_screen(canvas, 50, 50)
    assert not canvas.is_fitted
    canvas.show_slice(loaded(flat(1, (50, 50)), index=1), HU, Appearance())
    assert size_on_screen(canvas, 50, 50) == zoomed
    canvas.show_slice(loaded(flat(1, (60, 50)), index=2), HU, Appearance())
    assert canvas.is_fitted


def test_the_wheel_asks_for_slices_and_fine_wheels_add_up(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(), HU, Appearance())
    asked: list[int] = []
    canvas.stepped.connect(asked.append)
    wheel(canvas.viewport(), -1)
    wheel(canvas.viewport(), 2)
    for _ in range(4):
        wheel(canvas.viewport(), -0.25)
    assert asked == [1, -2, 1]


def test_ctrl_and_wheel_zoom_about_the_pointer(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    asked: list[int] = []
    canvas.stepped.connect(asked.append)
    place = canvas.widget_point(10, 40)
    before = size_on_screen(canvas, 50, 50)
    wheel(canvas.viewport(), 3, place, Qt.KeyboardModifier.ControlModifier)
    assert size_on_screen(canvas, 50, 50)[0] > before[0] * 1.05
    assert (canvas.widget_point(10, 40) - place).manhattanLength() <= 3
    assert not asked


def drag(canvas: SliceCanvas, button: Qt.MouseButton, by: QPoint) -> None:
    port, start = canvas.viewport(), QPoint(200, 150)
    QTest.mouseMove(port, start)
    QTest.mousePress(port, button, Qt.KeyboardModifier.NoModifier, start)
    for part in range(1, 11):
        move(canvas, button, start + by * part / 10)
    QTest.mouseRelease(port, button, Qt.KeyboardModifier.NoModifier, start + by)


def move(canvas: SliceCanvas, button: Qt.MouseButton, place: QPoint) -> None:
    """A move with the button held, which QTest can't do."""
    port = canvas.viewport()
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(port.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(port, event)


def test_a_left_drag_is_the_tools(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    moved: list[tuple[float, float]] = []
    canvas.tool_dragged.connect(lambda right, up: moved.append((right, up)))
    before = canvas.widget_point(0, 0)
    drag(canvas, Qt.MouseButton.LeftButton, QPoint(40, -20))
    assert sum(right for right, _ in moved) > 20
    assert sum(up for _, up in moved) > 10
    assert canvas.widget_point(0, 0) == before
    assert canvas.is_fitted


def test_a_middle_drag_pans(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    before, size = canvas.widget_point(0, 0), size_on_screen(canvas, 50, 50)
    drag(canvas, Qt.MouseButton.MiddleButton, QPoint(40, -20))
    by = canvas.widget_point(0, 0) - before
    assert by.x() > 20
    assert by.y() < -10
    assert size_on_screen(canvas, 50, 50) == size
    assert not canvas.is_fitted


def test_a_right_drag_zooms_and_is_no_right_click(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    asked: list[QPoint] = []
    canvas.menu_wanted.connect(asked.append)
    size = size_on_screen(canvas, 50, 50)
    drag(canvas, Qt.MouseButton.RightButton, QPoint(0, -30))
    assert size_on_screen(canvas, 50, 50)[0] > size[0] * 1.2
    assert not asked


def test_a_double_click_fits_again(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    size = size_on_screen(canvas, 50, 50)
    wheel(canvas.viewport(), 5, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert size_on_screen(canvas, 50, 50) != size
    QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton)
    assert size_on_screen(canvas, 50, 50) == size
    assert canvas.is_fitted


def test_a_right_click_asks_for_the_menu_where_it_was(canvas: SliceCanvas, qtbot: QtBot) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    with qtbot.waitSignal(canvas.menu_wanted) as asked:
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=QPoint(100, 80))
    assert asked.args == [canvas.viewport().mapToGlobal(QPoint(100, 80))]


def test_the_pointer_tells_its_pixel_also_when_the_slice_changes(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    told: list[tuple[int, int]] = []
    canvas.hovered.connect(lambda column, row: told.append((column, row)))
    QTest.mouseMove(canvas.viewport(), canvas.widget_point(12, 34))
    assert told[-1] == (12, 34)
    told.clear()
    canvas.show_slice(loaded(flat(1, (50, 50)), index=1), HU, Appearance())
    assert told == [(12, 34)]


def test_nothing_is_kept_after_clearing(canvas: SliceCanvas) -> None:
    one = loaded(flat(900, (50, 50)).copy(), intercept=0.0)
    pixels = weakref.ref(one.pixels.stored)
    canvas.show_slice(one, HU, Appearance())
    canvas.grab()
    del one
    canvas.clear()
    assert pixels() is None
    assert grey(canvas, 25, 25) < 20


def test_a_click_tells_its_place_and_a_drag_does_not(canvas: SliceCanvas, qtbot: QtBot) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    clicked: list[QPointF] = []
    canvas.clicked.connect(clicked.append)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=canvas.widget_point(2, 1))
    assert len(clicked) == 1
    assert (clicked[0].x(), clicked[0].y()) == pytest.approx((2.5, 1.5), abs=0.2)
    drag(canvas, Qt.MouseButton.LeftButton, QPoint(30, 20))
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=canvas.widget_point(2, 1))
    assert len(clicked) == 1


def test_the_pointer_tells_its_place_unless_a_button_is_down(canvas: SliceCanvas) -> None:
    canvas.show_slice(loaded(flat(0, (50, 50))), HU, Appearance())
    told: list[QPointF | None] = []
    canvas.pointed.connect(told.append)
    move(canvas, Qt.MouseButton.NoButton, canvas.widget_point(3, 2))
    assert told[-1] is not None
    assert (told[-1].x(), told[-1].y()) == pytest.approx((3.5, 2.5), abs=0.2)
    move(canvas, Qt.MouseButton.LeftButton, canvas.widget_point(3, 2))
    assert told[-1] is None
