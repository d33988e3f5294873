"""What the window says of the queue's items: how those are set up whose scan is open in it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.queue.queue_item import Origin, QueueItem, Said
from phantomscope.gui.workspace import Workspace


class WindowSetups(QObject):
    """Reads the setups of the open dataset's series.

    Signals:
        changed(): Another setup, other slices left out, or another dataset.

    Args:
        workspace: What is open.
        parent: Qt parent.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._titles: dict[str, str] = {}
        workspace.setups.changed.connect(self._on_setup_changed)
        workspace.setups.stack_edited.connect(self.changed)
        workspace.dataset_changed.connect(self._on_dataset_changed)

    def is_open(self, item: QueueItem) -> bool:
        """Whether an item's series is one of the open dataset's, and still the same."""
        dataset, name = self._workspace.dataset, item.series
        if dataset is None or name is None or not origin_of(dataset).is_same(item.origin):
            return False
        return any(one.key == name.key and one.digest == name.digest for one in dataset.scan.series)

    def said_of(self, item: QueueItem) -> Said | None:
        """What counts for an item: what the window says now, or said last while the scan was open there."""
        if item.series is None or not self.is_open(item):
            return item.said
        setups, key = self._workspace.setups, item.series.key
        if not setups.is_decided(key):
            return None
        setup, shown = setups.of(key), self._workspace.series
        if shown is not None and shown.key == key:
            return Said(setup, setups.edits_of(key), self._workspace.profile_title())
        return Said(setup, setups.edits_of(key), self._titles.get(key, setup.profile))

    @Slot()
    def _on_setup_changed(self) -> None:
        # Whether a setup is still its profile's is known only while its series is shown.
        shown = self._workspace.series
        if shown is not None:
            self._titles[shown.key] = self._workspace.profile_title()
        self.changed.emit()

    @Slot()
    def _on_dataset_changed(self) -> None:
        self._titles.clear()
        self.changed.emit()


def origin_of(dataset: Dataset) -> Origin:
    """Where an open dataset's series are."""
    spec = dataset.source.spec
    return Origin(dataset.source.name, tuple(map(Path, spec.paths)), spec, dataset.data)
