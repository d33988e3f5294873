"""The GE daily phantom, and plain water of its size."""

from analysis.drawn_scans import helios_scan
from phantomscope.analysis.recognition_finding import CERTAIN, Looks
from phantomscope.analysis.recognition_helios import Helios, find_helios, helios_look
from phantomscope.analysis.recognition_image import find_body
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


def test_a_block_without_bars_is_not_certain() -> None:
    plain, block = Helios(True, 0.0, 0), Helios(True, 0.12, 0)
    finding = find_helios([plain, block])
    assert finding is not None
    assert finding.confidence < CERTAIN


def test_an_uneven_or_far_brighter_middle_is_no_block() -> None:
    assert find_helios([Helios(False, 0.12, 3), Helios(True, 0.0, 0)]) is None
    assert find_helios([Helios(True, 0.9, 3), Helios(True, 0.0, 0)]) is None
