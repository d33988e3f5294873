"""All of a person's own tolerances for a series, to look through, remove, take in and give out."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.results import counted
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.setup.tolerances_model import LIMITS, METRIC, SIGN, TolerancesModel


class TolerancesPage(QWidget):
    """The own tolerances as a table. Enter changes the chosen ones, Delete removes them.

    Signals:
        change_wanted(tuple[str, ...]): These tolerances are to be changed, by metric key.
        removal_wanted(tuple[str, ...]): These are to be removed.
        import_wanted(), export_wanted(): Tolerances are to be read from a file, or written to one.

    Attributes:
        table, model: What it shows.
        change_button, remove_button, remove_all_button, file_button: The buttons.
        import_, export: The actions in the menu of the last one.

    Args:
        parent: Qt parent.
    """

    change_wanted = Signal(object)
    removal_wanted = Signal(object)
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = TolerancesModel(colours_in(self.palette()), self)
        self.model.modelReset.connect(self._refresh)
        self.about = small_label(self)
        self.table = _Table(self.model, self)
        self.table.selectionModel().selectionChanged.connect(self._refresh)
        self.table.doubleClicked.connect(self._change)
        self.table.change_wanted.connect(self._change)
        self.table.removal_wanted.connect(self._remove)
        self._build_buttons()
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (self.change_button, self.remove_button, self.remove_all_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.file_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 6, 2, 2)
        layout.addWidget(self.about)
        layout.addWidget(self.table, 1)
        layout.addStretch()
        layout.addLayout(row)
        self.setAccessibleName(self.tr("Tolerances"))
        self._refresh()

    @property
    def chosen(self) -> tuple[str, ...]:
        """Metric keys of the rows chosen."""
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return tuple(self.model.key_at(row) for row in rows)

    def choose(self, key: str) -> None:
        """Choose a metric's row."""
        row = self.model.row_of(key)
        if row >= 0:
            self.table.selectRow(row)

    def set_enabled(self, *, changing: bool) -> None:
        """Offer to change the tolerances, or not: no series is shown, or it is being analysed."""
        self._changing = changing
        self._refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "model"):
            self.model.set_colours(colours_in(self.palette()))

    def _build_buttons(self) -> None:
        self._changing = False
        self.change_button = QPushButton(self.tr("&Change…"), self)
        self.change_button.clicked.connect(self._change)
        self.remove_button = QPushButton(self.tr("&Remove"), self)
        self.remove_button.setToolTip(self.tr("Judge the chosen ones by pylinac’s limits again"))
        self.remove_button.clicked.connect(self._remove)
        self.remove_all_button = QPushButton(self.tr("Remove a&ll"), self)
        self.remove_all_button.setToolTip(self.tr("Judge everything by pylinac’s limits again"))
        self.remove_all_button.clicked.connect(self._remove_all)
        menu = QMenu(self)
        self.import_ = menu.addAction(self.tr("&Import…"), self.import_wanted.emit)
        self.export = menu.addAction(self.tr("&Export…"), self.export_wanted.emit)
        self.file_button = MenuButton(self.tr("File"), menu, self)
        self.file_button.setAccessibleName(self.tr("Tolerances to and from a file"))
        self.file_button.setToolTip(self.tr("Tolerances to and from a file"))

    @Slot()
    def _refresh(self) -> None:
        count, missing = self.model.rowCount(), self.model.missing
        if count:
            text = f"{counted(count, 'own tolerance')}; all else is judged by pylinac’s limits."
            if missing:
                text += f" {missing} of them for values that the result does not have."
        else:
            text = self.tr(
                "All values are judged by pylinac’s limits. To set your own, choose a value under “Results” "
                "and press T, or take them in from a file."
            )
        self.about.setText(text)
        self.table.setVisible(count > 0)
        chosen = bool(self.chosen)
        self.change_button.setEnabled(chosen and self._changing)
        self.remove_button.setEnabled(chosen and self._changing)
        self.remove_all_button.setEnabled(count > 0 and self._changing)
        self.import_.setEnabled(self._changing)
        self.export.setEnabled(count > 0)

    @Slot()
    def _change(self) -> None:
        if self.change_button.isEnabled():
            self.change_wanted.emit(self.chosen)

    @Slot()
    def _remove(self) -> None:
        if self.remove_button.isEnabled():
            self.removal_wanted.emit(self.chosen)

    @Slot()
    def _remove_all(self) -> None:
        self.removal_wanted.emit(tuple(self.model.key_at(row) for row in range(self.model.rowCount())))


class _Table(QTableView):
    """Asks by key for a change or a removal."""

    change_wanted = Signal()
    removal_wanted = Signal()

    def __init__(self, model: TolerancesModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(self.tr("Own tolerances"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(22)
        header.setSectionResizeMode(METRIC, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(LIMITS, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SIGN, QHeaderView.ResizeMode.ResizeToContents)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter and Delete; all else as usual."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.change_wanted.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)
