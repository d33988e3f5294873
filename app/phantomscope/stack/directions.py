"""Directions in the patient: the letters at a picture's edges, and which plane two directions span."""

from collections.abc import Sequence
from enum import Enum

_LETTERS = (
    ("R", "L"),
    ("A", "P"),
    ("F", "H"),
)  # x, y and z: towards less and towards more (PS3.3, C.7.6.1.1.1)
_WORTH_SAYING = 0.17  # cosine of 80 degrees: a direction within 10 degrees of an axis has one letter


class Anatomy(Enum):
    """A plane of the body."""

    AXIAL = "axial"
    SAGITTAL = "sagittal"
    CORONAL = "coronal"


def letters(direction: Sequence[float]) -> str:
    """Where a direction points: "L", or "LP" for a slanted one, the main part first.

    L and R are the patient's left and right, P back, A front, H head, F feet.

    Args:
        direction: Of any length, in the patient's coordinates.
    """
    length = sum(part * part for part in direction) ** 0.5
    if length == 0:
        return ""
    parts = sorted(enumerate(direction), key=lambda part: -abs(part[1]))
    return "".join(_LETTERS[axis][part > 0] for axis, part in parts if abs(part) > _WORTH_SAYING * length)


def main_axis(direction: Sequence[float]) -> int:
    """The patient's axis that a direction runs along most: 0, 1 or 2 for x, y or z."""
    return max(range(3), key=lambda axis: abs(direction[axis]))


def anatomy(first: Sequence[float], second: Sequence[float]) -> Anatomy | None:
    """The plane of the body that two directions in it span most nearly; None where that can't be said."""
    axes = {main_axis(first), main_axis(second)}
    if axes == {0, 1}:
        return Anatomy.AXIAL
    if axes == {0, 2}:
        return Anatomy.CORONAL
    return Anatomy.SAGITTAL if axes == {1, 2} else None


def is_slanted(*directions: Sequence[float]) -> bool:
    """Whether any of these is so far off the patient's axes that its letters say so."""
    return any(len(letters(direction)) > 1 for direction in directions)
