"""Values of header elements, converted with care: junk in what a slice can do without must not hide it."""

import math
import struct
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag

from phantomscope.stack.slice_header import Vector

T = TypeVar("T")

# What pydicom raises on bytes that are no DICOM, or on values that are not what their VR says.
HEADER_ERRORS = (
    BytesLengthException,
    InvalidDicomError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def tags(*keywords: str) -> tuple[BaseTag, ...]:
    """The tags of DICOM keywords."""
    return tuple(BaseTag(tag_for_keyword(keyword) or 0) for keyword in keywords)


def values(dataset: Dataset, keyword: str) -> list[Any]:
    """An element's values; none where it is missing, empty, or not what its VR says."""
    try:
        value = dataset.get(keyword)
    except HEADER_ERRORS:
        return []
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, MultiValue) else [value]


def text(dataset: Dataset, keyword: str) -> str:
    """An element's values as text, with backslashes between them; empty where there is none."""
    return "\\".join(str(value) for value in values(dataset, keyword))


def integer(dataset: Dataset, keyword: str) -> int | None:
    """The first value as a whole number; None where there is none that can be."""
    return _converted(dataset, keyword, int)


def stored_value(dataset: Dataset, keyword: str, signed: bool) -> int | None:
    """The first value of an element that is "US or SS", as PixelRepresentation says.

    Writers get its VR wrong often enough, and implicit encodings have none, so that its 16 bits count.

    Args:
        dataset: The header.
        keyword: The element's.
        signed: Whether PixelRepresentation is 1.
    """
    return _converted(dataset, keyword, lambda value: _sixteen_bits(value, signed, dataset))


def number(dataset: Dataset, keyword: str) -> float | None:
    """The first value as a finite number; None where there is none that can be."""
    return _converted(dataset, keyword, finite)


def numbers(dataset: Dataset, keyword: str, count: int) -> tuple[float, ...] | None:
    """All values as finite numbers; None where they are not ``count`` of them."""
    try:
        found = tuple(finite(value) for value in values(dataset, keyword))
    except HEADER_ERRORS:
        return None
    return found if len(found) == count else None


def vector(dataset: Dataset, keyword: str) -> Vector | None:
    """Three finite numbers; None where there are not three."""
    found = numbers(dataset, keyword, 3)
    return None if found is None else (found[0], found[1], found[2])


def rescale(dataset: Dataset, keyword: str) -> float | None:
    """RescaleSlope or RescaleIntercept; junk in these raises, as the values would be wrong without them."""
    value = dataset.get(keyword)
    return None if value is None or value == "" else finite(value)


def finite(value: Any) -> float:
    """A number that is one. Raises ValueError for infinities and NaN."""
    converted = float(value)
    if not math.isfinite(converted):
        raise ValueError("not a finite number")
    return converted


def _sixteen_bits(value: Any, signed: bool, dataset: Dataset) -> int:
    if isinstance(value, bytes):  # what pydicom gives where nothing tells it the VR
        value = int.from_bytes(value[:2], "big" if dataset.is_little_endian is False else "little")
    found = int(value)
    if signed and 0x8000 <= found <= 0xFFFF:
        return found - 0x10000
    return found + 0x10000 if not signed and -0x8000 <= found < 0 else found


def _converted(dataset: Dataset, keyword: str, convert: Callable[[Any], T]) -> T | None:
    try:
        return next((convert(value) for value in values(dataset, keyword)), None)
    except HEADER_ERRORS:
        return None
