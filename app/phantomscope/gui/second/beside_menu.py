"""The menu of what can be opened beside the first scan."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from phantomscope.gui.second.second_actions import SecondActions
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.workspace import Workspace
from phantomscope.stack.series import Series


class BesideMenu(QMenu):
    """Files, folders, what was opened before, and the other series of the first scan.

    Signals:
        path_chosen(Path): One that was opened before.
        series_chosen(Series): One of the first scan.

    Args:
        actions: Those of the second scan.
        workspace: The first scan.
        store: The settings, for the recent list.
        parent: Qt parent.
    """

    path_chosen = Signal(object)
    series_chosen = Signal(object)

    def __init__(
        self, actions: SecondActions, workspace: Workspace, store: SettingsStore, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &Beside"))
        self._workspace = workspace
        self._store = store
        self._recent = QMenu(self.tr("Open &Recent Beside"), self)
        self._series = QMenu(self.tr("&Series of This Scan"), self)
        self.addActions([actions.open_file, actions.open_folder])
        self.addMenu(self._recent)
        self.addMenu(self._series)
        self.addSeparator()
        self.addAction(actions.close)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._series.aboutToShow.connect(self._fill_series)

    def offer(self, there: bool) -> None:
        """Offer what needs a first scan, or not."""
        self._recent.setEnabled(there)
        self._series.setEnabled(there)

    def series_title(self, number: int, series: Series) -> str:
        """What to call a series in a list."""
        return self.tr("{number}: {title} ({count} slices)").format(
            number=number, title=self._workspace.privacy.shown(series.title), count=len(series.slices)
        )

    @Slot()
    def _fill_recent(self) -> None:
        shown = self._workspace.privacy.shown
        self._recent.clear()
        for path in self._store.current.recent:
            action = self._recent.addAction(shown(Path(path).name or path))
            action.setToolTip(shown(path))
            action.triggered.connect(lambda _=False, path=path: self.path_chosen.emit(Path(path)))
        if self._recent.isEmpty():
            self._recent.addAction(self.tr("Nothing yet")).setEnabled(False)

    @Slot()
    def _fill_series(self) -> None:
        self._series.clear()
        dataset = self._workspace.dataset
        for number, series in enumerate(dataset.scan.series if dataset is not None else (), start=1):
            action = self._series.addAction(self.series_title(number, series))
            action.triggered.connect(lambda _=False, series=series: self.series_chosen.emit(series))
