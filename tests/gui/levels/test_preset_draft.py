import pytest

from phantomscope.gui.levels.preset_book import MOST_PRESETS, PresetBook
from phantomscope.gui.levels.preset_draft import PresetDraft
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind
from phantomscope.gui.viewing.window_level import WindowLevel


@pytest.fixture
def draft() -> PresetDraft:
    return PresetDraft(PresetBook())


def test_nothing_changed_is_the_same_book(draft: PresetDraft) -> None:
    assert draft.book() == PresetBook()
    assert draft.problem() is None


def test_a_new_one_goes_behind_the_chosen_and_has_a_name_of_its_own(draft: PresetDraft) -> None:
    assert draft.add("CT", 1, WindowLevel(123.456, 7)) == 2
    assert draft.add("CT", 2, None) == 3
    first, second = draft.presets("CT")[2:4]
    assert (first.kind, first.first, first.second) == (PresetKind.FIXED, 123.46, 7)
    assert first.name != second.name
    assert draft.book().mr == OTHER_PRESETS


def test_order_is_changed_and_stops_at_the_ends(draft: PresetDraft) -> None:
    assert draft.move("CT", 0, 1) == 1
    assert draft.presets("CT")[:2] == (CT_PRESETS[1], CT_PRESETS[0])
    assert draft.move("CT", 0, -1) == 0
    assert draft.move("CT", 5, 1) == 5


def test_the_last_one_stays(draft: PresetDraft) -> None:
    for _ in range(10):
        draft.remove("MR", 0)
    assert len(draft.presets("MR")) == 1
    assert not draft.can_remove("MR")


def test_there_is_an_end_to_adding(draft: PresetDraft) -> None:
    while draft.can_add("CT"):
        draft.add("CT", 0, None)
    assert len(draft.presets("CT")) == MOST_PRESETS
    assert draft.problem() is None


def test_a_group_is_set_back_alone(draft: PresetDraft) -> None:
    draft.remove("CT", 0)
    draft.remove("MR", 0)
    draft.reset("CT")
    assert draft.book() == PresetBook(mr=OTHER_PRESETS[1:])


def test_what_makes_no_window_is_named(draft: PresetDraft) -> None:
    draft.replace("MR", 2, Preset("x", PresetKind.FIXED, -1, 0))
    found = draft.problem()
    assert found is not None
    assert found[:2] == ("MR", 2)
