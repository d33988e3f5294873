"""How values become colours: colour map and inversion; window and level are apart."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QT_TRANSLATE_NOOP

GREY = "grey"
COLOUR_MAPS: dict[str, object] = {
    GREY: QT_TRANSLATE_NOOP("Colours", "Grey"),
    "viridis": QT_TRANSLATE_NOOP("Colours", "Viridis"),
    "inferno": QT_TRANSLATE_NOOP("Colours", "Inferno"),
    "cividis": QT_TRANSLATE_NOOP("Colours", "Cividis"),
    "CET-L3": QT_TRANSLATE_NOOP("Colours", "Heat (CET-L3)"),
    "CET-L9": QT_TRANSLATE_NOOP("Colours", "Blue to Yellow (CET-L9)"),
    "CET-D1": QT_TRANSLATE_NOOP("Colours", "Blue, White, Red (CET-D1)"),
}
"""The colour maps offered, by their names in pyqtgraph, with what to call them.

Equal steps of value look equally far apart in all of them.
"""

_LUMA = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True, slots=True)
class Appearance:
    """The colours of a view.

    Attributes:
        colour_map: Its name among pyqtgraph's, or ``GREY``.
        inverted: Whether black and white are swapped on the person's wish.
    """

    colour_map: str = GREY
    inverted: bool = False

    def table(self, photometric: str) -> npt.NDArray[np.uint8] | None:
        """The colours from black to white, shape (256, 3); None for plain grey.

        Args:
            photometric: PhotometricInterpretation: in MONOCHROME1 the least value is white
                (PS3.3, C.7.6.3.1.2).
        """
        return _table(self.colour_map, self._turned(photometric))

    def darkest(self, photometric: str) -> int:
        """Which end of the table is the darker one: 0 or 255."""
        return _darkest(self.colour_map, self._turned(photometric))

    def _turned(self, photometric: str) -> bool:
        return self.inverted != (photometric == "MONOCHROME1")


@lru_cache(maxsize=4)
def _table(colour_map: str, turned: bool) -> npt.NDArray[np.uint8] | None:
    if colour_map == GREY:
        return np.repeat(np.arange(255, -1, -1, dtype=np.uint8)[:, None], 3, axis=1) if turned else None
    colours: npt.NDArray[np.uint8] = pg.colormap.get(colour_map).getLookupTable(nPts=256, alpha=False)
    return colours[::-1].copy() if turned else colours


@lru_cache(maxsize=16)
def _darkest(colour_map: str, turned: bool) -> int:
    table = _table(colour_map, turned)
    if table is None:
        return 0
    first, last = (float(table[end] @ _LUMA) for end in (0, -1))
    return 0 if first <= last else 255
