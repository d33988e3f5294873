"""How values become colours: colour map and inversion; window and level are apart."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

GREY = "grey"


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
        return _table(self.colour_map, self.inverted != (photometric == "MONOCHROME1"))


@lru_cache(maxsize=4)
def _table(colour_map: str, turned: bool) -> npt.NDArray[np.uint8] | None:
    if colour_map == GREY:
        return np.repeat(np.arange(255, -1, -1, dtype=np.uint8)[:, None], 3, axis=1) if turned else None
    colours: npt.NDArray[np.uint8] = pg.colormap.get(colour_map).getLookupTable(nPts=256, alpha=False)
    return colours[::-1].copy() if turned else colours
