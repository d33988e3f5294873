"""What has to be said beside the results is heard and said."""

import contextlib
import warnings
from types import SimpleNamespace
from typing import Any

import pytest

from analysis import support
from dicom_files import slices, zip_bytes
from phantomscope.analysis.engine.caveats import caveats, listening, measured_on_nothing
from phantomscope.analysis.engine.coverage import Missing, Part
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.results import ModuleResult
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def said(instance: Any, stack: PylinacStack, *heard: tuple[str, str], turned: bool = False) -> list[str]:
    return list(caveats(instance, stack, heard, turned=turned))


@pytest.fixture
def stack() -> PylinacStack:
    source = open_bytes(zip_bytes(slices(6)))
    return PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())


def found(**more: Any) -> Any:
    """A pylinac phantom object that has been analysed."""
    return SimpleNamespace(origin_slice=2, **more)


@pytest.mark.filterwarnings("always::UserWarning", "always::RuntimeWarning")
def test_warnings_and_prints_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    with listening() as heard:
        warnings.warn("one", UserWarning, stacklevel=1)
        warnings.warn("two", RuntimeWarning, stacklevel=1)
        print("three\n")
    assert set(heard) == {("one", "UserWarning"), ("two", "RuntimeWarning"), ("three", "print")}
    assert capsys.readouterr().out == ""


def test_heard_also_where_it_fails() -> None:
    with contextlib.suppress(ValueError), listening() as heard:
        print("before")
        int("no number")
    assert heard == [("before", "print")]


def test_nothing_to_say(stack: PylinacStack) -> None:
    assert said(found(), stack) == []


def test_the_roll_is_told_with_its_slice(stack: PylinacStack) -> None:
    warned = ("Could not determine phantom roll. Setting roll to 0.", "UserWarning")
    offset = 2 * stack.slice_spacing
    assert "on slice 5." in said(found(roll_slice_offset=offset), stack, warned)[0]
    assert "on slice 3." in said(found(), stack, warned)[0]


def test_a_partial_run(stack: PylinacStack) -> None:
    missing = (Missing(Part("CTP486", None, (-65.0,)), -65.0, 12.0, True),)
    (one,) = said(found(missing_parts=missing), stack, turned=True)
    assert (
        one == "Partial run: CTP486 lies 12 mm beyond the last slice. What was not scanned was not measured."
    )


def test_an_origin_at_the_edge(stack: PylinacStack) -> None:
    (one,) = said(found(origin_at_edge=True), stack)
    assert "on slice 3, so near to an end" in one


def test_slices_from_the_other_end() -> None:
    source = open_bytes(support.coarse("ACR MRI Large"))
    stack = PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members())
    phantom = support.pylinac_class("CatPhan 504")
    instance = phantom.__new__(phantom)
    instance.dicom_stack, instance.origin_slice = stack, 0
    assert stack[-1].array.size
    (one,) = [text for text in said(instance, stack) if "other end" in text]
    assert f"({len(stack)})" in one
    assert "CTP486" in one


def test_a_module_on_a_blank_slice() -> None:
    source = open_bytes(support.coarse("ACR MRI Large", blank_slices=1))
    stack = SliceStack(source, scan(source).series[0])
    modules = [ModuleResult(str(place), "Low Contrast", place, ()) for place in (0, 1, None)]
    (one,) = measured_on_nothing(modules, stack)
    assert one.startswith("Low Contrast was measured on slice 1, which shows nothing.")
