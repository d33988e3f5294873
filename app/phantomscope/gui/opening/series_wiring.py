"""What can be done with the series of the panel, their thumbnails, and scanning again."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.rescan import changes_text, slice_again
from phantomscope.gui.opening.thumbnails import Decode, Thumbnails
from phantomscope.gui.tags.tags_wiring import TagsWiring
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.decoder import decode
from phantomscope.stack.index import Scan
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

_Place = tuple[str, SliceHeader, int]  # key of the series, a slice of it, and its index


class SeriesWiring(QObject):
    """Connects what the series panel offers. It must come after what shows a new stack.

    Attributes:
        rescan: Opens the same once more.
        actions: That one, for the list of shortcuts.
        thumbnails: Makes the small pictures.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open.
        tags: Shows the DICOM tags.
        lost_text: Says what scanning again has cost the person.
    """

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        tags: TagsWiring,
        lost_text: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tags = tags
        self._lost_text = lost_text
        self._shown: _Place | None = None
        self._place: _Place | None = None
        self._after: tuple[str, QAction] | None = None
        panel = window.series_panel
        panel.set_privacy(workspace.privacy)
        self.thumbnails = Thumbnails(panel.without_thumbnail, self._decoding, self)
        self.rescan = QAction(self.tr("Re-&scan"), window)
        self.rescan.setShortcut(QKeySequence("F5"))
        self.rescan.setToolTip(self.tr("Look again at what is open, for what has come or gone (F5)"))
        self.rescan.setEnabled(False)
        self.actions = [self.rescan]
        window.file_menu.insertAction(window.actions_.close_scan, self.rescan)
        self._connect()

    def _connect(self) -> None:
        window, workspace, panel = self._window, self._workspace, self._window.series_panel
        self.rescan.triggered.connect(self._on_rescan)
        self.thumbnails.made.connect(panel.set_thumbnail)
        panel.visible_changed.connect(self._make_thumbnails)
        panel.analyse_wanted.connect(lambda series: self._with(series, window.actions_.analyse))
        panel.tags_wanted.connect(lambda series: self._with(series, self._tags.action))
        window.slice_view.painted_changed.connect(self._make_thumbnails)
        workspace.opener.started.connect(self.thumbnails.stop)
        workspace.opener.failed.connect(self._on_not_opened)
        workspace.opener.cancelled.connect(self._on_not_opened)
        workspace.dataset_changed.connect(self._on_dataset_changed)
        workspace.stack_changed.connect(self._show_kept)
        workspace.setups.stack_edited.connect(self._show_kept)
        workspace.stack_changed.connect(self._on_stack_changed)
        workspace.rescanned.connect(self._on_rescanned)
        workspace.analysis_started.connect(self._refresh)
        workspace.analysis_ended.connect(self._refresh)
        window.closing.connect(self.thumbnails.close)

    # -- thumbnails ---------------------------------------------------------------------------------------

    @Slot()
    def _make_thumbnails(self) -> None:
        # Not before there is a slice to look at: opening goes first.
        if self._window.slice_view.painted is not None and not self._workspace.opener.is_busy:
            self.thumbnails.start()

    def _decoding(self, series: Series) -> Decode | None:
        dataset, stack = self._workspace.dataset, self._workspace.stack
        if stack is not None and stack.series is series and len(stack):
            index = len(stack) // 2
            return lambda: (stack.slice_header(index), stack.peek(index))
        if dataset is None or all(one is not series for one in dataset.scan.series):
            return None
        source, header = dataset.source, series.slices[len(series.slices) // 2]
        return lambda: (header, decode(source, header))

    @Slot()
    def _show_kept(self) -> None:
        stack = self._workspace.stack
        if stack is not None:
            self._window.series_panel.set_kept(stack.series.key, len(stack))

    # -- one series ---------------------------------------------------------------------------------------

    def _with(self, series: Series, action: QAction) -> None:
        """Do something with a series; where another one is shown, as soon as this one is."""
        self._after = None
        if self._workspace.series is series:
            action.trigger()
        else:
            self._after = series.key, action
            self._workspace.select_series(series)

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        place, self._place = self._place, None
        if stack is None:
            return
        if place is not None and place[0] == stack.series.key:
            self._window.slice_view.go_to(slice_again(place[1], place[2], stack))
        after, self._after = self._after, None
        if after is not None and after[0] == stack.series.key:
            after[1].trigger()

    # -- scanning again -----------------------------------------------------------------------------------

    @Slot()
    def _on_rescan(self) -> None:
        stack, index = self._workspace.stack, self._window.slice_view.index
        there = stack is not None and index < len(stack)
        self._shown = (stack.series.key, stack.slice_header(index), index) if stack and there else None
        self._workspace.rescan()

    @Slot(object, object)
    def _on_rescanned(self, before: Scan, after: Scan) -> None:
        self._place, self._shown = self._shown, None
        for series in after.series:
            result = self._workspace.result_of(series.key)
            if result is not None:
                self._window.series_panel.set_verdict(series.key, result.verdict)
        said = (changes_text(before, after), self._lost_text())
        self._window.message_bar.show_note(" ".join(one for one in said if one))

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._after = None
        self.thumbnails.stop()
        self._refresh()

    @Slot()
    def _on_not_opened(self) -> None:
        self._shown = None
        self._make_thumbnails()

    @Slot()
    def _refresh(self) -> None:
        dataset = self._workspace.dataset
        # What lies in memory can't have changed.
        there = dataset is not None and bool(dataset.source.spec.paths)
        self.rescan.setEnabled(there and not self._workspace.is_analysing)
