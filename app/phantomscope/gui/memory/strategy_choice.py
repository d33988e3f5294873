"""Which strategy the slices of the open series are held by, and how changing it goes."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.stack.held_slices import Filling
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.strategy import Strategy, automatic_strategy, why_not

_LOOK_EVERY_MS = 100
_CHANGES_KEPT = 200

_REASONS = {
    Strategy.LAZY: QT_TRANSLATE_NOOP(
        "StrategyChoice", "This is an archive: it would have to be extracted to disk first."
    ),
    Strategy.SHADOW: QT_TRANSLATE_NOOP(
        "StrategyChoice", "These are files: a compressed copy of them would have to be held in memory."
    ),
}

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StrategyChange:
    """When another strategy came into use.

    Attributes:
        time: Seconds on the monotonic clock.
        strategy: Which.
    """

    time: float
    strategy: Strategy


class StrategyChoice(QObject):
    """What the person chose for each dataset of this session, applied to the stack that is shown.

    Signals:
        changed(): Another strategy was chosen or is in use, or decoding all slices has gone on.
        failed(PhantomscopeError): A strategy could not be had, or no longer: slices are held as before, or
            automatically.

    Attributes:
        room: Says how many bytes decoded slices may take now, from any thread; None for any number.

    Args:
        store: The settings: the choice for datasets about which nothing was chosen, and the cache's size.
        parent: Qt parent.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, store: SettingsStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room: Callable[[], int | None] = lambda: None
        self._store = store
        self._source: Source | None = None
        self._stack: SliceStack | None = None
        self._chosen: dict[_Key, Strategy | None] = {}
        self._failure: PhantomscopeError | None = None
        self._in_use: Strategy | None = None
        self._highest: dict[Strategy, int] = {}
        self._changes: deque[StrategyChange] = deque(maxlen=_CHANGES_KEPT)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    # -- what there is ------------------------------------------------------------------------------------

    @property
    def is_there(self) -> bool:
        """Whether a series is shown."""
        return self._stack is not None

    @property
    def chosen(self) -> Strategy | None:
        """What the person chose for the open dataset; None for the automatic one."""
        return self.chosen_for(self._source.spec, self._source.name) if self._source is not None else None

    @property
    def in_use(self) -> Strategy | None:
        """The strategy that holds the slices shown; None where nothing is open."""
        return self._stack.strategy if self._stack is not None else None

    @property
    def automatic(self) -> Strategy | None:
        """The automatic choice for the open dataset."""
        return automatic_strategy(self._source) if self._source is not None else None

    @property
    def filling(self) -> Filling | None:
        """How far decoding all slices is; None where they are not to be held."""
        return self._stack.held.filling if self._stack is not None else None

    @property
    def failure(self) -> PhantomscopeError | None:
        """Why what was chosen last is not in use; None where it is, or where it would fit by now."""
        return self._failure

    @property
    def changes(self) -> tuple[StrategyChange, ...]:
        """When another strategy came into use, oldest first."""
        return tuple(self._changes)

    @property
    def account(self) -> MemoryAccount | None:
        """What the dataset shown takes now, nothing beside it; None where nothing is open."""
        return self._stack.account() if self._stack is not None else None

    @property
    def highest(self) -> int:
        """The highest total seen of the strategy in use since the series was opened, in bytes."""
        return self._highest.get(self._stack.strategy, 0) if self._stack is not None else 0

    @property
    def cache_limits(self) -> tuple[int, int]:
        """How many slices, and how many bytes of them, the cache may hold at the most."""
        settings = self._store.current
        return settings.cache_slices, settings.cache_megabytes * MEGABYTE

    def chosen_for(self, spec: SourceSpec, name: str) -> Strategy | None:
        """What is chosen for a dataset, or by the settings for all; None for the automatic strategy."""
        usual = Strategy.NON_OPTIMISED if self._store.current.strategy == "non-optimised" else None
        return self._chosen.get(_key(spec, name), usual)

    def why_not(self, strategy: Strategy) -> str:
        """Why a strategy is not offered for the open dataset, a sentence; empty where it is."""
        if self._source is None or not why_not(strategy, self._source):
            return ""
        return self.tr(_REASONS[strategy])

    # -- what the person wants ----------------------------------------------------------------------------

    def choose(self, wanted: Strategy | None) -> None:
        """Hold slices so from now on, None for automatically; the choice before stays where that can't be."""
        if self._source is None or self._stack is None:
            return
        key = _key(self._source.spec, self._source.name)
        before = dict(self._chosen)
        self._chosen[key] = wanted
        if not self._apply():
            self._chosen = before
            self.changed.emit()

    @Slot()
    def follow_settings(self) -> None:
        """The settings have another choice for all datasets."""
        source = self._source
        if source is not None and _key(source.spec, source.name) not in self._chosen:
            self._apply()

    @Slot()
    def retry(self) -> None:
        """There is another budget: what is chosen and could not be had may fit now."""
        if self._failure is not None and self._stack is not None and self._fits(self._stack):
            self._apply()

    # -- what the workspace tells -------------------------------------------------------------------------

    def start(self, source: Source, stack: SliceStack) -> None:
        """Another series is shown: hold its slices as is chosen for its dataset."""
        self._source, self._stack = source, stack
        self._in_use = stack.strategy
        self._highest.clear()
        self._apply()

    def stop(self) -> None:
        """No series is shown."""
        self._source = self._stack = self._in_use = self._failure = None
        self._timer.stop()
        self.changed.emit()

    def look(self, views: int = 0) -> None:
        """Keep the highest total; give decoded slices up where there is no room for anything any more.

        Args:
            views: Bytes of the views across the slices.
        """
        stack = self._stack
        if stack is None:
            return
        total = stack.account().total + views
        self._highest[stack.strategy] = max(total, self._highest.get(stack.strategy, 0))
        left = self.room() if stack.held.is_active else None
        if left is not None and left <= 0:
            stack.held.give_up()
        self._look()
        # What was outgrown would be again: another budget, or the person, begins that once more.
        if self._failure not in (None, stack.held.failure) and self._fits(stack):
            self._apply()

    # -- how it goes --------------------------------------------------------------------------------------

    def _fits(self, stack: SliceStack) -> bool:
        left = self.room()
        return left is None or stack.held.expected_bytes <= left

    def _apply(self) -> bool:
        """Hold slices as is chosen; False where that can't be."""
        if self._stack is None:
            return True
        self._failure, could = None, True
        try:
            self._stack.change_strategy(self.chosen, room=self.room)
        except PhantomscopeError as error:
            could = False
            self._fail(error)
        else:
            if self.chosen is Strategy.NON_OPTIMISED and self._stack.held.failure is not None:
                self._fail(self._stack.held.failure)  # before anybody has seen it begin
        if self._stack.held.is_active:
            self._timer.start()
        self._look()
        self.changed.emit()
        return could

    @Slot()
    def _look(self) -> None:
        if self._stack is None:
            return
        held, in_use = self._stack.held, self._stack.strategy
        if held.failure is not None and self._in_use is Strategy.NON_OPTIMISED:
            self._fail(held.failure)
        if in_use is not self._in_use:
            self._in_use = in_use
            self._changes.append(StrategyChange(time.monotonic(), in_use))
        filling = held.filling
        if self._timer.isActive():
            if filling is None or filling.is_over:
                self._timer.stop()
            self.changed.emit()

    def _fail(self, error: PhantomscopeError) -> None:
        # What the person prefers stays what they prefer: here only why it is not so now is kept.
        if self._failure is error:
            return
        self._failure = error
        self.failed.emit(error)
        self.changed.emit()


def _key(spec: SourceSpec, name: str) -> _Key:
    """What tells a dataset from others, and knows it again when it is opened once more."""
    return spec.paths or (name,)
