"""Loaded slices made from nothing."""

from typing import Any

import numpy as np

from dicom_files import AXIAL, Pixels, gradient
from phantomscope.gui.viewing.loaded_slice import LoadedSlice, measured
from phantomscope.stack.decoder import SlicePixels
from phantomscope.stack.member import Member
from phantomscope.stack.slice_header import PixelFormat, Plane, SeriesFacts, SliceHeader


def header(
    shape: tuple[int, int] = (4, 6),
    *,
    modality: str = "CT",
    slope: float | None = 1.0,
    intercept: float | None = -1024.0,
    rescale_type: str = "",
    photometric: str = "MONOCHROME2",
    position: tuple[float, float, float] | None = (-10.0, -20.0, 2.5),
    orientation: tuple[float, ...] | None = AXIAL,
    spacing: tuple[float, float] | None = (0.5, 0.5),
    padding: int | None = None,
    padding_limit: int | None = None,
    modality_lut: bool = False,
    localizer: bool = False,
) -> SliceHeader:
    """A slice's header."""
    pixel_format = PixelFormat(
        rows=shape[0],
        columns=shape[1],
        bits_allocated=16,
        bits_stored=16,
        signed=True,
        photometric=photometric,
        slope=slope,
        intercept=intercept,
        rescale_type=rescale_type,
        transfer_syntax="1.2.840.10008.1.2.1",
        native=True,
        modality_lut=modality_lut,
        padding=padding,
        padding_limit=padding_limit,
    )
    facts = SeriesFacts("1.2", "1", modality, "", "a series", "", "", "Maker", "Model", "", 1, localizer)
    return SliceHeader(
        Member("001.dcm", 1000, 0, 500),
        0,
        "1.2.3",
        1,
        position,
        None,
        None,
        0,
        0,
        pixel_format,
        Plane(orientation, spacing, 2.5, None),
        facts,
    )


def loaded(pixels: Pixels | None = None, index: int = 0, **options: Any) -> LoadedSlice:
    """A slice ready to be painted; ``options`` are the header's."""
    stored = gradient() if pixels is None else pixels
    rows, columns = stored.shape
    head = header((rows, columns), **options)
    place = None if head.position is None else head.position[2]
    return measured(index, head, place, SlicePixels(stored, head.format.slope, head.format.intercept))


def flat(value: int, shape: tuple[int, int] = (4, 6)) -> Pixels:
    """The same value everywhere."""
    return np.full(shape, value, np.int16)
