"""Several at once: from the menu to the queue and its window, and from its items to the main window."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.queue.queue_exporter import QueueExporter
from phantomscope.gui.queue.queue_item import QueueItem
from phantomscope.gui.queue.window_setups import origin_of
from phantomscope.gui.results.exporter import Exporter
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.slice_stack import SliceStack

if TYPE_CHECKING:  # loaded when it is first shown
    from phantomscope.gui.queue.queue_window import QueueWindow


class QueueWiring(QObject):
    """Connects the queue.

    Args:
        window: The main window; the wiring becomes its child.
        workspace: What is open.
        exporter: Its analyses, for PDF reports, go before the queue's.
        queue: The queue.
    """

    def __init__(
        self, window: MainWindow, workspace: Workspace, exporter: Exporter, queue: AnalysisQueue
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._queue = queue
        self._queue_window: QueueWindow | None = None
        self._wanted: QueueItem | None = None
        self._exporter = QueueExporter(self)
        self._exporter.exported.connect(self._on_exported)
        self._exporter.failed.connect(self._on_export_failed)
        actions = window.actions_
        window.analysis_menu.addSeparator()
        window.analysis_menu.addActions([actions.analyse_all, actions.analyse_several])
        actions.analyse_all.triggered.connect(self._on_analyse_all)
        actions.analyse_several.triggered.connect(self._on_analyse_several)
        exporter.progressed.connect(lambda text: None if text else queue.proceed())
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.stack_changed.connect(self._on_stack_changed)
        queue.activity_changed.connect(self._on_activity_changed)
        window.closing.connect(self._on_closing)

    @property
    def queue_window(self) -> "QueueWindow | None":
        """The queue's window; None until it was shown first."""
        return self._queue_window

    @Slot()
    def _on_analyse_all(self) -> None:
        self._queue.add_dataset()
        self._queue.start()
        self._on_analyse_several()

    @Slot()
    def _on_analyse_several(self) -> None:
        if self._queue_window is None:
            from phantomscope.gui.queue.queue_window import QueueWindow

            self._queue_window = QueueWindow(self._queue, self._window)
            self._queue_window.item_opened.connect(self._on_item_opened)
            self._queue_window.export_wanted.connect(self._on_export_wanted)
        self._queue_window.show()
        self._queue_window.raise_()
        self._queue_window.activateWindow()

    @Slot()
    def _on_activity_changed(self) -> None:
        window = self._queue_window
        if not self._queue.is_on and self._queue.items and (window is None or not window.isVisible()):
            from phantomscope.gui.queue.queue_window import summary_of

            self._window.message_bar.show_note(
                self.tr("The queue has ended: {summary_of}").format(summary_of=summary_of(self._queue.items))
            )

    # -- an item in the main window -----------------------------------------------------------------------

    @Slot(object)
    def _on_item_opened(self, item: QueueItem) -> None:
        dataset = self._workspace.dataset
        if dataset is not None and origin_of(dataset).is_same(item.origin):
            self._wanted = item
            self._show_wanted(dataset)
        elif item.origin.paths:
            self._wanted = item
            self._workspace.open_paths(item.origin.paths)
        elif self._queue_window is not None:
            self._queue_window.show_failure(
                self.tr("That scan was never on disk, and it is not open any more.")
            )
            return
        self._window.activateWindow()
        self._window.raise_()

    def _show_wanted(self, dataset: Dataset) -> None:
        """Show the series that is wanted, with its results where there are no newer ones."""
        item = self._wanted
        name = item.series if item is not None else None
        if item is None or name is None:
            return
        series = next((one for one in dataset.scan.series if one.key == name.key), None)
        if series is None or series.digest != name.digest:
            self._wanted = None
            self._window.message_bar.show_failure(
                self.tr("The scan has changed since it was analysed. Analyse it again.")
            )
            return
        has_newer = self._queue.hand_over(item.number)
        if self._workspace.series is not None:
            self._wanted = None
            if has_newer:
                self._window.message_bar.show_note(
                    self.tr("The series has been analysed again since; these are the newer results.")
                )
            self._workspace.select_series(series)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        # The first series is asked for once everybody knows of the dataset; the one that is wanted must wait.
        item = self._wanted
        if item is not None and (dataset is None or not origin_of(dataset).is_same(item.origin)):
            self._wanted = None
        elif dataset is not None:
            self._show_wanted(dataset)

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        dataset = self._workspace.dataset
        if stack is not None and dataset is not None and self._wanted is not None:
            self._show_wanted(dataset)

    # -- files --------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_export_wanted(self, folder: Path) -> None:
        if self._exporter.is_busy:
            self._on_export_failed("Results are still being written. Wait until that is done.")
        else:
            self._queue.follow_window()
            privacy = self._queue.privacy
            names = privacy.names if privacy.is_on else None
            self._exporter.export(self._queue.items, folder, names, self._workspace.open_sources)

    @Slot(str)
    def _on_exported(self, text: str) -> None:
        if self._queue_window is not None:
            self._queue_window.show_note(text)

    @Slot(str)
    def _on_export_failed(self, text: str) -> None:
        if self._queue_window is not None:
            self._queue_window.show_failure(text)

    @Slot()
    def _on_closing(self) -> None:
        if self._queue_window is not None:
            self._queue_window.close()
        self._queue.shutdown()
        self._exporter.shutdown()
