import gc
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dicom_files import gradient
from phantomscope.stack.arrangement import PLAIN, Arrangement
from phantomscope.stack.overlay import UNCHANGED, Overlay, PackedSlice, SlotState, pack


def packed(value: int) -> PackedSlice:
    return pack(np.full((3, 4), value, np.int16))


# -- packing ----------------------------------------------------------------------------------------------


@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64]),
        hnp.array_shapes(min_dims=2, max_dims=2),
    )
)
def test_packing_loses_nothing(values: Any) -> None:
    back = pack(values).unpack()
    assert back.stored.dtype == values.dtype
    assert back.stored.shape == values.shape
    assert back.stored.tobytes() == values.tobytes()
    assert pack(values).unpacked_bytes == values.nbytes == back.stored.nbytes


def test_any_layout_in_memory_is_packed() -> None:
    values = gradient(6, 8)
    for view in (values.T, values[::2, ::-1], np.asfortranarray(values), values.astype(">i2")):
        assert np.array_equal(pack(view).unpack().stored, view)


def test_what_is_unpacked_can_not_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        packed(1).unpack().stored[0, 0] = 5


def test_the_rescale_goes_with_it() -> None:
    back = pack(gradient(), 2.0, -1000.0).unpack()
    assert np.array_equal(back.rescaled(), gradient() * 2.0 - 1000.0)
    assert pack(gradient()).unpack().slope is None


def test_it_is_compressed() -> None:
    plain = np.zeros((512, 512), np.int16)
    assert pack(plain).nbytes < plain.nbytes / 50


@pytest.mark.parametrize("shape", [(4,), (2, 3, 4), ()])
def test_only_two_dimensions_are_a_slice(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="two dimensions"):
        pack(np.zeros(shape))


# -- edits ------------------------------------------------------------------------------------------------


def test_a_new_overlay_changes_nothing() -> None:
    overlay = Overlay(4)
    assert overlay.is_empty
    assert overlay.slots() == (0, 1, 2, 3)
    assert (overlay.nbytes, overlay.can_undo, overlay.can_redo, overlay.size) == (0, False, False, 4)


def test_remove_replace_restore_reset() -> None:
    overlay = Overlay(4)
    one = packed(1)
    overlay.remove(1)
    overlay.replace(2, one)
    assert overlay.slots() == (0, 2, 3)
    assert overlay.removed == {1}
    assert overlay.replaced == {2: one}
    assert overlay.packed(2) is one
    overlay.restore(1)
    assert overlay.slots() == (0, 1, 2, 3)
    overlay.reset()
    assert overlay.is_empty
    assert overlay.packed(2) is None
    overlay.undo()
    assert overlay.packed(2) is one


def test_a_slice_that_is_removed_keeps_what_it_was_replaced_with() -> None:
    overlay = Overlay(2)
    overlay.replace(0, packed(1))
    overlay.remove(0)
    assert overlay.slots() == (1,)
    overlay.undo()
    assert overlay.packed(0) == packed(1)
    overlay.remove(0)
    overlay.replace(0, packed(2))
    assert overlay.slots() == (1,)


def test_several_slots_in_one_step() -> None:
    overlay = Overlay(5)
    overlay.apply({0: SlotState(removed=True), 4: SlotState(removed=True)})
    assert overlay.slots() == (1, 2, 3)
    overlay.undo()
    assert overlay.slots() == (0, 1, 2, 3, 4)
    overlay.redo()
    assert overlay.slots() == (1, 2, 3)


def test_what_changes_nothing_is_no_step() -> None:
    overlay = Overlay(3)
    overlay.restore(1)
    overlay.reset()
    overlay.apply({})
    assert (overlay.can_undo, overlay.revision) == (False, 0)
    overlay.remove(1)
    revision = overlay.revision
    overlay.remove(1)
    assert overlay.revision == revision
    overlay.undo()
    assert not overlay.can_undo


