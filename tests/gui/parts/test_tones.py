import pytest
from PySide6.QtGui import QColor, QPalette
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.tones import muted


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.1)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize(("text", "base"), [("#000000", "#ffffff"), ("#f0f0f0", "#242424")])
def test_text_that_matters_less_is_still_read(qtbot: QtBot, text: str, base: str) -> None:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(text))
    palette.setColor(QPalette.ColorRole.Base, QColor(base))
    lights = sorted((luminance(muted(palette)), luminance(QColor(base))))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5
    assert muted(palette) != QColor(text)
