"""One file inside a source, and what every kind of source can do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a source.

    Attributes:
        name: Its path inside the source, with forward slashes.
        size: Its length in bytes, uncompressed.
        offset: Where the source finds it: the local header in a ZIP, the number of the file elsewhere.
        packed_size: Its length in bytes as it lies in the source.
        method: The ZIP compression method; 0 (stored) elsewhere.
        crc: The CRC-32 of the uncompressed bytes; 0 where the source has none.
        encrypted: Whether a password would be needed.
        modified: When a file on disk was last written (ns since 1970), as known when it was listed: it has no
            CRC-32 to tell that it holds something else now. 0 inside an archive.
    """

    name: str
    size: int
    offset: int
    packed_size: int
    method: int = 0
    crc: int = 0
    encrypted: bool = False
    modified: int = 0


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """What another process needs to open the same source itself.

    Attributes:
        kind: A path (ZIP, folder or DICOM file), a list of files, or bytes in memory.
        paths: The path or paths; empty for bytes.
        state: Size and modification time (ns) of a single file, to notice that it has been replaced since.
    """

    kind: Literal["path", "files", "bytes"]
    paths: tuple[str, ...] = ()
    state: tuple[int, int] | None = None


class Source(Protocol):
    """Members that can be listed and read, by several threads at once, and never written."""

    @property
    def name(self) -> str:
        """The base name to show a person."""

    @property
    def size(self) -> int:
        """Bytes it takes where it lies: the archive, or all files together."""

    @property
    def spec(self) -> SourceSpec:
        """How another process opens it."""

    def members(self) -> Sequence[Member]:
        """All files inside, in the source's own order; folders are not members."""

    def read(self, member: Member) -> bytes | bytearray:
        """The member's bytes, uncompressed. Raises PhantomscopeError where they can't be had."""

    def front(self, member: Member) -> Iterator[bytes]:
        """The member's bytes from the front, piece by piece, no more than is asked for."""

    def part(self, member: Member, offset: int, length: int) -> bytes | None:
        """Up to ``length`` of the member's bytes from ``offset``, fewer only at its end.

        None where the member is compressed as a whole, so that it can only be streamed from its front.
        """

    def close(self) -> None:
        """Give handles back. Safe to call twice."""
