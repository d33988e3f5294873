"""The frames of a member that can only be read from its front, one after the other."""

import io
import threading
import zlib
from collections.abc import Iterator

import pydicom

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.frames.fragments import (
    ITEM_HEADER,
    Fragment,
    grouped,
    item_length,
    offset_table,
    rises,
)
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.header_values import HEADER_ERRORS
from phantomscope.stack.inflate import damaged
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SliceHeader

FrameBytes = bytes | bytearray


def frames_from_front(
    source: Source, header: SliceHeader, closed: threading.Event | None = None
) -> Iterator[FrameBytes]:
    """All frames of a slice's member in turn, each as it lies in the pixel data.

    No more of the member is in memory than a frame and a piece, unless its encoding is one that only pydicom
    knows how to take apart. After the last frame the rest of the member is read and its CRC-32 is checked.

    Args:
        source: Where the member is.
        header: Any of its slices.
        closed: Set to end it, at the next piece of the member.

    Yields:
        The stored values of a native frame, or the fragments of an encapsulated one put together; fewer
        bytes, or none, where the pixel data is cut short.

    Raises:
        PhantomscopeError: The member is damaged, or can't be read; or ``closed`` was set.
    """
    if not (header.format.native or header.encapsulated):
        yield from _taken_apart_by_pydicom(source, header)
        return
    pieces = _Pieces(_checked(source.front(header.member), header.member, closed))
    if header.encapsulated:
        pieces.skip(header.pixel_offset)
        yield from _encapsulated(pieces, header)
    else:
        pieces.skip(header.pixel_offset - (header.frame - 1) * header.pixel_length)
        for _ in range(header.format.frame_count):
            yield pieces.take(header.pixel_length)
    pieces.drain()


def _encapsulated(pieces: "_Pieces", header: SliceHeader) -> Iterator[FrameBytes]:
    name, count = header.member.name, header.format.frame_count
    table = offset_table(pieces.take(item_length(pieces.take(ITEM_HEADER), name) or 0))
    by_table = rises(table) and len(table) == count
    fragments: list[Fragment] = []
    held: list[FrameBytes] = []
    place = given = 0
    while (length := item_length(pieces.take(ITEM_HEADER), name)) is not None:
        # With a table a frame is whole where the next one begins; without one, only the end of the pixel
        # data tells whether each fragment is a frame.
        if by_table and given + 1 < count and place == table[given + 1]:
            yield b"".join(held)
            held.clear()
            given += 1
        held.append(pieces.take(length))
        fragments.append(Fragment(place, -1, length))
        place += ITEM_HEADER + length
    by_frame = grouped(table, fragments, count, name)
    if given:
        yield b"".join(held)
        return
    held.reverse()
    for frame in by_frame:
        yield b"".join(held.pop() for _ in frame)  # given up one by one: who takes them may keep them


def _taken_apart_by_pydicom(source: Source, header: SliceHeader) -> Iterator[FrameBytes]:
    """Big endian, a deflated dataset and other rare encodings: the member is read whole."""
    try:
        with quiet_pydicom():
            dataset = pydicom.dcmread(io.BytesIO(source.read(header.member)), force=True)
            frames = dataset.pixel_array
            del dataset
        kind = header.format
        frames = frames.reshape(kind.frame_count, kind.rows, kind.columns)
    except (*HEADER_ERRORS, RuntimeError) as error:
        raise damaged(header.member.name) from error
    if frames.dtype.kind not in "iu":
        raise PhantomscopeError(
            "Its pixels are Float Pixel Data (7FE0,0008), which is not read of a multi-frame object",
            where=header.member.name,
            todo="Export the scan as classic DICOM, one file a slice",
        )
    for frame in frames:
        yield frame.astype(kind.native_dtype, copy=False).tobytes()


def has_been_closed(name: str) -> PhantomscopeError:
    """The error for who waits for a frame of a member that is not wanted any more."""
    return PhantomscopeError("The scan has been closed", where=name, todo="Open it again")


def _checked(pieces: Iterator[bytes], member: Member, closed: threading.Event | None) -> Iterator[bytes]:
    """The same pieces; at their end it is made sure that they were the whole member."""
    crc = produced = 0
    for piece in pieces:
        if closed is not None and closed.is_set():
            raise has_been_closed(member.name)
        crc, produced = zlib.crc32(piece, crc), produced + len(piece)
        yield piece
    if produced != member.size or (member.method and crc != member.crc):
        raise damaged(member.name)


class _Pieces:
    """Takes as many bytes as are asked for from pieces of any length."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def take(self, length: int) -> bytearray:
        """The next bytes; fewer where the member ends."""
        taken = bytearray()  # grown, not allocated: the length may be a lie
        while len(taken) < length:
            piece = self._rest or next(self._pieces, None)
            if piece is None:  # an empty one is not the end: inflating may take input and give nothing yet
                break
            wanted = length - len(taken)
            taken += piece[:wanted]
            self._rest = piece[wanted:]
        return taken

    def skip(self, length: int) -> None:
        """Leave the next bytes out."""
        while length > 0:
            piece = self._rest or next(self._pieces, None)
            if piece is None:
                return
            self._rest = piece[length:]
            length -= len(piece)

    def drain(self) -> None:
        """Read to the end."""
        self._rest = b""
        for _ in self._pieces:
            pass
