import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from conftest import ExpectLog
from phantomscope.gui.levels.preset_book import read_presets
from phantomscope.gui.settings import RECENT_KEPT, Settings, SettingsStore
from phantomscope.gui.viewing.overlay_layout import layout_from


def ini(folder: Path) -> QSettings:
    return QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)


FULL = Settings(
    recent=("/scans/a.zip", "/scans/b, with a comma.zip"),
    last_folder="/scans/ärger",
    window_geometry=bytes(range(256)),
    splitter_sizes=(200, 700, 300),
    cache_slices=7,
    cache_megabytes=128,
    memory_budget_megabytes=500,
)


def test_what_is_saved_is_there_the_next_time(tmp_path: Path) -> None:
    kept = ini(tmp_path)
    SettingsStore(kept).save(FULL)
    kept.sync()
    assert SettingsStore(ini(tmp_path)).current == FULL


def test_one_of_something_and_none_of_something_survive(tmp_path: Path) -> None:
    kept = ini(tmp_path)
    store = SettingsStore(kept)
    store.change(recent=("/only.zip",))
    kept.sync()
    assert SettingsStore(ini(tmp_path)).current.recent == ("/only.zip",)
    store.change(recent=())
    kept.sync()
    assert SettingsStore(ini(tmp_path)).current.recent == ()


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("cache_slices", "65"),
        ("cache_slices", "0"),
        ("cache_slices", '"3"'),
        ("cache_slices", "nonsense"),
        ("recent", '{"a": 1}'),
        ("splitter_sizes", '["a"]'),
        ("window_geometry", "*"),
        ("last_folder", "3"),
        ("splitter_sizes", "[1e999]"),
        ("results_sizes", "[1e30, 5]"),
        ("results_sizes", "[-1, 5]"),
        ("recent", str(["a"] * 1001).replace("'", '"')),
        ("overlay", '"' + 1_000_000 * "a" + '"'),
        ("privacy", 3000 * "["),
        ("cine_speed", "true"),
    ],
)
def test_what_cannot_be_read_counts_as_not_set(
    tmp_path: Path, expect_log: ExpectLog, key: str, text: str
) -> None:
    expect_log("phantomscope.gui.settings")
    kept = ini(tmp_path)
    kept.setValue(key, text)
    assert SettingsStore(kept).current == Settings()


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda some: st.lists(some, max_size=4) | st.dictionaries(st.text(), some, max_size=4),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([option.name for option in dataclasses.fields(Settings)]),
    anything.map(json.dumps) | anything.map(lambda one: json.dumps(json.dumps(one))) | st.text(),
)
@example("splitter_sizes", "[1e999]")
@example("overlay", json.dumps(3000 * "["))
@example("window_presets", json.dumps(3000 * "["))
@example("cache_slices", 3000 * "[")
def test_whatever_stands_in_a_setting_can_be_used(
    tmp_path: Path, expect_log: ExpectLog, name: str, text: str
) -> None:
    expect_log("phantomscope.gui.settings")
    expect_log("phantomscope.gui.levels.preset_book")
    kept = ini(tmp_path)
    kept.clear()
    kept.setValue(name, text)
    read = SettingsStore(kept).current
    for option in dataclasses.fields(Settings):
        assert type(getattr(read, option.name)) is type(option.default)
    assert all(0 <= size <= 100_000 for size in (*read.splitter_sizes, *read.results_sizes))
    layout_from(read.overlay)
    read_presets(read.window_presets)


def test_nothing_is_kept_where_there_is_no_place() -> None:
    store = SettingsStore(None)
    store.change(cache_slices=9)
    assert store.current.cache_slices == 9
    assert SettingsStore(None).current == Settings()


def test_the_newest_path_comes_first_and_once() -> None:
    settings = Settings()
    for number in range(RECENT_KEPT + 3):
        settings = settings.with_recent(f"/{number}")
    assert len(settings.recent) == RECENT_KEPT
    assert settings.with_recent(settings.recent[3]).recent[0] == settings.recent[3]
    assert sorted(settings.with_recent(settings.recent[3]).recent) == sorted(settings.recent)
