"""Whether a window could be seen."""

import sys
from pathlib import Path

import pytest

from phantomscope.headless import display
from phantomscope.headless.display import has_display


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(display, "_X_SOCKETS", tmp_path)


def test_none() -> None:
    assert not has_display()


def test_a_server_that_is_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DISPLAY", ":7.0")
    assert not has_display(), "a name alone is not enough"
    (tmp_path / "X7").touch()
    assert has_display()


@pytest.mark.parametrize(
    ("name", "value"), [("WAYLAND_DISPLAY", "wayland-0"), ("DISPLAY", "far.example:10.0")]
)
def test_others_are_believed(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert has_display()


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "minimalegl", "offscreen:size=1x1"])
def test_offscreen_is_no_display(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert not has_display()


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_desktops_have_one(system: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert has_display()
