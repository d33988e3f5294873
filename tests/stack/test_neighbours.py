from typing import Any

import numpy as np
import pytest
from pydicom.uid import MRImageStorage

from dicom_files import SAGITTAL, FakeSource, slice_bytes
from phantomscope.stack.index import scan
from phantomscope.stack.neighbours import Apart, neighbours
from phantomscope.stack.slab import SlabMode, SlabWish, make_slab
from phantomscope.stack.slice_stack import SliceStack

TURNED = (0.0, 1.0, 0.0, -1.0, 0.0, 0.0)  # the same plane, a quarter round


def stack_of(*options: dict[str, Any]) -> SliceStack:
    members = {f"{n:03}.dcm": slice_bytes(number=n + 1, **one) for n, one in enumerate(options)}
    source = FakeSource(members)
    return SliceStack(source, scan(source).series[0])


def flat(value: int, **options: Any) -> dict[str, Any]:
    return {"pixels": np.full((4, 6), value, np.int16), "intercept": 0.0, **options}


def echo_at(place: float, number: int) -> dict[str, Any]:
    return {
        **flat(100 if number == 1 else 900, position=(0.0, 0.0, place), modality="MR"),
        "sop_class": MRImageStorage,
        "EchoNumbers": number,
        "slope": None,
        "intercept": None,
    }


def test_all_of_a_plain_stack() -> None:
    stack = stack_of(*({} for _ in range(4)))
    found = neighbours(stack, 2)
    assert found.indices == (0, 1, 2, 3)
    assert found.places == tuple(stack.position(n) for n in range(4))
    assert found.apart == ()


@pytest.mark.parametrize("mode", SlabMode)
def test_a_sagittal_slice_at_the_end_is_not_joined_with_axial_ones(mode: SlabMode) -> None:
    stack = stack_of(
        *(flat(100) for _ in range(6)), flat(1000, orientation=SAGITTAL, position=(1.0, 2.0, 3.0))
    )
    for index in range(3, 6):
        slab, pixels = make_slab(stack, index, SlabWish(mode, 5))
        assert (pixels.rescaled() == 100).all()
        assert (slab.last, slab.apart) == (5, (Apart.ORIENTATION,))
    slab, pixels = make_slab(stack, 6, SlabWish(mode, 5))
    assert (pixels.rescaled() == 1000).all()
    assert (slab.count, slab.indices) == (1, (6,))
    assert slab.text == f"{mode.value} of 1 slice, 7"


def test_slices_turned_in_their_plane_are_not_joined() -> None:
    stack = stack_of({}, {"orientation": TURNED}, {})
    assert neighbours(stack, 0).indices == (0, 2)


def test_each_echo_is_joined_with_its_own_by_place() -> None:
    stack = stack_of(*(echo_at(5.0 * place, number) for place in range(5) for number in (1, 2)))
    for index, value in ((4, 100), (5, 900)):
        slab, pixels = make_slab(stack, index, SlabWish(SlabMode.MEAN, 3))
        assert (pixels.rescaled() == value).all()
        assert slab.indices == (index - 2, index, index + 2)
        assert (slab.extent, slab.apart) == (15.0, (Apart.ECHO,))
        assert [one.echo for one in slab.slices] == [index - 3] * 3
    assert make_slab(stack, 4, SlabWish(SlabMode.MEAN, 3))[0].text == "mean of 3 slices, 3, 5, 7"


def test_without_numbers_echo_times_tell_echoes_apart() -> None:
    times = (20.0, 20.1, 80.0)
    stack = stack_of(*({"EchoTime": time, "position": (0.0, 0.0, n)} for n, time in enumerate(times)))
    assert neighbours(stack, 0).indices == (0, 1)


def test_another_pixel_spacing_is_left_out() -> None:
    stack = stack_of({}, {"PixelSpacing": [0.7, 0.7]}, {})
    found = neighbours(stack, 0)
    assert (found.indices, found.apart) == ((0, 2), (Apart.SPACING,))


def test_slices_aslant_are_ordered_along_their_own_normal() -> None:
    # Along z, the axis of the others, all three lie at the same place.
    aside = ({"orientation": SAGITTAL, "position": (x, 0.0, 0.0)} for x in (5.0, 0.0, 10.0))
    stack = stack_of({}, {}, {}, {}, *aside)
    found = neighbours(stack, 4)
    assert found.places == (0.0, 5.0, 10.0)
    assert [stack.slice_header(n).position[0] for n in found.indices] == [0.0, 5.0, 10.0]
    assert make_slab(stack, found.indices[1], SlabWish(count=3))[0].extent == 15.0


def test_without_positions_they_stay_as_they_are() -> None:
    stack = stack_of(*({"ImagePositionPatient": None} for _ in range(3)))
    found = neighbours(stack, 1)
    assert (found.indices, found.places) == ((0, 1, 2), (None, None, None))
