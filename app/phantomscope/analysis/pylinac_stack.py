"""Our slices behind pylinac's stack protocol: the one seam between this program and pylinac.

Loaded only in the process that runs an analysis.
"""

import contextlib
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any
from unittest import mock

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset
from pylinac.core import image as pylinac_image

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.overlay import Overlay, pack
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack

OnAccess = Callable[[int], None]


class StackImage(pylinac_image.DicomImage):  # type: ignore[misc]
    """A pylinac ``DicomImage`` made from a decoded slice instead of a file.

    Args:
        stored: The values as they lie in the file, shape (rows, columns).
        header: The slice's DICOM header without pixel data.
        name: What stands in for a path.
        final: Whether ``stored`` is what pylinac itself put into the stack, so that nothing is applied to it.
    """

    def __init__(self, stored: npt.NDArray[Any], header: Dataset, name: str, *, final: bool = False) -> None:
        # What BaseImage.__init__ and DicomImage.__init__ set, without their reading of a file.
        self.metrics: list[Any] = []
        self.metric_values: dict[str, Any] = {}
        self.source = pylinac_image.STREAM_TYPE
        self.path = name
        self.metadata = header
        self._sid = None
        self._dpi = None
        self._sad = 1000
        self._raw_pixels = False
        self._invert_pixels = None
        self._original_dtype = stored.dtype
        if final:
            self.array = stored.copy()
        else:
            # pylinac's own function: rescale and inversion can't come out any other way than with its stacks.
            values = pylinac_image._rescale_dicom_values(stored, header, raw_pixels=False, invert_pixels=None)
            self.array = values if values.flags.writeable else values.copy()


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

    Raises:
        PhantomscopeError: A slice has no position.
    """

    def __init__(self, stack: SliceStack, on_access: OnAccess | None = None) -> None:
        self._stack = stack
        self._on_access = on_access
        self._accesses = 0
        headers = [stack.slice_header(index) for index in range(len(stack))]
        # pylinac sorts by the last component of the position whatever the orientation, starting from the
        # order in the archive; np.argsort is not stable, so the start matters where positions are equal.
        as_listed = sorted(range(len(headers)), key=lambda index: headers[index].member.offset)
        order = np.argsort([_z(headers[index]) for index in as_listed])
        self._indices: tuple[int, ...] = tuple(as_listed[place] for place in order)
        self._overlay = Overlay(len(self._indices))
        self.metadatas = _Metadatas(list(range(len(self._indices))), self._read_header)

    def stack_index(self, index: int) -> int:
        """Which slice of the ``SliceStack`` a pylinac slice number means now, after its deletions."""
        return self._indices[self._overlay.slots()[index]]

    @property
    def overlay_bytes(self) -> int:
        """Compressed bytes of the slices that pylinac has set."""
        return self._overlay.nbytes

    def _read_header(self, slot: int) -> Dataset:
        return self._stack.dataset(self._indices[slot])

    # -- pylinac's protocol -------------------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self._overlay.slots())

    def __getitem__(self, item: int) -> StackImage:
        self._accesses += 1
        if self._on_access is not None:
            self._on_access(self._accesses)
        slot = self._overlay.slots()[item]
        header = self._read_header(slot)
        index = self._indices[slot]
        name = self._stack.slice_header(index).member.name
        packed = self._overlay.packed(slot)
        if packed is not None:
            return StackImage(packed.unpack().stored, header, name, final=True)
        pixels = self._stack[index]
        changed_by_hand = self._stack.overlay.packed(self._stack.slots[index]) is not None
        return StackImage(pixels.stored, header, name, final=changed_by_hand)

    def __setitem__(self, key: int, value: pylinac_image.DicomImage) -> None:
        self._overlay.replace(self._overlay.slots()[key], pack(value.array))
        self._overlay.forget_history()

    def __delitem__(self, key: int) -> None:
        self._overlay.remove(self._overlay.slots()[key])
        self._overlay.forget_history()

    def __iter__(self) -> Iterator[StackImage]:
        for index in range(len(self)):
            yield self[index]

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


def _z(header: SliceHeader) -> float:
    if header.position is None:
        raise PhantomscopeError(
            "A slice has no Image Position (Patient) (0020,0032), which the analysis needs",
            where=header.member.name,
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

    with mock.patch.object(pylinac_image, "LazyZipDicomImageStack", _Door):
        yield
