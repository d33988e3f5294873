"""The connected parts of a binary picture, as pylinac's get_regions has them with holes filled."""

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Binary = npt.NDArray[np.bool_]
Labels = npt.NDArray[np.int32]

_EIGHT = np.ones((3, 3), bool)
_BAND = 64


def border_width(shape: tuple[int, int]) -> int | None:
    """How many pixels wide a border is cleared of what touches it; None where scikit-image would refuse."""
    buffer = min(int(max(shape) / 100), 3)
    return None if any(buffer >= size for size in shape) else buffer + 1


def clear_border(binary: Binary, labels: Labels, width: int) -> None:
    """As ``skimage.segmentation.clear_border`` with a buffer of ``width - 1``, in place."""
    every = slice(None)
    ends = slice(width), slice(-width, None)
    borders = [*((end, every) for end in ends), *((every, end) for end in ends)]
    if not any(binary[border].any() for border in borders):
        return
    count = ndimage.label(binary, _EIGHT, output=labels)
    inner = np.ones(count + 1, bool)
    for border in borders:
        inner[labels[border]] = False
    inner[0] = False
    np.take(inner, labels, out=binary, mode="clip")


def fill_holes(binary: Binary, labels: Labels) -> None:
    """As ``scipy.ndimage.binary_fill_holes``, in place.

    scipy lets the outside grow into the background, by its four neighbours, until nothing changes. What it
    can't reach are the parts of the background that do not touch the picture's border.
    """
    count = ndimage.label(~binary, output=labels)
    holes = np.ones(count + 1, bool)
    for border in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        holes[border] = False
    holes[0] = False
    if holes.any():
        binary |= holes[labels]


def areas(binary: Binary, labels: Labels) -> npt.NDArray[np.intp]:
    """Number the connected parts, of eight neighbours, of a picture without holes, and count their pixels.

    Numbers are those of ``skimage.measure.label``. A part's area is then its filled area as well, which
    scikit-image takes of the part alone in its bounding box: from any pixel of the box outside the part go
    straight on in any direction. As long as pixels belong to some other part, none of them belongs to this
    one, for neighbours would be one part; the next is background or outside the box. The background there
    reaches the picture's border by its four neighbours, since it is no hole, and with it the box's. So
    nothing in the box is enclosed by the part, by four neighbours and all the less by eight.

    Returns:
        By number, from 1 on; what stands at 0 means nothing.
    """
    count = ndimage.label(binary, _EIGHT, output=labels)
    found = np.zeros(count + 1, np.intp)
    for first in range(0, len(labels), _BAND):
        found += np.bincount(labels[first : first + _BAND].ravel(), minlength=count + 1)
    return found


def centroid(labels: Labels, number: int) -> tuple[np.float64, np.float64]:
    """The mean row and column of a part, as scikit-image has it: sums of whole numbers, divided once."""
    inside = labels == number
    by_row, by_column = np.count_nonzero(inside, axis=1), np.count_nonzero(inside, axis=0)
    total = np.float64(by_row.sum())
    return (
        np.float64(by_row @ np.arange(len(by_row))) / total,
        np.float64(by_column @ np.arange(len(by_column))) / total,
    )
