"""A slice as colours: for the screen, and without one for thumbnails, exports and the clipboard."""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.window_level import WindowLevel
from phantomscope.stack.decoder import Pixels

Shades = npt.NDArray[np.uint8]
Colours = npt.NDArray[np.uint32]
"""0xAARRGGBB, as QImage.Format_ARGB32; where every colour is opaque, as the faster QImage.Format_RGB32."""

_SHADES = 256
_BLOCK_PIXELS = 1 << 16
_OPAQUE_PARTS = 3  # red, green, blue
_MOST_BYTES = 2  # of a type whose values are few enough for a table


def rendered(loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> npt.NDArray[np.uint8]:
    """The slice as the view shows it, one image pixel a pixel.

    Args:
        loaded: The slice, shape (rows, columns).
        window: From black to white.
        appearance: The colours.

    Returns:
        Shape (rows, columns) in grey, (rows, columns, 3) where there are colours.
    """
    found = shades(loaded, window, appearance)
    table = appearance.table(loaded.header.format.photometric)
    return found if table is None else table[found]


def paint_into(colours: Colours, loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> None:
    """As ``rendered``, for Qt: in the one format that it draws without converting every line.

    Args:
        colours: What to write to, shape (rows, columns), contiguous.
        loaded, window, appearance: As for ``rendered``.
    """
    stored, photometric = loaded.pixels.stored, loaded.header.format.photometric
    black, white = window.raw_levels(loaded.pixels)
    table: Colours
    numbers: Pixels
    if _has_few_values(stored):
        native = stored.astype(stored.dtype.newbyteorder("="), copy=False)
        kind = native.dtype.str
        table = _colour_table(kind, black, white, loaded.padding, appearance, photometric)
        numbers = native.view(f"u{native.dtype.itemsize}")
    else:
        table = _palette(appearance, photometric)
        numbers = shades(loaded, window, appearance)
    # Block by block: numpy makes eight bytes of every number that it looks up. Nothing is ever wrapped, but
    # only so is nothing checked.
    step = max(1, _BLOCK_PIXELS // max(1, numbers.shape[1]))
    for row in range(0, numbers.shape[0], step):
        table.take(numbers[row : row + step], out=colours[row : row + step], mode="wrap")


def is_opaque(appearance: Appearance, photometric: str) -> bool:
    """Whether none of the colours lets what is below shine through."""
    table = appearance.table(photometric)
    return table is None or table.shape[1] == _OPAQUE_PARTS


def shades(loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> Shades:
    """Each pixel's place among the 256 colours, black being 0 and white 255; shape (rows, columns).

    Each colour stands for an equal part of the window. Padded pixels get the darkest colour, whichever end
    that is: they are background (PS3.3, C.7.5.1.1.2).
    """
    stored = loaded.pixels.stored
    padding = loaded.padding
    darkest = appearance.darkest(loaded.header.format.photometric)
    black, white = window.raw_levels(loaded.pixels)
    if _has_few_values(stored):
        # As many values as the type has, instead of as many as the slice has.
        table = _shade_table(stored.dtype.newbyteorder("=").str, black, white, padding, darkest)
        native = stored.astype(stored.dtype.newbyteorder("="), copy=False)
        return table.take(native.view(f"u{native.dtype.itemsize}"))
    return _shades(stored, black, white, padding, darkest)


def _has_few_values(stored: Pixels) -> bool:
    return stored.dtype.kind in "iu" and stored.dtype.itemsize <= _MOST_BYTES


@lru_cache(maxsize=2)
def _colour_table(
    kind: str,
    black: float,
    white: float,
    padding: tuple[float, float] | None,
    appearance: Appearance,
    photometric: str,
) -> Colours:
    """The colours of all values of a type, by their bits as an unsigned number."""
    darkest = appearance.darkest(photometric)
    return _palette(appearance, photometric)[_shades(_all_values(kind), black, white, padding, darkest)]


def _palette(appearance: Appearance, photometric: str) -> Colours:
    """The 256 colours."""
    table = appearance.table(photometric)
    if table is None:
        table = np.repeat(np.arange(_SHADES, dtype=np.uint8)[:, None], 3, axis=1)
    red, green, blue, *alpha = table.T.astype(np.uint32)
    found: Colours = (alpha[0] if alpha else np.uint32(255)) << 24 | red << 16 | green << 8 | blue
    return found


def _all_values(kind: str) -> Pixels:
    size = np.dtype(kind).itemsize
    return np.arange(1 << 8 * size, dtype=f"u{size}").view(kind)


@lru_cache(maxsize=4)
def _shade_table(
    kind: str, black: float, white: float, padding: tuple[float, float] | None, darkest: int
) -> Shades:
    """The shades of all values of a type, by their bits as an unsigned number."""
    return _shades(_all_values(kind), black, white, padding, darkest)


def _shades(
    stored: Pixels, black: float, white: float, padding: tuple[float, float] | None, darkest: int
) -> Shades:
    precise = np.float64 if stored.dtype.itemsize > _MOST_BYTES else np.float32
    scaled: npt.NDArray[np.floating[Any]] = stored.astype(precise)
    scaled -= black
    scaled *= _SHADES / (white - black)
    np.nan_to_num(scaled, copy=False, nan=0.0, posinf=_SHADES, neginf=0.0)
    found = np.clip(scaled, 0, _SHADES - 1, out=scaled).astype(np.uint8)
    if padding is not None:
        found[(stored >= padding[0]) & (stored <= padding[1])] = darkest
    return found
