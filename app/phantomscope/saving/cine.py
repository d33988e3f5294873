"""Slices as an animated WebP or GIF, without ever holding more than one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

import numpy as np
import numpy.typing as npt

from phantomscope.errors import PhantomscopeError

if TYPE_CHECKING:
    from PIL import Image

CineKind = Literal["webp", "gif"]
KINDS: tuple[CineKind, ...] = ("gif", "webp")

Grey = npt.NDArray[np.uint8]
FrameOf = Callable[[int], Grey]

_GIF_STEP_MS = 10  # a GIF counts in hundredths of a second
_FASTEST_GIF_MS = 20  # players take less for "as slowly as usual"
_EFFORT = 2  # of 0 to 6: above it files hardly get smaller and take twice as long


@dataclass(frozen=True, slots=True)
class Cine:
    """What is to be written.

    Attributes:
        count: How many frames.
        frame: Makes one, by its number from 0: the place of each pixel in the colours, shape (rows, columns).
            Called once a frame, in order; what it raises ends the writing.
        colours: From 0 to 255, shape (256, 3); None for plain grey.
        frame_ms: How long each is shown.
    """

    count: int
    frame: FrameOf
    colours: Grey | None
    frame_ms: float


def write_cine(file: BinaryIO, cine: Cine, kind: CineKind) -> None:
    """Write the animation, which begins anew at its end.

    The colours are kept as they are: WebP is written lossless, and a GIF's 256 colours are those of the view.
    A frame of a WebP is encoded as it comes; what is held are the encoded frames. A GIF is written frame by
    frame.

    Args:
        file: Where to, at its start.
        cine: What.
        kind: How.

    Raises:
        PhantomscopeError: The slices are not all of one size, or too large for the format.
    """
    if kind == "gif":
        _write_gif(file, cine)
    else:
        _write_webp(file, cine)


def gif_frame_ms(wanted: float) -> int:
    """How long a GIF can show a frame that is to be shown so long: whole hundredths of a second."""
    return max(round(wanted / _GIF_STEP_MS) * _GIF_STEP_MS, _FASTEST_GIF_MS)


class _Frames:
    """Frames one after another, all as large as the first."""

    def __init__(self, cine: Cine, largest: int) -> None:
        self._cine = cine
        self._largest = largest
        self._shape: tuple[int, ...] | None = None

    def grey(self, number: int) -> Grey:
        frame = self._cine.frame(number)
        if self._shape is None:
            self._shape = frame.shape
            if max(frame.shape) > self._largest:
                raise PhantomscopeError(
                    f"The slices are larger than the format allows ({self._largest} pixels a side)",
                    todo="Choose the other format",
                )
        elif frame.shape != self._shape:
            raise PhantomscopeError(
                "The slices are not all of one size, which an animation needs",
                todo="Choose a range of slices of one size",
            )
        return frame


# -- GIF ----------------------------------------------------------------------------------------------------


def _write_gif(file: BinaryIO, cine: Cine) -> None:
    from PIL import GifImagePlugin, Image

    frames = _Frames(cine, 65535)
    duration = gif_frame_ms(cine.frame_ms)
    for number in range(cine.count):
        grey = frames.grey(number)
        if number == 0:
            file.write(_gif_header(grey.shape, cine.colours))
        picture = Image.fromarray(np.ascontiguousarray(grey))
        # One frame's blocks alone: saving the whole animation at once would hold all of its frames.
        blocks = GifImagePlugin.getdata(picture, duration=duration)
        file.write(b"".join(blocks))
        blocks.clear()  # Pillow's collector would keep them until the next round of garbage collection
    file.write(b";")


def _gif_header(shape: Sequence[int], colours: Grey | None) -> bytes:
    """Signature, screen with 256 global colours, and that it begins anew for ever (GIF89a, 17 to 19)."""
    table = _grey_table() if colours is None else colours
    screen = shape[1].to_bytes(2, "little") + shape[0].to_bytes(2, "little") + bytes((0xF7, 0, 0))
    for_ever = b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00"
    return b"GIF89a" + screen + table.astype(np.uint8).tobytes() + for_ever


def _grey_table() -> Grey:
    return np.repeat(np.arange(256, dtype=np.uint8)[:, None], 3, axis=1)


# -- WebP ---------------------------------------------------------------------------------------------------


def _write_webp(file: BinaryIO, cine: Cine) -> None:
    frames = _Frames(cine, 16383)
    table = _grey_table() if cine.colours is None else cine.colours
    picture = _lazy_picture(cine.count, lambda number: table[frames.grey(number)])
    options: dict[str, Any] = {"lossless": True, "method": _EFFORT, "loop": 0}
    if cine.count > 1:
        options |= {"save_all": True, "duration": cine.frame_ms}
    picture.save(file, "WEBP", **options)


def _lazy_picture(count: int, colours_of: Callable[[int], Grey]) -> "Image.Image":
    """A picture of many frames, as Pillow reads one from a file: one is there at a time."""
    from PIL import Image

    class Frames(Image.Image):
        n_frames = count

        def __init__(self, first: Image.Image) -> None:
            super().__init__()
            self._take(first)
            self._place = 0

        def seek(self, frame: int) -> None:
            # Pillow goes back to the first in the end, which nobody needs.
            if frame > self._place:
                self._take(Image.fromarray(colours_of(frame)))
                self._place = frame

        def _take(self, picture: Image.Image) -> None:
            self.im, self._mode, self._size = picture.im, picture.mode, picture.size

    return Frames(Image.fromarray(colours_of(0)))
