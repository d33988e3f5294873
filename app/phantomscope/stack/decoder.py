"""One slice's bytes to its pixel array, without copying what need not be copied."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
import pydicom.config
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.pixel_data_handlers.util import apply_modality_lut
from pydicom.uid import UID, ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.frames.store import FrameStore
from phantomscope.stack.frames.stream import FrameBytes
from phantomscope.stack.front import quiet_pydicom
from phantomscope.stack.header_values import HEADER_ERRORS
from phantomscope.stack.inflate import damaged
from phantomscope.stack.member import Source
from phantomscope.stack.slice_header import PixelFormat, SliceHeader

logger = logging.getLogger(__name__)

Pixels = npt.NDArray[Any]

_PLAIN_SYNTAXES = (ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian)
_USUAL_BITS = (1, 8, 16, 32, 64)
_FRAME_BITS = (8, 16, 32, 64)


@dataclass(frozen=True, slots=True)
class SlicePixels:
    """One decoded slice.

    Attributes:
        stored: The values as they lie in the file, shape (rows, columns), read-only.
        slope, intercept: Turn them into the output unit (HU for CT); None where the file has no rescale.
        buffer_bytes: Length of the member's bytes that the values lie in, header included.
    """

    stored: Pixels
    slope: float | None
    intercept: float | None
    buffer_bytes: int = 0

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the slice keeps alive."""
        return max(self.stored.nbytes, self.buffer_bytes)

    def rescaled(self) -> Pixels:
        """The values in the output unit, shape (rows, columns).

        ``stored * slope + intercept`` in float64 (PS3.3, C.11.1.1.2), in the order of operations of pydicom's
        ``apply_modality_lut`` so that the result is the same to the last bit; the stored values themselves
        where the file has no rescale.
        """
        return self._in_unit(self.stored)

    def maximum(self, axis: int) -> Pixels:
        """The same as ``rescaled().max(axis)``, to the last bit, without an array of the whole slice.

        Multiplying and adding keep the order of numbers (a negative slope turns it round), rounding included.
        """
        falling = self.slope is not None and self.intercept is not None and self.slope < 0
        return self._in_unit(self.stored.min(axis=axis) if falling else self.stored.max(axis=axis))

    def _in_unit(self, stored: Pixels) -> Pixels:
        if self.slope is None or self.intercept is None:
            return stored
        values: Pixels = stored.astype(np.float64) * self.slope
        values += self.intercept
        return values


def decode(source: Source, header: SliceHeader, frames: FrameStore | None = None) -> SlicePixels:
    """Read one slice from its source.

    Args:
        source: Where it is.
        header: Which slice.
        frames: Where frames of its members are kept; without it nothing is, and a frame of a member that is
            compressed as a whole is looked for from its front.

    Raises:
        PhantomscopeError: The member can't be read, its pixel data is cut short, or its encoding is unknown.
    """
    if header.frame:
        return _decode_frame(frames or FrameStore(source, keep=False), header)
    return decode_bytes(source.read(header.member), header)


def decode_bytes(data: bytes | bytearray, header: SliceHeader) -> SlicePixels:
    """Decode one classic slice from its member's bytes; ``data`` is kept alive by the array, not copied.

    Raises:
        PhantomscopeError: The pixel data is cut short, or its encoding is unknown.
    """
    pixel_format = header.format
    _refuse_nonsense(header)
    if not pixel_format.native or pixel_format.modality_lut or header.pixel_offset < 0:
        return _decode_with_pydicom(data, header)
    there = min(header.pixel_length, len(data) - header.pixel_offset)
    return _native(data, header, header.pixel_offset, there)


def _native(data: FrameBytes | memoryview, header: SliceHeader, offset: int, there: int) -> SlicePixels:
    """Values that lie in ``data`` as plain numbers, from ``offset`` where ``there`` bytes are.

    As pydicom reads them: all bits allocated count. Signed values of 12 bits stored are taken to be extended
    to the 16 allocated ones, as scanners write them; where a file leaves the upper bits at 0, 0x0FFF is 4095
    and not -1.
    """
    pixel_format = header.format
    count = pixel_format.rows * pixel_format.columns
    dtype = np.dtype(pixel_format.native_dtype)
    if there < count * dtype.itemsize:
        raise _cut_short(header, there, count * dtype.itemsize)
    stored: Pixels = np.frombuffer(data, dtype, count, offset).reshape(
        pixel_format.rows, pixel_format.columns
    )
    stored.flags.writeable = False
    return SlicePixels(stored, pixel_format.slope, pixel_format.intercept, len(data))


