"""The second scan: from menus, keys and buttons to what is open beside the first, and where it is seen."""

from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from phantomscope.analysis.private_result import names_of
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.parts.file_dialogs import ask_for_files, ask_for_folder
from phantomscope.gui.second.beside_menu import BesideMenu
from phantomscope.gui.second.comparison_wiring import ComparisonWiring
from phantomscope.gui.second.difference_view import DifferenceView
from phantomscope.gui.second.first_heading import FirstHeading
from phantomscope.gui.second.first_only import FirstOnly
from phantomscope.gui.second.second_actions import SecondActions
from phantomscope.gui.second.second_scan import SecondScan
from phantomscope.gui.second.second_view import SecondView
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.views.view_area import MAIN, ViewLayout
from phantomscope.gui.workspace import Workspace
from phantomscope.measure.alignment import Alignment, Placement
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack

SECOND = "second scan"
DIFFERENCE = "difference"


class SecondWiring(QObject):
    """Opens, shows and closes the second scan.

    Attributes:
        actions: What the person can do with it.
        scan: What is open beside the first.
        view, difference: Its view, and that of first minus second.
        comparison: What links both scans.
        first_heading: Stands above the first scan while the second is seen beside it.
        first_only: Keeps tools of the first scan from the others.

    Args:
        window: The window; the wiring becomes its child.
        workspace: What is open first.
        store: The settings, for the recent list.
    """

    def __init__(self, window: MainWindow, workspace: Workspace, store: SettingsStore) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._store = store
        self._error: PhantomscopeError | None = None
        self._seen_beside = self._with_difference = False
        self.actions = SecondActions(window)
        self.scan = SecondScan(store, self)
        acts = self.actions
        self.view = SecondView(
            (acts.open_file, acts.open_folder),
            (acts.link, acts.link_here, acts.difference),
            acts.close,
            window,
        )
        self.difference = DifferenceView(window)
        window.view_area.add_view(SECOND, self.view)
        window.view_area.add_view(DIFFERENCE, self.difference)
        self.first_heading = FirstHeading(self.view.heading, window.slice_view)
        window.slice_view.add_above(self.first_heading)
        self.first_only = FirstOnly(window, (self.view.slices.canvas, self.difference.canvas))
        self.comparison = ComparisonWiring(window, workspace, self.scan, self.view, self.difference)
        self._build_menus()
        self._connect_actions()
        self._connect_scan()
        self._show_names()
        self._offer()

    def cancel(self) -> bool:
        """Give up what is being opened beside; whether anything was."""
        return self.scan.cancel()

    # -- building -----------------------------------------------------------------------------------------

    def _build_menus(self) -> None:
        window, acts = self._window, self.actions
        self._beside_menu = BesideMenu(acts, self._workspace, self._store, window)
        window.file_menu.insertMenu(_end_of_opening(window), self._beside_menu)
        self._view_menu = QMenu(self.tr("Second S&can"), window)
        self._view_menu.addActions(
            [acts.side_by_side, acts.link, acts.link_here, acts.centres, acts.difference]
        )
        self._view_menu.addSeparator()
        self._view_menu.addAction(acts.close)
        window.view_menu.addMenu(self._view_menu)
        window.actions_.more.extend(acts.all)

    def _connect_actions(self) -> None:
        acts, comparison = self.actions, self.comparison
        acts.open_file.triggered.connect(self._on_open_file)
        acts.open_folder.triggered.connect(self._on_open_folder)
        acts.close.triggered.connect(self._on_close)
        acts.side_by_side.triggered.connect(self._on_side_by_side)
        acts.link.triggered.connect(comparison.set_linked)
        acts.link_here.triggered.connect(comparison.scrolling.link_here)
        acts.centres.triggered.connect(self._on_centres)
        acts.difference.triggered.connect(self._on_difference)
        self.difference.placement_changed.connect(self._on_placed)
        self._beside_menu.path_chosen.connect(lambda path: self.scan.open_paths([path]))
        self._beside_menu.series_chosen.connect(self._share)
        self.view.slices.menu_wanted.connect(self._on_menu_wanted)
        self._window.view_area.layout_changed.connect(self._on_layout_changed)
        self._window.closing.connect(self._on_closing)

    def _connect_scan(self) -> None:
        scan, view, workspace = self.scan, self.view, self._workspace
        scan.opener.started.connect(self._on_started)
        scan.opener.progressed.connect(view.strip.show_progress)
        scan.opener.failed.connect(self._on_failed)
        scan.refused.connect(self._on_failed)
        scan.withdrawn.connect(self._on_withdrawn)
        scan.opener.cancelled.connect(self._on_cancelled)
        view.strip.cancel_requested.connect(scan.cancel)
        view.files_dropped.connect(scan.open_paths)
        view.heading.series_chosen.connect(self._on_series_chosen)
        scan.dataset_changed.connect(self._on_dataset_changed)
        scan.stack_changed.connect(self._on_stack_changed)
        scan.loader.slice_ready.connect(view.slices.show_slice)
        scan.loader.slice_failed.connect(self._on_slice_failed)
        view.slices.slice_wanted.connect(scan.request_slice)
        view.slices.readout_changed.connect(self._window.readout_bar.show_readout)
        self.difference.readout_changed.connect(self._window.readout_bar.show_readout)
        workspace.dataset_changed.connect(self._on_first_changed)
        workspace.privacy.changed.connect(self._on_privacy_changed)
        workspace.takes_over = scan.take_over
        workspace.account_beside = self.comparison.account
        workspace.sources_beside = scan.sources

    # -- what the person does -----------------------------------------------------------------------------

    @Slot()
    def _on_open_file(self) -> None:
        ask_for_files(self._window, self._store.current.last_folder, self.scan.open_paths)

    @Slot()
    def _on_open_folder(self) -> None:
        ask_for_folder(self._window, self._store.current.last_folder, self.scan.open_paths)

    @Slot(object)
    def _share(self, series: Series) -> None:
        dataset = self._workspace.dataset
        if dataset is not None:
            self._show_beside()
            self.scan.share(dataset, series)

    @Slot(int)
    def _on_series_chosen(self, place: int) -> None:
        dataset, stack = self.scan.dataset, self.scan.stack
        if dataset is None or not 0 <= place < len(dataset.scan.series):
            return
        series = dataset.scan.series[place]
        self.scan.select_series(series)
        if stack is not None and stack.series is series:
            self.scan.request_slice(self.view.slices.index)  # its wish went with those of the other one

    @Slot()
    def _on_close(self) -> None:
        self.scan.close_scan()
        self._with_difference = False
        self.view.strip.finish()
        self._show_first_alone()

    @Slot(bool)
    def _on_side_by_side(self, wanted: bool) -> None:
        if wanted:
            self._show_beside()
        else:
            self._show_first_alone()

    @Slot(bool)
    def _on_difference(self, wanted: bool) -> None:
        self._show_beside(difference=wanted)

    @Slot(bool)
    def _on_centres(self, centres: bool) -> None:
        self.difference.choose(Alignment.CENTRES if centres else Alignment.PATIENT)

    @Slot(object)
    def _on_placed(self, placement: Placement) -> None:
        self.actions.centres.setChecked(placement.alignment is Alignment.CENTRES)

    @Slot(QPoint)
    def _on_menu_wanted(self, place: QPoint) -> None:
        self._view_menu.popup(place)

    # -- where it is seen ---------------------------------------------------------------------------------

    def _show_beside(self, *, difference: bool | None = None) -> None:
        area = self._window.view_area
        third = self._with_difference if difference is None else difference
        area.show_views(ViewLayout.SIDE_BY_SIDE, (MAIN, SECOND, DIFFERENCE) if third else (MAIN, SECOND))

    def _show_first_alone(self) -> None:
        if self._window.view_area.layout_ is ViewLayout.SIDE_BY_SIDE:
            self._window.view_area.show_views(ViewLayout.ONE, (MAIN,))

    @Slot()
    def _on_layout_changed(self) -> None:
        area, acts = self._window.view_area, self.actions
        acts.side_by_side.setChecked(area.layout_ is ViewLayout.SIDE_BY_SIDE)
        acts.difference.setChecked(DIFFERENCE in area.names)
        difference = DIFFERENCE in area.shown
        beside = area.layout_ is ViewLayout.SIDE_BY_SIDE
        if beside:
            self._with_difference = DIFFERENCE in area.names  # and so it is when both are seen again
        elif self._seen_beside and self.scan.stack is not None and not self._window.message_bar.text:
            keys = acts.side_by_side.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            text = self.tr("The second scan is still open: {keys} shows it again.").format(keys=keys)
            self._window.message_bar.show_note(text)
        self._seen_beside = beside
        self.first_heading.setVisible(MAIN in area.shown and SECOND in area.shown)
        self._offer()
        self.comparison.set_seen(second=difference or SECOND in area.shown, difference=difference)

    # -- what comes of it ---------------------------------------------------------------------------------

    @Slot(str)
    def _on_started(self, name: str) -> None:
        self._workspace.privacy.learn([name, Path(name).stem])
        self.view.strip.start(self._workspace.privacy.shown(name))
        self._show_beside()

    @Slot(object)
    def _on_failed(self, error: PhantomscopeError) -> None:
        self._error = error
        self.view.strip.show_trouble(str(self._told(error)))

    @Slot(object)
    def _on_withdrawn(self, said: PhantomscopeError | str) -> None:
        """What was refused would fit by now."""
        if self._error is not None and said is self._error:
            self._error = None
            self.view.strip.finish()

    @Slot(int, object)
    def _on_slice_failed(self, index: int, error: PhantomscopeError) -> None:
        self.view.slices.show_failure(index, self._told(error))

    def _told(self, error: PhantomscopeError) -> PhantomscopeError:
        privacy = self._workspace.privacy
        return PhantomscopeError(
            privacy.told(error.what), where=privacy.shown(error.where), todo=privacy.told(error.todo)
        )

    @Slot()
    def _on_privacy_changed(self) -> None:
        self._show_names()
        if self._error is not None and self.view.strip.trouble:
            self._on_failed(self._error)
        if self.view.slices.trouble:
            self.scan.request_slice(self.view.slices.index)

    @Slot()
    def _on_cancelled(self) -> None:
        self.view.strip.finish()
        if self.scan.dataset is None:
            self._show_first_alone()

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        if dataset is not None:
            self._workspace.privacy.learn(names_of(dataset.source, dataset.scan.series))
        self.view.strip.finish()
        self._show_names()

    @Slot(object)
    def _on_stack_changed(self, stack: SliceStack | None) -> None:
        self.view.show_slices(stack is not None)
        if stack is None:
            self.view.slices.clear()
        self.comparison.start(stack)
        self._show_names()
        self._offer()

    @Slot(object)
    def _on_first_changed(self, dataset: Dataset | None) -> None:
        if dataset is None:
            self._on_close()  # a comparison with nothing; and the panels are not seen any more
        self._show_names()
        self._offer()

    @Slot()
    def _show_names(self) -> None:
        dataset, stack = self.scan.dataset, self.scan.stack
        privacy = self._workspace.privacy
        heading = self.view.heading
        first = self._workspace.dataset
        self.first_heading.set_name(privacy.shown(first.source.name) if first is not None else "")
        heading.set_name(
            privacy.shown(dataset.source.name) if dataset is not None else self.tr("Second scan")
        )
        series = dataset.scan.series if dataset is not None else ()
        titles = [self._beside_menu.series_title(number, one) for number, one in enumerate(series, start=1)]
        current = next((n for n, one in enumerate(series) if stack is not None and one is stack.series), 0)
        heading.set_series(titles, current)

    def _offer(self) -> None:
        first, second = self._workspace.dataset is not None, self.scan.stack is not None
        acts = self.actions
        for action in (acts.open_file, acts.open_folder, acts.side_by_side):
            action.setEnabled(first)
        self._beside_menu.offer(first)
        for action in (acts.close, acts.link, acts.link_here, acts.centres, acts.difference):
            action.setEnabled(second)
        hidden = second and self._window.view_area.layout_ is not ViewLayout.SIDE_BY_SIDE
        acts.tell_hidden(hidden)
        acts.close.setEnabled(second or self.scan.opener.is_busy or SECOND in self._window.view_area.names)

    @Slot()
    def _on_closing(self) -> None:
        self.scan.shutdown()
        self.comparison.close()


def _end_of_opening(window: MainWindow) -> QAction:
    """The line in the file menu below what opens scans."""
    saving = window.save_menu.menuAction()
    there = window.file_menu.actions()
    before = there[there.index(saving) - 1]
    return before if before.isSeparator() else saving
