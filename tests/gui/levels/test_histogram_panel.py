from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.slices import flat, loaded
from phantomscope.gui.application import make_application
from phantomscope.gui.levels.histogram_panel import HistogramPanel
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.window_level import WindowLevel

HU = WindowLevel(400, 40)


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[HistogramPanel]:
    make_application()
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    panel = HistogramPanel(parent=host)
    layout.addWidget(panel)
    host.resize(700, 220)
    host.show()
    yield panel
    host.close()


def ramp(index: int = 0, **options: object) -> LoadedSlice:
    pixels = np.arange(-500, 500, dtype=np.int16).reshape(20, 50)
    return loaded(pixels, index, **{"slope": 1.0, "intercept": 0.0, **options})


def show(panel: HistogramPanel, one: LoadedSlice, window: WindowLevel = HU) -> None:
    panel.show_window(window)
    panel.show_slice(one)
    panel.refresh()


def limit_at(panel: HistogramPanel, value: float) -> QPoint:
    box = panel.plot.getPlotItem().getViewBox()
    scene = box.mapViewToScene(QPointF(value, sum(box.viewRange()[1]) / 2))
    return QPoint(panel.plot.mapFromScene(scene))


def drag(panel: HistogramPanel, start: QPoint, end: QPoint) -> None:
    port = panel.plot.viewport()

    def move(place: QPoint, button: Qt.MouseButton) -> None:
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(port.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(port, event)

    move(start, Qt.MouseButton.NoButton)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for part in range(1, 9):
        move(start + (end - start) * part / 8, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=end)


def test_the_slice_is_counted_and_told(panel: HistogramPanel) -> None:
    show(panel, ramp())
    assert panel.counts is not None
    assert panel.counts.total == 1000
    assert panel.summary == "−500 to 499, mean −0.5, SD 288.7 HU"
    assert tuple(panel.plot.region.getRegion()) == (-160, 240)
    assert (panel.width_edit.text(), panel.level_edit.text()) == ("400", "40")


def test_all_values_and_both_limits_are_in_view(panel: HistogramPanel) -> None:
    show(panel, ramp(), WindowLevel(4000, 0))
    low, high = panel.plot.getPlotItem().getViewBox().viewRange()[0]
    assert low <= -2000
    assert high >= 2000


def test_the_axis_has_the_unit(panel: HistogramPanel) -> None:
    show(panel, ramp(modality="MR", slope=None, intercept=None))
    assert panel.plot.getAxis("bottom").labelText == "signal"
    assert panel.summary.endswith("signal")


@pytest.mark.parametrize(("value", "to"), [(-160, -300), (240, 100)])
def test_a_limit_is_dragged(panel: HistogramPanel, value: float, to: float, qtbot: QtBot) -> None:
    show(panel, ramp())
    told: list[WindowLevel] = []
    panel.window_wanted.connect(told.append)
    drag(panel, limit_at(panel, value), limit_at(panel, to))
    assert told
    ends = (told[-1].low, told[-1].high)
    assert ends[0 if value < 0 else 1] == pytest.approx(to, abs=15)
    assert ends[1 if value < 0 else 0] == (240 if value < 0 else -160)


def test_what_is_told_is_not_told_back(panel: HistogramPanel, qtbot: QtBot) -> None:
    show(panel, ramp())
    with qtbot.assertNotEmitted(panel.window_wanted):
        panel.show_window(WindowLevel(100, 0))
    assert tuple(panel.plot.region.getRegion()) == (-50, 50)


def test_exact_numbers_are_typed(panel: HistogramPanel, qtbot: QtBot) -> None:
    show(panel, ramp(), WindowLevel(400.125, 40.0625))
    told: list[WindowLevel] = []
    panel.window_wanted.connect(told.append)
    panel.focus_width()
    QTest.keyClicks(panel.width_edit, "350,5")
    QTest.keyClick(panel.width_edit, Qt.Key.Key_Return)
    assert told == [WindowLevel(350.5, 40.0625)]
    panel.show_window(told[-1])
    panel.level_edit.setFocus()
    panel.level_edit.selectAll()
    QTest.keyClicks(panel.level_edit, "-12.25")
    QTest.keyClick(panel.level_edit, Qt.Key.Key_Return)
    assert told[-1] == WindowLevel(350.5, -12.25)


@pytest.mark.parametrize("text", ["0", "-5", "wide", ""])
def test_a_width_that_cant_be_is_put_back(panel: HistogramPanel, qtbot: QtBot, text: str) -> None:
    show(panel, ramp())
    panel.focus_width()
    with qtbot.assertNotEmitted(panel.window_wanted):
        QTest.keyClick(panel.width_edit, Qt.Key.Key_Delete)
        QTest.keyClicks(panel.width_edit, text)
        QTest.keyClick(panel.width_edit, Qt.Key.Key_Return)
    assert panel.width_edit.text() == "400"


def test_leaving_a_field_as_it_is_changes_nothing(panel: HistogramPanel, qtbot: QtBot) -> None:
    show(panel, ramp(), WindowLevel(400.128, 40))
    with qtbot.assertNotEmitted(panel.window_wanted):
        panel.focus_width()
        QTest.keyClick(panel.width_edit, Qt.Key.Key_Return)
        panel.level_edit.setFocus()


def test_auto_and_full_are_the_slices(panel: HistogramPanel, qtbot: QtBot) -> None:
    one = ramp()
    show(panel, one)
    for button, expected in (
        (panel.auto_button, (one.dark, one.bright)),
        (panel.full_button, (one.low, one.high)),
    ):
        with qtbot.waitSignal(panel.window_wanted) as told:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert told.args is not None
        assert (told.args[0].low, told.args[0].high) == pytest.approx(expected)


def test_counts_are_shown_evenly_or_in_powers_of_ten(panel: HistogramPanel, qtbot: QtBot) -> None:
    pixels = flat(0, (100, 100))
    pixels[:40] = 100
    show(panel, loaded(pixels, slope=1.0, intercept=0.0))
    box = panel.plot.getPlotItem().getViewBox()
    assert box.viewRange()[1][1] == pytest.approx(np.log10(6000) * 1.03, rel=0.01)
    with qtbot.waitSignal(panel.log_changed) as told:
        panel.log_box.click()
    assert told.args == [False]
    assert box.viewRange()[1][1] == pytest.approx(6000 * 1.03, rel=0.01)


def test_one_bin_of_air_does_not_flatten_all_others(panel: HistogramPanel) -> None:
    pixels = flat(-1000, (100, 100))
    pixels[:10] = np.repeat([0, 50], 500).reshape(10, 100)
    show(panel, loaded(pixels, slope=1.0, intercept=0.0))
    panel.log_box.click()
    assert panel.plot.getPlotItem().getViewBox().viewRange()[1][1] == pytest.approx(
        500 * 1.5 * 1.03, rel=0.01
    )


def test_nothing_is_counted_while_nobody_can_see_it(panel: HistogramPanel) -> None:
    panel.hide()
    show(panel, ramp())
    assert panel.counts is None
    panel.show()
    panel.refresh()
    assert panel.counts is not None


def test_of_many_slices_the_newest_is_counted(panel: HistogramPanel, qtbot: QtBot) -> None:
    for index in range(5):
        panel.show_slice(ramp(index, intercept=float(index * 10)))
        assert panel.counts is None  # the slices are painted first
    qtbot.waitUntil(lambda: panel.is_counted)
    assert panel.counts is not None
    assert panel.counts.high == 499 + 40


def test_padding_is_told(panel: HistogramPanel) -> None:
    pixels = np.full((10, 10), -2000, np.int16)
    show(panel, loaded(pixels, padding=-2000))
    assert panel.summary == "Nothing but padding"
    pixels = pixels.copy()
    pixels[:5] = 1024
    show_later = loaded(pixels, 1, padding=-2000)
    panel.show_slice(None)
    assert panel.summary == ""
    assert not panel.auto_button.isEnabled()
    show(panel, show_later)
    assert panel.summary == "0 to 0, mean 0, SD 0 HU  ·  50 padded pixels left out"


def test_everything_has_a_name_and_says_what_it_does(panel: HistogramPanel) -> None:
    for part in (panel.width_edit, panel.level_edit, panel.plot):
        assert part.accessibleName()
    for part in (panel.auto_button, panel.full_button, panel.log_box, panel.width_edit, panel.plot):
        assert part.toolTip()
