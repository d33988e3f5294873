"""All measurements of the series as a table, two regions compared, and the profile that is selected."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from phantomscope.gui.measuring.contrast_text import contrast_line
from phantomscope.gui.measuring.measurement_rows import ALL, COLUMNS, NAME, MeasurementRow
from phantomscope.gui.measuring.measurements_model import SORT, MeasurementsModel
from phantomscope.gui.measuring.measurements_table import MeasurementsTable
from phantomscope.gui.measuring.profile_plot import ProfilePlot
from phantomscope.gui.parts.small_label import small_label
from phantomscope.measure.reading import ProfileReading

_SIZE = (1200, 440)
_WIDEST = 260


class MeasurementsWindow(QWidget):
    """A tool window above the main window, whose keys go on working; not modal.

    Signals:
        row_chosen(MeasurementRow): The person went to this row.
        rows_selected(list[int]): The numbers of the measurements whose rows the person selected.
        copy_wanted(list[MeasurementRow]): Rows to the clipboard.
        delete_wanted(list[int]): Measurements to be deleted, by their numbers.
        profile_copy_wanted(ProfileReading): The points of the profile drawn, to the clipboard.
        stop_wanted(): Measuring takes too long.
        opened(): It is shown now.

    Attributes:
        model: All rows.
        table: Shows them sorted.
        plot: The profile.
        save_button, save_profile_button, apply_button, clear_button, stop_button: Buttons to connect.

    Args:
        parent: Above whose window it stays.
    """

    row_chosen = Signal(object)
    rows_selected = Signal(object)
    copy_wanted = Signal(object)
    delete_wanted = Signal(object)
    profile_copy_wanted = Signal(object)
    stop_wanted = Signal()
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(self.tr("Measurements"))
        self.model = MeasurementsModel(self)
        self._sorted = QSortFilterProxyModel(self)
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(SORT)
        self.table = MeasurementsTable(self)
        self.table.setModel(self._sorted)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # as they were made
        self.plot = ProfilePlot(self)
        self._telling = self._has_contrast = False
        self._build()
        self.table.copy_wanted.connect(self._copy)
        self.table.delete_wanted.connect(self._delete)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.table.clicked.connect(lambda _: self._tell_row())
        self.resize(*_SIZE)
        self.show_profile(None, "")
        self._show_contrast()

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def selected_rows(self) -> list[MeasurementRow]:
        """Rows that are selected, from top to bottom."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.rows[self._sorted.mapToSource(self._sorted.index(one, 0)).row()] for one in places]

    @property
    def contrast_text(self) -> str:
        """The comparison of two regions; empty while no two are selected."""
        return self._contrast.text() if self._has_contrast else ""

    @property
    def remark(self) -> str:
        """What has to be known of all values; mostly empty."""
        return self._remark.text()

    @property
    def progress_text(self) -> str:
        """How far measuring is; empty while nothing is measured."""
        return self._progress.text()

    # -- what it is told ----------------------------------------------------------------------------------

    def show_beside(self, view: QWidget, *, quietly: bool = False) -> None:
        """Show it at the lower right of a view's window, where it hides least of the view.

        Args:
            view: Of the window.
            quietly: Whether the keyboard stays where it is.
        """
        window, screen = view.window(), view.screen().availableGeometry()
        corner = window.frameGeometry().bottomRight()
        frame = self.frameGeometry()
        x = min(corner.x(), screen.right()) - frame.width()
        y = min(corner.y(), screen.bottom()) - frame.height()
        self.move(max(x, screen.left()), max(y, screen.top()))
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, quietly)
        self.show()
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)

    def set_rows(self, rows: Sequence[MeasurementRow]) -> None:
        """Show these rows."""
        selected = {row.key for row in self.selected_rows}
        same = [row.key for row in rows] == [row.key for row in self.model.rows]
        self._telling = True
        self.model.set_rows(rows)
        if not same:
            self._select({row.key for row in rows if row.key in selected})
        telling = self.model.telling_columns()
        for column in range(len(COLUMNS)):
            self.table.setColumnHidden(column, bool(rows) and column not in telling)
        self._fit_columns()
        self._telling = False
        self._empty.setVisible(not rows)
        self._show_contrast()
        self._offer()

    def select(self, numbers: Sequence[int], slot: int | None, *, follow: bool = False) -> None:
        """Select the rows of these measurements on a slice, or their first ones where they are not on it.

        Args:
            numbers: Of the measurements. Where rows of just these are selected they stay so.
            slot: The slice that is painted.
            follow: Whether a single row gives way to that of the slice.
        """
        rows, selected = self.model.rows, self.selected_rows
        same = numbers and {row.measurement.number for row in selected} == set(numbers)
        if same and (not follow or len(selected) > 1 or selected[0].slot is None):
            return
        keys: set[tuple[int, int]] = set()
        for number in numbers:
            mine = [row.key for row in rows if row.measurement.number == number]
            here_too = (number, slot if slot is not None else ALL)
            keys |= {here_too} & set(mine) or set(mine[:1])
        self._telling = True
        self._select(keys)
        self._telling = False
        self._show_contrast()
        self._offer()

    def show_profile(self, reading: ProfileReading | None, unit: str) -> None:
        """Draw a profile, or none."""
        self._lower.setVisible(reading is not None)
        self.plot.show_profile(reading, unit)

    def show_progress(self, done: int, total: int) -> None:
        """Say how many of how many slices are measured; 0 of 0 for none."""
        self._progress.setText(
            self.tr("Measured {done} of {total} slices").format(done=done, total=total) if total else ""
        )
        self.stop_button.setVisible(bool(total))

    def show_remark(self, remark: str) -> None:
        """Say what has to be known of all values; mostly nothing."""
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    # -- Qt's own names -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: object) -> None:
        """Qt: say so."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.opened.emit()

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._empty = small_label(
            self, self.tr("Nothing is measured yet. Take a tool from the Measure menu and draw on the slice.")
        )
        self._remark = small_label(self)
        self._remark.hide()
        self._contrast = QLabel(self)
        self._contrast.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._contrast.setToolTip(
            self.tr(
                "Contrast to noise of two regions: |mean 1 − mean 2| / noise.\n"
                "Of both: noise is √((SD 1² + SD 2²) / 2).\n"
                "By one region’s SD: that region is the background."
            )
        )
        self._progress = small_label(self, wrapped=False)
        self._progress.setAccessibleName(self.tr("How far measuring is"))
        self.stop_button = self._button(self.tr("S&top"), self.tr("Measure no more slices"))
        self.stop_button.hide()
        self.stop_button.clicked.connect(self.stop_wanted)
        self.copy_button = self._button(self.tr("&Copy"), self.tr("Copy the selected rows, or all (Ctrl+C)"))
        self.copy_button.clicked.connect(self._copy)
        self.save_button = self._button(self.tr("&Save CSV…"), self.tr("Save all rows as a CSV table"))
        self.apply_button = self._button(
            self.tr("Apply to S&lices…"), self.tr("Measure the selected one on other slices, too")
        )
        self.delete_button = self._button(
            self.tr("&Delete"), self.tr("Delete the selected measurements (Del)")
        )
        self.delete_button.clicked.connect(self._delete)
        self.clear_button = self._button(
            self.tr("Delete &All"), self.tr("Delete all measurements of the series")
        )
        buttons = QHBoxLayout()
        for button in (self.copy_button, self.save_button, self.apply_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._progress)
        buttons.addWidget(self.stop_button)
        buttons.addWidget(self.delete_button)
        buttons.addWidget(self.clear_button)
        upper = QWidget(self)
        rows = QVBoxLayout(upper)
        rows.setContentsMargins(0, 0, 0, 0)
        for widget in (self._empty, self.table, self._contrast, self._remark):
            rows.addWidget(widget, 1 if widget is self.table else 0)
        rows.addLayout(buttons)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(upper)
        splitter.addWidget(self._build_lower())
        splitter.setCollapsible(0, False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(splitter)

    def _build_lower(self) -> QWidget:
        self._lower = QWidget(self)
        self.copy_profile_button = self._button(
            self.tr("Copy &Points"), self.tr("Copy the profile’s points as a table")
        )
        self.copy_profile_button.clicked.connect(self._copy_profile)
        self.save_profile_button = self._button(
            self.tr("Save P&oints…"), self.tr("Save the profile’s points as a CSV table")
        )
        row = QHBoxLayout()
        row.addWidget(self.copy_profile_button)
        row.addWidget(self.save_profile_button)
        row.addStretch(1)
        layout = QVBoxLayout(self._lower)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot, 1)
        layout.addLayout(row)
        return self._lower

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    # -- inside -------------------------------------------------------------------------------------------

    def _fit_columns(self) -> None:
        self.table.resizeColumnsToContents()
        for column in (NAME, len(COLUMNS) - 1):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column), _WIDEST))

    def _select(self, keys: set[tuple[int, int]]) -> None:
        selection = QItemSelection()
        first = None
        for place, row in enumerate(self.model.rows):
            if row.key in keys:
                index = self._sorted.mapFromSource(self.model.index(place, 0))
                selection.select(index, index)
                first = index if first is None else first
        flags = QItemSelectionModel.SelectionFlag
        selected = self.table.selectionModel()
        if first is not None:
            selected.setCurrentIndex(first, flags.NoUpdate)
            self.table.scrollTo(first)
        selected.select(selection, flags.ClearAndSelect | flags.Rows)

    @Slot()
    def _on_selection(self) -> None:
        self._show_contrast()
        self._offer()
        if not self._telling:
            self.rows_selected.emit([row.measurement.number for row in self.selected_rows])
            self._tell_row()

    def _tell_row(self) -> None:
        rows = self.selected_rows
        if len(rows) == 1 and not self._telling:
            self.row_chosen.emit(rows[0])

    def _offer(self) -> None:
        rows = self.selected_rows
        self.delete_button.setEnabled(bool(rows))
        self.apply_button.setEnabled(len({row.measurement.number for row in rows}) == 1)
        for button in (self.copy_button, self.save_button, self.clear_button):
            button.setEnabled(bool(self.model.rows))

    def _show_contrast(self) -> None:
        rows = self.selected_rows
        found = contrast_line(rows)
        self._has_contrast = bool(found)
        self._contrast.setText(found or self.tr("Select two regions (Ctrl+click) for their CNR"))

    @Slot()
    def _copy(self) -> None:
        self.copy_wanted.emit(self.selected_rows or self.model.rows)

    @Slot()
    def _delete(self) -> None:
        self.delete_wanted.emit(list(dict.fromkeys(row.measurement.number for row in self.selected_rows)))

    @Slot()
    def _copy_profile(self) -> None:
        if self.plot.reading is not None:
            self.profile_copy_wanted.emit(self.plot.reading)
