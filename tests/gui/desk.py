"""A window with what works behind it, and slices to show in it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dicom_files import Pixels
from gui.fake_forms import FakeForms
from gui.fake_process import FakeProcesses
from gui.fake_survey import FakeSurvey
from gui.sample_result import sample_result
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.results.exporter import Exporter
from phantomscope.gui.workspace import Workspace


@dataclass(frozen=True)
class Desk:
    """A window with what works behind it.

    Attributes:
        window: Shown, 1100 by 700.
        workspace: What is open in it.
        processes: The analyses, which end when a test says so.
        looks: What the images are recognised as: a CatPhan 504 until a test says something else.
        forms: The phantoms' parameters.
    """

    window: MainWindow
    workspace: Workspace
    processes: FakeProcesses
    looks: FakeSurvey
    forms: FakeForms
    qtbot: QtBot

    @property
    def exporter(self) -> Exporter:
        """What writes the results to files."""
        found = self.window.findChild(Exporter)
        assert found is not None
        return found

    def open(self, *paths: Path) -> None:
        """Open something and wait until its middle slice is painted."""
        with self.qtbot.waitSignal(self.workspace.stack_changed):
            self.workspace.open_paths(list(paths))
        self.wait_painted()
        if self.looks.allowed.is_set():
            self.qtbot.waitUntil(lambda: not self.workspace.surveyor.is_looking)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        focus = self.window.focusWidget()
        QTest.keyClick(focus if focus is not None else self.window, key, modifiers)

    def analyse(self, outcome: Outcome | None = None) -> None:
        """Analyse by key; the analysis ends at once, as given or with results."""
        self.press(Qt.Key.Key_A)
        with self.qtbot.waitSignal(self.workspace.analysis_ended):
            self.processes.newest.end(outcome or Outcome(Ending.FINISHED, sample_result()))

    def wait_painted(self) -> None:
        """Wait until the slice that is wanted is painted."""
        view = self.window.slice_view

        def painted() -> bool:
            shown = view.painted
            return shown is not None and not self.workspace.opener.is_busy and shown.index == view.index

        self.qtbot.waitUntil(painted)


def disc(size: tuple[int, int] = (48, 64), number: int = 0) -> Pixels:
    """A disc of 100 stored units above air, which is not quite the same on any two slices."""
    rows, columns = size
    y, x = np.mgrid[:rows, :columns]
    inside = (x - columns / 2) ** 2 + (y - rows / 2) ** 2 < (min(size) / 2.5) ** 2
    values: Pixels = np.where(inside, 1124 + number, 24).astype(np.int16)
    return values