def test_undoing_and_redoing_nothing_is_harmless() -> None:
    overlay = Overlay(2)
    overlay.undo()
    overlay.redo()
    assert overlay.revision == 0


def test_a_new_edit_forgets_what_was_taken_back() -> None:
    overlay = Overlay(3)
    overlay.remove(0)
    overlay.undo()
    overlay.remove(1)
    assert not overlay.can_redo


@pytest.mark.parametrize("slot", [-1, 3, 100])
def test_a_slot_that_is_none_changes_nothing(slot: int) -> None:
    overlay = Overlay(3)
    for attempt in (overlay.remove, overlay.restore, lambda slot: overlay.replace(slot, packed(1))):
        with pytest.raises(IndexError, match="outside 0 to 2"):
            attempt(slot)
    with pytest.raises(IndexError):
        overlay.apply({0: SlotState(removed=True), slot: UNCHANGED})
    assert overlay.is_empty
    assert not overlay.can_undo


def test_bytes_that_only_undo_holds_are_counted_until_they_are_forgotten() -> None:
    overlay = Overlay(3)
    one, two = packed(1), packed(2)
    overlay.replace(0, one)
    overlay.replace(0, two)
    assert overlay.nbytes == one.nbytes + two.nbytes
    overlay.replace(1, two)
    assert overlay.nbytes == one.nbytes + two.nbytes  # the same object is held once
    overlay.undo()
    overlay.undo()
    overlay.undo()
    assert overlay.is_empty
    assert overlay.nbytes == one.nbytes + two.nbytes
    overlay.forget_history()
    assert (overlay.nbytes, overlay.can_undo, overlay.can_redo) == (0, False, False)


def test_what_is_forgotten_is_freed() -> None:
    overlay = Overlay(2)

    class Watched(PackedSlice):
        __slots__ = ("__weakref__",)

    one = Watched(b"", "|u1", (0, 0))
    watch = weakref.ref(one)
    overlay.replace(0, one)
    del one
    overlay.reset()
    assert watch() is not None
    overlay.forget_history()
    gc.collect()
    assert watch() is None


# -- against a model --------------------------------------------------------------------------------------


class OverlayMachine(RuleBasedStateMachine):
    """The overlay against whole copies of the list of slots, one a step."""

    SIZE = 6
    slot = st.integers(0, SIZE - 1)
    value = st.integers(0, 3)

    def __init__(self) -> None:
        super().__init__()
        self.overlay = Overlay(self.SIZE)
        self.now: list[tuple[bool, int | None]] = [(False, None)] * self.SIZE
        self.before: list[list[tuple[bool, int | None]]] = []
        self.after: list[list[tuple[bool, int | None]]] = []
        self.packed = [packed(value) for value in range(4)]

    def step(self, new: list[tuple[bool, int | None]]) -> None:
        if new != self.now:
            self.before.append(self.now)
            self.after.clear()
            self.now = new

    def changed(self, slot: int, state: tuple[bool, int | None]) -> list[tuple[bool, int | None]]:
        return [*self.now[:slot], state, *self.now[slot + 1 :]]

    @rule(slot=slot)
    def remove(self, slot: int) -> None:
        self.overlay.remove(slot)
        self.step(self.changed(slot, (True, self.now[slot][1])))

    @rule(slot=slot, value=value)
    def replace(self, slot: int, value: int) -> None:
        self.overlay.replace(slot, self.packed[value])
        self.step(self.changed(slot, (self.now[slot][0], value)))

    @rule(slot=slot)
    def restore(self, slot: int) -> None:
        self.overlay.restore(slot)
        self.step(self.changed(slot, (False, None)))

    @rule()
    def reset(self) -> None:
        self.overlay.reset()
        self.step([(False, None)] * self.SIZE)

    @rule(states=st.dictionaries(slot, st.tuples(st.booleans(), st.one_of(st.none(), value))))
    def apply(self, states: dict[int, tuple[bool, int | None]]) -> None:
        self.overlay.apply(
            {
                slot: SlotState(removed, None if value is None else self.packed[value])
                for slot, (removed, value) in states.items()
            }
        )
        self.step([states.get(slot, state) for slot, state in enumerate(self.now)])

    @rule()
    def undo(self) -> None:
        self.overlay.undo()
        if self.before:
            self.after.append(self.now)
            self.now = self.before.pop()

    @rule()
    def redo(self) -> None:
        self.overlay.redo()
        if self.after:
            self.before.append(self.now)
            self.now = self.after.pop()

    @rule()
    def forget(self) -> None:
        self.overlay.forget_history()
        self.before.clear()
        self.after.clear()

    @invariant()
    def agrees(self) -> None:
        overlay = self.overlay
        assert overlay.slots() == tuple(slot for slot, (removed, _) in enumerate(self.now) if not removed)
        assert overlay.replaced == {
            slot: self.packed[value] for slot, (_, value) in enumerate(self.now) if value is not None
        }
        assert overlay.is_empty == all(state == (False, None) for state in self.now)
        assert (overlay.can_undo, overlay.can_redo) == (bool(self.before), bool(self.after))
        held = {value for states in (self.now, *self.before, *self.after) for _, value in states}
        assert overlay.nbytes == sum(self.packed[value].nbytes for value in held if value is not None)


