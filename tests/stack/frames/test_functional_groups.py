from pydicom.datadict import keyword_for_tag
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from enhanced_files import enhanced, frames
from phantomscope.stack.frames.functional_groups import (
    INDEX_GROUPS,
    elements,
    frame_items,
    say_classically,
    shared_item,
    without_groups,
)


def keywords(groups: Dataset, only: frozenset[int] | None = None) -> set[str]:
    return {keyword_for_tag(element.tag) for element in elements(groups, only)}


def group(**tags: object) -> Items:
    inside = Dataset()
    for keyword, value in tags.items():
        setattr(inside, keyword, value)
    return Items([inside])


def test_all_groups_or_those_of_the_index() -> None:
    item = frame_items(enhanced(frames(1)))[0]
    item.FrameAnatomySequence = group(FrameLaterality="U")
    assert "FrameLaterality" in keywords(item)
    assert "FrameLaterality" not in keywords(item, INDEX_GROUPS)
    assert "ImagePositionPatient" in keywords(item, INDEX_GROUPS)


def test_groups_of_other_images_are_left_out() -> None:
    item = Dataset()
    item.ReferencedImageSequence = group(ReferencedSOPInstanceUID="1.2")
    item.PlanePositionSequence = group(ImagePositionPatient=[1, 2, 3], SOPInstanceUID="1.2.3")
    assert keywords(item) == {"ImagePositionPatient"}


def test_an_empty_group_says_nothing() -> None:
    item = Dataset()
    item.PlanePositionSequence = Items([])
    assert keywords(item) == set()


def test_no_shared_groups() -> None:
    made = enhanced(frames(1))
    assert keywords(shared_item(made))
    made.SharedFunctionalGroupsSequence = Items([])
    assert not shared_item(made)
    del made.SharedFunctionalGroupsSequence
    assert not shared_item(made)


def test_what_is_of_the_whole_object_goes() -> None:
    made = enhanced(frames(2), DimensionOrganizationType="3D")
    without_groups(made)
    for keyword in ("NumberOfFrames", "DimensionOrganizationType", "PerFrameFunctionalGroupsSequence"):
        assert keyword not in made


def test_what_is_said_classically_already_stays() -> None:
    said = Dataset()
    said.EffectiveEchoTime, said.EchoTime = 20.5, "20"
    say_classically(said)
    assert said.EchoTime == 20
    del said.EchoTime
    say_classically(said)
    assert said.EchoTime == 20.5
