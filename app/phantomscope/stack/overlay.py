"""The shadow: what has been changed in a stack, and nothing else. The source never learns of it."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from phantomscope.stack.arrangement import PLAIN, Arrangement, place_order
from phantomscope.stack.decoder import Pixels, SlicePixels

_LEVEL = 1  # the fastest: a changed slice is packed while a person waits


@dataclass(frozen=True, slots=True)
class PackedSlice:
    """A changed slice, compressed.

    Attributes:
        data: The zlib-compressed values.
        dtype: Their numpy type, as a string.
        shape: Rows and columns.
        slope, intercept: As for the slice it replaces; None where the values are in the output unit already.
    """

    data: bytes = field(repr=False)
    dtype: str
    shape: tuple[int, int]
    slope: float | None = None
    intercept: float | None = None

    @property
    def nbytes(self) -> int:
        """Compressed bytes."""
        return len(self.data)

    @property
    def unpacked_bytes(self) -> int:
        """Bytes that its values take when unpacked."""
        return self.shape[0] * self.shape[1] * np.dtype(self.dtype).itemsize

    def unpack(self) -> SlicePixels:
        """The slice, decompressed; its values are read-only."""
        values: Pixels = np.frombuffer(zlib.decompress(self.data), np.dtype(self.dtype)).reshape(self.shape)
        return SlicePixels(values, self.slope, self.intercept)


def pack(
    values: np.ndarray[Any, Any], slope: float | None = None, intercept: float | None = None
) -> PackedSlice:
    """Compress the values of one slice, shape (rows, columns)."""
    if values.ndim != 2:
        raise ValueError(f"a slice has two dimensions, not {values.ndim}")
    plain = np.ascontiguousarray(values)
    rows, columns = plain.shape
    return PackedSlice(zlib.compress(plain.data, _LEVEL), plain.dtype.str, (rows, columns), slope, intercept)


@dataclass(frozen=True, slots=True)
class SlotState:
    """What an overlay says of one slot.

    Attributes:
        removed: Whether the slice is struck.
        packed: The changed slice that stands in its place, or None.
    """

    removed: bool = False
    packed: PackedSlice | None = None


UNCHANGED = SlotState()


@dataclass(frozen=True, slots=True)
class _Edit:
    """One step that can be undone: what the slots concerned were before and are after."""

    before: dict[int, SlotState]
    after: dict[int, SlotState]
    arranged_before: Arrangement
    arranged_after: Arrangement


@dataclass(frozen=True, slots=True)
class Layout:
    """Which slices are shown where, all of one moment.

    Attributes:
        arrangement: What is done to all slices.
        slots: For each index the slot whose slice is shown.
        places: For each index the place in which it is shown: the slot that lies there in the series.
    """

    arrangement: Arrangement
    slots: tuple[int, ...]
    places: tuple[int, ...]


class Overlay:
    """Edits of a stack of ``size`` slots: replaced slices, removed slices, their arrangement; undo and redo.

    A slot is a slice's place in its series, which never changes; its index in the stack does, as slices
    before it are removed, or the order is reversed. Only changed slots are held.

    Args:
        size: Slots in all.
        order: For each place the slot that lies there when the order is reversed; the last first where None.
    """

    def __init__(self, size: int, order: Sequence[int] | None = None) -> None:
        self._size = size
        self._order = order
        self._arrangement = PLAIN
        self._changed: dict[int, SlotState] = {}
        self._done: list[_Edit] = []
        self._undone: list[_Edit] = []
        self._revision = 0
        # Asked for at every access to a slice: kept until something changes.
        slots = tuple(range(size))
        self._layout = (0, Layout(PLAIN, slots, slots))

    @property
    def size(self) -> int:
        """Slots in all, removed ones counted."""
        return self._size

    @property
    def revision(self) -> int:
        """Goes up with every change, undo and redo counted."""
        return self._revision

    @property
    def removed(self) -> frozenset[int]:
        """The slots that are struck."""
        return frozenset(slot for slot, state in list(self._changed.items()) if state.removed)

    @property
    def replaced(self) -> dict[int, PackedSlice]:
        """The changed slices by slot."""
        return {slot: state.packed for slot, state in list(self._changed.items()) if state.packed is not None}

    @property
    def is_empty(self) -> bool:
        """Whether the stack is as the source has it."""
        return not self._changed and self._arrangement.is_plain

    @property
    def arrangement(self) -> Arrangement:
        """What is done to all slices."""
        return self._arrangement

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to do again."""
        return bool(self._undone)

    @property
    def nbytes(self) -> int:
        """Compressed bytes held, those that only undo or redo can bring back counted too."""
        states = [*self._changed.values()]
        for edit in (*self._done, *self._undone):
            states += [*edit.before.values(), *edit.after.values()]
        held = {id(state.packed): state.packed.nbytes for state in states if state.packed is not None}
        return sum(held.values())

    def slots(self) -> tuple[int, ...]:
        """The slots that are left, in the order in which they are shown."""
        return self.layout().slots

    def layout(self) -> Layout:
        """Which slices are shown where."""
        revision, layout = self._layout
        if revision != self._revision:
            revision, arrangement, removed = self._revision, self._arrangement, self.removed
            order = place_order(self._size, self._order) if arrangement.reversed else range(self._size)
            places = tuple(place for place, slot in enumerate(order) if slot not in removed)
            slots = tuple(order[place] for place in places) if arrangement.reversed else places
            layout = Layout(arrangement, slots, places)
            self._layout = revision, layout
        return layout

    def frozen(self, *, plain: bool = False) -> "Overlay":
        """As it is now, whatever becomes of this one; without what could be undone.

        Args:
            plain: Rather as the source has it.
        """
        still = Overlay(self._size, self._order)
        if not plain:
            still._put(dict(self._changed), self._arrangement)
        return still

    def place_of(self, slot: int) -> int:
        """The place in the series in which a slot's slice is shown, or would be were it not removed."""
        return place_order(self._size, self._order)[slot] if self._arrangement.reversed else slot

    def packed(self, slot: int) -> PackedSlice | None:
        """The changed slice of a slot; None where it is as the source has it."""
        return self._changed.get(slot, UNCHANGED).packed

    def replace(self, slot: int, packed: PackedSlice) -> None:
        """Put a changed slice in place of a slot's."""
        self.apply({slot: SlotState(self._state(slot).removed, packed)})

    def remove(self, slot: int) -> None:
        """Strike a slot."""
        self.apply({slot: SlotState(True, self._state(slot).packed)})

    def restore(self, slot: int) -> None:
        """Bring one slot back to what the source has."""
        self.apply({slot: UNCHANGED})

    def reset(self) -> None:
        """Bring all slots back to what and where the source has them; this, too, can be undone."""
        self.apply(dict.fromkeys(self._changed, UNCHANGED), PLAIN)

    def rearrange(self, arrangement: Arrangement) -> None:
        """Do something else to all slices."""
        self.apply({}, arrangement)

    def apply(self, states: Mapping[int, SlotState], arrangement: Arrangement | None = None) -> None:
        """Change several slots in one step, and the arrangement where one is given.

        Raises:
            IndexError: A slot is not in the stack; nothing is changed then.
        """
        before = {slot: self._state(slot) for slot in states}
        after = {slot: state for slot, state in states.items() if before[slot] != state}
        arranged = self._arrangement if arrangement is None else arrangement
        if after or arranged != self._arrangement:
            edit = _Edit({slot: before[slot] for slot in after}, after, self._arrangement, arranged)
            self._done.append(edit)
            self._undone.clear()
            self._put(after, arranged)

    def undo(self) -> None:
        """Take the last edit back; nothing happens where there is none."""
        if self._done:
            edit = self._done.pop()
            self._undone.append(edit)
            self._put(edit.before, edit.arranged_before)

    def redo(self) -> None:
        """Do the last edit that was taken back again; nothing happens where there is none."""
        if self._undone:
            edit = self._undone.pop()
            self._done.append(edit)
            self._put(edit.after, edit.arranged_after)

    def forget_history(self) -> None:
        """Give up undo and redo, and the slices that only they hold."""
        self._done.clear()
        self._undone.clear()

    def _put(self, states: Mapping[int, SlotState], arrangement: Arrangement) -> None:
        for slot, state in states.items():
            if state == UNCHANGED:
                self._changed.pop(slot, None)
            else:
                self._changed[slot] = state
        self._arrangement = arrangement
        self._revision += 1  # last: until then another thread sees what was

    def _state(self, slot: int) -> SlotState:
        if not 0 <= slot < self._size:
            raise IndexError(f"slot {slot} is outside 0 to {self._size - 1}")
        return self._changed.get(slot, UNCHANGED)
