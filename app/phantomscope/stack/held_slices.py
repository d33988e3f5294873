"""All slices of a series, decoded and held: the non-optimised strategy. Filled in the background."""

import functools
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from phantomscope import allocator
from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.cache import SliceCache
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.sizes import size_text
from phantomscope.stack.slice_header import SliceHeader

logger = logging.getLogger(__name__)

Room = Callable[[], int | None]
"""Says how many more bytes may be taken now; None for any number."""

ASK_EVERY = 16_000_000
"""Bytes that are decoded before it is asked once more how much room there is."""

_HEAD_START = 0.008  # seconds that are left to whoever asks for slices, before the next one is decoded ahead


@dataclass(frozen=True, slots=True)
class Filling:
    """How far it is.

    Attributes:
        done: Slices that have been decoded, those that can't be among them.
        total: Slices in all.
        nbytes: What the decoded ones take.
        expected: What all of them will take.
    """

    done: int
    total: int
    nbytes: int
    expected: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.done >= self.total


def decoded_bytes(header: SliceHeader) -> int:
    """What a slice takes when it is decoded: its values, and the member's bytes around them where it shares
    them.
    """
    pixels = header.format.rows * header.format.columns * header.format.bits_allocated // 8
    return max(pixels, header.member.size) if header.format.native and not header.frame else pixels


class HeldSlices:
    """Holds every slice once it is started, and none before or after.

    Slices are as the source has them, each by its slot. Several threads may ask at once; who asks for a slice
    that is not there yet decodes it, or waits for who does.

    Args:
        headers: The slices, by slot.
        decode: Decodes the slice of a slot.
    """

    def __init__(self, headers: Sequence[SliceHeader], decode: Callable[[int], SlicePixels]) -> None:
        self._headers = headers
        self._decode = decode
        self._lock = threading.Lock()
        self._fill: _Fill | None = None
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._failure: PhantomscopeError | None = None
        self._expected: int | None = None

    @property
    def is_active(self) -> bool:
        """Whether slices are held."""
        return self._fill is not None

    @property
    def nbytes(self) -> int:
        """Bytes of all slices held now."""
        fill = self._fill
        return fill.store.counters().nbytes if fill is not None else 0

    @property
    def expected_bytes(self) -> int:
        """Bytes that all slices take, or would take."""
        if self._expected is None:  # asked for once a second; there may be thousands of slices
            self._expected = sum(map(decoded_bytes, self._headers))
        return self._expected

    @property
    def filling(self) -> Filling | None:
        """How far it is; None where no slices are held."""
        fill = self._fill
        if fill is None:
            return None
        return Filling(fill.done, len(self._headers), fill.store.counters().nbytes, self.expected_bytes)

    @property
    def failure(self) -> PhantomscopeError | None:
        """Why slices that were to be held are held no more, where nobody wished so."""
        return self._failure

    def get(self, slot: int) -> SlicePixels | None:
        """A slice, decoded now where it is not there yet; None where no slices are held.

        Raises:
            PhantomscopeError: It can't be decoded.
        """
        fill = self._fill
        if fill is None:
            return None
        fill.asked = True
        return fill.store.get(slot, lambda: self._decode(slot))

    def start(
        self,
        *,
        max_bytes: int | None = None,
        room: Room | None = None,
        there: Callable[[], Iterable[tuple[int, SlicePixels]]] = tuple,
    ) -> None:
        """Hold all slices from now on; they are decoded on a thread of its own. Nothing where they are held.

        Args:
            max_bytes: What they may take at the most.
            room: Says how much they may take at the moment; asked now, and after every ``ASK_EVERY`` bytes.
            there: Hands over slices that are decoded already, once it is sure that all will be held.

        Raises:
            PhantomscopeError: They would take too much: nothing has changed.
        """
        with self._lock:
            if self._fill is not None:
                return
            if self._closed:
                raise PhantomscopeError("The scan has been closed", todo="Open it again")
            expected = self.expected_bytes
            left = room() if room is not None else None
            for most in (max_bytes, left):
                if most is not None and expected > most:
                    raise _too_large(expected, max(most, 0))
            self._failure = None
            # One above the number of slices: the store never has to give one up.
            store: SliceCache[int, SlicePixels] = SliceCache(
                len(self._headers) + 1, sys.maxsize, highest=len(self._headers) + 1
            )
            for slot, pixels in there():
                store.get(slot, functools.partial(_itself, pixels))
            fill = _Fill(store, max_bytes, room)
            self._begin(self._run, fill)  # first: there may be no thread to be had
            self._fill = fill

    def stop(self) -> None:
        """Give all slices up at once; whoever is decoding one still gets it.

        They are counted no more; the system gets their memory back a moment later, from a thread.
        """
        with self._lock:
            self._detach(self._fill)

    def give_up(self) -> None:
        """As ``stop``, where that is for want of room: ``failure`` says so."""
        with self._lock:
            fill = self._fill
            if fill is not None:
                held = fill.store.counters().nbytes
                self._failure = _outgrown(held, held)
                self._detach(fill)

    def wait(self, timeout: float) -> bool:
        """Wait until nothing goes on in the background any more; False after ``timeout`` seconds."""
        end = time.monotonic() + timeout
        while alive := [one for one in list(self._threads) if one.is_alive()]:
            alive[0].join(max(0.0, end - time.monotonic()))
            if time.monotonic() >= end:
                return False
        return True

    def close(self) -> None:
        """Give all slices up and wait for the threads. Safe to call twice."""
        with self._lock:
            self._closed = True
            self._detach(self._fill)
            threads = list(self._threads)
        for thread in threads:
            if thread is not threading.current_thread():
                thread.join()

    def _detach(self, fill: "_Fill | None") -> None:
        """Use it no more. Giving thousands of slices back takes a while, for which nobody should wait."""
        if fill is None or fill is not self._fill:
            return
        self._fill = None
        fill.ended.set()
        self._begin(_give_back, fill)

    def _begin(self, work: Callable[["_Fill"], None], fill: "_Fill") -> None:
        thread = threading.Thread(target=work, args=(fill,), name="holding", daemon=True)
        thread.start()
        self._threads = [*(one for one in self._threads if one.is_alive()), thread]

    # -- the thread ---------------------------------------------------------------------------------------

    def _run(self, fill: "_Fill") -> None:
        try:
            for slot, header in enumerate(self._headers):
                if fill.asked:
                    fill.asked = False
                    fill.ended.wait(_HEAD_START)
                if fill.ended.is_set():
                    return
                if slot not in fill.store:
                    self._add(fill, slot, decoded_bytes(header))
                fill.done = slot + 1
        except PhantomscopeError as error:
            self._end(fill, error)
        except MemoryError:
            held = fill.store.counters().nbytes
            self._end(fill, _outgrown(held, held))
        except Exception as error:  # noqa: BLE001 - else it would be filling for ever
            logger.error("decoding all slices has ended: %s", traceback_without_values(error))
            self._end(fill, _faulty())

    def _end(self, fill: "_Fill", failure: PhantomscopeError) -> None:
        with self._lock:
            if fill is self._fill:
                self._failure = failure
                self._detach(fill)

    def _add(self, fill: "_Fill", slot: int, needed: int) -> None:
        """Decode one slice; one that can't be decoded is told of when it is asked for.

        Raises:
            PhantomscopeError: There is no room for it.
        """
        held = fill.store.counters().nbytes
        fill.unasked += needed
        if fill.room is not None and fill.unasked >= ASK_EVERY:
            fill.unasked = 0
            left = fill.room()
            if left is not None and needed > left:
                raise _outgrown(held, held + max(left, 0))
        if fill.max_bytes is not None and held + needed > fill.max_bytes:
            raise _outgrown(held, fill.max_bytes)
        try:
            fill.store.get(slot, lambda: self._decode(slot))
        except PhantomscopeError:
            pass
        except MemoryError as error:
            raise _outgrown(held, held) from error
        except Exception as error:  # noqa: BLE001 - the other slices are still to be decoded
            logger.error("a slice could not be decoded to be held: %s", traceback_without_values(error))