def _decode_frame(frames: FrameStore, header: SliceHeader) -> SlicePixels:
    if header.format.bits_allocated not in _FRAME_BITS:
        raise _odd_bits(header)
    _refuse_nonsense(header)
    if header.format.modality_lut:
        raise PhantomscopeError(
            "The frame has a Modality LUT Sequence (0028,3000), which is not read of a multi-frame object",
            where=header.name,
            todo="Export the scan as classic DICOM, one file a slice",
        )
    data = frames.frame(header)
    if not header.encapsulated:
        return _native(data, header, 0, len(data))
    stored = _array(header, lambda: _one_frame(bytes(data), header).pixel_array)
    return SlicePixels(stored, header.format.slope, header.format.intercept)


def _one_frame(fragment: bytes, header: SliceHeader) -> Dataset:
    """A dataset with no more than what pydicom's decoders look at."""
    kind = header.format
    made = Dataset()
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = UID(kind.transfer_syntax)
    made.is_little_endian, made.is_implicit_VR = True, False
    made.Rows, made.Columns, made.NumberOfFrames, made.SamplesPerPixel = kind.rows, kind.columns, 1, 1
    made.BitsAllocated, made.BitsStored = kind.bits_allocated, kind.bits_stored
    made.HighBit, made.PixelRepresentation = kind.bits_stored - 1, int(kind.signed)
    made.PhotometricInterpretation = kind.photometric
    made.PixelData = encapsulate([fragment])
    made["PixelData"].is_undefined_length = True
    return made


def undecodable(pixel_format: PixelFormat) -> str:
    """The name of an encoding that no decoder here knows; empty where there is one."""
    if pixel_format.native:
        return ""
    with quiet_pydicom():  # it may be no UID at all
        syntax = UID(pixel_format.transfer_syntax)
        known = any(
            handler.is_available() and handler.supports_transfer_syntax(syntax)
            for handler in pydicom.config.pixel_data_handlers
        )
        return "" if known else syntax.name


def is_slow(header: SliceHeader) -> bool:
    """Whether decoding a slice takes many times what inflating its member takes."""
    return not header.format.native or header.format.modality_lut


def _decode_with_pydicom(data: bytes | bytearray, header: SliceHeader) -> SlicePixels:
    """Every encoding that is more than plain little-endian numbers: pydicom and the decoders it finds."""
    if header.format.bits_allocated not in _USUAL_BITS:
        raise _odd_bits(header)
    slope, intercept = header.format.slope, header.format.intercept
    if header.format.modality_lut:
        slope = intercept = None

    def decoded() -> Pixels:
        dataset = pydicom.dcmread(io.BytesIO(data), force=True)
        if "TransferSyntaxUID" not in dataset.file_meta:
            dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        stored: Pixels = dataset.pixel_array
        return apply_modality_lut(stored, dataset) if header.format.modality_lut else stored

    return SlicePixels(_array(header, decoded), slope, intercept)


def _array(header: SliceHeader, decoded: Callable[[], Pixels]) -> Pixels:
    """What pydicom decodes, with its errors turned into sentences."""
    try:
        with quiet_pydicom():
            stored = decoded()
    except (NotImplementedError, RuntimeError) as error:
        raise _no_decoder(header) from error
    except HEADER_ERRORS as error:
        logger.info("a slice could not be decoded: %s", traceback_without_values(error))
        raise damaged(header.name) from error
    if stored.shape != (header.format.rows, header.format.columns):
        raise damaged(header.name)
    # Big-endian values would be slow, or refused, wherever they are used.
    stored = stored.astype(stored.dtype.newbyteorder("="), copy=False)
    stored.flags.writeable = False
    return stored


def _refuse_nonsense(header: SliceHeader) -> None:
    """Fragments under a transfer syntax that has none (PS3.5, A.1): pydicom takes their tags for pixels."""
    if header.encapsulated and header.format.transfer_syntax in _PLAIN_SYNTAXES:
        raise damaged(header.name)


def _cut_short(header: SliceHeader, there: int, needed: int) -> PhantomscopeError:
    return PhantomscopeError(
        f"The slice's Pixel Data (7FE0,0010) is cut short: {max(there, 0)} of {needed} bytes are there",
        where=header.name,
        todo="Export the scan again, or exclude this slice",
    )


def _odd_bits(header: SliceHeader) -> PhantomscopeError:
    return PhantomscopeError(
        f"The slice has {header.format.bits_allocated} bits a pixel, which can't be decoded here",
        where=header.name,
        todo="Export the scan with 16 bits a pixel",
    )


def _no_decoder(header: SliceHeader) -> PhantomscopeError:
    syntax = header.format.transfer_syntax
    if syntax in _PLAIN_SYNTAXES:
        return damaged(header.name)
    with quiet_pydicom():  # it may be no UID at all
        name = UID(syntax).name
    return PhantomscopeError(
        f"The slice is compressed as {name}, which can't be decoded here",
        where=header.name,
        todo="Export the scan uncompressed",
    )
