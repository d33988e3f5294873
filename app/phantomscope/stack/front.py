"""A seekable view of a member's front that inflates no further than it is read."""

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

import pydicom
from pydicom.dataset import Dataset

PREAMBLE = 132  # bytes: preamble and prefix (PS3.10, 7.1)
_LARGE = 256 * 1024


def may_be_dicom(start: bytes) -> bool:
    """Whether a file's first 132 bytes are DICOM's, or may begin a dataset without preamble."""
    if start[128:PREAMBLE] == b"DICM":
        return True
    # The first element of a bare little-endian dataset is of group 0002 or 0008, and a low one.
    return len(start) >= PREAMBLE and start[:2] in (b"\x02\x00", b"\x08\x00") and start[3] == 0


class FrontReader:
    """What pydicom needs of a file, over pieces that arrive on demand.

    What has been read stays in memory, so that pydicom may step back; a header is a few kilobytes. A read
    takes no more memory than there are bytes, however many are asked for.

    Attributes:
        name: Empty; without it pydicom would keep the whole reader in the dataset.
    """

    name = ""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes; all that is left where ``size`` is negative."""
        start = self._position
        if size < 0:
            self._fill(None)
            data = self._buffer[start:]
        else:
            if start + size > len(self._buffer):
                self._fill(start + size)
            data = self._buffer[start : start + size]
        self._position = start + len(data)
        return data

    def ahead(self, end: int) -> bytes:
        """All that has been read, and at least ``end`` bytes where there are so many; the position stays."""
        if end > len(self._buffer):
            self._fill(end)
        return self._buffer

    def _fill(self, end: int | None) -> None:
        """Take pieces until ``end`` is there, or all of them."""
        length = len(self._buffer)
        if end is not None and length > _LARGE:
            end = max(end, length + length // 4)  # the header of many frames: not copied at every step
        taken = [self._buffer]
        while end is None or length < end:
            piece = next(self._pieces, None)
            if piece is None:
                break
            taken.append(piece)
            length += len(piece)
        self._buffer = b"".join(taken)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an absolute or relative position; from the end only after reading all."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            self._fill(None)
            offset += len(self._buffer)
        self._position = max(offset, 0)
        return self._position

    def tell(self) -> int:
        """The current position."""
        return self._position


def read_dataset(front: FrontReader, tags: Sequence[int] = ()) -> Dataset:
    """A DICOM header without pixel data; the stream is left at the pixel data's tag where there is one.

    Args:
        front: The member from its front.
        tags: The tags wanted; all where none is given.

    Raises what pydicom raises on bytes that are no DICOM.
    """
    with quiet_pydicom():
        # pydicom asks for no more than read, seek and tell, though its annotation names a whole BinaryIO.
        return pydicom.dcmread(
            cast(BinaryIO, front), stop_before_pixels=True, force=True, specific_tags=list(tags) or None
        )


@contextmanager
def quiet_pydicom() -> Iterator[None]:
    """Leave pydicom's warnings unsaid: they name values, and what matters is told as a reason instead.

    Python's warning filters belong to all threads; only pydicom's own are touched for that reason.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"pydicom\b")
        yield
