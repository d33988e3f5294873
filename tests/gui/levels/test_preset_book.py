import json

import pytest

from fixture_types import ExpectLog
from phantomscope.gui.levels.preset_book import GROUPS, MOST_PRESETS, PresetBook, read_presets
from phantomscope.gui.viewing.preset import CT_PRESETS, OTHER_PRESETS, Preset, PresetKind

_MINE = (
    Preset("Größe", PresetKind.FIXED, 350.5, -20, "a use"),
    Preset("Auto", PresetKind.PERCENTILES, 1, 99),
)


def test_the_built_in_presets_need_no_text() -> None:
    assert PresetBook().text() == ""
    assert read_presets("") == PresetBook()


def test_what_is_kept_comes_back() -> None:
    book = PresetBook().with_group("MR", _MINE)
    assert read_presets(book.text()) == book
    assert book.suiting("MR") == _MINE
    assert book.suiting("CT") == CT_PRESETS
    assert book.suiting("PT") == book.suiting("") == OTHER_PRESETS


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_is_its_own(name: str) -> None:
    book = PresetBook().with_group(name, _MINE)
    assert [book.group(one) == _MINE for one in GROUPS] == [one == name for one in GROUPS]


def spoiled(**changes: object) -> str:
    said = json.loads(PresetBook().with_group("CT", _MINE).text())
    said["CT"][0] |= changes
    return json.dumps(said)


@pytest.mark.parametrize(
    "text",
    [
        *("no json", "[]", "{}", '{"CT": [], "MR": [], "other": []}', '{"CT": 3, "MR": 3, "other": 3}', "3"),
        *(spoiled(kind="new"), spoiled(first="wide"), spoiled(first=0), spoiled(name=""), spoiled(name=3)),
        spoiled(use=None),
        json.dumps({name: [{}] for name in GROUPS}),
        "[" * 100_000,
    ],
    ids=range(14),
)
def test_what_cant_be_read_gives_the_built_in_presets(text: str, expect_log: ExpectLog) -> None:
    expect_log("phantomscope.gui.levels.preset_book", containing="built-in")
    assert read_presets(text) == PresetBook()


def test_too_many_are_not_read(expect_log: ExpectLog) -> None:
    expect_log("phantomscope.gui.levels.preset_book", containing="built-in")
    text = PresetBook().with_group("CT", _MINE * MOST_PRESETS).text()
    assert read_presets(text) == PresetBook()
