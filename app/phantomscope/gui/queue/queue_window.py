"""The queue in a window of its own: add, analyse, cancel, look at what came of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from phantomscope.analysis.results import Verdict
from phantomscope.gui.opening.drops import dropped_paths
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.file_dialogs import ask_for_files, ask_for_folder
from phantomscope.gui.parts.tones import muted
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.queue.queue_delegates import PhantomDelegate, ProgressDelegate
from phantomscope.gui.queue.queue_item import QueueItem, State
from phantomscope.gui.queue.queue_model import (
    PHANTOM,
    RESULT,
    SCAN,
    SERIES,
    SIGN,
    SLICES,
    QueueModel,
)
from phantomscope.gui.results.verdict_banner import VerdictBanner
from phantomscope.reports.symbols import SYMBOLS

_SIZE = (960, 460)
_WIDTHS = {SIGN: 28, SCAN: 190, SERIES: 170, SLICES: 56, PHANTOM: 170}
_EMPTY = "Drop ZIP archives or folders here, or add them with the buttons above."
_SCALE = 1000
_DETAIL_LINES = 2


class QueueWindow(QWidget):
    """Shows a queue. Not modal; closing it does not stop what goes on.

    Signals:
        item_opened(QueueItem): The person wants to see an item in the main window.
        export_wanted(Path): The person wants all results in this folder.

    Attributes:
        table: The items.
        add_files, add_folder, analyse, cancel_all: Buttons above it.
        cancel_item, retry, remove, open_item, export: Those below, for what is selected.

    Args:
        queue: The queue.
        parent: Above whose window it stays.
    """

    item_opened = Signal(object)
    export_wanted = Signal(object)

    def __init__(self, queue: AnalysisQueue, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._queue = queue
        self._model = QueueModel(queue, self)
        self.setWindowTitle(self.tr("Analyse Several"))
        self.setAcceptDrops(True)
        self._build()
        self._lay_out()
        self._connect()
        self._banner.follow(queue.privacy)
        queue.privacy.changed.connect(self._refresh)
        self._take_colours()
        self.resize(*_SIZE)
        self._refresh()

    @property
    def message(self) -> str:
        """What is said above the table; empty for nothing."""
        return self._banner.text if self._banner.isVisibleTo(self) else ""

    @property
    def summary(self) -> str:
        """What is said of all items together."""
        return self._summary.text()

    @property
    def detail(self) -> str:
        """The whole text of the item selected; empty where it is not one."""
        return self._detail.text()

    @property
    def selected(self) -> tuple[QueueItem, ...]:
        """The items of the rows selected."""
        rows = self.table.selectionModel().selectedRows()
        found = (self._model.item_at(index) for index in sorted(rows, key=QModelIndex.row))
        return tuple(item for item in found if item is not None)

    def add_paths(self, paths: list[Path]) -> None:
        """Add archives, folders and files."""
        self._banner.clear()
        if paths and not self._queue.add_paths(paths):
            self.show_note(self.tr("That is in the list already."))

    def show_note(self, text: str) -> None:
        """Say something above the table."""
        self._banner.show_note(text)

    def show_failure(self, text: str) -> None:
        """Say above the table what went wrong."""
        self._banner.show_failure(text)

    # -- Qt's own names -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc closes, Del removes what is selected."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_hint"):
            self._take_colours()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Qt: take files and folders."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Qt: anywhere."""
        event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Qt: add what was dropped."""
        paths = dropped_paths(event.mimeData())
        if paths:
            event.acceptProposedAction()
            self.add_paths(paths)

    # -- building -----------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._banner = VerdictBanner(self)
        self._banner.clear()
        self.add_files = QPushButton(self.tr("Add &Files…"), self)
        self.add_folder = QPushButton(self.tr("Add F&older…"), self)
        self.analyse = QPushButton(self.tr("&Analyse"), self)
        self.analyse.setDefault(True)
        self.cancel_all = QPushButton(self.tr("&Cancel All"), self)
        self.table = self._make_table()
        self._hint = QLabel(self.tr(_EMPTY), self.table)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        hint = QVBoxLayout(self.table)
        hint.addWidget(self._hint)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, _SCALE)
        self._progress.setTextVisible(False)
        self._progress.setFixedHeight(6)
        self._progress.setAccessibleName(self.tr("How much of all is done"))
        self._summary = QLabel(self)
        self._detail = QLabel(self)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        self._detail.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._detail.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._detail.setFixedHeight(_DETAIL_LINES * self.fontMetrics().lineSpacing() + 2)
        self._detail.setAccessibleName(self.tr("What came of the item selected"))
        self.open_item = QPushButton(self.tr("&Show in the Window"), self)
        self.cancel_item = QPushButton(self.tr("Ca&ncel"), self)
        self.retry = QPushButton(self.tr("Analyse A&gain"), self)
        self.remove = QPushButton(self.tr("&Remove"), self)
        self.export = QPushButton(self.tr("&Export All…"), self)

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setModel(self._model)
        table.setAccessibleName(self.tr("Series to analyse"))
        table.setFrameShape(QFrame.Shape.StyledPanel)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        table.setItemDelegateForColumn(PHANTOM, PhantomDelegate(table))
        table.setItemDelegateForColumn(RESULT, ProgressDelegate(table))
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(26)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in _WIDTHS.items():
            table.setColumnWidth(column, width)
        header.setSectionResizeMode(SIGN, QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(True)
        rows = table.verticalHeader()
        rows.setDefaultSectionSize(table.fontMetrics().height() + 10)
        rows.hide()
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for button in (self.add_files, self.add_folder):
            top.addWidget(button)
        top.addStretch(1)
        top.addWidget(self.cancel_all)
        top.addWidget(self.analyse)
        bottom = QHBoxLayout()
        for button in (self.open_item, self.retry, self.cancel_item, self.remove):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.export)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._banner)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._detail)
        layout.addWidget(self._progress)
        layout.addWidget(self._summary)
        layout.addLayout(bottom)

    def _connect(self) -> None:
        queue = self._queue
        items = queue.list
        for signal in (items.inserted, items.removed, items.changed, queue.activity_changed):
            signal.connect(self._refresh)
        self.table.selectionModel().selectionChanged.connect(self._refresh)
        self.table.doubleClicked.connect(self._on_double_clicked)
        self.table.clicked.connect(self._on_clicked)
        self.add_files.clicked.connect(lambda: ask_for_files(self, "", self.add_paths))
        self.add_folder.clicked.connect(lambda: ask_for_folder(self, "", self.add_paths))
        self.analyse.clicked.connect(queue.start)
        self.cancel_all.clicked.connect(queue.cancel_all)
        self.cancel_item.clicked.connect(lambda: self._for_selected(queue.cancel))
        self.retry.clicked.connect(lambda: self._for_selected(queue.retry))
        self.remove.clicked.connect(lambda: self._for_selected(queue.remove))
        self.open_item.clicked.connect(self._on_open)
        self.export.clicked.connect(self._on_export)

    # -- how ----------------------------------------------------------------------------------------------

    def _take_colours(self) -> None:
        self._model.set_colours(colours_in(self.palette()))
        palette = self._hint.palette()
        palette.setColor(QPalette.ColorRole.WindowText, muted(self.palette()))
        self._hint.setPalette(palette)

    def _for_selected(self, do: Callable[[int], None]) -> None:
        for item in self.selected:
            do(item.number)

    @Slot()
    def _refresh(self) -> None:
        items, chosen, queue = self._queue.items, self.selected, self._queue
        self._hint.setVisible(not items)
        self._detail.setText(self._model.detail(chosen[0]) if len(chosen) == 1 else "")
        self._progress.setVisible(bool(items))
        self._progress.setValue(round(_SCALE * queue.fraction))
        self._summary.setText(summary_of(items))
        self.analyse.setEnabled(not queue.is_on and any(one.state in _TO_DO for one in items))
        self.cancel_all.setEnabled(any(not one.is_over for one in items))
        self.cancel_item.setEnabled(any(not one.is_over for one in chosen))
        self.retry.setEnabled(any(one.is_over and one.state is not State.UNKNOWN for one in chosen))
        self.remove.setEnabled(bool(chosen))
        self.open_item.setEnabled(len(chosen) == 1 and chosen[0].series is not None)
        self.export.setEnabled(any(one.result is not None for one in items))

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item is not None and index.column() != PHANTOM and item.series is not None:
            self.item_opened.emit(item)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        item = self._model.item_at(index)
        if item is not None and index.column() == PHANTOM and item.state is State.UNKNOWN:
            self.table.edit(index)  # what says "Choose…" lets one choose

    @Slot()
    def _on_open(self) -> None:
        for item in self.selected[:1]:
            self.item_opened.emit(item)

    @Slot()
    def _on_export(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder for all results"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda names: self.export_wanted.emit(Path(names[0])))
        dialog.open()


_TO_DO = (State.WAITING, State.LOOKING)


def summary_of(items: tuple[QueueItem, ...]) -> str:
    """What there is and what came of it, in a line, e.g. "3 of 5 done: 2 ✓ pass, 1 ✗ fail"."""
    if not items:
        return ""
    over = [item for item in items if item.is_over]
    results = [item.result for item in items if item.result is not None]
    texts = [one.verdict_text() for one in results]
    signs = {one.verdict_text(): one.verdict for one in results}
    order = list(Verdict)
    parts = [
        f"{texts.count(text)} {SYMBOLS[signs[text]]} {text}"
        for text in sorted(signs, key=lambda text: (order.index(signs[text]), text))
    ]
    states = [item.state for item in items]
    for state, word in (
        (State.FAILED, "not analysed"),
        (State.UNKNOWN, "of unknown phantom"),
        (State.CANCELLED, "cancelled"),
    ):
        parts += [f"{states.count(state)} {word}"] if state in states else []
    return f"{len(over)} of {len(items)} done" + (f": {', '.join(parts)}" if parts else "")
