import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import LIGHT
from phantomscope.gui.viewing.roi_label import RoiLabel, RoiLine

TEFLON = RoiLine(Verdict.FAIL, "Teflon 907 HU, 1000 ± 40, FAIL")


@pytest.fixture
def label(qtbot: QtBot) -> RoiLabel:
    area = QWidget()
    qtbot.addWidget(area)
    area.resize(400, 300)
    area.show()
    return RoiLabel(area, LIGHT)


def test_it_says_sign_and_text_and_hides_without(label: RoiLabel) -> None:
    assert label.isHidden()
    label.set_lines((TEFLON,))
    assert label.isVisible()
    assert label.text == "✗ Teflon 907 HU, 1000 ± 40, FAIL"
    assert label.accessibleName() == label.text
    label.set_lines(())
    assert label.isHidden()
    assert label.text == ""


def test_it_grows_with_its_lines_up_to_a_point(label: RoiLabel) -> None:
    label.set_lines((TEFLON,))
    low = label.height()
    label.set_lines((TEFLON,) * 3)
    assert label.height() > low
    label.set_lines(tuple(RoiLine(Verdict.PASS, str(number)) for number in range(20)))
    assert len(label.lines) == 6
    assert label.lines[-1].text == "and 15 more"


@pytest.mark.parametrize("place", [(0, 0), (399, 0), (0, 299), (399, 299), (200, 150)])
def test_it_stays_within_its_area_and_off_the_pointer(label: RoiLabel, place: tuple[int, int]) -> None:
    label.set_lines((TEFLON, TEFLON))
    label.move_near(QPoint(*place))
    assert label.parentWidget().rect().contains(label.geometry())
    assert not label.geometry().contains(QPoint(*place))


def test_the_sign_has_the_verdicts_colour(label: RoiLabel) -> None:
    label.set_lines((TEFLON,))
    picture = label.grab().toImage()
    colours = {
        picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())
    }
    assert LIGHT.image_fail in colours
