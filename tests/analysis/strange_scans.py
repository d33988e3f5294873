"""Scans of what is no phantom of ours, or that show one too roughly: drawn with numpy, as ZIP bytes."""

import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.uid import MRImageStorage

import dicom_files as dicom

Image = npt.NDArray[np.float64]
Paint = Callable[[int, int], Image]

SIDE = 200
PIXEL = 2.0
COUNT = 41
STEP = 5.0


def places(pixel: float = PIXEL, side: int = SIDE) -> tuple[Image, Image]:
    """x and y in mm from the middle of the image."""
    down, across = (np.mgrid[:side, :side] - (side - 1) / 2) * pixel
    return across, down


def stack(
    paint: Paint, *, count: int = COUNT, step: float = STEP, pixel: float = PIXEL, **options: Any
) -> bytes:
    """``paint(number, count)`` gives each slice's values in HU."""
    made = {}
    for number in range(count):
        values = paint(number, count)
        settings: dict[str, Any] = {
            "number": number + 1,
            "position": (0.0, 0.0, step * number),
            "PixelSpacing": [pixel, pixel],
            "SliceThickness": step,
            "SeriesDescription": "",
            **options,
        }
        pixels = np.clip(np.rint(values) + 1024, 0, 30000).astype(np.int16)
        made[f"{number:03}.dcm"] = dicom.encoded(dicom.dataset(pixels, **settings))
    return dicom.zip_bytes(made, zipfile.ZIP_STORED)


def ellipse(
    x: Image, y: Image, middle: tuple[float, float], size: tuple[float, float]
) -> npt.NDArray[np.bool_]:
    inside: npt.NDArray[np.bool_] = ((x - middle[0]) / size[0]) ** 2 + ((y - middle[1]) / size[1]) ** 2 < 1
    return inside