TestOverlayMachine = OverlayMachine.TestCase
TestOverlayMachine.settings = settings(max_examples=60, stateful_step_count=30)


# -- the arrangement --------------------------------------------------------------------------------------


def test_reversing_moves_slices_and_counts_those_that_are_left_out() -> None:
    overlay = Overlay(5)
    overlay.remove(1)
    overlay.rearrange(Arrangement(reversed=True))
    layout = overlay.layout()
    assert (layout.slots, layout.places) == ((4, 3, 2, 0), (0, 1, 2, 4))
    assert overlay.slots() == layout.slots
    assert [overlay.place_of(slot) for slot in range(5)] == [4, 3, 2, 1, 0]
    overlay.restore(1)
    assert overlay.slots() == (4, 3, 2, 1, 0)
    overlay.rearrange(PLAIN)
    assert overlay.slots() == (0, 1, 2, 3, 4)
    assert overlay.is_empty


def test_an_order_of_ones_own_is_kept() -> None:
    overlay = Overlay(4, (2, 3, 0, 1))
    assert overlay.slots() == (0, 1, 2, 3)
    overlay.rearrange(Arrangement(reversed=True))
    assert overlay.slots() == (2, 3, 0, 1)
    assert overlay.place_of(3) == 1


def test_arranging_is_undone_and_done_again_and_given_up() -> None:
    overlay, mirrored = Overlay(3), Arrangement(mirrored=True)
    overlay.rearrange(mirrored)
    overlay.rearrange(mirrored)  # nothing new
    overlay.apply({0: SlotState(True)}, Arrangement(True, True))
    assert (overlay.arrangement, overlay.slots()) == (Arrangement(True, True), (2, 1))
    overlay.undo()
    assert (overlay.arrangement, overlay.slots()) == (mirrored, (0, 1, 2))
    overlay.undo()
    assert overlay.is_empty
    assert not overlay.can_undo
    overlay.redo()
    assert overlay.arrangement == mirrored
    assert not overlay.is_empty
    overlay.reset()
    assert overlay.is_empty
    overlay.undo()
    assert overlay.arrangement == mirrored
    assert overlay.nbytes == 0


def test_a_layout_is_of_one_moment() -> None:
    overlay = Overlay(3)
    before = overlay.layout()
    overlay.rearrange(Arrangement(reversed=True))
    assert (before.arrangement, before.slots) == (PLAIN, (0, 1, 2))
    assert overlay.layout() is overlay.layout()
