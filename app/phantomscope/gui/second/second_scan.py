"""The scan beside the first: its own opening, its own stack of one slice, and whose source that is."""

import dataclasses
import functools
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.opening.dataset import Dataset
from phantomscope.gui.opening.demo_process import DemoProcess
from phantomscope.gui.opening.opener import Opener
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.gui.viewing.slice_loader import SliceLoader
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.series import Series
from phantomscope.stack.slice_stack import SliceStack


class SecondScan(QObject):
    """Owns the second dataset, or shares the first one's source, and the stack of the series shown of it.

    Signals:
        dataset_changed(Dataset | None): Another one is open, or none.
        stack_changed(SliceStack | None): Another series is shown, or none.
        refused(PhantomscopeError): A series is not shown, and why.
        withdrawn(PhantomscopeError or str): What was said of the budget, here or elsewhere, holds no more.

    Attributes:
        may_show: Says why a series can't be shown; None where it can.
        opener, loader: What does the work; their own signals tell how it goes.

    Args:
        store: The settings.
        parent: Qt parent.
    """

    dataset_changed = Signal(object)
    stack_changed = Signal(object)
    refused = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opener = Opener(DemoProcess(), self)
        self.loader = SliceLoader(self)
        self.may_show: Callable[[Series], PhantomscopeError | None] = lambda _: None
        self._store = store
        self._dataset: Dataset | None = None
        self._stack: SliceStack | None = None
        self._shares = False
        self.opener.opened.connect(self._on_opened)
        self.loader.stack_opened.connect(self._on_stack_opened)

    @property
    def dataset(self) -> Dataset | None:
        """What is open."""
        return self._dataset

    @property
    def stack(self) -> SliceStack | None:
        """The stack of the series shown."""
        return self._stack

    @property
    def shares_source(self) -> bool:
        """Whether the source is the first scan's, to be closed by whoever owns that."""
        return self._shares

    def sources(self) -> tuple[SourceSpec, ...]:
        """What is open, for whoever must not write into it."""
        return (self._dataset.source.spec,) if self._dataset is not None else ()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open something; what is open stays until the new one is there."""
        if paths:
            self.opener.open_paths(paths)

    def share(self, dataset: Dataset, series: Series) -> None:
        """Show a series of a dataset that is somebody else's."""
        self.opener.cancel()
        self._release()
        self._dataset, self._shares = dataset, True
        self.dataset_changed.emit(dataset)
        self.select_series(series)

    def select_series(self, series: Series) -> None:
        """Show another series of what is open."""
        if self._dataset is None:
            return
        if self._stack is not None and self._stack.series is series:
            self.loader.forget()  # another one, chosen a moment ago, may be on its way
            return
        refusal = self.may_show(series)
        if refusal is not None:
            self.refused.emit(refusal)
            return
        # One slice is what is seen; the slice looked at next is decoded when it is wanted.
        make = functools.partial(
            SliceStack,
            self._dataset.source,
            series,
            max_slices=1,
            max_bytes=self._store.current.cache_megabytes * MEGABYTE,
        )
        self.loader.open_stack(make)

    def request_slice(self, index: int) -> None:
        """Ask the loader for a slice of the series shown."""
        if self._stack is not None and 0 <= index < len(self._stack):
            self.loader.request(self._stack, index)

    def cancel(self) -> bool:
        """Give up what is being opened; whether anything was."""
        busy = self.opener.is_busy
        self.opener.cancel()
        return busy

    def take_over(self, source: Source) -> bool:
        """The owner of a source gives it up: whether it is used here, and this scan's own from now on."""
        if self._dataset is None or self._dataset.source is not source:
            return False
        self._shares = False
        return True

    def account(self) -> MemoryAccount | None:
        """What it takes now; a shared source is the owner's. None where nothing is open."""
        if self._stack is None:
            return None
        own = self._stack.account()
        return dataclasses.replace(own, source=0) if self._shares else own

    def close_scan(self) -> None:
        """Give up what is open or being opened."""
        self.opener.cancel()
        if self._dataset is not None:
            self._release()
            self.stack_changed.emit(None)
            self.dataset_changed.emit(None)

    def shutdown(self) -> None:
        """Give up everything and wait until no thread is left."""
        self.opener.close()
        self.close_scan()
        self.loader.close()

    def _release(self) -> None:
        self._release_stack()
        dataset, self._dataset = self._dataset, None
        shared, self._shares = self._shares, False
        if dataset is not None and not shared:
            self.loader.dispose(dataset.source.close)

    def _release_stack(self) -> None:
        self.loader.forget()
        stack, self._stack = self._stack, None
        if stack is not None:
            self.loader.dispose(stack.close)

    @Slot(object)
    def _on_opened(self, dataset: Dataset) -> None:
        self._release()
        self._dataset = dataset
        if dataset.path is not None:
            path = dataset.path.absolute()
            self._store.save(self._store.current.with_recent(str(path)))
            self._store.change(last_folder=str(path.parent))
        self.dataset_changed.emit(dataset)
        self.select_series(dataset.scan.series[0])

    @Slot(object)
    def _on_stack_opened(self, stack: SliceStack) -> None:
        self._release_stack()
        self._stack = stack
        self.stack_changed.emit(stack)
