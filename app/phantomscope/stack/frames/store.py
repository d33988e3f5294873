"""Frame-exact access: by seeking where a member lies open, by a shadow where it is compressed."""

import dataclasses
import threading
from dataclasses import dataclass, field

import deflate
import numpy as np

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.frames.fragments import Fragment, grouped, read_fragments
from phantomscope.stack.frames.stream import FrameBytes, frames_from_front, has_been_closed
from phantomscope.stack.inflate import damaged
from phantomscope.stack.member import Member, Source
from phantomscope.stack.slice_header import SliceHeader

_LEVEL = 1  # libdeflate's fastest: frames are packed while a person waits for one behind them
_FRAGMENT_BYTES = 160  # what the record of a fragment takes in memory
_CHECKED_BYTES = 1 << 20  # of a member at a time, for its CRC-32


@dataclass(frozen=True, slots=True)
class PackedFrame:
    """One frame, compressed on its own.

    Attributes:
        data: The compressed bytes.
        size: The frame's length in bytes.
        width: Bytes of a stored value. The first bytes of all values are packed together, then the second
            ones: high bytes are much alike, and compress better so. 0 where the frame is kept as it came,
            being compressed already.
    """

    data: FrameBytes = field(repr=False)
    size: int
    width: int

    @property
    def nbytes(self) -> int:
        """Compressed bytes."""
        return len(self.data)

    def unpack(self) -> FrameBytes | memoryview:
        """The frame's bytes."""
        if not self.width:
            return self.data
        plain = deflate.deflate_decompress(self.data, self.size)
        if self.width == 1:
            return plain
        planes = np.frombuffer(plain, np.uint8).reshape(self.width, -1)
        values = np.empty(self.size, np.uint8)
        for place, plane in enumerate(planes):  # a fifth of the time that transposing takes
            values[place :: self.width] = plane
        return values.data


