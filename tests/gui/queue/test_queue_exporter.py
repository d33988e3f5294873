"""All results into a folder, on a thread."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from fixture_types import ExpectLog
from gui.sample_result import sample_result
from phantomscope.gui.queue.queue_exporter import QueueExporter
from phantomscope.gui.queue.queue_item import Origin, QueueItem, SeriesName, State
from phantomscope.stack.member import SourceSpec

DONE = QueueItem(
    1,
    Origin("a.zip"),
    SeriesName("k", "d", "head", 5),
    State.DONE,
    result=sample_result(),
    raw=sample_result(),
)
CANCELLED = QueueItem(2, Origin("b.zip"), state=State.CANCELLED)


def test_results_and_a_table(qtbot: QtBot, tmp_path: Path) -> None:
    exporter = QueueExporter()
    with qtbot.waitSignal(exporter.exported) as told:
        exporter.export([DONE, CANCELLED, DONE], tmp_path / "out")
        assert exporter.is_busy
    assert told.args == ["Written to out: 2 results as JSON and CSV, and summary.csv."]
    assert len(list((tmp_path / "out").iterdir())) == 5
    assert "b.zip,,,,not analysed,Cancelled," in (tmp_path / "out" / "summary.csv").read_text("utf-8-sig")
    assert not exporter.is_busy


def test_failures(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    exporter = QueueExporter()
    with qtbot.waitSignal(exporter.failed) as told:
        exporter.export([DONE], tmp_path / "no" / "out")
    assert told.args is not None
    assert "does not exist" in told.args[0]
    expect_log("phantomscope.gui.queue.queue_exporter", 40)
    monkeypatch.setattr(os, "fsync", lambda _: 1 / 0)
    with qtbot.waitSignal(exporter.failed) as told:
        exporter.export([DONE], tmp_path)
    assert told.args == ["The results could not be written. Try again; the log has what is known."]
    assert list(tmp_path.iterdir()) == []


def test_it_waits_for_what_is_being_written(tmp_path: Path, qtbot: QtBot) -> None:
    exporter = QueueExporter()
    exporter.export([DONE], tmp_path)
    exporter.shutdown()
    assert (tmp_path / "summary.csv").is_file()


def test_nothing_is_written_into_what_is_open(tmp_path: Path, qtbot: QtBot) -> None:
    exporter = QueueExporter()
    with qtbot.waitSignal(exporter.failed) as told:
        exporter.export([DONE], tmp_path / "out", beside=(SourceSpec("path", (str(tmp_path),)),))
    assert told.args is not None
    assert "lies inside one" in told.args[0]
    assert list(tmp_path.iterdir()) == []
