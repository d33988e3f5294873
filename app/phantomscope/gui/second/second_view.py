"""The view of the second scan: heading, opening, and its slice."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from phantomscope.gui.opening.drops import dropped_paths
from phantomscope.gui.second.opening_strip import OpeningStrip
from phantomscope.gui.second.second_heading import SecondHeading
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.slice_view import SliceView
from phantomscope.gui.views.edge_letters import EdgeLetters


class SecondView(QWidget):
    """Shows one slice of the second scan, or what to do where there is none.

    Signals:
        files_dropped(list[Path]): Files or a folder were dropped on it: to be opened here, not as the first.

    Attributes:
        heading: What is shown and how it is linked.
        strip: Progress and failure of opening.
        slices: The slice, its slider and its place.
        letters: At the slice's edges: where the patient's left, back, head… are.

    Args:
        openers: What opens a second scan, offered while there is none.
        actions: What stands in the heading.
        close: Closes it.
        parent: Qt parent.
    """

    files_dropped = Signal(object)

    def __init__(
        self,
        openers: Sequence[QAction],
        actions: Sequence[QAction],
        close: QAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Second scan"))
        self.setAcceptDrops(True)
        self.heading = SecondHeading(actions, close, self)
        self.strip = OpeningStrip(self)
        self.slices = SliceView(self)
        self.slices.canvas.setAccessibleName(self.tr("Slice of the second scan"))
        self.slices.slider.setAccessibleName(self.tr("Slice number of the second scan"))
        self.letters = EdgeLetters(self.slices.canvas)
        self.slices.painted_changed.connect(self._on_painted)
        self._empty = self._empty_page(openers)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.slices)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.heading)
        layout.addWidget(self.strip)
        layout.addWidget(self._pages, 1)
        self._add_keys()

    @property
    def is_empty(self) -> bool:
        """Whether it offers to open something."""
        return self._pages.currentWidget() is self._empty

    def show_slices(self, there: bool) -> None:
        """Show the slice, or offer to open something."""
        self._pages.setCurrentWidget(self.slices if there else self._empty)

    @Slot(object)
    def _on_painted(self, loaded: LoadedSlice | None) -> None:
        self.letters.show_slice(loaded.header if loaded is not None else None)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: take files and folders."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: hand the paths on."""
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    # -- building -----------------------------------------------------------------------------------------

    def _empty_page(self, openers: Sequence[QAction]) -> QWidget:
        page = QWidget(self)
        text = QLabel(
            self.tr("Open a second scan, or drop it here, to compare it with the first slice by slice."), page
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text.setWordWrap(True)
        layout = QVBoxLayout(page)
        layout.addStretch(1)
        layout.addWidget(text)
        for action in openers:
            button = QPushButton(action.text().replace("&", ""), page)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return page

    def _add_keys(self) -> None:
        """The keys of the first view's slices, for this one while it has the focus."""
        view = self.slices
        page = view.slider.pageStep()
        for key, move in (
            ("Up", lambda: view.step(-1)),
            ("Down", lambda: view.step(1)),
            ("PgUp", lambda: view.step(-page)),
            ("PgDown", lambda: view.step(page)),
            ("Home", lambda: view.go_to(0)),
            ("End", view.go_to_end),
        ):
            action = QAction(view)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, move=move: move())
            view.addAction(action)
