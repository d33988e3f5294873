"""Every text of a window and of all that hangs on it, with where it stands."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QSpinBox,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)


def texts_of(window: QWidget) -> Iterator[tuple[str, str]]:
    """Where and what: ("SliceView.toolTip", "…"), empty ones left out."""
    for child in (window, *window.findChildren(QObject)):
        for what, text in _texts(child):
            if text:
                yield f"{_path(child)}.{what}", text


def _texts(child: QObject) -> Iterator[tuple[str, str]]:
    if isinstance(child, QAction):
        yield "action.text", child.text()
        yield "action.toolTip", child.toolTip()
    if isinstance(child, QWidget):
        yield "toolTip", child.toolTip()
        yield "accessibleName", child.accessibleName()
        yield "accessibleDescription", child.accessibleDescription()
        if child.isWindow():
            yield "windowTitle", child.windowTitle()
        yield from _own_texts(child)


def _own_texts(child: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(child, QLabel | QAbstractButton):
        yield "text", child.text()
    if isinstance(child, QGroupBox | QMenu):
        yield "title", child.title()
    if isinstance(child, QLineEdit):
        yield "placeholder", child.placeholderText()
    if isinstance(child, QAbstractSpinBox):
        yield "special", child.specialValueText()
    if isinstance(child, QSpinBox | QDoubleSpinBox):
        yield "suffix", child.suffix()
    if isinstance(child, QComboBox):
        for row in range(child.count()):
            yield "item", child.itemText(row)
    if isinstance(child, QTabBar):
        for place in range(child.count()):
            yield "tab", child.tabText(place)
            yield "tabToolTip", child.tabToolTip(place)
    if isinstance(child, QTreeView | QTableView):
        yield from _headings(child)


def _headings(view: QAbstractItemView) -> Iterator[tuple[str, str]]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return
    for column in range(model.columnCount()):
        heading = model.headerData(column, Qt.Orientation.Horizontal)
        if isinstance(heading, str):
            yield "heading", heading


def _path(child: QObject) -> str:
    """The class names from the room's widget down, enough to find it."""
    names, at = [], child
    while at is not None and len(names) < 3:
        names.append(type(at).__name__)
        at = at.parent()
    return "/".join(reversed(names))