class _Fill:
    """One time of holding slices, from start to stop."""

    def __init__(self, store: SliceCache[int, SlicePixels], max_bytes: int | None, room: Room | None) -> None:
        self.store = store
        self.max_bytes = max_bytes
        self.room = room
        self.ended = threading.Event()  # nobody wants it any more
        self.asked = False
        self.unasked = 0  # bytes since the room was asked for
        self.done = 0


def _give_back(fill: _Fill) -> None:
    fill.store.resize(1, 0)  # keeps nothing from now on, nor what is being decoded
    allocator.trim()  # else the C library keeps it


def _itself(pixels: SlicePixels) -> SlicePixels:
    return pixels


def _too_large(expected: int, most: int) -> PhantomscopeError:
    return PhantomscopeError(
        f"All slices decoded would take {size_text(expected)}, and {size_text(most)} are free for them",
        todo="Keep them where they lie, or allow the program more memory",
    )


def _faulty() -> PhantomscopeError:
    return PhantomscopeError(
        "Decoding all slices has ended by a fault, which is in the log. They were given up, and slices "
        "are read from where they lie again",
        todo="Choose the non-optimised strategy once more",
    )


def _outgrown(held: int, most: int) -> PhantomscopeError:
    return PhantomscopeError(
        f"There is no more room for decoded slices: {size_text(held)} of {size_text(most)} were in use. "
        "They were given up, and slices are read from where they lie again",
        todo="Allow the program more memory",
    )
