import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.privacy import HIDDEN, Privacy
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


def test_every_corner_is_kept_when_the_size_changes(area: QScrollArea, qtbot: QtBot) -> None:
    align = Qt.AlignmentFlag
    corners = [
        v | h for v in (align.AlignTop, align.AlignBottom) for h in (align.AlignLeft, align.AlignRight)
    ]
    labels = [CanvasLabel(area, corner, quiet=True) for corner in corners]
    for label in labels:
        label.set_text("33/64\nz 1.0 mm")
    area.resize(700, 500)
    qtbot.waitUntil(lambda: area.width() - labels[3].geometry().right() < 20)
    tops, bottoms = labels[:2], labels[2:]
    assert all(label.y() < 20 for label in tops)
    assert all(area.height() - label.geometry().bottom() < 20 for label in bottoms)
    assert all(label.x() < 20 for label in labels[::2])
    assert all(area.width() - label.geometry().right() < 20 for label in labels[1::2])


def test_it_makes_room_for_what_stands_above_it(area: QScrollArea) -> None:
    corner = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
    above = CanvasLabel(area, corner)
    below = CanvasLabel(area, corner, below=above)
    below.set_text("below")
    assert below.y() < 20
    above.set_text("HU Linearity")
    assert below.y() > above.geometry().bottom()
    above.set_text("")
    assert below.y() < 20


def test_where_something_went_wrong_is_hidden_with_all_names(area: QScrollArea) -> None:
    label, privacy = CanvasLabel(area, Qt.AlignmentFlag.AlignCenter), Privacy()
    label.follow(privacy)
    label.set_error(PhantomscopeError("It is cut short", where="Miller.dcm", todo="Leave it out"))
    assert label.text() == "It is cut short (Miller.dcm). Leave it out."
    privacy.set_on(True)
    assert label.text() == f"It is cut short ({HIDDEN}). Leave it out."
    label.set_error(PhantomscopeError("It is odd", where="Miller.dcm"))
    assert label.text() == f"It is odd ({HIDDEN})."
    privacy.set_on(False)
    assert label.text() == "It is odd (Miller.dcm)."
    label.set_text("")
    assert not label.isVisible()
