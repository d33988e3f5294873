"""The GE daily phantom, and plain water of its size."""

import pytest

from analysis.drawn_scans import helios_scan
from phantomscope.analysis.recognition.finding import CERTAIN, Looks
from phantomscope.analysis.recognition.helios import Helios, find_helios, helios_look
from phantomscope.analysis.recognition.image import find_body
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def sights(*, block: bool) -> list[Helios]:
    source = open_bytes(helios_scan(block=block))
    found = []
    with SliceStack(source, scan(source).series[0]) as stack:
        looks = Looks(stack, len(stack), lambda: False)
        for index in range(len(stack)):
            image = looks.image(index)
            assert image is not None
            body = find_body(image)
            assert body is not None
            seen = helios_look(image, body)
            assert seen is not None
            found.append(seen)
    return found


def test_the_block_and_its_bars_tell() -> None:
    finding = find_helios(sights(block=True))
    assert finding is not None
    assert finding.phantom == "GE Helios daily"
    assert finding.confidence >= CERTAIN


def test_plain_water_tells_nothing() -> None:
    assert find_helios(sights(block=False)) is None


def look(
    block: float, *, rough: int = 3, even: bool = True, densest: float = 150.0, upright: bool = True
) -> Helios:
    return Helios(even, block, rough, densest, 1000.0, upright)


PLAIN = look(0.0, rough=0)


@pytest.mark.parametrize("block", [look(0.12, rough=0), look(0.12, upright=False)], ids=["no bars", "rolled"])
def test_a_block_without_bars_or_off_its_bracket_is_not_certain(block: Helios) -> None:
    finding = find_helios([PLAIN, block, block])
    assert finding is not None
    assert finding.confidence < CERTAIN


def test_one_slice_alone_is_not_certain() -> None:
    certain, doubtful = find_helios([PLAIN, look(0.12), look(0.12)]), find_helios([PLAIN, look(0.12)])
    assert certain is not None
    assert doubtful is not None
    assert certain.confidence >= CERTAIN > doubtful.confidence


@pytest.mark.parametrize("other", [look(0.12, even=False), look(0.9)], ids=["uneven", "far brighter"])
def test_another_middle_is_no_block(other: Helios) -> None:
    assert find_helios([PLAIN, other, other]) is None


def test_where_anything_is_like_bone_it_is_another_phantom() -> None:
    assert find_helios([PLAIN, look(0.12), look(0.12), look(0.0, densest=900.0)]) is None
