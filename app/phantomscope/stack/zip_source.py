"""A ZIP archive, on disk or in memory, read member by member without extracting anything."""

import struct
import zipfile
from collections.abc import Iterator

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.inflate import damaged, inflate, inflate_front
from phantomscope.stack.member import Member, SourceSpec
from phantomscope.stack.storage import Storage

_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature, ..., name length, extra length (APPNOTE 4.3.7)
_LOCAL_SIGNATURE = b"PK\x03\x04"
_FRONT_CHUNK = 8 * 1024
_ENCRYPTED = 0x1
# What the standard library raises on a central directory that is cut short, overwritten or absurd.
DIRECTORY_ERRORS = (
    zipfile.BadZipFile,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)


class ZipSource:
    """Members of a ZIP archive: any nesting, stored, deflate, bzip2 and LZMA, ZIP64, data descriptors.

    The standard library reads the central directory; the members' bytes are then taken straight from
    where they lie, so that a slice costs one read and one fast inflate.

    Args:
        storage: The archive's bytes; the source closes it.
        spec: How another process opens the archive.
        members: Those that are wanted; by default all there are.

    Raises:
        PhantomscopeError: The archive is empty, cut short or no ZIP archive at all.
    """

    def __init__(self, storage: Storage, spec: SourceSpec, members: tuple[Member, ...] | None = None) -> None:
        self._storage = storage
        self._spec = spec
        self._members = members if members is not None else self._listed()

    def _listed(self) -> tuple[Member, ...]:
        try:
            with self._storage.stream() as stream, zipfile.ZipFile(stream) as archive:
                return tuple(members_of(archive))
        except DIRECTORY_ERRORS as error:
            raise PhantomscopeError(
                "The ZIP archive is damaged or cut short: its list of members can't be read",
                where=self._storage.name,
                todo="Copy or export it again",
            ) from error

    @property
    def name(self) -> str:
        """The archive's base name."""
        return self._storage.name

    @property
    def size(self) -> int:
        """The archive's length in bytes."""
        return self._storage.size

    @property
    def spec(self) -> SourceSpec:
        """How another process opens the archive."""
        return self._spec

    def members(self) -> tuple[Member, ...]:
        """All members that are files, in the order of the central directory."""
        return self._members

    def read(self, member: Member) -> bytes | bytearray:
        """Read and decompress one member and check it against its CRC-32."""
        packed = self._storage.read_at(self._data_offset(member), member.packed_size)
        if len(packed) != member.packed_size:
            raise damaged(member.name)
        return inflate(member.method, packed, member.size, member.crc, member.name)

    def front(self, member: Member) -> Iterator[bytes]:
        """Decompress one member from its front, reading the archive in small pieces."""
        return inflate_front(member.method, self._chunks(member), member.size, member.name)

    def part(self, member: Member, offset: int, length: int) -> bytes | None:
        """Bytes from inside a member that is stored as it is; None for any other.

        They are not checked: the CRC-32 is that of the whole member.
        """
        if member.method != zipfile.ZIP_STORED:
            return None
        there = max(min(length, member.packed_size - offset), 0)
        return self._storage.read_at(self._data_offset(member) + offset, there)

    def _chunks(self, member: Member) -> Iterator[bytes]:
        start = self._data_offset(member)
        for done in range(0, member.packed_size, _FRONT_CHUNK):
            chunk = self._storage.read_at(start + done, min(_FRONT_CHUNK, member.packed_size - done))
            if not chunk:
                raise damaged(member.name)
            yield chunk

    def _data_offset(self, member: Member) -> int:
        if member.encrypted:
            raise PhantomscopeError(
                "The member is protected by a password",
                where=member.name,
                todo="Save the archive again without a password",
            )
        if not 0 <= member.offset < self._storage.size:
            raise damaged(member.name)
        # The local header's name and extra field may differ in length from the directory's.
        header = self._storage.read_at(member.offset, _LOCAL_HEADER.size)
        if len(header) != _LOCAL_HEADER.size:
            raise damaged(member.name)
        signature, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        if signature != _LOCAL_SIGNATURE:
            raise damaged(member.name)
        return int(member.offset + _LOCAL_HEADER.size + name_length + extra_length)

    def close(self) -> None:
        """Close the archive."""
        self._storage.close()


def members_of(archive: zipfile.ZipFile, before: int = 0) -> Iterator[Member]:
    """The files that a central directory lists.

    Args:
        archive: What has read it.
        before: Bytes before the archive itself of which its directory knows nothing.
    """
    size = 0
    for info in archive.infolist():
        if not info.is_dir():
            size = size if info.file_size == size else info.file_size  # slices have one size: it is held once
            yield Member(
                name=info.filename,
                size=size,
                offset=info.header_offset + before,
                packed_size=info.compress_size,
                method=info.compress_type,
                crc=info.CRC,
                encrypted=bool(info.flag_bits & _ENCRYPTED),
            )
