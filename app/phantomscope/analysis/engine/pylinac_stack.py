"""Our slices behind pylinac's stack protocol: the one seam between this program and pylinac.

Loaded only in the process that runs an analysis.
"""

import contextlib
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pylinac.core import image as pylinac_image

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.member import Member
from phantomscope.stack.overlay import Overlay, pack
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

OnAccess = Callable[[int], None]

_RELATIONSHIP_SIGN = 0x00281041


class StackImage(pylinac_image.DicomImage):  # type: ignore[misc]
    """A pylinac ``DicomImage`` made from a decoded slice instead of a file.

    Args:
        values: The values in the output unit, shape (rows, columns); they are the image's own from then on.
        header: The slice's DICOM header without pixel data.
        stack_index: Which slice of the ``SliceStack`` it is.
    """

    def __init__(self, values: npt.NDArray[Any], header: Dataset, stack_index: int) -> None:
        self._set_up(stack_index)
        self.metadata = header
        self._original_dtype = values.dtype
        self.array = values

    def _set_up(self, stack_index: int) -> None:
        """What BaseImage.__init__ and DicomImage.__init__ set, without their reading of a file."""
        self.metrics: list[Any] = []
        self.metric_values: dict[str, Any] = {}
        self.source = pylinac_image.STREAM_TYPE
        # As pylinac has it for what comes from memory. No name: pylinac removes files by this path.
        self.path = ""
        self._sid = None
        self._dpi = None
        self._sad = 1000
        self._raw_pixels = False
        self._invert_pixels = None
        self.stack_index = stack_index


class _Metadatas:
    """pylinac's ``metadatas`` list, each header read from the source when it is asked for."""

    def __init__(self, slots: list[int], read: Callable[[int], Dataset]) -> None:
        self._slots = slots
        self._read = read

    def __len__(self) -> int:
        return len(self._slots)

    def __getitem__(self, index: int) -> Dataset:
        return self._read(self._slots[index])

    def __iter__(self) -> Iterator[Dataset]:
        return (self._read(slot) for slot in self._slots)

    def __delitem__(self, index: int) -> None:
        del self._slots[index]


