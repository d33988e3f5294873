"""The table of measurements: from the book to its rows, and from these to the slice, the clipboard, files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.measuring.contrast_text import contrast_rows
from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.gui.measuring.measurement_reader import MeasurementReader
from phantomscope.gui.measuring.measurement_rows import (
    MeasurementRow,
    profile_as_text,
    rows_as_text,
    rows_of,
    saved_rows_as_text,
)
from phantomscope.gui.measuring.measuring_wiring import MeasuringWiring
from phantomscope.gui.parts.errands import Errands
from phantomscope.gui.workspace import Workspace
from phantomscope.measure.reading import ProfileReading
from phantomscope.measure.shapes import LineProfile
from phantomscope.reports.files import belongs_to, write_whole

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.measuring.measurements_window import MeasurementsWindow

_WAIT_MS = 120  # while a person goes on changing things nothing is measured anew

AskPath = Callable[[str], Path | None]


class TableWiring(QObject):
    """Makes the table's window when it is wanted for the first time, and keeps it true.

    Attributes:
        action: Shows the window.
        reader: Measures on slices that are not painted.
        ask_path: Asks where to save a CSV table; gets a file name to suggest.

    Args:
        window: The main window; the wiring becomes its child.
        workspace: What is open.
        measuring: The measurements and what draws them.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, measuring: MeasuringWiring) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._measuring = measuring
        self._table: MeasurementsWindow | None = None
        self.ask_path: AskPath = self._ask_by_dialog
        self.reader = MeasurementReader(self)
        self._errands = Errands(self)
        self._errands.failed.connect(self._on_failed)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_WAIT_MS)
        self._later.timeout.connect(self._measure)
        self.action = QAction(self.tr("&Table of Measurements"), window)
        self.action.setShortcut(QKeySequence("Ctrl+Shift+M"))
        self.action.triggered.connect(self.open)
        self._has_shown_profile = False
        window.measure_menu.addSeparator()
        window.measure_menu.addAction(self.action)
        window.actions_.follow_icon(self.action, "table")
        self._connect()

    @property
    def table(self) -> "MeasurementsWindow | None":
        """The window, once it was wanted."""
        return self._table

    def _connect(self) -> None:
        workspace, measuring = self._workspace, self._measuring
        workspace.stack_changed.connect(self._on_slices_changed)
        workspace.setups.stack_edited.connect(self._on_slices_changed)
        workspace.privacy.changed.connect(self._show_rows)
        measuring.book.changed.connect(self._on_book_changed)
        measuring.book.selected.connect(self._show_selection)
        measuring.layer.read.connect(self._show_profile)
        measuring.opened.connect(self.open)
        measuring.drawn.connect(self._on_drawn)
        self._window.slice_view.painted_changed.connect(self._on_painted)
        self._window.closing.connect(self._on_closing)
        self.reader.found.connect(self._show_rows)

    @Slot()
    def open(self) -> None:
        """Show the table."""
        table = self._show()
        table.raise_()
        table.activateWindow()

    def _show(self) -> "MeasurementsWindow":
        if self._table is not None:
            self._table.show()
            return self._table
        self._table = self._make()
        self._table.show_beside(self._window.slice_view)
        return self._table

    def _make(self) -> "MeasurementsWindow":
        from phantomscope.gui.measuring.measurements_window import MeasurementsWindow

        table, measuring = MeasurementsWindow(self._window), self._measuring
        table.opened.connect(self._on_opened)
        table.row_chosen.connect(self._on_row_chosen)
        table.rows_selected.connect(measuring.book.select)
        table.copy_wanted.connect(_copy_rows)
        table.profile_copy_wanted.connect(lambda one: _to_clipboard(self._profile_text(one, "\t")))
        table.delete_wanted.connect(measuring.book.remove)
        table.clear_button.clicked.connect(measuring.delete_all.trigger)
        table.apply_button.clicked.connect(measuring.apply_to.trigger)
        table.save_button.clicked.connect(self._on_save)
        table.save_profile_button.clicked.connect(self._on_save_profile)
        table.stop_wanted.connect(self._on_stop)
        table.model.renamed.connect(measuring.rename_to)
        self.reader.progressed.connect(table.show_progress)
        return table

    @property
    def _shown(self) -> "MeasurementsWindow | None":
        return self._table if self._table is not None and self._table.isVisible() else None

    # -- keeping it true ----------------------------------------------------------------------------------

    @Slot()
    def _on_opened(self) -> None:
        self._measure()
        self._show_selection()
        self._show_remark()

    @Slot()
    def _on_slices_changed(self) -> None:
        self.reader.clear()
        self._on_book_changed()

    @Slot()
    def _on_book_changed(self) -> None:
        if self._shown is not None:
            self._show_rows()
            self._later.start()

    @Slot()
    def _measure(self) -> None:
        stack = self._workspace.stack
        if self._shown is not None and stack is not None:
            self.reader.want(stack, self._measuring.book.measurements)

    @Slot()
    def _show_rows(self) -> None:
        table, stack, measuring = self._shown, self._workspace.stack, self._measuring
        if table is not None:
            measurements = measuring.book.measurements
            table.set_rows(
                rows_of(measurements, stack, self.reader, measuring.name_of) if stack is not None else []
            )
            self._show_selection()

    @Slot()
    def _show_selection(self) -> None:
        self._select_rows()

    def _select_rows(self, *, follow: bool = False) -> None:
        if self._shown is not None:
            numbers = [one.number for one in self._measuring.book.selection]
            self._shown.select(numbers, self._measuring.slot_painted(), follow=follow)
            self._show_profile()

    @Slot()
    def _show_profile(self) -> None:
        table, chosen, layer = self._shown, self._measuring.book.selection, self._measuring.layer
        if table is None:
            return
        profiles = [layer.reading(one.number) for one in chosen]
        found = next((one for one in profiles if isinstance(one, ProfileReading)), None)
        table.show_profile(found, layer.ground.unit if layer.ground is not None else "")

    @Slot()
    def _on_painted(self) -> None:
        if self._shown is not None:
            self._show_remark()
            self._select_rows(follow=True)

    def _show_remark(self) -> None:
        ground = self._measuring.layer.ground
        if self._shown is not None:
            several = ground is not None and ground.remark
            self._shown.show_remark(
                self.tr("The picture is made of several slices; the table has the values of single slices.")
                if several
                else ""
            )

    # -- what the person does -----------------------------------------------------------------------------

    @Slot(object)
    def _on_drawn(self, one: Measurement) -> None:
        """With the first profile show where its curve is; the slice keeps the keyboard."""
        if not isinstance(one.shape, LineProfile) or self._has_shown_profile:
            return
        self._has_shown_profile = True
        if self._shown is None:
            self._table = self._table or self._make()
            self._table.show_beside(self._window.slice_view, quietly=True)

    @Slot(object)
    def _on_row_chosen(self, row: MeasurementRow) -> None:
        if row.index is not None:
            self._window.slice_view.go_to(row.index)

    @Slot()
    def _on_stop(self) -> None:
        self.reader.cancel()
        self._show_rows()

    @Slot()
    def _on_save(self) -> None:
        series = self._workspace.series
        if self._table is not None and series is not None:
            description = self._workspace.privacy.shown(series.facts.description)
            text = saved_rows_as_text(self._table.model.rows, series.facts, description)
            self._save(self.tr("measurements"), text)

    @Slot()
    def _on_save_profile(self) -> None:
        reading = self._table.plot.reading if self._table is not None else None
        if reading is not None:
            self._save(self.tr("profile"), self._profile_text(reading, ","))

    def _profile_text(self, reading: ProfileReading, separator: str) -> str:
        ground = self._measuring.layer.ground
        return profile_as_text(reading.profile, reading.unit, ground.unit if ground else "", separator)

    def _save(self, name: str, text: str) -> None:
        path, sources = self.ask_path(f"{name}.csv"), self._workspace.open_sources
        if path is None:
            return
        target = path if path.suffix.lower() == ".csv" else path.with_name(f"{path.name}.csv")
        if target != path and target.exists():  # the dialog asked about the name without its ending
            todo = self.tr("Choose another name")
            self._on_failed(
                PhantomscopeError(
                    self.tr("There is a file of that name already"), where=target.name, todo=todo
                )
            )
            return
        if belongs_to(target, *sources):
            todo = self.tr("Choose another folder")
            what = self.tr("The table would be written into the scan itself, which stays as it is")
            self._on_failed(PhantomscopeError(what, where=target.name, todo=todo))
            return
        data = text.encode("utf-8-sig")
        self._errands.run(
            lambda: write_whole(target, data, sources=sources), lambda _: self._on_saved(target.name)
        )

    def _on_saved(self, name: str) -> None:
        # What a person calls a file may tell who the patient is.
        if self._workspace.privacy.is_on:
            self._window.message_bar.show_note(self.tr("The table has been saved."))
        else:
            self._window.message_bar.show_note(self.tr("Saved {name}").format(name=name))

    def _ask_by_dialog(self, name: str) -> Path | None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(
            self._table or self._window, self.tr("Save CSV"), str(Path(folder) / name), self.tr("CSV (*.csv)")
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return Path(chosen[0]) if chosen else None

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        self._window.message_bar.show_error(error)

    @Slot()
    def _on_closing(self) -> None:
        self._later.stop()
        self.reader.close()
        self._errands.close()


def _copy_rows(rows: list[MeasurementRow]) -> None:
    """With the comparison of two regions after them."""
    _to_clipboard(rows_as_text(rows, "\t") + contrast_rows(rows, "\t"))


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
