"""The histogram of the slice that is shown, and the window's width and level as numbers."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from phantomscope.analysis.results import shown
from phantomscope.gui.levels.histogram import Histogram, histogram
from phantomscope.gui.levels.histogram_plot import HistogramPlot
from phantomscope.gui.parts.number_edit import NumberEdit
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.readout import unit
from phantomscope.gui.viewing.window_level import WindowLevel

_WAIT_MS = 25  # the slice itself is painted first
_LEAST_WIDTH = 1e-6
_DIGITS = 2


class HistogramPanel(QWidget):
    """Counts a slice only while it can be seen.

    Signals:
        window_wanted(WindowLevel): The person wants another window.
        log_changed(bool): Counts are shown in powers of ten from now on, or evenly.

    Attributes:
        plot: The counts with the window's limits.
        width_edit, level_edit: The window as numbers.
        auto_button, full_button, log_box: What else there is.

    Args:
        logarithmic: Whether counts are shown in powers of ten to begin with.
        parent: Qt parent.
    """

    window_wanted = Signal(object)
    log_changed = Signal(bool)

    def __init__(self, logarithmic: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loaded: LoadedSlice | None = None
        self._window: WindowLevel | None = None
        self._found: Histogram | None = None
        self._stale = False
        self._build(logarithmic)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.refresh)
        self.plot.window_dragged.connect(self.window_wanted)
        for edit in (self.width_edit, self.level_edit):
            edit.editingFinished.connect(self._on_edited)
        self.auto_button.clicked.connect(self._on_auto)
        self.full_button.clicked.connect(self._on_full)
        self.log_box.toggled.connect(self.plot.set_logarithmic)
        self.log_box.toggled.connect(self.log_changed)
        self.show_window(None)

    @property
    def is_counted(self) -> bool:
        """Whether what is drawn is the slice shown last."""
        return not self._stale

    @property
    def counts(self) -> Histogram | None:
        """What is drawn."""
        return self._found

    @property
    def summary(self) -> str:
        """What stands above the counts."""
        return self._summary.text()

    def show_slice(self, loaded: LoadedSlice | None) -> None:
        """Count another slice in a moment, or when the panel is seen again."""
        self._loaded = loaded
        self._stale = loaded is not None
        if loaded is None:
            self._found = None
            self.plot.clear_counts()
            self._summary.setText("")
            self.show_window(None)
        elif self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def show_window(self, window: WindowLevel | None) -> None:
        """Show the window as it is now."""
        self._window = window
        for part in (self.width_edit, self.level_edit, self.auto_button, self.full_button):
            part.setEnabled(window is not None)
        self.width_edit.show_number(round(window.width, _DIGITS) if window is not None else None)
        self.level_edit.show_number(round(window.level, _DIGITS) if window is not None else None)
        if window is not None and self._found is not None:
            self.plot.show_window(window)

    @Slot()
    def refresh(self) -> None:
        """Count at once what has been painted and is not counted yet."""
        if self._stale and self._loaded is not None and self.isVisible():
            self._stale = False
            self._show_counts(self._loaded)

    def focus_width(self) -> None:
        """Let the person type the width."""
        self.width_edit.setFocus()
        self.width_edit.selectAll()

    def _build(self, logarithmic: bool) -> None:
        self.plot = HistogramPlot(self)
        self.plot.setAccessibleName(self.tr("Histogram of the slice"))
        self.plot.setToolTip(
            self.tr("Drag the limits of the window; the wheel zooms; a double click shows all values")
        )
        self.plot.setMinimumHeight(90)
        self.plot.set_logarithmic(logarithmic)
        self._summary = small_label(self, wrapped=False)
        self._summary.setAccessibleName(self.tr("Figures of the slice"))
        self.width_edit = self._edit(self.tr("Window width"))
        self.level_edit = self._edit(self.tr("Window level"))
        self.auto_button = QPushButton(self.tr("Auto"), self)
        self.auto_button.setToolTip(self.tr("From the 0.5th to the 99.5th percentile of this slice"))
        self.full_button = QPushButton(self.tr("Full"), self)
        self.full_button.setToolTip(self.tr("From the least to the greatest value of this slice"))
        self.log_box = QCheckBox(self.tr("Log"), self)
        self.log_box.setToolTip(self.tr("Count in powers of ten, so that rare values are seen"))
        self.log_box.setChecked(logarithmic)
        row = QHBoxLayout()
        row.addWidget(self._summary, 1)
        for text, edit in ((self.tr("W"), self.width_edit), (self.tr("L"), self.level_edit)):
            label = QLabel(text, self)
            label.setBuddy(edit)
            row.addWidget(label)
            row.addWidget(edit)
        for part in (self.auto_button, self.full_button, self.log_box):
            row.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 2)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self.plot, 1)

    def _edit(self, name: str) -> NumberEdit:
        edit = NumberEdit(name, self)
        edit.setToolTip(self.tr("{name}: type a number, then Enter").format(name=name))
        edit.setMaximumWidth(edit.minimumWidth())
        return edit

    def _show_counts(self, loaded: LoadedSlice) -> None:
        self._found = histogram(loaded)
        if self._found is None:
            self.plot.clear_counts()
            self._summary.setText(self.tr("Nothing but padding"))
            return
        self._summary.setText(self._summary_of(self._found, loaded))
        if self._window is not None:
            self.plot.show_window(self._window)
        self.plot.show_histogram(self._found, unit(loaded.header))

    def _summary_of(self, found: Histogram, loaded: LoadedSlice) -> str:
        text = self.tr("{low} to {high}, mean {mean}, SD {deviation} {unit}").format(
            low=_text(found.low),
            high=_text(found.high),
            mean=_text(found.mean),
            deviation=_text(found.deviation),
            unit=unit(loaded.header),
        )
        if found.step > 1:
            return text + self.tr("  ·  every {step}th row and column counted").format(step=found.step)
        left_out = loaded.pixels.stored.size - found.total
        if left_out:
            text += self.tr("  ·  {count} padded pixels left out").format(count=left_out)
        return text

    @Slot()
    def _on_edited(self) -> None:
        width, level = self.width_edit.number, self.level_edit.number
        if not (self.width_edit.isModified() or self.level_edit.isModified()) or self._window is None:
            return
        if width is None or level is None or width < _LEAST_WIDTH:
            self.show_window(self._window)
            return
        # What was not typed stays as exact as it is.
        self._want(
            WindowLevel(
                width if self.width_edit.isModified() else self._window.width,
                level if self.level_edit.isModified() else self._window.level,
            )
        )

    @Slot()
    def _on_auto(self) -> None:
        if self._loaded is not None:
            self._want(WindowLevel.between(self._loaded.dark, self._loaded.bright))

    @Slot()
    def _on_full(self) -> None:
        if self._loaded is not None:
            self._want(WindowLevel.between(self._loaded.low, self._loaded.high))

    def _want(self, window: WindowLevel) -> None:
        self.window_wanted.emit(window)
        self.plot.reach_limits()


def _text(value: float) -> str:
    return shown(round(value, 1 if abs(value) >= 10 else 3))
