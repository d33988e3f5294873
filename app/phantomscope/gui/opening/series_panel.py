"""The left-hand panel: the series of what is open, and what was set aside with its reason."""

from PySide6.QtCore import QItemSelection, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.series_model import SeriesModel, SetAsideModel
from phantomscope.gui.parts.line_delegate import LineDelegate
from phantomscope.gui.parts.panel_heading import PanelHeading
from phantomscope.stack.series import Series

_WIDTH = 220


class SeriesPanel(QWidget):
    """Lists series and what was set aside.

    Signals:
        series_chosen(Series): The person wants to see it.

    Attributes:
        list_view: The series.
        set_aside_view: What was set aside; shown when the button below the series is down.
        set_aside_button: Says how many members were set aside.
    """

    series_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._series = SeriesModel(self)
        self._set_aside = SetAsideModel(self)
        heading = PanelHeading(self.tr("Series"), self)
        self.list_view = _list_view(self, self.tr("Series"))
        self.list_view.setModel(self._series)
        self.list_view.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.set_aside_button = QToolButton(self)
        self.set_aside_button.setCheckable(True)
        self.set_aside_button.setAutoRaise(True)
        self.set_aside_button.setArrowType(Qt.ArrowType.RightArrow)
        self.set_aside_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.set_aside_button.toggled.connect(self._on_set_aside_toggled)
        self.set_aside_view = _list_view(self, self.tr("Files skipped"))
        self.set_aside_view.setModel(self._set_aside)
        self.set_aside_view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.set_aside_view.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(heading)
        layout.addWidget(self.list_view, 3)
        layout.addWidget(self.set_aside_button)
        layout.addWidget(self.set_aside_view, 2)
        self.set_dataset(None)

    @property
    def series_model(self) -> SeriesModel:
        """The model of the series."""
        return self._series

    @property
    def set_aside_model(self) -> SetAsideModel:
        """The model of what was set aside."""
        return self._set_aside

    def sizeHint(self) -> QSize:
        """Qt: narrow, the slice needs the room."""
        return QSize(_WIDTH, 400)

    def set_dataset(self, dataset: Dataset | None) -> None:
        """List what a dataset holds, or nothing."""
        self._series.set_series(dataset.scan.series if dataset is not None else ())
        members = dataset.scan.set_aside if dataset is not None else ()
        self._set_aside.set_members(members)
        damaged = sum(member.damaged for member in members)
        self.set_aside_button.setVisible(bool(members))
        self.set_aside_button.setText(_set_aside_text(len(members), damaged))
        self.set_aside_button.setToolTip(self.tr("What is no slice, and why"))
        # A damaged member is a problem of the scan: the person should see it without asking.
        self.set_aside_button.setChecked(damaged > 0)
        self.set_aside_view.setVisible(bool(members) and self.set_aside_button.isChecked())

    def show_series(self, series: Series | None) -> None:
        """Mark the series that is shown."""
        index = self._series.row_of(series.key if series is not None else "")
        if index.isValid() and index != self.list_view.currentIndex():
            self.list_view.setCurrentIndex(index)

    def set_verdict(self, key: str, verdict: Verdict | None) -> None:
        """Mark a series with the verdict of its analysis, or take the mark away."""
        self._series.set_verdict(key, verdict)

    @Slot(QItemSelection, QItemSelection)
    def _on_selection_changed(self, selected: QItemSelection, _deselected: QItemSelection) -> None:
        for index in selected.indexes():
            series = self._series.series_at(index)
            if series is not None:
                self.series_chosen.emit(series)

    @Slot(bool)
    def _on_set_aside_toggled(self, down: bool) -> None:
        self.set_aside_button.setArrowType(Qt.ArrowType.DownArrow if down else Qt.ArrowType.RightArrow)
        self.set_aside_view.setVisible(down and self._set_aside.rowCount() > 0)


class _RowList(QListView):
    """A list whose rows are laid out again when its width changes, since warnings wrap."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()


def _list_view(parent: QWidget, name: str) -> QListView:
    view = _RowList(parent)
    view.setAccessibleName(name)
    view.setItemDelegate(LineDelegate(view))
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setResizeMode(QListView.ResizeMode.Adjust)
    return view


def _set_aside_text(count: int, damaged: int) -> str:
    text = f"{count} file{'' if count == 1 else 's'} skipped"
    return f"{text}, {damaged} damaged" if damaged else text
