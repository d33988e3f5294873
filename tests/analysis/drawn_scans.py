"""Scans drawn with numpy, as ZIP bytes: of what looks like a known phantom, and of what is none."""

import functools
import zipfile
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.uid import MRImageStorage

import dicom_files as dicom
from phantomscope.analysis.recognition.geometry import Lattice, Ring

Image = npt.NDArray[np.float64]
Paint = Callable[[int, int], Image]

SIDE = 200
PIXEL = 2.0
COUNT = 21
STEP = 10.0


MR: dict[str, Any] = {"sop_class": MRImageStorage, "modality": "MR", "slope": None, "intercept": None}


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


# -- like a known phantom ---------------------------------------------------------------------------------


def round_places(
    x: Image, y: Image, distance: float, angle: float, *, roll: float = 0.0, mirrored: bool = False
) -> Image:
    """Distance of each place from that at an angle on a circle."""
    turn = np.deg2rad((180.0 - angle if mirrored else angle) + roll)
    off: Image = np.hypot(x - distance * np.cos(turn), y - distance * np.sin(turn))
    return off


def paint_ring(
    values: Image, x: Image, y: Image, ring: Ring, *, roll: float = 0.0, mirrored: bool = False
) -> None:
    """Inserts, and air in the open places."""
    for angle, value in (
        *((insert.angle, insert.value) for insert in ring.inserts),
        *((angle, -1000.0) for angle in ring.open_angles),
    ):
        off = round_places(x, y, ring.distance, angle, roll=roll, mirrored=mirrored)
        values[off < ring.radius] = value


def paint_bars(values: Image, x: Image, y: Image, distance: float) -> None:
    """Line pairs on most of a circle."""
    turn = np.rad2deg(np.arctan2(y, x))
    bars = (np.abs(np.hypot(x, y) - distance) < 3) & (np.mod(turn, 12) < 6) & (turn > -150)
    values[bars] = 2000


@functools.cache
def ring_scan(
    ring: Ring,
    *,
    gauge: float | None = None,
    extent: tuple[float, float] = (-90.0, 60.0),
    roll: float = 0.0,
    offset: tuple[float, float] = (0.0, 0.0),
    turned: bool = False,
    couch: bool = False,
    noise: float = 10.0,
    step: float = 5.0,
    gain: float = 1.0,
    shift: float = 0.0,
    ends_inside: bool = False,
    **options: Any,
) -> bytes:
    """A cylinder from end to end with a ring 25 mm long at z = 0 and line pairs elsewhere.

    Turned end for end, the order of slices is reversed and each is mirrored. There is air beyond both ends of
    the body, unless the scan ends inside it.
    """
    random = np.random.default_rng(1)
    x, y = places(1.4)
    x, y = x - offset[0], y - offset[1]
    margin = 0.0 if ends_inside else 4 * step
    positions = np.arange(extent[0] - margin, extent[1] + margin + 0.1, step)

    def paint(number: int, count: int) -> Image:
        z = positions[count - 1 - number if turned else number]
        values: Image = np.full(x.shape, -1000.0)
        if extent[0] <= z <= extent[1]:
            values[np.hypot(x, y) < ring.diameter / 2] = ring.background
        if abs(z) < 12.5:
            paint_ring(values, x, y, ring, roll=roll, mirrored=turned)
        if gauge is not None and abs(z - gauge) < 1.3:
            paint_bars(values, x, y, 47.0)
        if couch:
            values[(np.abs(y - ring.diameter / 2 - 1.0) < 2) & (np.abs(x) < 130)] = -200
        values += random.normal(0, noise, x.shape)
        return gain * values + shift

    return stack(paint, count=len(positions), step=step, pixel=1.4, **options)


@functools.cache
def lattice_scan(lattice: Lattice, *, roll: float = 0.0, noise: float = 15.0) -> bytes:
    """A body with plugs in all its holes, every second like the body."""
    random = np.random.default_rng(1)
    x, y = places(1.8)
    turn = np.deg2rad(roll)
    long, short = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    plugs = (-700, 0, 200, 0, 450, 0, 1100, 0, -500, 0)

    def paint(number: int, count: int) -> Image:
        values: Image = np.full(x.shape, -1000.0)
        if 2 < number < count - 3:
            values[ellipse(long, short, (0, 0), (lattice.long / 2, lattice.short / 2))] = 0
            for hole, (distance, angle) in enumerate(lattice.holes):
                off = round_places(x, y, distance, angle, roll=roll)
                values[off < lattice.radius] = plugs[hole % len(plugs)]
        values += random.normal(0, noise, x.shape)
        return values

    return stack(paint, count=15, step=8.0, pixel=1.8)


