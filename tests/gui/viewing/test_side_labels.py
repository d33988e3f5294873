import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from phantomscope.analysis.results import Verdict
from phantomscope.gui.viewing.side_labels import laid_out
from phantomscope.gui.viewing.side_marks import SideMark

MARK = SideMark("CTP404", "CTP404", (1,), Verdict.PASS)


@pytest.fixture
def metrics(qapp: QApplication) -> QFontMetrics:
    return QFontMetrics(QFont())


def test_what_has_room_shares_a_row(metrics: QFontMetrics) -> None:
    first, second, third = laid_out([(20, "a", MARK), (30, "b", MARK), (150, "c", MARK)], metrics, 200, 50)
    assert first.box.top() == third.box.top() == 50
    assert second.box.top() > first.box.top() or second.box.left() > first.box.right()


def test_labels_stand_below_their_lines_and_within_the_width(metrics: QFontMetrics) -> None:
    edge_left, middle, edge_right = laid_out(
        [(0, "label", MARK), (100, "label", MARK), (200, "label", MARK)], metrics, 200, 0
    )
    assert edge_left.box.left() >= 0
    assert middle.box.center().x() == pytest.approx(100, abs=1)
    assert edge_right.box.right() < 200


def test_the_origin_comes_last_and_long_texts_are_cut(metrics: QFontMetrics) -> None:
    labels = laid_out([(5, "origin", None), (50, "a very long title " * 5, MARK)], metrics, 120, 0)
    assert [label.mark for label in labels] == [MARK, None]
    assert labels[0].text.endswith("…")
    assert labels[0].box.width() <= 116
    assert not labels[0].box.intersects(labels[1].box)
