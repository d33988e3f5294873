"""Measures on slices that are not painted: a slice at a time on a thread of its own, never a volume."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, Slot

from phantomscope.errors import PhantomscopeError
from phantomscope.gui.measuring.measurement import Measurement
from phantomscope.measure.picture import picture_of
from phantomscope.measure.pooling import Pool
from phantomscope.measure.profile import Profile
from phantomscope.measure.reading import ProfileReading, Reading, RegionReading, read, read_region
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import CircleRegion, PolygonRegion, RectangleRegion, Shape
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

_PART_SECONDS = 0.1
_PAUSE_SECONDS = 0.001  # between slices, so that the slice that is wanted now goes first
_NO_PROFILE = Profile(np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True)
class SliceReading:
    """What a shape gave on one slice.

    Attributes:
        reading: None where the slice can't be read.
        scale: The size of the slice's pixels.
    """

    reading: Reading | None
    scale: Scale


@dataclass(frozen=True, slots=True)
class PooledReading:
    """What a region gave on several slices together.

    Attributes:
        reading: Of all pixels together.
        scale: Of the first slice.
        lacks_median: Whether there were too many different values to find their median.
        unread: The slices that could not be read, by their places in the series: their pixels are missing.
    """

    reading: RegionReading
    scale: Scale
    lacks_median: bool
    unread: tuple[int, ...] = ()


_PerSlice = dict[tuple[Shape, int], SliceReading]
_Together = dict[tuple[Shape, tuple[int, ...]], PooledReading]


@dataclass(frozen=True, slots=True)
class _Part:
    run: int
    readings: _PerSlice
    together: _Together
    done: int
    total: int


class MeasurementReader(QObject):
    """Keeps what measurements gave, and measures what is missing. Curves of profiles are not kept.

    Signals:
        progressed(int, int): So many of so many slices are done; 0 of 0 when it is over.
        found(): There is more.

    Args:
        parent: Qt parent.
    """

    progressed = Signal(int, int)
    found = Signal()
    _made = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readings: _PerSlice = {}
        self._together: _Together = {}
        self._run = 0
        self._cancelled = threading.Event()
        self._thread: threading.Thread | None = None
        self._busy = False
        # Queued by name: it is emitted from a thread that is not Qt's.
        self._made.connect(self._on_made, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether slices are being measured."""
        return self._busy

    def reading(self, shape: Shape, slot: int) -> SliceReading | None:
        """What a shape gave on a slice; None where nobody has measured it yet."""
        return self._readings.get((shape, slot))

    def together(self, shape: Shape, slots: tuple[int, ...]) -> PooledReading | None:
        """What a region gave on several slices together; None where nobody has measured it yet."""
        return self._together.get((shape, slots))

    def want(self, stack: SliceStack, measurements: Sequence[Measurement]) -> None:
        """Measure what is missing of these, and forget what is of none of them."""
        self.cancel()
        wanted = [(one.shape, slots_of(one, stack)) for one in measurements]
        shapes = {shape for shape, _ in wanted}
        self._readings = {key: one for key, one in self._readings.items() if key[0] in shapes}
        self._together = {key: one for key, one in self._together.items() if key[0] in shapes}
        missing = [(shape, slots) for shape, slots in wanted if self._is_missing(shape, slots)]
        if not missing:
            self.found.emit()
            return
        self._run += 1
        self._busy = True
        self._cancelled = threading.Event()
        run = _Run(self._run, stack, missing, self._cancelled, self._hand_over)
        self._thread = threading.Thread(target=run.measure, name="measurements", daemon=True)
        self._thread.start()
        self.found.emit()

    def cancel(self) -> None:
        """Measure no more; what there is stays. Returns at once."""
        self._cancelled.set()
        self._run += 1
        if self._busy:
            self._busy = False
            self.progressed.emit(0, 0)

    def clear(self) -> None:
        """Forget everything: slices have changed."""
        self.cancel()
        self._readings.clear()
        self._together.clear()

    def close(self, timeout: float = 2.0) -> bool:
        """End the thread; False where that takes too long."""
        self.cancel()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _is_missing(self, shape: Shape, slots: tuple[int, ...]) -> bool:
        if any((shape, slot) not in self._readings for slot in slots):
            return True
        return _is_region(shape) and len(slots) > 1 and (shape, slots) not in self._together

    def _hand_over(self, part: _Part) -> None:
        with contextlib.suppress(RuntimeError):  # the window has gone
            self._made.emit(part)

    @Slot(object)
    def _on_made(self, part: _Part) -> None:
        if part.run != self._run:
            return
        self._readings.update(part.readings)
        self._together.update(part.together)
        self._busy = part.done < part.total
        self.found.emit()
        self.progressed.emit(*((part.done, part.total) if self._busy else (0, 0)))