class PylinacStack:
    """A ``SliceStack`` that pylinac takes for its own lazy stack.

    Whatever pylinac sets or deletes stays here: set slices in an overlay, exactly as they were set, deleted
    ones as struck slots. Neither the source nor the ``SliceStack`` learns of it.

    Args:
        stack: The slices.
        on_access: Called with the number of slices asked for so far, for progress.
        members: The source's members in its own order; by where they lie in it where none are given.
        turned: Whether pylinac is to see the stack turned end for end, as its own ``z_flip`` turns it: the
            slices of one kind (orientation and echo) change places and are mirrored left to right as they
            are asked for, while each place keeps its header. A slice that is alone of its kind, as a
            sagittal one, stays as it is.

    Raises:
        PhantomscopeError: A slice has no position.
    """

    def __init__(
        self,
        stack: SliceStack,
        on_access: OnAccess | None = None,
        *,
        members: Sequence[Member] = (),
        turned: bool = False,
    ) -> None:
        self._stack = stack
        self._on_access = on_access
        self._accesses = 0
        headers = [stack.slice_header(index) for index in range(len(stack))]
        # pylinac sorts by the last component of the position whatever the orientation, starting from the
        # order in the archive; np.argsort is not stable, so the start matters where positions are equal.
        places = {member: place for place, member in enumerate(members)}
        as_listed = sorted(
            range(len(headers)),
            # The frames of one member in their own order, as if each had been written as a file.
            key=lambda index: (
                places.get(headers[index].member, headers[index].member.offset),
                headers[index].frame,
            ),
        )
        order = np.argsort([_z(headers[index]) for index in as_listed])
        self._indices: tuple[int, ...] = tuple(as_listed[place] for place in order)
        partners = _partners(self._indices, headers) if turned else {}
        self._shown = tuple(self._indices[partners.get(slot, slot)] for slot in range(len(self._indices)))
        self._mirrored = frozenset(partners)
        self._last: int | None = None
        self._wrapped: set[int] = set()
        self._sound: set[int] = set()
        self._inverted: dict[int, bool] = {}
        self._images: ImageMaker | None = None
        self._headers: Callable[[int], Dataset] = self._header_in_source
        self._overlay = Overlay(len(self._indices))
        self.metadatas = _Metadatas(list(range(len(self._indices))), self._read_header)

    def stack_index(self, index: int) -> int:
        """Which slice of the ``SliceStack`` a pylinac slice number means now, after its deletions."""
        return self._shown[self._overlay.slots()[index]]

    def number_of(self, stack_index: int) -> int:
        """The number that pylinac has for a slice of the ``SliceStack`` now; ValueError where it has none."""
        return [self._shown[slot] for slot in self._overlay.slots()].index(stack_index)

    def height_of(self, number: int) -> float:
        """Where pylinac has a slice along z, in mm; by this it sorts them."""
        return _z(self._stack.slice_header(self._indices[self._overlay.slots()[number]]))

    def is_mirrored(self, stack_index: int) -> bool:
        """Whether pylinac sees this slice of the ``SliceStack`` mirrored left to right."""
        return self._shown.index(stack_index) in self._mirrored

    @property
    def mirror_mm(self) -> float:
        """Where a position p along the stack lies after turning it, as this minus p."""
        return float(
            self.metadatas[0].ImagePositionPatient[-1]
            + self.metadatas[len(self) - 1].ImagePositionPatient[-1]
        )

    @property
    def last_shown(self) -> int | None:
        """The slice of the ``SliceStack`` that was asked for last; None before the first."""
        return self._last

    @property
    def taken_from_other_end(self) -> tuple[int, ...]:
        """Slices of the ``SliceStack`` given for numbers below 0, which Python counts from the end."""
        return tuple(sorted(self._wrapped))

    @property
    def largest(self) -> int:
        """Pixels of the largest slice."""
        formats = {self._stack.slice_header(index).format for index in self._indices}
        return max((one.rows * one.columns for one in formats), default=0)

    @property
    def overlay_bytes(self) -> int:
        """Compressed bytes of the slices that pylinac has set."""
        return self._overlay.nbytes

    def _read_header(self, slot: int) -> Dataset:
        return self._headers(slot)

    def _header_in_source(self, slot: int) -> Dataset:
        return self._stack.dataset(self._indices[slot])

    # -- slots: the places of all slices, counted from 0, whatever pylinac deletes ---------------------------

    @property
    def slots(self) -> tuple[int, ...]:
        """The slot of each of pylinac's slice numbers now."""
        return self._overlay.slots()

    def is_set(self, slot: int) -> bool:
        """Whether pylinac has put a slice of its own there."""
        return self._overlay.packed(slot) is not None

    def header(self, slot: int) -> Dataset:
        """A place's own header, read now."""
        return self._read_header(slot)

    def pixels(self, slot: int, *, passing: bool = False) -> SlicePixels | None:
        """What the source has to show at a place, whatever pylinac has set there since.

        Several threads may ask at once.

        Args:
            slot: The place.
            passing: Whether it is asked ahead, so that the cache is not to be disturbed.

        Returns:
            Stored values with slope and intercept; None where these alone do not make pylinac's values, but
            Pixel Intensity Relationship Sign (0028,1041) turns them round.
        """
        index = self._shown[slot]
        if self._is_inverted(index):
            return None
        found = self._stack.peek(index) if passing else self._stack[index]
        self._sound.add(slot)
        return dataclasses.replace(found, stored=np.fliplr(found.stored)) if slot in self._mirrored else found

    def is_plain(self, slot: int) -> bool:
        """Whether ``pixels`` gives a place's stored values without pydicom.

        What pydicom warns of is kept still by Python's filters, which belong to all threads: only pylinac's
        own thread may change them.
        """
        index = self._shown[slot]
        header = self._stack.slice_header(index)
        native = header.format.native and not header.format.modality_lut and header.pixel_offset >= 0
        known = self._inverted.get(index)
        if not native or header.frame or known:
            return False
        return known is False or not self._stack.may_hold(index, _RELATIONSHIP_SIGN)

    def values(self, slot: int) -> npt.NDArray[Any]:
        """As ``pixels``, as pylinac's own stacks have the values, shape (rows, columns); the caller's own."""
        index = self._shown[slot]
        values = _as_pylinac(self._stack[index], inverted=self._is_inverted(index))
        self._sound.add(slot)
        if slot in self._mirrored:
            values = np.fliplr(values).copy()
        return values if values.flags.writeable else values.copy()

    def make_images(self, images: "ImageMaker", headers: "HeaderKeeper") -> None:
        """From now on have the images of the source's slices made so, as they are asked for.

        Args:
            images: Makes an image.
            headers: Is told how to read a place's header, and gives it from then on.
        """
        self._images = images
        self._headers = headers(self._header_in_source)

    def _is_inverted(self, index: int) -> bool:
        if index not in self._inverted:
            if self._stack.may_hold(index, _RELATIONSHIP_SIGN):
                self._learn(index, self._stack.dataset(index))
            else:
                self._inverted[index] = False
        return self._inverted[index]

    def _learn(self, index: int, header: Dataset) -> None:
        """What tells how to read the values is the header that they came with."""
        self._inverted[index] = header.get("PixelIntensityRelationshipSign") == -1

    # -- pylinac's protocol -------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._overlay.slots())

    def __getitem__(self, item: int) -> StackImage:
        self._accesses += 1
        if self._on_access is not None:
            self._on_access(self._accesses)
        slot = self._overlay.slots()[item]
        index = self._shown[slot]
        self._last = index
        if item < 0:
            self._wrapped.add(index)
        packed = self._overlay.packed(slot)
        if packed is None and self._images is not None:
            if slot not in self._sound:  # a slice that can't be decoded fails when it is asked for
                self.pixels(slot)
                self._sound.add(slot)
            return self._images(self, slot, index)
        header = self._read_header(slot)
        if packed is not None:
            values = packed.unpack().stored.copy()
        else:
            if index == self._indices[slot]:
                self._learn(index, header)
            values = self.values(slot)
        return StackImage(values, header, index)

    def __setitem__(self, key: int, value: pylinac_image.DicomImage) -> None:
        self._overlay.replace(self._overlay.slots()[key], pack(value.array))
        self._overlay.forget_history()

    def __delitem__(self, key: int) -> None:
        self._overlay.remove(self._overlay.slots()[key])
        self._overlay.forget_history()

    def __iter__(self) -> Iterator[StackImage]:
        index = 0
        while index < len(self):  # which may get shorter on the way
            yield self[index]
            index += 1

    @cached_property
    def metadata(self) -> Dataset:
        """The header of the first slice."""
        return self[0].metadata

    @cached_property
    def slice_spacing(self) -> float:
        """The distance between the first two slices in z, in mm, as pylinac takes it."""
        first, second = self.metadatas[0], self.metadatas[1]
        return float(np.abs(first.ImagePositionPatient[-1] - second.ImagePositionPatient[-1]))

    def side_view(self, axis: int) -> npt.NDArray[np.float64]:  # noqa: ARG002 - pylinac's own ignores it too
        """The maximum over the columns of each slice, shape (rows, slices)."""
        side = np.zeros((self[0].array.shape[0], len(self)))
        for index, image in enumerate(self):
            side[:, index] = image.array.max(axis=-1)
        return side

    def z_flip(self, allow_overwrite: bool = False) -> None:  # noqa: ARG002 - nothing on disk can change here
        """Turn the stack round its vertical axis: slices change places and are mirrored, headers stay."""
        last = len(self) - 1
        for low in range(len(self) // 2):
            near, far = self[low], self[last - low]
            near.array, far.array = np.fliplr(far.array).copy(), np.fliplr(near.array).copy()
            self[low], self[last - low] = near, far
        if len(self) % 2:
            middle = self[len(self) // 2]
            middle.array = np.fliplr(middle.array).copy()
            self[len(self) // 2] = middle


ImageMaker = Callable[[PylinacStack, int, int], StackImage]
HeaderKeeper = Callable[[Callable[[int], Dataset]], Callable[[int], Dataset]]


def _as_pylinac(pixels: SlicePixels, *, inverted: bool) -> npt.NDArray[Any]:
    """A slice's values as pylinac's own stacks have them.

    They apply the rescale, as ``SlicePixels`` does to the last bit, and then turn the values round where
    Pixel Intensity Relationship Sign (0028,1041) is -1, in this order of operations.
    """
    values = pixels.rescaled()
    if inverted:
        values = values.max() - values + values.min()
    return values


def _partners(indices: Sequence[int], headers: Sequence[SliceHeader]) -> dict[int, int]:
    """For each place that takes part in turning the stack, the place whose slice it then shows."""
    kinds: dict[object, list[int]] = {}
    for slot, index in enumerate(indices):
        kinds.setdefault((orientation_of(headers[index]), headers[index].echo), []).append(slot)
    return {
        slot: partner
        for slots in kinds.values()
        if len(slots) > 1
        for slot, partner in zip(slots, reversed(slots), strict=True)
    }


def orientation_of(header: SliceHeader) -> tuple[float, ...] | None:
    """The orientation of a slice, rounded so that slices which differ by noise agree; None without one."""
    cosines = header.plane.orientation
    return None if cosines is None else tuple(float(cosine) for cosine in np.round(cosines, 2))


def _z(header: SliceHeader) -> float:
    if header.position is None:
        raise PhantomscopeError(
            "A slice has no Image Position (Patient) (0020,0032), which the analysis needs",
            where=header.name,
            todo="Exclude this slice, or export the scan with positions",
        )
    return header.position[2]


@contextlib.contextmanager
def pylinac_reads(stack: PylinacStack) -> Iterator[None]:
    """For as long as it lasts, pylinac's lazy ZIP stack is ``stack``, whatever it is asked to open."""

    class _Door:
        @classmethod
        def from_zip(cls, zip_path: object, dtype: object = None, **limits: object) -> PylinacStack:  # noqa: ARG003
            return stack

    # unittest.mock would do it in a line, and brings asyncio along.
    own = pylinac_image.LazyZipDicomImageStack
    pylinac_image.LazyZipDicomImageStack = _Door
    try:
        yield
    finally:
        pylinac_image.LazyZipDicomImageStack = own