def pack_frame(data: FrameBytes, width: int) -> PackedFrame:
    """Compress a frame of values of ``width`` bytes each; 0 keeps it as it is."""
    if not width or len(data) % width:
        return PackedFrame(bytes(data), len(data), 0)
    values = np.frombuffer(data, np.uint8)
    planes = np.empty((width, len(data) // width), np.uint8)
    for place in range(width):
        planes[place] = values[place::width]
    return PackedFrame(deflate.deflate_compress(planes.reshape(-1).data, _LEVEL), len(data), width)


class FrameStore:
    """The bytes of frames, for several threads at once.

    What a member that lies open (a file, a stored member) holds is read when it is asked for. A member that
    is compressed as a whole is streamed from its front, once and no further than the frame asked for; what
    went by is kept, each frame compressed on its own. Either way a member's CRC-32 is checked, where there is
    one, before its last frame is given, and where it is wrong no frame is given any more.

    Args:
        source: Where the members are.
        keep: Whether frames that go by are kept; without, every request streams from the front, and nothing
            is checked.
    """

    def __init__(self, source: Source, *, keep: bool = True) -> None:
        self._source = source
        self._keep = keep
        self._lock = threading.Lock()
        self._shadows: dict[Member, _Shadow] = {}
        self._fragments: dict[Member, list[list[Fragment]]] = {}
        self._intact: dict[Member, bool] = {}

    @property
    def nbytes(self) -> int:
        """Bytes that the shadow takes now."""
        with self._lock:
            packed = sum(shadow.nbytes for shadow in self._shadows.values())
            listed = sum(len(fragments) for one in self._fragments.values() for fragments in one)
        return packed + listed * _FRAGMENT_BYTES

    def frame(self, header: SliceHeader) -> FrameBytes | memoryview:
        """A frame's stored values as they lie in the file, or its fragments put together.

        Fewer bytes than it should have where the pixel data is cut short.

        Raises:
            PhantomscopeError: The member can't be read.
        """
        found = self._sought(header)
        if found is not None:
            if self._keep and header.member.crc:
                self._check(header)
            return found
        with self._lock:
            shadow = self._shadows.get(header.member)
            if shadow is None and self._keep:
                shadow = self._shadows[header.member] = _Shadow(self._source, header)
        return _streamed(self._source, header) if shadow is None else shadow.frame(header.frame)

    def verify(self, header: SliceHeader) -> None:
        """Make sure that the member of a frame is as it was written, whichever of its frames were asked for.

        Raises:
            PhantomscopeError: Its CRC-32 is wrong, or it can't be read to its end.
        """
        if not header.frame or not header.member.crc:
            return
        last = dataclasses.replace(header, frame=header.format.frame_count)
        if self._source.part(header.member, 0, 0) is not None:
            self._check(last)
        else:
            self.frame(last)  # streamed to its end, where the check is

    def _sought(self, header: SliceHeader) -> bytes | None:
        """The frame by seeking; None where its member is compressed as a whole, or its encoding is rare."""
        if header.pixel_offset < 0:
            return None
        if header.format.native:
            return self._source.part(header.member, header.pixel_offset, header.pixel_length)
        if not header.encapsulated or self._source.part(header.member, 0, 0) is None:
            return None
        fragments = self._fragments.get(header.member)
        if fragments is None:
            fragments = self._listed_fragments(header)
        parts = [self._part(header.member, one.offset, one.length) for one in fragments[header.frame - 1]]
        return b"".join(parts)

    def _listed_fragments(self, header: SliceHeader) -> list[list[Fragment]]:
        member = header.member
        table, fragments = read_fragments(
            lambda offset, length: self._part(member, offset, length), header.pixel_offset, member.name
        )
        by_frame = grouped(table, fragments, header.format.frame_count, member.name)
        with self._lock:  # which is counted, and given up, by other threads
            if self._keep:
                self._fragments[member] = by_frame
        return by_frame

    def _check(self, header: SliceHeader) -> None:
        """Make sure of a member that lies open, once its last frame is asked for."""
        member = header.member
        intact = self._intact.get(member)
        if intact is None and header.frame >= header.format.frame_count:
            intact = self._intact[member] = self._crc(member) == member.crc
        if intact is False:
            raise damaged(member.name)

    def _crc(self, member: Member) -> int:
        crc = 0
        for offset in range(0, member.size, _CHECKED_BYTES):
            if not self._keep:
                raise has_been_closed(member.name)
            crc = deflate.crc32(self._part(member, offset, _CHECKED_BYTES), crc)
        return crc

    def _part(self, member: Member, offset: int, length: int) -> bytes:
        return self._source.part(member, offset, length) or b""

    def close(self) -> None:
        """Give up what is kept, and streaming that is under way: who waits for a frame gets an error.

        What is asked for afterwards is read anew and not kept.
        """
        with self._lock:
            self._keep = False
            for shadow in self._shadows.values():
                shadow.closed.set()
            self._shadows.clear()
            self._fragments.clear()


class _Shadow:
    """The frames of one member that have gone by, and the stream to the others.

    Attributes:
        closed: Set to end streaming that is under way.
    """

    def __init__(self, source: Source, header: SliceHeader) -> None:
        self.closed = threading.Event()
        self._name = header.member.name
        self._count = header.format.frame_count
        self._width = 0 if header.encapsulated else header.format.bits_allocated // 8
        self._stream = frames_from_front(source, header, self.closed)
        self._frames: list[PackedFrame] = []
        self._error: PhantomscopeError | None = None
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        return sum(frame.nbytes for frame in list(self._frames))

    def frame(self, number: int) -> FrameBytes | memoryview:
        while True:
            # A frame at a time: who asks for an early one does not wait for who asks for a late one.
            frames, error = self._frames, self._error  # the list is changed for another where it is damaged
            if number <= len(frames):
                return frames[number - 1].unpack()
            if error is not None:
                raise error
            if self.closed.is_set():
                raise has_been_closed(self._name)
            with self._lock:
                if number > len(self._frames) and self._error is None:
                    self._advance()

    def _advance(self) -> None:
        try:
            frame = next(self._stream, None)
            if frame is None:
                raise damaged(self._name)
            packed = pack_frame(frame, self._width)
            if len(self._frames) + 1 == self._count:
                self._to_the_end()
            self._frames.append(packed)
        except PhantomscopeError as error:
            self._error, self._stream = error, iter(())

    def _to_the_end(self) -> None:
        """Read the rest of the member, at whose end its CRC-32 is checked."""
        try:
            next(self._stream, None)
        except PhantomscopeError:
            self._frames = []  # one of them is not as it was written, and nothing tells which
            raise
        self._stream = iter(())


def _streamed(source: Source, header: SliceHeader) -> FrameBytes:
    """A single frame, with nothing kept of those before it."""
    for number, frame in enumerate(frames_from_front(source, header), 1):
        if number == header.frame:
            return frame
    raise damaged(header.name)
