from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from phantomscope.gui.parts.elided_label import ElidedLabel

TEXT = "x −124.8  y −124.8  z −0.7 mm  110 HU"


def test_it_says_that_it_goes_on_where_it_does_not_fit(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = ElidedLabel(window)
    label.setText(TEXT)
    label.resize(label.sizeHint())
    assert label.shown == TEXT
    whole = label.grab().toImage()
    label.resize(label.sizeHint().width() // 2, label.height())
    assert label.shown.endswith("…")
    assert label.grab().toImage() != whole.copy(label.rect())
    assert label.minimumSizeHint().width() < label.sizeHint().width() // 4
