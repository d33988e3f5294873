from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.slices import flat, loaded
from phantomscope.analysis.results import Outline, SliceImage, Verdict
from phantomscope.gui.application import make_application
from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.outline_layer import OutlineLayer
from phantomscope.gui.viewing.roi_label import RoiLine
from phantomscope.gui.viewing.roi_pointer import RoiPointer
from phantomscope.gui.viewing.slice_canvas import SliceCanvas
from phantomscope.gui.viewing.window_level import WindowLevel

SQUARE = Outline("Air", (10.0, 20.0, 20.0, 10.0, 10.0), (10.0, 10.0, 20.0, 20.0, 10.0), "blue")
IMAGE = SliceImage("ctp404", "HU Linearity", 0, (SQUARE,))
LINE = RoiLine(Verdict.PASS, "Air −998 HU")


class Scene:
    """A slice with one region, and what was told of the pointer."""

    def __init__(self, host: QWidget) -> None:
        self.canvas = SliceCanvas(host)
        self.outlines = OutlineLayer(self.canvas.view_box)
        self.pointer = RoiPointer(self.canvas, self.outlines)
        self.hovered: list[list[str]] = []
        self.clicked: list[list[str]] = []
        self.pointer.hovered.connect(lambda rois: self.hovered.append([roi.name for roi in rois]))
        self.pointer.clicked.connect(lambda rois: self.clicked.append([roi.name for roi in rois]))

    def point_at(self, column: float, row: float) -> QPoint:
        place = self.canvas.widget_point(column, row)
        QTest.mouseMove(self.canvas.viewport(), place + QPoint(1, 1))
        QTest.mouseMove(self.canvas.viewport(), place)
        return place


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    make_application()
    host = QWidget()  # pyqtgraph's view takes itself to pieces when it is closed
    qtbot.addWidget(host)
    scene = Scene(host)
    layout = QVBoxLayout(host)
    layout.addWidget(scene.canvas)
    host.resize(400, 400)
    host.show()
    scene.canvas.show_slice(loaded(flat(0, (40, 40))), WindowLevel(400, 0), Appearance())
    scene.outlines.show(IMAGE)
    scene.pointer.set_images([IMAGE])
    yield scene
    host.close()


def test_a_region_is_told_once_and_its_end_too(scene: Scene) -> None:
    for column in (12, 13, 14):
        scene.point_at(column, 15)
    assert scene.hovered == [["Air"]]
    scene.point_at(35, 35)
    assert scene.hovered == [["Air"], []]


def test_a_click_on_nothing_is_nothing(scene: Scene, qtbot: QtBot) -> None:
    viewport = scene.canvas.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=scene.canvas.widget_point(35, 35))
    assert scene.clicked == []


def test_the_label_goes_when_the_pointer_leaves_or_the_slice_changes(scene: Scene) -> None:
    scene.pointer.hovered.connect(lambda rois: scene.pointer.describe(rois[0], (LINE,)) if rois else None)
    scene.point_at(15, 15)
    assert scene.pointer.text == "✓ Air −998 HU"
    QApplication.sendEvent(scene.canvas, QEvent(QEvent.Type.Leave))
    assert scene.pointer.text == ""
    scene.point_at(15, 15)
    assert scene.pointer.text != ""
    scene.pointer.set_images(())
    assert scene.pointer.text == ""


def test_how_near_is_on_it_does_not_depend_on_the_zoom(scene: Scene) -> None:
    for zoomed in (False, True):
        if zoomed:
            scene.canvas.view_box.scaleBy((0.5, 0.5), center=(20.5, 15.5))
        for beside, expected in ((3, ["Air"]), (9, [])):
            QTest.mouseMove(scene.canvas.viewport(), QPoint(2, 2))
            place = scene.canvas.widget_point(20, 15) + QPoint(beside, 0)
            QTest.mouseMove(scene.canvas.viewport(), place)
            assert (scene.hovered[-1] if scene.hovered else []) == expected
