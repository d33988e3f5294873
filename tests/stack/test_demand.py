"""What things take, beside what they turn out to take."""

from dataclasses import replace

import numpy as np
import pytest

from dicom_files import slice_bytes, zip_bytes
from enhanced_files import enhanced_bytes, frames
from phantomscope.stack.demand import (
    held_bytes,
    largest_slice_bytes,
    largest_slice_values,
    opened_bytes,
    section_bytes,
    shadow_bytes,
    slab_bytes,
)
from phantomscope.stack.index import scan
from phantomscope.stack.sections import Across, Cut, Section, line_of
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes
from phantomscope.stack.strategy import Strategy

ROWS, COLUMNS, COUNT = 48, 64, 12


def opened(members: dict[str, bytes]) -> SliceStack:
    source = open_bytes(zip_bytes(members))
    return SliceStack(source, scan(source).series[0])


@pytest.fixture
def stack() -> SliceStack:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 2000, (COUNT, ROWS, COLUMNS)).astype(np.int16)
    return opened({f"{n}.dcm": slice_bytes(values[n], number=n + 1) for n in range(COUNT)})


def test_a_slice(stack: SliceStack) -> None:
    taken = [one.nbytes for one in stack]
    assert largest_slice_bytes(stack.series) == max(taken)
    assert largest_slice_values(stack.series) == ROWS * COLUMNS
    assert opened_bytes(stack.series) == max(taken)  # classic slices have no shadow


def test_all_slices(stack: SliceStack) -> None:
    assert held_bytes(stack.series, None) == 0
    assert held_bytes(stack.series, Strategy.SHADOW) == 0
    assert held_bytes(stack.series, Strategy.NON_OPTIMISED) == sum(one.nbytes for one in stack)


def test_a_section(stack: SliceStack) -> None:
    section = Section(Cut(Across.COLUMN, 3), COUNT, ROWS)
    for index, pixels in enumerate(stack):
        section.put(index, line_of(pixels, section.cut))
    assert section.values is not None
    shades = section.values.size
    assert section.nbytes + shades <= section_bytes(COUNT, ROWS) + 2 * COUNT


def test_a_slab_does_not_depend_on_how_many_slices_it_has() -> None:
    assert slab_bytes(512 * 512) == 24 * 512 * 512


def test_frames_of_a_compressed_member() -> None:
    rng = np.random.default_rng(2)
    shown = frames(COUNT, rows=64, columns=64)
    noisy = [replace(one, pixels=rng.integers(0, 900, (64, 64)).astype(np.int16)) for one in shown]
    stack = opened({"many.dcm": enhanced_bytes(noisy)})
    for _ in stack:
        pass
    assert 0 < stack.account().shadow <= shadow_bytes(stack.series)
    assert opened_bytes(stack.series) == shadow_bytes(stack.series) + 64 * 64 * 2
