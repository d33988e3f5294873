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

_SHADES = 256
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


def shades(loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> Shades:
    """Each pixel's place among the 256 colours, black being 0 and white 255; shape (rows, columns).

    Each colour stands for an equal part of the window. Padded pixels get the darkest colour, whichever end
    that is: they are background (PS3.3, C.7.5.1.1.2).
    """
    stored = loaded.pixels.stored
    padding = loaded.padding
    darkest = appearance.darkest(loaded.header.format.photometric)
    black, white = window.raw_levels(loaded.pixels)
    if stored.dtype.kind in "iu" and stored.dtype.itemsize <= _MOST_BYTES:
        # As many values as the type has, instead of as many as the slice has.
        table = _shade_table(stored.dtype.newbyteorder("=").str, black, white, padding, darkest)
        native = stored.astype(stored.dtype.newbyteorder("="), copy=False)
        return table.take(native.view(f"u{native.dtype.itemsize}"))
    return _shades(stored, black, white, padding, darkest)


@lru_cache(maxsize=4)
def _shade_table(
    kind: str, black: float, white: float, padding: tuple[float, float] | None, darkest: int
) -> Shades:
    """The shades of all values of a type, by their bits as an unsigned number."""
    size = np.dtype(kind).itemsize
    values = np.arange(1 << 8 * size, dtype=f"u{size}").view(kind)
    return _shades(values, black, white, padding, darkest)


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
