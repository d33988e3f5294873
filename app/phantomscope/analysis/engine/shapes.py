"""What pylinac's way of finding a phantom finds on a slice, told where it finds nothing of its size.

Loaded only in the process that analyses.
"""

import importlib
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from phantomscope.analysis.blank_ends import shows_nothing
from phantomscope.analysis.phantoms import PHANTOMS, Phantom
from phantomscope.stack.slice_stack import SliceStack

_NEAR_ENOUGH = 1.3  # by area, either way, as in pylinac's Slice.phantom_roi
_CLIPPED_HU = 1000.0


@dataclass(frozen=True, slots=True)
class Shape:
    """The largest thing on a slice.

    Attributes:
        stack_index: The slice.
        diameter_mm: Of the circle of the same area, holes filled.
        span_mm: The longer side of the box around it.
        at_edge: Whether it touches the edge of the image, or all but.
    """

    stack_index: int
    diameter_mm: float
    span_mm: float
    at_edge: bool


def largest_shape(stack: SliceStack, *, clipped: bool) -> Shape | None:
    """The largest thing on three slices in the middle of a stack; None where they show nothing.

    Args:
        stack: The slices.
        clipped: Whether the phantom's class clips values before it looks.
    """
    count = len(stack)
    looked_at = sorted({count // 3, count // 2, 2 * count // 3} & set(range(count)))
    shapes = [shape for index in looked_at if (shape := _shape(stack, index, clipped)) is not None]
    return max(shapes, key=lambda shape: shape.diameter_mm, default=None)


def diameter_mm(phantom: Phantom) -> float:
    """The diameter at which pylinac looks for a phantom."""
    pylinac_class: Any = getattr(importlib.import_module(phantom.module), phantom.class_name)
    return 2.0 * float(pylinac_class.catphan_radius_mm)


def fits(measured_mm: float, expected_mm: float) -> bool:
    """Whether pylinac would take something of one diameter for a phantom of another."""
    return 1 / _NEAR_ENOUGH <= (measured_mm / expected_mm) ** 2 <= _NEAR_ENOUGH


def phantoms_of_size(measured_mm: float, modality: str) -> tuple[str, ...]:
    """Names of the phantoms that something of this size may be."""
    return tuple(
        phantom.name
        for phantom in PHANTOMS
        if phantom.modality == modality and fits(measured_mm, diameter_mm(phantom))
    )


def _shape(stack: SliceStack, index: int, clipped: bool) -> Shape | None:
    from pylinac import ct

    spacing = stack.slice_header(index).plane.spacing
    if spacing is None or shows_nothing(stack, index):
        return None
    values = stack.peek(index).rescaled().astype(np.float64)
    if clipped:
        values = np.clip(values, -_CLIPPED_HU, _CLIPPED_HU)
    _, regions, _ = ct.get_regions(values, fill_holes=True, threshold="otsu", clear_borders=False)
    if not regions:
        return None
    region = max(regions, key=lambda one: one.area_bbox)
    margin = min(int(max(values.shape) / 100), 3)  # as pylinac's get_regions clears
    top, left, bottom, right = region.bbox
    rows, columns = values.shape
    at_edge = min(top, left) <= margin or bottom >= rows - margin or right >= columns - margin
    area = float(region.area_filled) * spacing[0] * spacing[1]
    span = max((bottom - top) * spacing[0], (right - left) * spacing[1])
    return Shape(index, 2 * math.sqrt(area / math.pi), float(span), at_edge)
