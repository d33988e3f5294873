"""The list of phantoms in a cell."""

from pathlib import Path

from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from gui.queue_desk import QueueDesk
from gui.scans import scan_of
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.gui.queue.queue_delegates import PhantomDelegate
from phantomscope.gui.queue.queue_model import PHANTOM, QueueModel


def test_the_list(queue_desk: QueueDesk, tmp_path: Path, qtbot: QtBot) -> None:
    queue_desk.queue.add_paths([scan_of(tmp_path / "a.zip", "head")])
    queue_desk.wait_looked()
    model, delegate, parent = QueueModel(queue_desk.queue), PhantomDelegate(), QWidget()
    qtbot.addWidget(parent)
    index = model.index(0, PHANTOM)
    editor = delegate.createEditor(parent, QStyleOptionViewItem(), index)
    assert isinstance(editor, QComboBox)
    names = [editor.itemText(row) for row in range(editor.count())]
    assert names == ["Auto: CatPhan 504", *(phantom.name for phantom in PHANTOMS)]
    editor.setCurrentIndex(3)
    delegate.setModelData(editor, model, index)
    assert index.data() == "CatPhan 600"
    delegate.setEditorData(editor, index)
    assert editor.currentText() == "CatPhan 600"
    editor.setCurrentIndex(0)
    delegate.setModelData(editor, model, index)
    assert index.data() == "CatPhan 504", "recognition once more"
