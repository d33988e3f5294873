"""Several slices as one: what pylinac makes of them, to the last bit."""

import warnings
from dataclasses import dataclass

import numpy as np
import pytest
from pylinac import ct

from phantomscope.analysis.engine.combined import lean_combination


@dataclass
class Image:
    array: np.ndarray


def slices(dtype: type, *, rows: int = 71, columns: int = 40, count: int = 9) -> list[Image]:
    random = np.random.default_rng(3)
    return [Image((random.normal(0, 700, (rows, columns)) * 1.1).astype(dtype)) for _ in range(count)]


@pytest.mark.parametrize("mode", ["mean", "median", "max"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int16, np.uint16])
@pytest.mark.parametrize("around", [1, 2, 4])
def test_the_same_to_the_last_bit(mode: str, dtype: type, around: int) -> None:
    stack = slices(dtype)
    expected = ct.combine_surrounding_slices(stack, 4, around, mode)
    before = [image.array.copy() for image in stack]
    with lean_combination():
        found = ct.combine_surrounding_slices(stack, 4, slices_plusminus=around, mode=mode)
    assert found.dtype == expected.dtype
    assert found.tobytes() == np.ascontiguousarray(expected).tobytes()
    assert all((image.array == values).all() for image, values in zip(stack, before, strict=True))


def heard(stack: list[Image], mode: str) -> tuple[np.ndarray, list[tuple[str, str, str, int]]]:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        combined = ct.combine_surrounding_slices(stack, 4, 1, mode)
    return combined, [(str(one.message), one.category.__name__, one.filename, one.lineno) for one in found]


@pytest.mark.parametrize("mode", ["mean", "median", "max"])
@pytest.mark.parametrize("odd", [np.inf, np.nan, 1.5e308])
def test_what_is_not_finite_is_warned_of_as_by_pylinac(mode: str, odd: float) -> None:
    stack = slices(np.float64)
    for row in (3, 40, 70):  # in several parts
        stack[3].array[row, 5], stack[4].array[row, 5] = odd, -odd if np.isinf(odd) else odd
    wanted, said = heard(stack, mode)
    with lean_combination():
        found, ours = heard(stack, mode)
    assert ours == said
    assert found.tobytes() == np.ascontiguousarray(wanted).tobytes()
    assert mode != "mean" or np.isnan(odd) or len(said) == 1


def test_slices_of_several_kinds_are_left_to_pylinac() -> None:
    stack = slices(np.float64)
    stack[5] = Image(stack[5].array.astype(np.float32))
    for mode in ("mean", "max"):
        expected = ct.combine_surrounding_slices(stack, 5, 1, mode)
        with lean_combination():
            assert (ct.combine_surrounding_slices(stack, 5, 1, mode) == expected).all()
    stack[5] = Image(stack[5].array[:-1])
    with lean_combination(), pytest.raises(ValueError, match="dimension"):
        ct.combine_surrounding_slices(stack, 5, 1, "max")


def test_pylinacs_own_is_back_afterwards() -> None:
    own = ct.combine_surrounding_slices
    with lean_combination():
        assert ct.combine_surrounding_slices is not own
    assert ct.combine_surrounding_slices is own
