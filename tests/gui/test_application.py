import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from conftest import ExpectLog
from phantomscope.analysis.profiles import ProfileStore
from phantomscope.analysis.results import Verdict
from phantomscope.child import child_environment
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.application import PICTURE_SIZE, build, demo_offscreen, make_application
from phantomscope.gui.settings import Settings, SettingsStore
from phantomscope.gui.views.view_area import MAIN, ViewLayout

_RUN = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from phantomscope.gui import application

QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, sys.argv[1])
paths = [Path(path) for path in sys.argv[2:]]

def look():
    for window in QApplication.topLevelWidgets():
        if type(window).__name__ == "MainWindow" and (not paths or "/" in window.slice_view.place_text):
            print(window.windowTitle())
            window.close()
            return
    QTimer.singleShot(20, look)

real = application.make_application
def make():
    made = real()
    QTimer.singleShot(20, look)
    return made
application.make_application = make
code = application.run(paths)
print(sorted(set(sys.modules) & {"pylinac", "matplotlib", "scipy", "skimage", "plotly"}))
sys.exit(code)
"""


_GARBAGE = {
    "nested": 3000 * "[",
    "nested within": '"' + 3000 * "[" + '"',
    "huge": "[99999999999, 99999999999, 99999999999]",
    "infinite": "[1e999, 1e999]",
    "digits": '["PreferencesDialog,' + 5000 * "9" + ',4"]',
    "odd": r'["\ud800", "a\u0000b", "", "/"]',
    "odd text": r'"\ud800\u0000"',
    "views": r'"{\"one and two\": [[99999999999, 1], [], []], \"one\": [[1e999], [], []]}"',
    "presets": r'"{\"CT\": [{\"name\": 1e999}]}"',
    "number": "-99999999999999999999",
}


@pytest.mark.parametrize("garbage", _GARBAGE.values(), ids=_GARBAGE)
def test_no_setting_keeps_the_program_from_starting(
    qtbot: QtBot, settings_folder: Path, profiles: ProfileStore, expect_log: ExpectLog, garbage: str
) -> None:
    for name in ("settings", "levels.preset_book"):
        expect_log(f"phantomscope.gui.{name}")
    kept = QSettings(str(settings_folder / "settings.ini"), QSettings.Format.IniFormat)
    for option in dataclasses.fields(Settings):
        kept.setValue(option.name, garbage)
    make_application()
    store = SettingsStore(kept)
    window, _ = build(store, profiles=profiles)
    qtbot.addWidget(window)
    window.restore_layout(store.current.window_geometry, store.current.splitter_sizes)
    window.show()
    for layout in ViewLayout:
        window.view_area.show_views(layout, (MAIN,))
    window.recent_menu.aboutToShow.emit()
    qtbot.wait(1)
    window.close()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the program's settings can't be moved here")
@pytest.mark.parametrize("given", [False, True])
def test_the_program_runs_until_its_window_is_closed(tmp_path: Path, scan_zip: Path, given: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _RUN, str(tmp_path / "own"), *[str(scan_zip)] * given],
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    title, heavy = done.stdout.splitlines()
    assert title.startswith("scan.zip") == given
    assert heavy == "[]"  # the window's process never loads the analysis
    assert "Traceback" not in done.stderr


def test_the_demo_is_analysed_and_drawn_without_a_screen(
    qtbot: QtBot, demo_zip: Path, tmp_path: Path
) -> None:
    picture = tmp_path / "window.png"
    told: list[tuple[str, int, int]] = []
    result = demo_offscreen(demo_zip, picture, progress=lambda *what: told.append(what))
    assert result.verdict is Verdict.PASS
    assert {name for name, _, _ in told} > {"opening"}
    image = QImage(str(picture))
    assert (image.width(), image.height()) == PICTURE_SIZE
    assert len({image.pixel(x, 400) for x in range(250, 950)}) > 50  # there is a slice in the middle


def test_what_cannot_be_opened_offscreen_is_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="does not exist"):
        demo_offscreen(tmp_path / "gone.zip", tmp_path / "window.png")
    assert not (tmp_path / "window.png").exists()


def test_what_cannot_be_analysed_offscreen_is_an_error(qtbot: QtBot, scan_zip: Path, tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError):
        demo_offscreen(scan_zip, tmp_path / "window.png")


def test_there_is_one_application_with_a_name_and_an_icon(qtbot: QtBot) -> None:
    application = make_application()
    assert make_application() is application
    assert application.applicationName() == "Phantomscope"
    assert not application.windowIcon().isNull()
