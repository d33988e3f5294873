"""Slices as animated files, read back."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

from phantomscope.errors import PhantomscopeError
from phantomscope.saving.cine import KINDS, Cine, CineKind, Grey, gif_frame_ms, write_cine

COLOURS = np.stack([np.arange(256), np.arange(255, -1, -1), np.arange(256) // 2], 1).astype(np.uint8)


def frame(number: int, size: tuple[int, int] = (24, 40)) -> Grey:
    """Every shade, at another place on each frame."""
    rows, columns = np.mgrid[: size[0], : size[1]]
    return ((rows * size[1] + columns + 7 * number) % 256).astype(np.uint8)


def written(kind: CineKind, cine: Cine) -> Image.Image:
    file = io.BytesIO()
    write_cine(file, cine, kind)
    return Image.open(io.BytesIO(file.getvalue()))


def frames_of(picture: Image.Image) -> list[np.ndarray]:
    found = []
    for number in range(getattr(picture, "n_frames", 1)):
        picture.seek(number)
        found.append(np.asarray(picture.convert("RGB")))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("colours", [None, COLOURS], ids=["grey", "colours"])
@pytest.mark.parametrize("count", [1, 2, 6])
def test_every_shade_of_every_frame_is_back(kind: CineKind, colours: Grey | None, count: int) -> None:
    found = frames_of(written(kind, Cine(count, frame, colours, 100.0)))
    table = np.repeat(np.arange(256)[:, None], 3, axis=1) if colours is None else colours
    assert len(found) == count
    for number, one in enumerate(found):
        np.testing.assert_array_equal(one, table[frame(number)])


@pytest.mark.parametrize("kind", KINDS)
def test_it_goes_on_for_ever_at_its_speed(kind: CineKind) -> None:
    picture = written(kind, Cine(3, frame, None, 40.0))
    assert picture.info["loop"] == 0
    picture.seek(1)
    picture.load()
    assert picture.info["duration"] == 40


@pytest.mark.parametrize("kind", KINDS)
def test_frames_are_asked_for_once_and_in_order(kind: CineKind) -> None:
    asked: list[int] = []
    written(kind, Cine(5, lambda number: (asked.append(number), frame(number))[1], None, 100.0))
    assert asked == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_frame_raises_ends_it(kind: CineKind) -> None:
    def broken(number: int) -> Grey:
        if number == 2:
            raise PhantomscopeError("damaged")
        return frame(number)

    with pytest.raises(PhantomscopeError, match="damaged"):
        write_cine(io.BytesIO(), Cine(5, broken, None, 100.0), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_slices_of_another_size_are_refused(kind: CineKind) -> None:
    def odd(number: int) -> Grey:
        return frame(number, (24, 40 + number))

    with pytest.raises(PhantomscopeError, match="of one size"):
        write_cine(io.BytesIO(), Cine(5, odd, None, 100.0), kind)


def test_what_a_webp_can_not_hold_is_refused() -> None:
    with pytest.raises(PhantomscopeError, match="16383"):
        write_cine(io.BytesIO(), Cine(1, lambda _: np.zeros((1, 16384), np.uint8), None, 100.0), "webp")


def test_a_gif_counts_in_hundredths_of_a_second() -> None:
    assert [gif_frame_ms(wanted) for wanted in (1.0, 20.0, 33.3, 66.7, 1000.0)] == [20, 20, 30, 70, 1000]


class _Nowhere(io.RawIOBase):
    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:  # type: ignore[override]
        return len(bytes(data))  # type: ignore[call-overload]


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_the_frames(kind: CineKind) -> None:
    """Smooth frames, whose encoded size is small: what would be held are decoded ones."""
    size = (256, 256)
    smooth = np.add.outer(np.arange(256) // 4, np.arange(256) // 4).astype(np.uint8)

    def peak(count: int) -> int:
        tracemalloc.start()
        write_cine(_Nowhere(), Cine(count, lambda number: smooth + np.uint8(number), None, 100.0), kind)  # type: ignore[arg-type]
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(2)  # what is loaded once
    few, many = peak(4), peak(24)
    assert many - few < size[0] * size[1] / 2
