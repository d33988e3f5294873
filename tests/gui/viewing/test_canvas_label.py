import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from phantomscope.gui.viewing.canvas_label import CanvasLabel


@pytest.fixture
def area(qtbot: QtBot) -> QScrollArea:
    area = QScrollArea()
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    return area


def test_it_is_there_only_with_a_text(area: QScrollArea) -> None:
    label = CanvasLabel(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    assert not label.isVisible()
    label.set_text("HU Linearity")
    assert label.isVisible()
    assert label.x() < 20
    assert label.y() < 20
    label.set_text("")
    assert not label.isVisible()


def test_long_texts_wrap_in_the_middle_and_stay_there(area: QScrollArea, qtbot: QtBot) -> None:
    label = CanvasLabel(area, Qt.AlignmentFlag.AlignCenter)
    label.set_text("The slice's pixel data is cut short. " * 4)
    assert area.rect().contains(label.geometry())
    assert label.height() > 2 * label.fontMetrics().height()
    area.resize(800, 600)
    qtbot.waitUntil(lambda: abs(label.geometry().center().x() - 400) < 3)


def test_it_can_be_read_on_any_ground(area: QScrollArea) -> None:
    label = CanvasLabel(area, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.set_text("HU Linearity")
    image = label.grab().toImage()
    lightness = [
        image.pixelColor(x, y).lightness() for x in range(image.width()) for y in range(image.height())
    ]
    assert max(lightness) > 200
    assert min(lightness) < 120
