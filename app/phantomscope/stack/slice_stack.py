"""The provider everything else uses: slices of one series, decoded on request, with edits on top."""

import copy
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.arrangement import Arrangement, check, order_when_reversed
from phantomscope.stack.budget import no_room_for_edit
from phantomscope.stack.cache import DEFAULT_BYTES, DEFAULT_SLICES, CacheCounters, SliceCache
from phantomscope.stack.decoder import Pixels, SlicePixels, decode, is_slow
from phantomscope.stack.frames.datasets import FrameDatasets
from phantomscope.stack.frames.store import FrameStore
from phantomscope.stack.front import FrontReader, read_dataset
from phantomscope.stack.header_values import HEADER_ERRORS
from phantomscope.stack.held_slices import HeldSlices, Room, decoded_bytes
from phantomscope.stack.index import series_bytes
from phantomscope.stack.inflate import damaged
from phantomscope.stack.member import Source
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.overlay import Layout, Overlay, PackedSlice, pack
from phantomscope.stack.prefetch import Prefetcher, wanted_next
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.strategy import Strategy, automatic_strategy, chosen_strategy


class SliceStack:
    """Slices of one series of a source: at any time only those in the cache are in memory.

    Several threads may ask for slices at once. Edits go to the overlay; the source is never written.

    Args:
        source: Where the bytes are; it stays the caller's to close.
        series: Which slices, in which order.
        max_slices: Decoded slices held at the most, 1 to 64.
        max_bytes: Bytes of decoded slices held at the most.
        prefetch: Whether to fetch the next slice in the direction of travel on a thread of its own.
        strategy: How slices are held; automatically where it is None. ``change_strategy`` has more to say.

    Attributes:
        series: As given.
        overlay: The edits.
        held: All slices, decoded, while the strategy is the non-optimised one; tells how far it is.
        overlay_room: Bytes that changed slices may take besides those there are; None for any number.

    Raises:
        PhantomscopeError: The strategy is not offered for this source.
    """

    def __init__(
        self,
        source: Source,
        series: Series,
        *,
        max_slices: int = DEFAULT_SLICES,
        max_bytes: int = DEFAULT_BYTES,
        prefetch: bool = False,
        strategy: Strategy | None = None,
    ) -> None:
        self.series = series
        self.overlay = Overlay(len(series.slices), order_when_reversed(series))
        self._source = source
        self._cache: SliceCache[tuple[int, PackedSlice | None], SlicePixels] = SliceCache(
            max_slices, max_bytes
        )
        self._frames = frames = FrameStore(source)
        self._datasets = FrameDatasets(source)
        self.held = HeldSlices(series.slices, lambda slot: decode(source, series.slices[slot], frames))
        self._index_bytes = series_bytes(series)
        self._last_index: int | None = None
        self._prefetcher = Prefetcher(self._prefetch_one) if prefetch else None
        self._looks_ahead = True
        self.overlay_room: int | None = None
        self.change_strategy(strategy)

    # -- what there is ------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.slots)

    @property
    def slots(self) -> tuple[int, ...]:
        """For each index, the slice's slot: its place in the series, removed slices counted.

        They ascend unless the order is reversed.
        """
        return self.overlay.slots()

    def slice_header(self, index: int) -> SliceHeader:
        """What is to be known of a slice as it is shown; where its bytes lie is as the source has it."""
        layout, at = self._at(index)
        return self._header(layout, at)

    def position(self, index: int) -> float | None:
        """The slice's distance along the series' normal in mm, or None where unknown."""
        layout, at = self._at(index)
        return self.series.positions[layout.places[at]]

    def removed_header(self, slot: int) -> SliceHeader:
        """What would be known of a slice that is left out, by its slot."""
        slices = self.series.slices
        return self.overlay.arrangement.header(slices[slot], slices[self.overlay.place_of(slot)])

    def dataset(self, index: int) -> Dataset:
        """The slice's whole DICOM header, read from the source now; without pixel data.

        Of a frame: what it and all frames say, as ordinary elements of a classic slice (``FrameDatasets``).
        What the arrangement changes is changed in it.

        Raises:
            PhantomscopeError: The source can't be read any more.
        """
        layout, at = self._at(index)
        dataset = self.dataset_of(self.series.slices[layout.slots[at]])
        layout.arrangement.tell(dataset, self._header(layout, at))
        return dataset

    def may_hold(self, index: int, tag: int) -> bool:
        """Whether a slice's header may hold an element; False is certain, and told without parsing it.

        Several threads may ask at once.

        Raises:
            PhantomscopeError: The source can't be read any more.
        """
        layout, at = self._at(index)
        header = self.series.slices[layout.slots[at]]
        if header.frame or header.pixel_offset < 0:  # put together elsewhere, big-endian or deflated
            return True
        number = (tag >> 16).to_bytes(2, "little") + (tag & 0xFFFF).to_bytes(2, "little")
        return number in FrontReader(self._source.front(header.member)).read(header.pixel_offset)

    def dataset_of(self, header: SliceHeader) -> Dataset:
        """As ``dataset``, of any slice of the source, and as the source has it."""
        if header.frame:
            return self._datasets.dataset(header)
        try:
            return read_dataset(FrontReader(self._source.front(header.member)))
        except HEADER_ERRORS as error:
            raise damaged(header.member.name) from error

    # -- slices -------------------------------------------------------------------------------------------

    def __getitem__(self, index: int) -> SlicePixels:
        """Decode a slice, or take it from the cache.

        Raises:
            IndexError: There is no such slice.
            PhantomscopeError: It can't be read or decoded.
        """
        position = self._positive(index)
        pixels = self._load(position)
        self._look_ahead(position, pixels.nbytes)
        return pixels

    def __iter__(self) -> Iterator[SlicePixels]:
        """All slices in turn, each decoded and given up before the next; the cache is not disturbed."""
        layout = self.overlay.layout()
        for slot in layout.slots:
            yield layout.arrangement.shown(self._decode(slot))

    def peek(self, index: int) -> SlicePixels:
        """As indexing, but without telling the cache or the prefetcher: for a single look at any slice."""
        layout, at = self._at(index)
        return layout.arrangement.shown(self._decode(layout.slots[at]))

    def frozen(self, *, plain: bool = False) -> "SliceStack":
        """The same slices as they are now, whatever is edited from now on: to be looked at by a thread.

        It shares all that takes memory with this stack, needs no closing, and ends with it.

        Args:
            plain: Rather as the source has them.
        """
        still = copy.copy(self)
        still.overlay = self.overlay.frozen(plain=plain)
        still._prefetcher = None
        return still

    def verify(self) -> None:
        """Make sure of the members that hold many frames, of which a part may have been asked for.

        A classic slice is checked whenever it is read.

        Raises:
            PhantomscopeError: One is not as it was written.
        """
        members = {header.member: header for slot in self.slots if (header := self.series.slices[slot]).frame}
        for header in members.values():
            self._frames.verify(header)

    def _load(self, index: int) -> SlicePixels:
        layout, at = self._at(index)
        slot = layout.slots[at]
        # Looked up once: an edit between finding the key and loading must not be kept under the old key.
        packed = self.overlay.packed(slot)
        held = self.held.get(slot) if packed is None else None
        if held is not None:
            return layout.arrangement.shown(held)
        # What is kept is as the source has it: another arrangement needs no decoding, and the bytes of what a
        # crop leaves are those of the whole slice.
        return layout.arrangement.shown(
            self._cache.get((slot, packed), lambda: self._decode_as(slot, packed))
        )

    def _decode(self, slot: int) -> SlicePixels:
        return self._decode_as(slot, self.overlay.packed(slot))

    def _decode_as(self, slot: int, packed: PackedSlice | None) -> SlicePixels:
        if packed is not None:
            return packed.unpack()
        held = self.held.get(slot)
        return held if held is not None else decode(self._source, self.series.slices[slot], self._frames)

    def _look_ahead(self, index: int, nbytes: int) -> None:
        last, self._last_index = self._last_index, index
        if self._prefetcher is None or last is None or last == index or self._cache.max_slices < 2:
            return
        if not self._looks_ahead:
            return
        slots = self.slots
        wanted = wanted_next(
            index,
            1 if index > last else -1,
            lambda ahead: self._expected_bytes(slots[ahead]) if 0 <= ahead < len(slots) else None,
            slow=index < len(slots) and is_slow(self.series.slices[slots[index]]),
            # The slice looked at must not be pushed out by those that may come next.
            slices=self._cache.max_slices - 1,
            nbytes=self._cache.max_bytes - nbytes,
        )
        self._prefetcher.request(*wanted)

    def _expected_bytes(self, slot: int) -> int:
        """What a slice will take in the cache, without decoding it."""
        packed = self.overlay.packed(slot)
        return packed.unpacked_bytes if packed is not None else decoded_bytes(self.series.slices[slot])

    def _prefetch_one(self, index: int) -> SlicePixels:
        # Of what may be pushed out it comes last, whatever was fetched since it was asked for.
        looked_at, slots = self._last_index, self.slots
        if looked_at is not None and looked_at < len(slots):
            self._cache.touch((slots[looked_at], self.overlay.packed(slots[looked_at])))
        return self._load(self._positive(index))

    def _positive(self, index: int) -> int:
        return _place(index, len(self))

    def _at(self, index: int) -> tuple[Layout, int]:
        """Which slices are shown where, and the index counted from 0, both of one moment."""
        layout = self.overlay.layout()
        return layout, _place(index, len(layout.slots))

    def _header(self, layout: Layout, at: int) -> SliceHeader:
        slices = self.series.slices
        return layout.arrangement.header(slices[layout.slots[at]], slices[layout.places[at]])

    def _slot(self, index: int) -> int:
        layout, at = self._at(index)
        return layout.slots[at]

    # -- edits --------------------------------------------------------------------------------------------

    def replace(self, index: int, values: Pixels) -> None:
        """Put values in the output unit, shape (rows, columns), in place of a slice; undo brings it back.

        They are those of the slice as it is shown; what a crop hides stays as it was.

        Raises:
            PhantomscopeError: There is no room for it (``overlay_room``); nothing is changed then.
        """
        layout, at = self._at(index)
        slot = layout.slots[at]
        if layout.arrangement.turns_or_crops:
            whole = self._decode(slot).rescaled().astype(np.result_type(values.dtype, np.float64))
            layout.arrangement.put_back(values, whole)
            values = whole
        packed = pack(values)
        if self.overlay_room is not None:
            if packed.nbytes > self.overlay_room:
                raise no_room_for_edit(packed.nbytes, self.overlay_room)
            self.overlay_room -= packed.nbytes  # until it is measured anew: what undo keeps counts, too
        self.overlay.replace(slot, packed)

    def rearrange(self, arrangement: Arrangement) -> None:
        """Reverse, mirror, flip or crop all slices, or not.

        Raises:
            PhantomscopeError: The series can't be arranged so.
        """
        check(arrangement, self.series)
        self.overlay.rearrange(arrangement)

    def remove(self, index: int) -> None:
        """Leave a slice out; slices after it move up by one."""
        self.overlay.remove(self._slot(index))

    # -- views --------------------------------------------------------------------------------------------

    def side_view(self, axis: int = 1) -> npt.NDArray[np.float64]:
        """The maximum of each row of each slice, as pylinac's side view, one slice in memory at a time.

        Args:
            axis: Which in-plane axis to project along: 1 takes the maximum over columns, 0 over rows.

        Returns:
            Shape (rows, slices) for axis 1, (columns, slices) for axis 0, in the output unit.

        Raises:
            PhantomscopeError: The slices differ in size, all are removed, or one can't be read.
        """
        columns = [pixels.maximum(axis) for pixels in self]
        if len({column.shape for column in columns}) != 1:
            raise PhantomscopeError(
                "There is no side view of slices that differ in size" if columns else "No slice is left",
                todo="Leave out the slices that do not belong, or undo the edits",
            )
        return np.stack(columns, axis=1).astype(np.float64)

    # -- memory -------------------------------------------------------------------------------------------

    @property
    def strategy(self) -> Strategy:
        """How slices are held now."""
        return Strategy.NON_OPTIMISED if self.held.is_active else automatic_strategy(self._source)

    def change_strategy(
        self, wanted: Strategy | None, *, max_bytes: int | None = None, room: Room | None = None
    ) -> None:
        """Hold slices in another way from now on; any thread may be asking for slices meanwhile.

        The non-optimised strategy decodes every slice in the background (``held``); whatever slices there are
        serve at once. Should there be no more room meanwhile, all are given up again, and ``held.failure``
        says why. Changing back frees them at once.

        Args:
            wanted: The strategy; None for the automatic one.
            max_bytes: What all decoded slices may take at the most.
            room: Says how many bytes more may be taken at the moment.

        Raises:
            PhantomscopeError: It is not offered for this source, or there is no room: nothing has changed.
        """
        if chosen_strategy(wanted, self._source) is Strategy.NON_OPTIMISED:
            self.held.start(max_bytes=max_bytes, room=room, there=self._decoded_as_scanned)
        else:
            self.held.stop()

    def _decoded_as_scanned(self) -> Iterator[tuple[int, SlicePixels]]:
        return ((slot, pixels) for (slot, packed), pixels in self._cache.drain() if packed is None)

    def resize_cache(self, max_slices: int, max_bytes: int) -> None:
        """Change the cache's bounds at once."""
        self._cache.resize(max_slices, max_bytes)

    def set_prefetching(self, on: bool) -> None:
        """Fetch slices ahead from now on, or not; nothing changes for a stack that was made without."""
        self._looks_ahead = on

    def cache_counters(self) -> CacheCounters:
        """Hits, misses and what is held now."""
        return self._cache.counters()

    def account(self) -> MemoryAccount:
        """What the dataset takes now."""
        shadow = self._frames.nbytes + self._datasets.nbytes
        return MemoryAccount(
            source=self._source.size,
            index=self._index_bytes,
            overlay=self.overlay.nbytes + shadow,
            cache=self._cache.counters().nbytes + self.held.nbytes,
            cache_budget=self._cache.max_bytes + (self.held.expected_bytes if self.held.is_active else 0),
            shadow=shadow,
        )

    def wait_for_prefetch(self, timeout: float) -> bool:
        """Wait until nothing is being fetched ahead; False after ``timeout`` seconds."""
        return self._prefetcher is None or self._prefetcher.wait_idle(timeout)

    def close(self) -> None:
        """End the prefetch thread; give up all slices and the multi-frame shadow. Safe to call twice.

        The source stays open.
        """
        self._frames.close()  # first: the prefetcher may be waiting for a frame that lies far off
        if self._prefetcher is not None:
            self._prefetcher.close()
        self.held.close()
        self._cache.clear()
        self._datasets.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _place(index: int, count: int) -> int:
    position = index + count if index < 0 else index
    if not 0 <= position < count:
        raise IndexError(f"there is no slice {index} among {count}")
    return position
