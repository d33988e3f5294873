"""Which slices at the ends of a scan show nothing, and which must never be called so."""

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis import support
from analysis.support import REAL
from dicom_files import dataset, encoded, zip_bytes
from phantomscope.analysis.blank_ends import blank_ends, shows_nothing
from phantomscope.analysis.job import Edits
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes, open_path

AIR, BODY, SIZE = -1000.0, 60.0, 128


def disc(radius: float, inside: float = BODY, outside: float = AIR) -> np.ndarray[Any, Any]:
    down, across = np.mgrid[:SIZE, :SIZE] - (SIZE - 1) / 2
    return np.where(np.hypot(down, across) < radius, inside, outside)


def stack_of(*slices: np.ndarray[Any, Any], noise: float = 0.0, modality: str = "CT") -> SliceStack:
    random = np.random.default_rng(3)
    made = {}
    for number, values in enumerate(slices, 1):
        noisy = values + (random.normal(0, noise, values.shape) if noise else 0)
        stored = np.clip(noisy + 1024, 0, None).astype(np.int16)
        made[f"{number:02}.dcm"] = encoded(
            dataset(stored, number=number, modality=modality, slope=1.0, intercept=-1024.0)
        )
    source = open_bytes(zip_bytes(made, zipfile.ZIP_STORED))
    return SliceStack(source, scan(source).series[0])


def constant(value: float) -> np.ndarray[Any, Any]:
    return np.full((SIZE, SIZE), value)


def test_constant_slices_at_both_ends() -> None:
    phantom = [disc(40)] * 4
    assert blank_ends(stack_of(constant(-1024), constant(0), *phantom, constant(AIR))) == (0, 1, 6)


def test_a_round_field_of_view_is_no_image() -> None:
    empty = disc(60, inside=0, outside=-1024)
    assert blank_ends(stack_of(empty, *[disc(40)] * 4)) == (0,)


def test_none_inside_the_scan() -> None:
    assert blank_ends(stack_of(disc(40), constant(0), disc(40), constant(0), disc(40))) == ()


@pytest.mark.parametrize("radius", [40, 12, 6])
def test_a_slice_that_shows_anything_stays(radius: float) -> None:
    assert blank_ends(stack_of(disc(radius), *[disc(40)] * 4, noise=8.0)) == ()


def test_a_faint_slice_stays() -> None:
    # As much of the phantom as a tenth of a slice's thickness.
    assert blank_ends(stack_of(disc(40, inside=-894), *[disc(40)] * 4, noise=8.0)) == ()


def test_air_around_a_phantom_is_fine_in_ct() -> None:
    air = constant(AIR)
    assert blank_ends(stack_of(air, air, *[disc(40)] * 4, air, noise=8.0)) == ()
    # What lies beyond it, outside the scan, is not.
    assert blank_ends(stack_of(constant(-1024), air, *[disc(40)] * 4, noise=0.0)) == (0, 1)


def test_noise_that_is_no_air() -> None:
    assert blank_ends(stack_of(constant(0), *[disc(40)] * 4, noise=8.0)) == (0,)


def test_empty_slices_of_mr() -> None:
    # pylinac takes the first slice for slice 1 of the phantom, whatever is on it.
    air, phantom = constant(-990), disc(40, inside=500, outside=-990)
    assert blank_ends(stack_of(air, *[phantom] * 4, air, noise=5.0, modality="MR")) == (0, 5)


def test_nothing_but_blank_slices() -> None:
    assert blank_ends(stack_of(*[constant(0)] * 5)) == ()
    assert blank_ends(stack_of(constant(0), disc(40))) == ()


def test_slots_are_places_in_the_series() -> None:
    stack = stack_of(disc(40), constant(0), *[disc(40)] * 4)
    Edits((0,)).apply_to(stack.overlay)
    assert blank_ends(stack) == (1,)


def test_a_slice_by_itself() -> None:
    stack = stack_of(constant(0), disc(40))
    assert shows_nothing(stack, 0)
    assert not shows_nothing(stack, 1)


def test_the_digital_phantom_has_none(digital: bytes) -> None:
    source = open_bytes(digital)
    assert blank_ends(SliceStack(source, scan(source).series[0])) == ()


def test_blank_slices_of_the_digital_phantom() -> None:
    source = open_bytes(support.coarse("ACR MRI Large", blank_slices=2))
    stack = SliceStack(source, scan(source).series[0])
    assert blank_ends(stack) == (0, 1, len(stack) - 2, len(stack) - 1)


@pytest.mark.parametrize(
    ("phantom", "expected"),
    [
        ("CatPhan 504", ()),
        ("CatPhan 604", (0, 1, 2, 85, 86, 87)),  # one value throughout, as exported
        ("Quart DVT", ()),
        ("ACR MRI Large", ()),
    ],
)
def test_real_scans(phantom: str, expected: tuple[int, ...], real_data: Path) -> None:
    source = open_path(real_data / REAL[phantom])
    try:
        with SliceStack(source, scan(source).series[0]) as stack:
            assert blank_ends(stack) == expected
    finally:
        source.close()
