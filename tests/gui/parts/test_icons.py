import pytest
from PySide6.QtGui import QColor, QIcon, QPalette
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.icons import drawing, icon

NAMES = ("open", "archive", "folder", "phantom", "window", "invert", "fit", "dismiss")


@pytest.mark.parametrize("name", NAMES)
def test_every_sign_is_drawn_in_its_colour(qtbot: QtBot, name: str) -> None:
    image = drawing(name, QColor("#ff0000"), 20, 2.0).toImage()
    assert (image.width(), image.height()) == (40, 40)
    opaque = [
        image.pixelColor(x, y) for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 200
    ]
    assert len(opaque) > 30
    assert all(colour.red() > 240 and colour.green() < 15 for colour in opaque)


def test_a_disabled_sign_is_paler(qtbot: QtBot) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorGroup.Active, QPalette.ColorRole.ButtonText, QColor("#000000"))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.ButtonText, QColor("#999999"))
    made = icon("fit", palette)
    normal, disabled = (
        made.pixmap(20, 20, mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
    )
    assert normal != disabled
