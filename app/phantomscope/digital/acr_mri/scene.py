"""The ACR MRI phantoms as solids. Everything that isn't solution is black: plastic gives no signal."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise

from phantomscope.digital.acr_mri.geometry import RAMP_SLOPE, ACRMRIGeometry, HoleArray
from phantomscope.digital.scene import Bar, Rod, Scene, Section

Solid = Rod | Bar

SLICE_1_END, SLICES_2_TO_4_END = 5.5, 34.0
WALL = 4.0
"""Solution in front of the inserts and behind the plug, in mm."""
TUBE_RADII = (19.0, 13.0)
TUBE_SIGNAL = 0.85
PLUG_HALF_WIDTH, PLUG_RIM, PLUG_HEIGHT = 5.85, 3.0, 12.0
WEDGE_STEP, WEDGE_GAP = 0.5, 0.2
WEDGE_REACH = {"slice1": 20.0, "slice11": 15.0}
"""How far the wedges reach along z to each side of where they cross."""
RAMP_INSERT = (-6.0, 5.5)
RAMP_HEIGHT, RAMP_STEP, RAMP_SLOT = 4.0, 1.0, 1.0
"""Height of a ramp in the plane, the steps it is made of, and its thickness along z."""
REFERENCE_SIDE = 10.0
HOLES, STAGGER = 4, 0.25
"""Holes in a row; what each row is shifted against the next, in diameters."""
GRID_LINE, GRID_HALF_THICKNESS, GRID_CELLS = 1.5, 5.0, 5
RING_RADII = (51.0, 44.0)
RING_EXTENT = (66.0, 106.0)
DISK_HALF_THICKNESS = 4.0
SMALLEST_DISC = 1.5
"""Radius in mm below which a disc is drawn as the square of the same area: blurred, they look alike."""


def acr_mri_scene(geometry: ACRMRIGeometry, signal: float, errors: Mapping[str, float]) -> Scene:
    """The phantom, its solution giving `signal`; regions off by `errors` (signal by region name)."""
    sizes = geometry.sizes
    middle = (geometry.offsets["slice1"] + geometry.offsets["slice11"]) / 2
    ends = middle - sizes.length / 2, middle + sizes.length / 2
    return Scene(
        sizes.radius,
        (Section(*ends, signal),),
        (
            *_top(geometry, signal, ends),
            *_slice_1(geometry, signal, ends[0] + WALL),
            *_grid(geometry, signal),
            *_uniform(geometry, errors),
            *_low_contrast(geometry, signal, errors),
        ),
        outside=0.0,
    )


def _box(sides: tuple[float, float, float, float], ends: tuple[float, float], contrast: float) -> Bar:
    """A block from left, right, top and bottom."""
    left, right, top, bottom = sides
    x, y = (left + right) / 2, (top + bottom) / 2
    return Bar(x, y, bottom - top, right - left, 0.0, *ends, contrast)


def _disc(x: float, y: float, radius: float, ends: tuple[float, float], contrast: float) -> Solid:
    if radius < SMALLEST_DISC:
        side = radius * math.sqrt(math.pi)
        return Bar(x, y, side, side, 0.0, *ends, contrast)
    return Rod(x, y, radius, *ends, contrast)


# --------------------------------------------------------------------------- the plug and the crossed wedges


def _top(geometry: ACRMRIGeometry, signal: float, ends: tuple[float, float]) -> Iterator[Solid]:
    top = -geometry.sizes.radius + PLUG_RIM
    bottom = top + PLUG_HEIGHT
    plug = ends[0] + WALL, ends[1] - WALL
    yield _box((-PLUG_HALF_WIDTH, PLUG_HALF_WIDTH, top, bottom), plug, -signal)
    for name, reach in WEDGE_REACH.items():
        yield from _wedges(geometry, signal, name, reach, -bottom)


def _wedges(geometry: ACRMRIGeometry, signal: float, name: str, reach: float, top: float) -> Iterator[Solid]:
    """Two bars at 45° to the slice, in steps: the right one is longer in slices that lie too high.

    `top` is where they begin, in mm above the axis.
    """
    z, tip = geometry.offsets[name], geometry.sizes.wedge_tip
    steps = round((top - tip + reach) / WEDGE_STEP)
    for number in range(steps):
        height = top - (number + 0.5) * WEDGE_STEP
        start = max(tip - height, -reach)
        y = (-height - WEDGE_STEP / 2, -height + WEDGE_STEP / 2)
        inner, outer = WEDGE_GAP / 2, PLUG_HALF_WIDTH
        yield _box((inner, outer, *y), (z + start, z + reach), -signal)
        yield _box((-outer, -inner, *y), (z - reach, z - start), -signal)


# ------------------------------------------------------------------------------------------------- slice 1


def _slice_1(geometry: ACRMRIGeometry, signal: float, front: float) -> Iterator[Solid]:
    yield from _tube(geometry, signal, front)
    yield from _ramps(geometry, signal, front)
    left, right, top, bottom = geometry.sizes.insert
    ends = -SLICE_1_END, SLICE_1_END
    yield _box((left, right, top, bottom), ends, -signal)
    yield _box((right - 9.0, right, top, bottom), (SLICE_1_END, SLICES_2_TO_4_END), -signal)
    reference, half = geometry.reference, REFERENCE_SIDE / 2
    for side in (-1.0, 1.0):
        x, y = reference.x + side * half, reference.y + side * half
        yield _box((x - half, x + half, y - half, y + half), ends, signal)
    yield from _holes(geometry, ends, signal)


def _tube(geometry: ACRMRIGeometry, signal: float, front: float) -> Iterator[Solid]:
    """The tube at the upper left, by which pylinac finds the roll."""
    across = geometry.sizes.tube_distance * math.sqrt(0.5)
    for radius, contrast in zip(TUBE_RADII, (-signal, TUBE_SIGNAL * signal), strict=True):
        yield Rod(-across, -across, radius, front, SLICES_2_TO_4_END, contrast)


def _ramps(geometry: ACRMRIGeometry, signal: float, front: float) -> Iterator[Solid]:
    """Two thin slots in a black insert that rise towards opposite sides, in steps."""
    half = geometry.sizes.ramp_half_length
    yield _box((-half, half, *RAMP_INSERT), (front, SLICES_2_TO_4_END), -signal)
    steps = int(2 * (half - 1) / RAMP_STEP)
    for y, rise in zip(geometry.ramps.values(), (1.0, -1.0), strict=True):
        for number in range(steps):
            x = (number - (steps - 1) / 2) * RAMP_STEP
            z = rise * x / RAMP_SLOPE
            sides = (x - RAMP_STEP / 2, x + RAMP_STEP / 2, y - RAMP_HEIGHT / 2, y + RAMP_HEIGHT / 2)
            yield _box(sides, (z - RAMP_SLOT / 2, z + RAMP_SLOT / 2), signal)


def _holes(geometry: ACRMRIGeometry, ends: tuple[float, float], signal: float) -> Iterator[Solid]:
    """The arrays of a size share the hole at which they meet."""
    drilled: list[tuple[float, float]] = []
    for array in geometry.arrays.values():
        for x, y in _hole_middles(array):
            if all(math.hypot(x - other[0], y - other[1]) > array.diameter for other in drilled):
                drilled.append((x, y))
                yield _disc(x, y, array.diameter / 2, ends, signal)


def _hole_middles(array: HoleArray) -> Iterator[tuple[float, float]]:
    steps = [number - (HOLES - 1) / 2 for number in range(HOLES)]
    for aside in steps:
        for along in steps:
            shifted = (2 * along + STAGGER * aside) * array.diameter
            across = 2 * aside * array.diameter
            x, y = (shifted, across) if array.by_rows else (across, shifted)
            yield array.spot.x + x, array.spot.y + y


# ------------------------------------------------------------------------------------------ the other slices


def _grid(geometry: ACRMRIGeometry, signal: float) -> Iterator[Solid]:
    """Lines around 10 x 10 squares, less some at each corner; vertical ones in pieces: none cross."""
    z, pitch = geometry.offsets["geometric_distortion_module"], geometry.sizes.grid_pitch
    ends = z - GRID_HALF_THICKNESS, z + GRID_HALF_THICKNESS
    half = GRID_LINE / 2

    def reach(line: int) -> int:
        """How many cells from the middle a line reaches."""
        return min(GRID_CELLS, 2 * GRID_CELLS - 2 - abs(line))

    lines = range(-GRID_CELLS, GRID_CELLS + 1)
    for line in lines:
        at, end = line * pitch, reach(line) * pitch + half
        yield _box((-end, end, at - half, at + half), ends, -signal)
        cells = range(-reach(line), reach(line) + 1)
        for upper, lower in pairwise(cells):
            yield _box((at - half, at + half, upper * pitch + half, lower * pitch - half), ends, -signal)


def _uniform(geometry: ACRMRIGeometry, errors: Mapping[str, float]) -> Iterator[Solid]:
    if "Center" in errors:
        spot, z = geometry.uniformity, geometry.offsets["uniformity_module"]
        yield Rod(spot.x, spot.y, spot.radius, z - 5.0, z + 5.0, errors["Center"])


def _low_contrast(geometry: ACRMRIGeometry, signal: float, errors: Mapping[str, float]) -> Iterator[Solid]:
    y = geometry.sizes.contrast_center_y
    for radius, contrast in zip(RING_RADII, (-signal, signal), strict=True):
        yield Rod(0.0, y, radius, *RING_EXTENT, contrast)
    for spokes in geometry.spokes:
        ends = spokes.z - DISK_HALF_THICKNESS, spokes.z + DISK_HALF_THICKNESS
        for spoke, disks in spokes.disks.items():
            contrast = spokes.contrast * signal + errors.get(f"{spokes.name} {spoke}", 0.0)
            for disk in disks:
                yield _disc(disk.x, disk.y, disk.radius, ends, contrast)
