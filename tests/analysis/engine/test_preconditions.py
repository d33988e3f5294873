"""What is refused before pylinac would stumble over it, and what is not."""

from collections.abc import Iterable
from typing import Any

import pytest

from dicom_files import SAGITTAL, dataset, encoded, gradient, zip_bytes
from phantomscope.analysis.engine.preconditions import check_series
from phantomscope.analysis.failures import TooFewSlicesError
from phantomscope.analysis.phantoms import phantom_named
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def stack(*changes: dict[str, Any], modality: str = "CT") -> SliceStack:
    """One slice for each of these changes."""
    made = {
        f"{n}.dcm": encoded(dataset(number=n, modality=modality, **change))
        for n, change in enumerate(changes, 1)
    }
    source = open_bytes(zip_bytes(made))
    return SliceStack(source, scan(source).series[0])


def refusal(slices: SliceStack, phantom: str = "ACR CT 464") -> PhantomscopeError:
    with pytest.raises(PhantomscopeError) as told:
        check_series(phantom_named(phantom), slices)
    assert told.value.todo
    return told.value


def plain(count: int) -> Iterable[dict[str, Any]]:
    return [{} for _ in range(count)]


def test_a_plain_series_passes() -> None:
    check_series(phantom_named("ACR CT 464"), stack(*plain(4)))
    check_series(phantom_named("ACR MRI Large"), stack(*plain(4), modality="MR"))


@pytest.mark.parametrize(("count", "words"), [(3, "3 slices"), (1, "1 slice,")])
def test_too_few(count: int, words: str) -> None:
    assert words in refusal(stack(*plain(count))).what


def test_none_left() -> None:
    slices = stack(*plain(2))
    slices.remove(1)
    slices.remove(0)
    assert "no slice" in refusal(slices).what


def test_excluded_slices_do_not_count() -> None:
    slices = stack(*plain(4))
    slices.remove(2)
    assert "3 slices" in refusal(slices).what


def test_modality() -> None:
    assert "MR images" in refusal(stack(*plain(4), modality="MR")).what
    assert "CT images" in refusal(stack(*plain(4)), "ACR MRI Large").what


def test_unknown_modality_may_be_tried() -> None:
    check_series(phantom_named("ACR CT 464"), stack(*plain(4), modality="OT"))


def test_position_is_needed_everywhere() -> None:
    told = refusal(stack(*plain(4), {"ImagePositionPatient": None}))
    assert "(0020,0032)" in told.what
    assert told.where == "5.dcm"


def test_geometry_is_needed_of_the_lowest_slice_alone() -> None:
    # As in pylinac, which takes its word for all.
    lacking = {"PixelSpacing": None, "SliceThickness": None}
    check_series(phantom_named("ACR CT 464"), stack(*plain(4), lacking))
    told = refusal(stack(lacking, *plain(4)))
    assert "(0028,0030)" in told.what
    assert "(0018,0050)" in told.what
    assert told.where == "1.dcm"


def test_sizes_may_differ_in_mr_alone() -> None:
    # The sagittal slice of an ACR MRI series is as large as it likes.
    sagittal = {"pixels": gradient(8, 8), "orientation": SAGITTAL}
    check_series(phantom_named("ACR MRI Large"), stack(*plain(4), sagittal, modality="MR"))
    assert refusal(stack(*plain(4), {"pixels": gradient(8, 8)})).what == "The slices differ in size: 6×4, 8×8"


def test_an_excluded_slice_may_differ() -> None:
    slices = stack(*plain(4), {"pixels": gradient(8, 8)})
    slices.remove(4)
    check_series(phantom_named("ACR CT 464"), slices)


def test_places_may_repeat_in_mr_alone() -> None:
    same = [{"position": (0.0, 0.0, 1.0)} for _ in range(4)]
    echoes = [{**one, "EchoNumbers": n} for n, one in enumerate(same)]
    check_series(phantom_named("ACR MRI Large"), stack(*echoes, modality="MR"))
    assert "More than one slice lies at 1 mm" in refusal(stack(*same)).what
    # Further up pylinac does not mind.
    check_series(phantom_named("ACR CT 464"), stack(*plain(4), {"position": (0.0, 0.0, 10.0)}))


def test_a_part_of_a_phantom_may_have_fewer_slices() -> None:
    slices = stack(*plain(20))
    told = refusal(slices, "CatPhan 504")
    assert isinstance(told, TooFewSlicesError)
    assert told.todo.endswith("or make a partial run of what was scanned")
    check_series(phantom_named("CatPhan 504"), slices, partial=True)
    with pytest.raises(PhantomscopeError) as raised:
        check_series(phantom_named("CatPhan 504"), stack(*plain(3)), partial=True)
    assert raised.value.what == "The series has 3 slices, but the CatPhan 504 needs at least 4"
    assert not isinstance(raised.value, TooFewSlicesError)
