"""Images that are read on demand."""

import copy
import pickle

import numpy as np
import pytest

from dicom_files import dataset, encoded, gradient, zip_bytes
from phantomscope.analysis.engine.acceleration.kept_headers import KeptHeaders
from phantomscope.analysis.engine.acceleration.lazy_image import LazyImage
from phantomscope.analysis.engine.pylinac_stack import PylinacStack, StackImage
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.index import scan
from phantomscope.stack.slice_stack import SliceStack
from phantomscope.stack.sources import open_bytes


def stack(count: int = 4, *, lazily: bool = True, turned: bool = False, **options: object) -> PylinacStack:
    data = zip_bytes(
        {
            f"{number}.dcm": encoded(dataset(gradient(start=7 * number), number=number, **options))
            for number in range(1, count + 1)
        }
    )
    source = open_bytes(data)
    made = PylinacStack(SliceStack(source, scan(source).series[0]), members=source.members(), turned=turned)
    if lazily:
        made.make_images(LazyImage, lambda read: KeptHeaders(read).header)
    return made


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("sign", [None, 1, -1])
def test_the_same_image_as_at_once(turned: bool, sign: int | None) -> None:
    elements = {} if sign is None else {"PixelIntensityRelationshipSign": sign}
    lazy, plain = stack(turned=turned, **elements), stack(lazily=False, turned=turned, **elements)
    for number in range(4):
        one, other = lazy[number], plain[number]
        assert isinstance(one, LazyImage)
        assert not isinstance(other, LazyImage)
        assert one.untouched
        assert one.metadata == other.metadata
        assert one._original_dtype == other._original_dtype
        assert one.stack_index == other.stack_index
        assert one.untouched
        np.testing.assert_array_equal(one.array, other.array)
        assert one.array.dtype == other.array.dtype
        assert one.array.flags.writeable
        assert not one.untouched
        assert one.array is one.array
        assert one.metadata is one.metadata
        assert {*vars(other)} <= {*dir(one)}


def test_what_is_set_stays_and_goes_no_further() -> None:
    slices = stack()
    image = slices[1]
    before = image.array.copy()
    image.array = before * 2.5
    image.metadata.PatientID = "changed"
    assert image.metadata.PatientID == "changed"
    np.testing.assert_array_equal(image.array, before * 2.5)
    np.testing.assert_array_equal(slices[1].array, before)
    assert slices[1].metadata.get("PatientID") != "changed"
    fresh = slices[2]
    kept = fresh._original_dtype
    fresh.array = np.zeros((2, 2), bool)
    assert fresh._original_dtype == kept


def test_an_image_keeps_what_it_was_made_for() -> None:
    """Whatever the stack's places hold by the time it is looked at."""
    slices, plain = stack(), stack(lazily=False)
    held = [*slices]
    other = slices[0]
    other.array = other.array * 0
    slices[2] = other
    del slices[0]
    for image, wanted in zip(held, plain, strict=True):
        np.testing.assert_array_equal(image.array, wanted.array)
        assert image.metadata == wanted.metadata
    assert type(slices[1]) is StackImage  # what was set needs no reading
    assert not slices[1].array.any()


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_copy_is_a_plain_image(copied) -> None:  # type: ignore[no-untyped-def]
    image = stack()[1]
    image.note = "kept"
    found = copied(image)
    assert type(found) is StackImage
    np.testing.assert_array_equal(found.array, image.array)
    assert (found.metadata, found.note, found.stack_index) == (image.metadata, "kept", image.stack_index)


def test_a_slice_that_can_not_be_decoded_fails_when_it_is_asked_for() -> None:
    broken = dataset(gradient(), number=2)
    broken.PixelData = broken.PixelData[:10]
    files = {"1.dcm": encoded(dataset(gradient(), number=1)), "2.dcm": encoded(broken)}
    source = open_bytes(zip_bytes(files))
    slices = PylinacStack(SliceStack(source, scan(source).series[0]))
    slices.make_images(LazyImage, lambda read: KeptHeaders(read).header)
    assert slices[0].untouched
    with pytest.raises(PhantomscopeError, match="cut short"):
        slices[1]
