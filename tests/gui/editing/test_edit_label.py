from pytestqt.qtbot import QtBot

from phantomscope.gui.editing.edit_label import EditLabel
from phantomscope.gui.viewing.slice_canvas import SliceCanvas


def test_it_stands_in_the_middle_above_the_edge_and_stays_there(qtbot: QtBot) -> None:
    canvas = SliceCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.show()
    label = EditLabel(canvas)
    assert label.isHidden()
    label.set_text("Edited copy: mirrored")
    for width, height in ((400, 300), (600, 500)):
        canvas.resize(width, height)
        place = label.geometry()
        assert abs(place.center().x() - width // 2) <= 1
        assert height - 60 < place.bottom() < height - 30
    label.set_text("")
    assert label.isHidden()
