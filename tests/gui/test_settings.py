from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from conftest import ExpectLog
from phantomscope.gui.settings import RECENT_KEPT, Settings, SettingsStore


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
    settings = ini(tmp_path)
    SettingsStore(settings).save(FULL)
    settings.sync()
    assert SettingsStore(ini(tmp_path)).current == FULL


def test_one_of_something_and_none_of_something_survive(tmp_path: Path) -> None:
    settings = ini(tmp_path)
    store = SettingsStore(settings)
    store.change(recent=("/only.zip",))
    settings.sync()
    assert SettingsStore(ini(tmp_path)).current.recent == ("/only.zip",)
    store.change(recent=())
    settings.sync()
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
    ],
)
def test_what_cannot_be_read_counts_as_not_set(
    tmp_path: Path, expect_log: ExpectLog, key: str, text: str
) -> None:
    expect_log("phantomscope.gui.settings")
    settings = ini(tmp_path)
    settings.setValue(key, text)
    assert SettingsStore(settings).current == Settings()


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