def acr_mri_scan(
    diameter: float,
    *,
    count: int = 11,
    rings: bool = True,
    bar: bool = True,
    grid: bool = True,
    widths: Callable[[int], float] = lambda _: 1.0,
) -> bytes:
    """A disc of water with what the ACR phantoms have in it; ``widths`` are the slices', in diameters."""
    random = np.random.default_rng(1)
    x, y = places(1.25)

    def paint(number: int, _: int) -> Image:
        values: Image = np.where(np.hypot(x, y) < widths(number) * diameter / 2, 1000.0, 10.0)
        if rings and number >= count - 4:
            values[np.abs(np.hypot(x - 1, y - 3) - 48) < 2.5] = 300
        if bar and number < 4:
            values[(np.abs(y + 3) < 4) & (np.abs(x) < 0.47 * diameter)] = 30
        if grid and number == 4:
            inside = np.hypot(x, y) < 0.4 * diameter
            values[inside & ((np.mod(x, 15) < 1.5) | (np.mod(y, 15) < 1.5))] = 300
        values += np.abs(random.normal(0, 15, x.shape))
        return values

    return stack(paint, pixel=1.25, step=10.0, count=count, **MR)


@functools.cache
def helios_scan(*, block: bool = True) -> bytes:
    """Water in a shell, with a block of acrylic at one end and slots for bars in it."""
    random = np.random.default_rng(1)
    x, y = places(1.4)

    def paint(number: int, count: int) -> Image:
        values: Image = np.full(x.shape, -1000.0)
        values[np.hypot(x, y) < 107.5] = 120
        values[np.hypot(x, y) < 101.0] = 0
        if block and number < 6:
            values[(np.abs(x) < 50) & (np.abs(y) < 50)] = 120
            for distance, angle in ((42.0, -53.0), (21.0, -62.0), (16.0, 146.0)):
                near = round_places(x, y, distance, angle) < 7
                values[near & (np.mod(x, 5.6) < 2.8)] = 0
        values += random.normal(0, 4, x.shape)
        return values

    return stack(paint, count=14, step=7.0, pixel=1.4)


# -- none of them -----------------------------------------------------------------------------------------


def air(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return stack(lambda *_: -1000 + random.normal(0, 20, (SIDE, SIDE)))


def noise(seed: int) -> bytes:
    random = np.random.default_rng(seed)
    return stack(lambda *_: random.normal(0, 400, (SIDE, SIDE)))


def water_cylinder(seed: int, **options: Any) -> bytes:
    """Of the CatPhans' size, or of the others'."""
    random = np.random.default_rng(seed)
    radius = random.choice((80.0, 100.0, 107.5, 120.0, 150.0))
    x, y = places()

    def paint(number: int, count: int) -> Image:
        inside = np.hypot(x - 10, y + 8) < radius if 2 < number < count - 3 else np.zeros(x.shape, bool)
        values: Image = np.where(inside, 0.0, -1000.0) + random.normal(0, 12, x.shape)
        return values

    return stack(paint, **options)


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

    return stack(paint, pixel=1.5, count=20, **MR)


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

    return stack(paint, pixel=1.25, count=11, **MR)


def ball_mr(seed: int) -> bytes:
    """A ball of water, its discs about as wide as the ACR phantoms’, with bars and grids in it."""
    random = np.random.default_rng(seed)
    x, y = places(1.25)
    radius, step, count = 100.0, float(random.choice((8.0, 10.0))), int(random.integers(10, 14))

    def paint(number: int, count: int) -> Image:
        cut = radius**2 - (step * (number - (count - 1) / 2)) ** 2
        values: Image = np.where(x**2 + y**2 < cut, 1000.0, 10.0)
        if number % 2:
            values[(np.abs(y) < 3) & (np.abs(x) < 90)] = 30
        else:
            inside = np.hypot(x, y) < 60
            values[inside & ((np.mod(x, 15) < 1.5) | (np.mod(y, 15) < 1.5))] = 300
        values += np.abs(random.normal(0, 15, x.shape))
        return values

    return stack(paint, pixel=1.25, step=step, count=count, **MR)


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


def four_inserts(seed: int) -> bytes:
    """The module of the CatPhan 500: four inserts where the others have them too."""
    random = np.random.default_rng(seed)
    x, y = places(1.5)

    def paint(number: int, count: int) -> Image:
        values: Image = np.where(np.hypot(x, y) < 100, 100.0, -1000.0)
        for angle, value in ((0, 990), (90, -1000), (180, -100), (270, 120)) if 8 < number < 12 else ():
            values[round_places(x, y, 58.7, angle) < 6] = value
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


STRANGE: dict[str, Callable[[int], bytes]] = {
    maker.__name__: maker
    for maker in (
        air,
        noise,
        water_cylinder,
        chest,
        head,
        brain_mr,
        water_mr,
        ball_mr,
        other_inserts,
        four_inserts,
        dose_phantom,
    )
}
