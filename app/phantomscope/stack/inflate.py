"""Members of a ZIP archive from their compressed bytes: whole and fast, or streamed from the front."""

import bz2
import itertools
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import Protocol

import deflate

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.sizes import size_text

# DEFLATE can't expand by more than 1032:1 (zlib's technical notes); a member that claims more lies.
_DEFLATE_LIMIT = 1032
# Most headers end within 8 KB: what is inflated beyond them is lost time.
_PIECE = 8 * 1024
_LZMA_LEAST = 4096  # liblzma's smallest dictionary
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


class _HoldingDecompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = ...) -> bytes: ...


def inflate(method: int, data: bytes, size: int, crc: int, name: str) -> bytes | bytearray:
    """Decompress one whole member.

    Args:
        method: The ZIP compression method (0, 8, 12 or 14).
        data: The member's compressed bytes.
        size: Its uncompressed length in bytes, from the central directory.
        crc: Its CRC-32, from the central directory.
        name: The member's name, for the error text.

    Raises:
        PhantomscopeError: The data is damaged, is not what the directory says, or needs another method.
    """
    if method not in _METHODS:
        raise _unknown_method(method, name)
    try:
        result = _inflate_all(method, data, size)
    except MemoryError as error:
        raise PhantomscopeError(
            f"The member takes {size_text(size)} uncompressed, more than there is memory",
            where=name,
            todo="Close other programs, or leave it out of the archive",
        ) from error
    except (deflate.DeflateError, OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise damaged(name) from error
    if len(result) != size or deflate.crc32(result) != crc:
        raise damaged(name)
    return result


def _inflate_all(method: int, data: bytes, size: int) -> bytes | bytearray:
    if method == zipfile.ZIP_STORED:
        return data
    if method == zipfile.ZIP_DEFLATED:
        # The output is allocated before inflating: never on the word of an impossible size.
        if size > len(data) * _DEFLATE_LIMIT + _DEFLATE_LIMIT:
            raise ValueError("declared size is impossible for deflate")
        if size == 0:
            return b""
        return deflate.deflate_decompress(data, size)
    return b"".join(_stream(method, iter((data,)), size))


def inflate_front(method: int, chunks: Iterator[bytes], size: int, name: str) -> Iterator[bytes]:
    """Decompress a member from its front, piece by piece, no further than is asked for.

    Args:
        method: The ZIP compression method.
        chunks: The member's compressed bytes, in pieces.
        size: Its uncompressed length in bytes.
        name: The member's name, for the error text.

    Raises:
        PhantomscopeError: The data is damaged, or needs another method.
    """
    if method not in _METHODS:
        raise _unknown_method(method, name)
    try:
        yield from _stream(method, chunks, size)
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise damaged(name) from error


def _stream(method: int, chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    """Decompressed pieces of at most ``_PIECE`` bytes, ``size`` bytes in all and never more."""
    produced = 0
    for piece in _pieces(method, chunks, size):
        yield piece[: size - produced]
        produced += len(piece)
        if produced >= size:
            return


def _pieces(method: int, chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_DEFLATED:
        return _deflate_pieces(chunks)
    if method == zipfile.ZIP_BZIP2:
        return _holding_pieces(bz2.BZ2Decompressor(), chunks)
    if method == zipfile.ZIP_LZMA:
        decompressor, rest = _lzma_decompressor(next(chunks, b""), size)
        return _holding_pieces(decompressor, itertools.chain((rest,), chunks))
    return chunks


def _deflate_pieces(chunks: Iterator[bytes]) -> Iterator[bytes]:
    decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
    for chunk in chunks:
        pending, piece = chunk, b""
        # A full piece may mean that output is still held back although all input is taken.
        while pending or len(piece) == _PIECE:
            piece = decompressor.decompress(pending, _PIECE)
            pending = decompressor.unconsumed_tail
            yield piece
            if decompressor.eof:
                return


def _holding_pieces(decompressor: _HoldingDecompressor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Pieces from the decompressors that keep the input they have not used yet (bzip2, LZMA)."""
    for chunk in chunks:
        pending = chunk
        while True:
            yield decompressor.decompress(pending, _PIECE)
            if decompressor.eof:
                return
            if decompressor.needs_input:
                break
            pending = b""


def _lzma_decompressor(first: bytes, size: int) -> tuple[_HoldingDecompressor, bytes]:
    """Read the property block before an LZMA member (APPNOTE 5.8.8) and start a raw decompressor."""
    properties_size = int.from_bytes(first[2:4], "little")
    properties = first[4 : 4 + properties_size]
    if len(properties) < 5:
        raise ValueError("LZMA properties are cut short")
    packed = properties[0]
    filters = {
        "id": lzma.FILTER_LZMA1,
        "lc": packed % 9,
        "lp": packed // 9 % 5,
        "pb": packed // 45,
        # It is allocated at once, and one larger than all of the output has no use.
        "dict_size": min(int.from_bytes(properties[1:5], "little"), max(size, _LZMA_LEAST)),
    }
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[filters]), first[4 + properties_size :]


def _unknown_method(method: int, name: str) -> PhantomscopeError:
    return PhantomscopeError(
        f"The member is compressed by a method that is not read here (ZIP method {method})",
        where=name,
        todo="Make the archive again with the usual method, deflate",
    )


def damaged(name: str) -> PhantomscopeError:
    """The error for a member whose bytes are not what they should be."""
    return PhantomscopeError(
        "The member is damaged and can't be read", where=name, todo="Export or copy the archive again"
    )
