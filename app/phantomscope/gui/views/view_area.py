"""How the views share the middle of the window: one, one and two, two by two, side by side."""

import json
from collections.abc import Mapping, Sequence
from enum import Enum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget

MAIN = "axial"


class ViewLayout(Enum):
    """Which views are seen, and how."""

    ONE = "one"
    ONE_AND_TWO = "one and two"
    TWO_BY_TWO = "two by two"
    SIDE_BY_SIDE = "side by side"


_RIGHT_PART = {ViewLayout.ONE_AND_TWO: 0.4}  # of the width; half of it in other layouts
_WHOLE = 1000
_MOST_VIEWS, _LARGEST = 8, 100_000  # of a list of sizes, and of a size, that may have been kept


class ViewArea(QWidget):
    """Holds the views by name and shows some of them: the slice, at the top left, and others beside it.

    One of those shown can take all the room for a while. The widths and heights that a person has given the
    views are kept for each layout.

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
        self._names: tuple[str, ...] = (MAIN,)
        self._maximised = ""
        self._sizes: dict[str, list[list[int]]] = {}
        self._columns = QSplitter(Qt.Orientation.Horizontal, self)
        self._sides = (
            QSplitter(Qt.Orientation.Vertical, self._columns),
            QSplitter(Qt.Orientation.Vertical, self._columns),
        )
        for splitter in self._splitters:
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._keep_sizes)
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
    def names(self) -> tuple[str, ...]:
        """The names of the views of the layout, whether one of them has all the room now or not."""
        return self._names

    @property
    def shown(self) -> tuple[str, ...]:
        """The names of the views that are seen."""
        return (self._maximised,) if self._maximised else self._names

    @property
    def maximised(self) -> str:
        """The view that has all the room; empty for none."""
        return self._maximised

    @property
    def focused(self) -> str:
        """The view that has the keyboard's focus; empty where none has."""
        widget = QApplication.focusWidget()
        for name in self.shown:
            if widget is not None and (self._views[name] is widget or self._views[name].isAncestorOf(widget)):
                return name
        return ""

    @property
    def sizes(self) -> str:
        """The widths and heights given by the person, for ``restore_sizes``."""
        return json.dumps(self._sizes) if self._sizes else ""

    def restore_sizes(self, sizes: str) -> None:
        """Take the widths and heights of the last time; what can't be read counts as not given."""
        try:
            found = json.loads(sizes or "{}")
        except (ValueError, RecursionError):
            return
        if isinstance(found, Mapping):
            self._sizes = {str(name): one for name, one in found.items() if _are_sizes(one)}
            self._apply_sizes()

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
        focused = self.focused
        self._layout, self._names, self._maximised = layout, tuple(names), ""
        self._show(focused)

    def maximise(self, name: str) -> None:
        """Give one of the views that are shown all the room, or none where empty."""
        if name != self._maximised and (not name or (name in self._names and len(self._names) > 1)):
            focused = name or self.focused
            self._maximised = name
            self._show(focused)

    def toggle_maximised(self) -> None:
        """Give the view that has the focus all the room, or bring the others back."""
        self.maximise("" if self._maximised else self.focused or MAIN)

    # -- inside -------------------------------------------------------------------------------------------

    @property
    def _splitters(self) -> tuple[QSplitter, QSplitter, QSplitter]:
        return self._columns, *self._sides

    def _show(self, focused: str) -> None:
        self._place()
        if focused:
            self._views[focused if focused in self.shown else self.shown[0]].setFocus()
        self.layout_changed.emit(self._layout)

    def _place(self) -> None:
        for name, view in self._views.items():
            if name not in self.shown:
                view.setParent(self)
                view.hide()
        for side, names in zip(self._sides, self._columns_of(self.shown), strict=True):
            for place, name in enumerate(names):
                side.insertWidget(place, self._views[name])
                self._views[name].show()
            side.setVisible(bool(names))
        self._apply_sizes()

    def _columns_of(self, names: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
        if self._layout is ViewLayout.TWO_BY_TWO:
            return names[0::2], names[1::2]
        return names[:1], names[1:]

    def _apply_sizes(self) -> None:
        right = round(_WHOLE * _RIGHT_PART.get(self._layout, 0.5))
        usual = [[_WHOLE - right, right], [_WHOLE] * 2, [_WHOLE] * 2]
        kept = self._sizes.get(self._layout.value, usual)
        if not self._maximised:
            for splitter, sizes in zip(self._splitters, kept, strict=True):
                splitter.setSizes(sizes[: max(splitter.count(), 1)])

    def _keep_sizes(self) -> None:
        if not self._maximised and len(self._names) > 1:
            self._sizes[self._layout.value] = [splitter.sizes() for splitter in self._splitters]


def _are_sizes(found: object) -> bool:
    """Whether that is what ``_keep_sizes`` keeps."""
    return (
        isinstance(found, list)
        and len(found) == 3
        and all(isinstance(one, list) and len(one) <= _MOST_VIEWS for one in found)
        and all(isinstance(size, int) and 0 <= size <= _LARGEST for one in found for size in one)
    )
