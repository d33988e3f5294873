import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.number_box import NumberBox


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        (QLocale.Language.English, 40.0, "40 HU"),
        (QLocale.Language.English, 0.15, "0.15 HU"),
        (QLocale.Language.English, -100.0, "-100 HU"),
        (QLocale.Language.German, 0.5, "0,5 HU"),
        (QLocale.Language.English, 0.0, "0 HU"),
    ],
)
def test_only_digits_that_matter(qtbot: QtBot, language: QLocale.Language, value: float, text: str) -> None:
    box = NumberBox()
    qtbot.addWidget(box)
    box.setLocale(QLocale(language))
    box.setRange(-1000, 1000)
    box.setDecimals(4)
    box.setSuffix(" HU")
    box.setValue(value)
    assert box.text() == text
    assert box.value() == value