def air(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return stack(lambda *_: -1000 + random.normal(0, 20, (SIDE, SIDE)))


def noise(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return stack(lambda *_: random.normal(0, 400, (SIDE, SIDE)))


def water_cylinder(seed: int) -> bytes:
    """Of the CatPhans' size, or of the others'."""
    random = np.random.default_rng(seed)
    radius = random.choice((80.0, 100.0, 107.5, 120.0, 150.0))
    x, y = places()

    def paint(number: int, count: int) -> Image:
        inside = np.hypot(x - 10, y + 8) < radius if 3 < number < count - 4 else np.zeros(x.shape, bool)
        values: Image = np.where(inside, 0.0, -1000.0) + random.normal(0, 12, x.shape)
        return values

    return stack(paint)


def chest(seed: int) -> bytes:
    """Lungs, heart, spine and a couch."""
    random = np.random.default_rng(seed)
    x, y = places()
    wide, deep = random.uniform(150, 180), random.uniform(105, 130)

    def paint(number: int, count: int) -> Image:
        part = np.sin(np.pi * (number + 0.5) / count)
        values: Image = np.full(x.shape, -1000.0)
        values[ellipse(x, y, (0, 0), (wide, deep))] = -80
        values[ellipse(x, y, (0, 0), (wide - 18, deep - 18))] = 45
        for side in (-1, 1):
            values[ellipse(x, y, (side * 70, -10), (48 * part + 1, 75 * part + 1))] = -820
        values[ellipse(x, y, (25, -25), (45 * part + 1, 40 * part + 1))] = 60
        values[ellipse(x, y, (0, deep - 45), (18, 16))] = 350
        for angle in range(0, 360, 24):
            turn = np.deg2rad(angle + 5 * number)
            rib = ((wide - 24) * np.cos(turn), (deep - 24) * np.sin(turn))
            values[ellipse(x, y, rib, (9, 5))] = 500
        values[(np.abs(y - deep - 12) < 4) & (np.abs(x) < 190)] = -150
        values += random.normal(0, 25, x.shape)
        return values

    return stack(paint)


def head(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    x, y = places(1.5)
    size = np.array((random.uniform(70, 82), random.uniform(85, 102)))

    def paint(number: int, count: int) -> Image:
        outer = size * (0.4 + 0.6 * np.sin(np.pi * (number + 0.5) / count))
        values: Image = np.full(x.shape, -1000.0)
        values[ellipse(x, y, (0, 0), tuple(outer + 6))] = 20
        values[ellipse(x, y, (0, 0), tuple(outer))] = 1000
        values[ellipse(x, y, (0, 0), tuple(outer - 7))] = 35
        values[ellipse(x, y, (0, 10), (12, 22))] = 5
        values[ellipse(x, y, (0, -60), (14, 12))] = -950
        values += random.normal(0, 15, x.shape)
        return values

    return stack(paint, pixel=1.5)


def brain_mr(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    x, y = places(1.5)
    size = np.array((random.uniform(70, 82), random.uniform(85, 102)))

    def paint(number: int, count: int) -> Image:
        outer = size * (0.4 + 0.6 * np.sin(np.pi * (number + 0.5) / count))
        values: Image = np.full(x.shape, 10.0)
        values[ellipse(x, y, (0, 0), tuple(outer + 6))] = 900
        values[ellipse(x, y, (0, 0), tuple(outer))] = 60
        values[ellipse(x, y, (0, 0), tuple(outer - 7))] = 600
        for side in (-1, 1):
            values[ellipse(x, y, (side * 12, 5), (6, 25))] = 150
        values += np.abs(random.normal(0, 15, x.shape))
        return values

    return stack(
        paint, pixel=1.5, count=20, sop_class=MRImageStorage, modality="MR", slope=None, intercept=None
    )


def water_mr(seed: int) -> bytes:
    """A uniform disc of the size of one of the ACR phantoms."""
    random = np.random.default_rng(seed)
    radius = random.choice((82.5, 95.0))
    x, y = places(1.25)

    def paint(*_: int) -> Image:
        values: Image = np.where(np.hypot(x, y) < radius, 1000.0, 10.0) + np.abs(
            random.normal(0, 15, x.shape)
        )
        return values

    return stack(
        paint, pixel=1.25, count=11, sop_class=MRImageStorage, modality="MR", slope=None, intercept=None
    )


def other_inserts(seed: int) -> bytes:
    """A cylinder as wide as a CatPhan with inserts as wide, but others and elsewhere."""
    random = np.random.default_rng(seed)
    x, y = places(1.5)
    inserts = [
        (angle + random.uniform(-6, 6), random.choice((-1000, -700, -100, 300, 800, 1200)))
        for angle in range(0, 360, int(random.choice((40, 45, 60, 72))))
    ]

    def paint(number: int, count: int) -> Image:
        values: Image = np.where(np.hypot(x, y) < 100, 60.0, -1000.0)
        for angle, value in inserts if count // 3 < number < 2 * count // 3 else ():
            turn = np.deg2rad(angle)
            values[np.hypot(x - 58 * np.cos(turn), y - 58 * np.sin(turn)) < 7] = value
        values += random.normal(0, 10, x.shape)
        return values

    return stack(paint, pixel=1.5)


def dose_phantom(seed: int) -> bytes:
    """Acrylic with five holes, 160 or 320 mm wide."""
    random = np.random.default_rng(seed)
    radius = random.choice((80.0, 160.0))
    x, y = places()

    def paint(number: int, count: int) -> Image:
        values: Image = np.where(np.hypot(x, y) < radius, 120.0, -1000.0)
        for turn in (0.0, 0.5, 1.0, 1.5):
            place = (radius - 10) * np.cos(np.pi * turn), (radius - 10) * np.sin(np.pi * turn)
            values[ellipse(x, y, place, (6.5, 6.5))] = -1000 if turn else 120
        values[np.hypot(x, y) < 6.5] = -1000
        values += random.normal(0, 10, x.shape)
        return values

    return stack(paint)


MAKERS: dict[str, Callable[[int], bytes]] = {
    maker.__name__: maker
    for maker in (
        air,
        noise,
        water_cylinder,
        chest,
        head,
        brain_mr,
        water_mr,
        other_inserts,
        dose_phantom,
    )
}
