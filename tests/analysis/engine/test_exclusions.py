"""Slices left out inside a scan: refused where pylinac would silently measure other slices."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from pydicom.uid import UID

from analysis import support
from analysis.support import ACR_LARGE, CATPHAN_504
from dicom_files import zip_bytes
from phantomscope.analysis.engine.exclusions import check_exclusions, numbered, usual_step, with_exclusions
from phantomscope.analysis.engine.pylinac_stack import PylinacStack
from phantomscope.analysis.events import Failed
from phantomscope.analysis.failures import failure
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.analysis.worker import quiet_warnings
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.arrangement import Arrangement
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes

ACR_CT = "ACR CT 464"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with quiet_warnings():
        yield


@pytest.fixture(scope="module")
def evenly() -> bytes:
    """20 slices, 5 mm apart."""
    return zip_bytes(support.cylinder(100.0, count=20, columns=32))


@pytest.fixture(scope="module")
def echoes() -> bytes:
    """An ACR MRI phantom with two echoes at each of its 11 places: slots 0 and 1 lie at the first."""
    return zip_bytes(support.two_echoes(support.members(support.coarse(ACR_LARGE))))


def stack_of(data: bytes, gone: Sequence[int]) -> SliceStack:
    source = open_bytes(data)
    stack = SliceStack(source, scan(source).series[0])
    support.without(gone).apply_to(stack.overlay)
    return stack


def refusal(data: bytes, gone: Sequence[int], phantom: str = ACR_CT, echo: int | None = None) -> str:
    """What is said against leaving these out; empty for nothing."""
    stack = stack_of(data, gone)
    try:
        check_exclusions(phantom_named(phantom), stack, PylinacStack(stack), echo)
    except PhantomscopeError as error:
        return f"{error.what}. {error.todo}"
    return ""


def test_what_doubles_the_distance_that_pylinac_takes(evenly: bytes) -> None:
    assert refusal(evenly, (1,)) == (
        "With slice 2 left out, the first two slices (1 and 3) lie 10 mm apart and the others 5 mm: pylinac "
        "takes the first distance for all and would measure other slices than it should. "
        "Exclude slices from the end inwards, which here means slice 1 too, or include slice 2 again"
    )
    assert "which here means slices 1, 3 too" in refusal(evenly, (1, 3))
    assert "With slices 1, 3 left out, the first two slices (2 and 4)" in refusal(evenly, (0, 2))


@pytest.mark.parametrize("gone", [(), (0,), (0, 1, 2), (18, 19), (10,), (18,), tuple(range(1, 20, 2))])
def test_what_leaves_that_distance_alone(evenly: bytes, gone: tuple[int, ...]) -> None:
    assert refusal(evenly, gone) == ""


def test_a_single_module_needs_no_distance(evenly: bytes) -> None:
    assert refusal(evenly, (1,), "TomoTherapy Cheese") == ""


def test_a_gap_of_the_source_is_not_refused(evenly: bytes) -> None:
    files = {name: data for name, data in support.members(evenly).items() if name != "003.dcm"}
    gapped = zip_bytes(files)
    assert refusal(gapped, ()) == ""
    assert refusal(gapped, (15,)) == ""
    # Until leaving out the slices before it makes it the distance that counts.
    assert "slices 1–2 left out, the first two slices (3 and 4) lie 10 mm apart" in refusal(gapped, (0, 1))
    assert refusal(gapped, (0, 1, 2)) == ""
    # Nor is it where leaving out slices puts a source right.
    files = {name: data for name, data in support.members(evenly).items() if name != "001.dcm"}
    assert refusal(zip_bytes(files), (0,)) == ""


@pytest.mark.parametrize(
    ("gone", "echo", "words"),
    [
        ((6,), None, "Slice 7 is left out between others of the same echo"),
        ((6, 7), 2, "Slice 8 is left out"),
        ((6, 8), 1, "Slices 7, 9 are left out"),
        ((7,), None, ""),  # of the other echo
        ((6,), 2, ""),
        (tuple(range(0, 22, 2)), None, ""),  # one echo altogether
        (tuple(range(1, 22, 2)), None, ""),
        ((0, 1, 20, 21), None, ""),  # the ends
    ],
)
def test_slices_of_mr(echoes: bytes, gone: tuple[int, ...], echo: int | None, words: str) -> None:
    told = refusal(echoes, gone, ACR_LARGE, echo)
    assert words in told if words else not told


def test_a_slice_of_mr_that_is_there_twice_may_go(echoes: bytes) -> None:
    made = {name: data for name, data in support.members(echoes).items() if name.endswith("_1.dcm")}
    twin = support.reread(list(made.values())[5])
    twin.SOPInstanceUID = UID(f"{twin.SOPInstanceUID}.9")
    made["twin.dcm"] = support.saved(twin)
    assert refusal(zip_bytes(made), (6,), ACR_LARGE) == ""
    assert "Slice 5 is" in refusal(zip_bytes(made), (4,), ACR_LARGE)


@pytest.mark.parametrize(
    ("phantom", "gone", "parameters"),
    [
        (ACR_CT, (1,), {}),
        (CATPHAN_504, (1,), {}),
        (ACR_LARGE, (3,), {}),
    ],
)
def test_a_run_is_refused(phantom: str, gone: tuple[int, ...], parameters: dict[str, Any]) -> None:
    with pytest.raises(PhantomscopeError, match="left out") as raised:
        support.run_bytes(
            support.coarse(phantom), phantom, edits=support.without(gone), parameters=parameters
        )
    assert "nclude slice" in raised.value.todo


def test_slices_left_out_at_an_end_change_nothing() -> None:
    data = support.coarse(ACR_CT)
    whole = support.run_bytes(data, ACR_CT)
    cut = support.run_bytes(data, ACR_CT, edits=support.without((0, 1)))
    measured, usual = support.metrics(cut), support.metrics(whole)
    assert measured.keys() == usual.keys()
    for name in filter(lambda key: key.startswith("uniformity_module"), usual):
        assert measured[name].value == pytest.approx(usual[name].value, abs=0.1)
    assert cut.warnings == whole.warnings


def test_a_failure_names_what_is_left_out_inside(evenly: bytes) -> None:
    failed = Failed("It was not found", todo="Check the phantom", kind="analysis")
    phantom = phantom_named(ACR_CT)
    told = with_exclusions(failed, phantom, stack_of(evenly, (10, 11)))
    assert told.what == failed.what
    assert told.todo == (
        "Include slices 11–12 again first: what is left out inside the scan shifts all beyond it. "
        "Otherwise check the phantom"
    )
    assert with_exclusions(failed, phantom, stack_of(evenly, (0, 19))) == failed
    assert with_exclusions(failed, phantom_named("CIRS 062M"), stack_of(evenly, (10,))) == failed


def test_a_run_that_fails_says_so() -> None:
    data = support.coarse(CATPHAN_504)
    with pytest.raises(Exception) as raised:
        support.run_bytes(data, CATPHAN_504, edits=support.without((25, 26)), turned=True)
    assert failure(raised.value).todo.startswith("Include slices 26–27 again first")


def test_words() -> None:
    assert [numbered(slots) for slots in ((1,), (25, 26), (0, 4, 5, 6))] == [
        "slice 2",
        "slices 26–27",
        "slices 1, 5–7",
    ]
    assert usual_step([0.0, 5.0, 5.001, 10.0, 20.0]) == pytest.approx(5.0, abs=0.01)
    assert usual_step([1.0]) is None


def test_of_a_reversed_stack_places_count_as_they_are_shown(evenly: bytes) -> None:
    stack = stack_of(evenly, (18,))
    stack.rearrange(Arrangement(reversed=True))
    with pytest.raises(PhantomscopeError, match=r"With slice 2 left out, the first two slices .1 and 3. lie"):
        check_exclusions(phantom_named(ACR_CT), stack, PylinacStack(stack))
    other = stack_of(evenly, (1,))
    other.rearrange(Arrangement(reversed=True))
    check_exclusions(phantom_named(ACR_CT), other, PylinacStack(other))


def test_of_reversed_echoes_one_left_out_inside_is_refused(echoes: bytes) -> None:
    stack = stack_of(echoes, (4,))
    stack.rearrange(Arrangement(reversed=True))
    with pytest.raises(PhantomscopeError, match="Slice 17 is left out"):
        check_exclusions(phantom_named(ACR_LARGE), stack, PylinacStack(stack))
