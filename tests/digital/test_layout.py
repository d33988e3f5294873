import pytest

from phantomscope.digital.layout import scan_layout
from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError

EXTENT = (-20.0, 10.0)
MODULES = {"low": -10.0, "middle": 0.0, "high": 5.0}


def test_slices_cover_the_body_and_air_and_blank_ones_follow() -> None:
    plain = scan_layout(ScanOptions(slice_thickness=2.0, air_slices=0), EXTENT, MODULES)
    assert plain.position(0) - 1.0 <= EXTENT[0] < plain.position(0) + 1.0
    assert plain.position(plain.num_images - 1) + 1.0 >= EXTENT[1]
    more = scan_layout(ScanOptions(slice_thickness=2.0, air_slices=3, blank_slices=2), EXTENT, MODULES)
    assert more.num_images == plain.num_images + 2 * 3 + 2 * 2
    blanks = [index for index in range(more.num_images) if more.is_blank(index)]
    assert blanks == [0, 1, more.num_images - 2, more.num_images - 1]
    assert more.position(more.origin_slice) == 0.0
    assert more.slice_num(-10.0) == more.origin_slice - 5


@pytest.mark.parametrize(
    ("missing", "lost"), [(("low",), {"low"}), (("high",), {"high"}), (("low", "high"), {"low", "high"})]
)
def test_scan_stops_between_what_it_holds_and_what_it_lacks(missing: tuple[str, ...], lost: set[str]) -> None:
    layout = scan_layout(ScanOptions(slice_thickness=1.0, missing_modules=missing), EXTENT, MODULES)
    first, last = layout.position(0), layout.position(layout.num_images - 1)
    assert {name for name, position in MODULES.items() if not first <= position <= last} == lost


@pytest.mark.parametrize(
    ("missing", "told"),
    [(("middle",), "middle, which lies between other modules"), (tuple(MODULES), "can't lack all modules")],
)
def test_impossible_gaps_are_told(missing: tuple[str, ...], told: str) -> None:
    with pytest.raises(PhantomscopeError, match=told):
        scan_layout(ScanOptions(missing_modules=missing), EXTENT, MODULES)