class _Run:
    """One walk through a stack, on its thread."""

    def __init__(
        self,
        number: int,
        stack: SliceStack,
        wanted: Sequence[tuple[Shape, tuple[int, ...]]],
        cancelled: threading.Event,
        hand_over: Callable[[_Part], None],
    ) -> None:
        self._number = number
        self._stack = stack
        self._wanted = wanted
        self._cancelled = cancelled
        self._hand_over = hand_over
        self._places = {slot: place for place, slot in enumerate(stack.slots)}
        self._pools: dict[tuple[Shape, tuple[int, ...]], tuple[Pool, list[SliceReading]]] = {}
        self._readings: _PerSlice = {}
        self._unread: set[int] = set()

    def measure(self) -> None:
        """Go through all slices that are concerned."""
        slots = sorted({slot for _, some in self._wanted for slot in some}, key=self._places.__getitem__)
        handed_over = time.monotonic()
        for done, slot in enumerate(slots):
            if self._cancelled.wait(_PAUSE_SECONDS):
                return
            self._measure(slot)
            if time.monotonic() - handed_over > _PART_SECONDS:
                self._hand_over(_Part(self._number, self._readings, {}, done, len(slots)))
                self._readings, handed_over = {}, time.monotonic()
        self._hand_over(_Part(self._number, self._readings, self._pooled(), len(slots), len(slots)))

    def _measure(self, slot: int) -> None:
        shapes = [(shape, slots) for shape, slots in self._wanted if slot in slots]
        try:
            place = self._places[slot]
            header = self._stack.slice_header(place)
            picture = picture_of(header, self._stack.peek(place))
        except (PhantomscopeError, IndexError):  # also where the stack has been closed or edited meanwhile
            self._give_up(slot, shapes)
            return
        except Exception:
            if not self._cancelled.is_set():
                logger.exception("a slice could not be measured")
            self._give_up(slot, shapes)
            return
        for shape, slots in shapes:
            if isinstance(shape, CircleRegion | RectangleRegion | PolygonRegion):
                reading, values = read_region(shape, picture)
                found = SliceReading(reading, picture.scale)
                if len(slots) > 1:
                    key = (shape, slots)
                    pool, parts = self._pools.setdefault(key, (Pool(picture.scale.pixel_area), []))
                    pool.add(values)
                    parts.append(found)
            else:
                found = SliceReading(_without_curve(read(shape, picture)), picture.scale)
            self._readings[shape, slot] = found

    def _give_up(self, slot: int, shapes: Sequence[tuple[Shape, tuple[int, ...]]]) -> None:
        self._unread.add(slot)
        self._readings.update({(shape, slot): SliceReading(None, Scale()) for shape, _ in shapes})

    def _pooled(self) -> _Together:
        together: _Together = {}
        for key, (pool, parts) in self._pools.items():
            readings = [one.reading for one in parts if isinstance(one.reading, RegionReading)]
            numbers = pool.statistics()
            # Slices may have pixels of other sizes: areas add up by themselves.
            numbers = replace(numbers, area=sum(one.statistics.area for one in readings))
            reading = RegionReading(
                numbers,
                readings[0].unit,
                any(one.is_cut for one in readings),
                sum(one.left_out for one in readings),
            )
            unread = tuple(slot for slot in key[1] if slot in self._unread)
            together[key] = PooledReading(reading, parts[0].scale, pool.lacks_median, unread)
        return together


def slots_of(measurement: Measurement, stack: SliceStack) -> tuple[int, ...]:
    """The slices that a measurement is on, without those left out, by their places in the series."""
    return tuple(slot for slot in stack.slots if measurement.is_on(slot))


def _is_region(shape: Shape) -> bool:
    return isinstance(shape, CircleRegion | RectangleRegion | PolygonRegion)


def _without_curve(reading: Reading) -> Reading:
    return replace(reading, profile=_NO_PROFILE) if isinstance(reading, ProfileReading) else reading
