"""How the views share the middle of the window: one, one and two, two by two, side by side."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

MAIN = "axial"


class ViewLayout(Enum):
    """Which views are seen, and how."""

    ONE = "one"
    ONE_AND_TWO = "one and two"
    TWO_BY_TWO = "two by two"
    SIDE_BY_SIDE = "side by side"


class ViewArea(QWidget):
    """Holds the views by name and shows some of them. The slice is always there, at the top left.

    Signals:
        layout_changed(ViewLayout): Others are seen, or in another way.

    Args:
        main: The slice.
        parent: Qt parent.
    """

    layout_changed = Signal(object)

    def __init__(self, main: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._views: dict[str, QWidget] = {MAIN: main}
        self._layout = ViewLayout.ONE
        self._shown: tuple[str, ...] = (MAIN,)
        self._columns = QSplitter(Qt.Orientation.Horizontal, self)
        self._sides = (
            QSplitter(Qt.Orientation.Vertical, self._columns),
            QSplitter(Qt.Orientation.Vertical, self._columns),
        )
        for splitter in (self._columns, *self._sides):
            splitter.setChildrenCollapsible(False)
        self._columns.setStretchFactor(0, 1)
        self._columns.setStretchFactor(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._columns)
        self._place()

    @property
    def layout_(self) -> ViewLayout:
        """How they are laid out."""
        return self._layout

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the views that are seen."""
        return self._shown

    def add_view(self, name: str, view: QWidget) -> None:
        """Keep another view, hidden until a layout shows it."""
        self._views[name] = view
        view.setParent(self)
        view.hide()

    def view(self, name: str) -> QWidget:
        """A view by its name."""
        return self._views[name]

    def show_views(self, layout: ViewLayout, names: Sequence[str]) -> None:
        """Show these views.

        Args:
            layout: How.
            names: Which, the slice first; they fill the left column from its top, then the right one:
                one and two puts the second and third on the right, two by two goes row by row.
        """
        self._layout, self._shown = layout, tuple(names)
        self._place()
        self.layout_changed.emit(layout)

    def _place(self) -> None:
        left, right = self._columns_of(self._shown)
        for name, view in self._views.items():
            if name not in self._shown:
                view.setParent(self)
                view.hide()
        for side, names in zip(self._sides, (left, right), strict=True):
            for place, name in enumerate(names):
                side.insertWidget(place, self._views[name])
                self._views[name].show()
            side.setVisible(bool(names))

    def _columns_of(self, names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        if self._layout is ViewLayout.TWO_BY_TWO:
            return names[0::2], names[1::2]
        return names[:1], names[1:]
