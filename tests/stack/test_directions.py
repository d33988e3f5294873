import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phantomscope.stack.directions import Anatomy, anatomy, is_slanted, letters

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def turned(degrees: float) -> tuple[float, float, float]:
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (X, "L"),
        ((-1, 0, 0), "R"),
        (Y, "P"),
        ((0, -2, 0), "A"),
        (Z, "H"),
        ((0, 0, -0.5), "F"),
        (turned(5), "L"),
        (turned(30), "LP"),
        (turned(60), "PL"),
        ((0, 0, 0), ""),
    ],
)
def test_letters(direction: tuple[float, float, float], expected: str) -> None:
    assert letters(direction) == expected


def test_planes_of_the_body() -> None:
    assert anatomy(X, Y) is Anatomy.AXIAL
    assert anatomy(Z, X) is Anatomy.CORONAL
    assert anatomy(Y, (0.0, 0.1, -0.99)) is Anatomy.SAGITTAL
    assert anatomy(X, turned(40)) is None


def test_what_is_slanted() -> None:
    assert not is_slanted(X, Z)
    assert not is_slanted(turned(9), Z)
    assert is_slanted(turned(11), Z)


@given(st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda parts: max(map(abs, parts)) > 0.01))
def test_the_opposite_has_the_opposite_letters(direction: tuple[float, float, float]) -> None:
    opposite = str.maketrans("LRAPHF", "RLPAFH")
    back = tuple(-part for part in direction)
    assert letters(back) == letters(direction).translate(opposite)
    assert letters(direction)
