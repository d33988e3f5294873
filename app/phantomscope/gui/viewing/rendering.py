"""A slice as colours without a window: for thumbnails, exports and the clipboard."""

import numpy as np
import numpy.typing as npt

from phantomscope.gui.viewing.appearance import Appearance
from phantomscope.gui.viewing.loaded_slice import LoadedSlice
from phantomscope.gui.viewing.window_level import WindowLevel


def rendered(loaded: LoadedSlice, window: WindowLevel, appearance: Appearance) -> npt.NDArray[np.uint8]:
    """The slice as the view shows it, one image pixel a pixel.

    Args:
        loaded: The slice, shape (rows, columns).
        window: From black to white.
        appearance: The colours.

    Returns:
        Shape (rows, columns) in grey, (rows, columns, 3) where there are colours.
    """
    black, white = window.raw_levels(loaded.pixels)
    scaled = loaded.pixels.stored.astype(np.float32)
    scaled -= black
    scaled *= 255.0 / (white - black)
    np.nan_to_num(scaled, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    grey = np.clip(scaled, 0, 255, out=scaled).astype(np.uint8)
    table = appearance.table(loaded.header.format.photometric)
    return grey if table is None else table[grey]
