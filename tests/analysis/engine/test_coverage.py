"""Which modules were scanned, by pylinac's own rule, and how the others are told of."""

from types import SimpleNamespace
from typing import Any

import pytest

from analysis import support
from phantomscope.analysis.engine.coverage import Missing, Part, left_out, missing_parts, parts_of, told
from phantomscope.analysis.phantoms import PHANTOMS


class Slices:
    """As much of pylinac's stack as is asked of it."""

    def __init__(self, count: int, spacing: float) -> None:
        self.slice_spacing = spacing
        self.metadatas = [
            SimpleNamespace(ImagePositionPatient=[0, 0, spacing * n], SliceThickness=spacing)
            for n in range(count)
        ]

    def __getitem__(self, number: int) -> Any:
        return SimpleNamespace(z_position=self.metadatas[number].ImagePositionPatient[2])


def phantom_on(name: str, count: int, spacing: float, origin: int) -> Any:
    """A pylinac phantom object that has found its origin, and nothing else."""
    pylinac_class = support.pylinac_class(name)
    instance = pylinac_class.__new__(pylinac_class)
    instance.dicom_stack = Slices(count, spacing)
    instance.origin_slice = origin
    instance._in_warning_capture = True  # it was not made by its own means, so it has nowhere to keep any
    return instance


def titles(missing: tuple[Missing, ...]) -> list[str]:
    return [one.part.title for one in missing]


@pytest.mark.parametrize("name", [phantom.name for phantom in PHANTOMS])
def test_positions_are_pylinacs(name: str) -> None:
    instance = phantom_on(name, 200, 2.0, 100)
    parts = parts_of(instance)
    if not parts:
        assert "Cheese" in type(instance).__mro__[1].__name__
        return
    offsets = {offset for part in parts for offset in part.offsets}
    theirs = {position - 200.0 for position in instance._module_offsets()}
    assert theirs <= offsets
    assert missing_parts(instance) == ()
    assert any(part.offsets == (0,) for part in parts)


def test_the_extent_is_checked_as_pylinac_checks_it() -> None:
    # CTP486 of a CatPhan 504 lies 65 mm below the origin.
    assert missing_parts(phantom_on("CatPhan 504", 60, 2.5, 26)) == ()
    (one,) = missing_parts(phantom_on("CatPhan 504", 60, 2.5, 20))
    assert (one.part.title, one.position_mm, one.outside_mm, one.below) == ("CTP486", -15.0, 15.0, True)


def test_averaged_slices_count() -> None:
    # CTP528 at 30 mm averages three slices on either side.
    assert titles(missing_parts(phantom_on("CatPhan 504", 60, 2.5, 44))) == []
    (one,) = missing_parts(phantom_on("CatPhan 504", 60, 2.5, 46))
    assert one.averaged
    assert (one.part.title, one.outside_mm, one.below) == ("CTP528", 5.0, False)


def test_from_the_far_end() -> None:
    instance = phantom_on("CatPhan 504", 60, 2.5, 20)
    assert titles(missing_parts(instance)) == ["CTP486"]
    assert missing_parts(instance, from_far_end=True) == ()
    assert titles(missing_parts(instance, 40, from_far_end=True)) == ["CTP486"]


def test_an_origin_outside_the_scan_tells_nothing() -> None:
    assert missing_parts(phantom_on("CatPhan 504", 60, 2.5, 70)) == ()


def test_low_contrast_of_mr_needs_all_its_slices() -> None:
    missing = missing_parts(phantom_on("ACR MRI Large", 10, 10.0, 0))
    assert titles(missing) == ["Slice 11", "Low Contrast (slices 8 to 11)"]
    assert [one.outside_mm for one in missing] == [10.0, 10.0]


def test_sentences() -> None:
    below = Missing(Part("CTP486", None, (-65.0,)), -65.0, 12.0, True)
    above = Missing(Part("CTP528", None, (30.0,), 3), 30.0, 2.54, False, averaged=True)
    assert told([below]) == "CTP486 lies 12 mm before the first slice"
    assert told([below, above]) == (
        "CTP486 lies 12 mm before the first slice and "
        "CTP528 averages slices that lie 2.5 mm beyond the last slice"
    )
    assert told([below], turned=True) == "CTP486 lies 12 mm beyond the last slice"
    assert told([below, below, below]).count(", ") == 1


def test_as_data_where_the_stack_was_turned() -> None:
    below = Missing(Part("CTP486", None, (-65.0,)), -65.0, 12.0, True)
    (plain,), (turned,) = left_out([below]), left_out([below], mirror_mm=100.0)
    assert (plain.title, plain.position_mm, plain.outside_mm) == ("CTP486", -65.0, 12.0)
    assert turned.position_mm == 165.0
