"""Texts are ready for translation: with a translator that marks what passes it, only data is unmarked."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from gui.desk import Desk
from gui.every_window import opened_windows
from gui.visible_texts import texts_of
from phantomscope import gui
from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.gui import translation
from phantomscope.gui.application import make_application
from phantomscope.gui.translation import install_translators

# What the parts say that know nothing of the window: verdicts, warnings and reasons of the analysis.
_SENTENCES = re.compile(
    r"VerdictBanner/QLabel|VerdictBanner\.accessibleDescription|WarningsBox/QLabel|ComparisonSide"
)
# pylinac's names of charts, modules and metrics.
_PYLINACS = re.compile(r"ChartPanel|ChartView|CanvasLabel|StrategyTable|QToolButton/QMenu/QAction")
_DATA = re.compile(
    r"[\d.,\s×÷−–-]+"  # numbers
    r"|([\d.]+ ?(MB|kB|GB|MiB|mm|px|HU|lp/mm|s)[\s,×\d.]*)+"  # with units
    r"|\d+/\d+.*|W \d.*| ?px"  # places, window and level
    r"|.*Phantomscope|\S+\.zip|/\S+"  # the program's and files' names
)
_NAMES = frozenset(phantom.name for phantom in PHANTOMS) | {"PNG", "TIFF", "DICOM", "JSON", "A", "B"}


class _Marking(QTranslator):
    """Puts ⟦…⟧ round every text that is translated."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str = "", n: int = -1) -> str:
        return f"⟦{source}⟧" if source else ""


@pytest.fixture
def marked() -> Iterator[None]:
    make_application()
    translator = _Marking()
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def unmarked(where: str, text: str) -> bool:
    """Whether a text is neither translated nor data."""
    if "⟦" in text or not re.search(r"[A-Za-z]{2}", text) or text in _NAMES:
        return False
    return not (_SENTENCES.search(where) or _PYLINACS.search(where) or _DATA.fullmatch(text))


def test_nothing_but_data_is_left_untranslated(marked: None, desk: Desk, scan_zip: Path) -> None:
    desk.open(scan_zip)
    desk.analyse()
    opened_windows(desk.window)
    QApplication.processEvents()
    left = sorted({f"{where}: {text}" for where, text in texts_of(desk.window) if unmarked(where, text)})
    assert not left


def test_untranslated_text_is_found() -> None:
    assert unmarked("MainWindow/QLabel.text", "Some words")
    assert not unmarked("MainWindow/QLabel.text", "⟦Some words⟧")
    assert not unmarked("MainWindow/QLabel.text", "12.5 MB")
    assert unmarked("MainWindow/QLabel.text", "12.5 MB of something")


def test_without_translations_the_program_speaks_english(qapp: QApplication) -> None:
    assert install_translators(qapp, QLocale("en_GB")) == ()


class _There(QTranslator):
    """A translator that finds every file."""

    asked: ClassVar[list[str]] = []

    def load(self, locale: QLocale, name: str, prefix: str, folder: str) -> bool:
        self.asked.append(f"{name}{prefix}{locale.name()}")
        return True

    def isEmpty(self) -> bool:
        return False


def test_a_translation_that_is_there_is_taken_with_qts_own(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation, "QTranslator", _There)
    installed = install_translators(qapp, QLocale("de_DE"))
    for translator in installed:
        qapp.removeTranslator(translator)
    assert _There.asked == ["phantomscope_de_DE", "qtbase_de_DE"]
    assert len(installed) == 2


def test_every_text_is_collected_under_a_name(tmp_path: Path) -> None:
    collector = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if collector is None:
        pytest.skip("pyside6-lupdate, which collects the texts, is not installed here")
    sources = sorted(str(path) for path in Path(gui.__file__).parent.rglob("*.py"))
    collected = tmp_path / "texts.ts"
    command = [collector, "-extensions", "py", *sources, "-ts", str(collected)]
    subprocess.run(command, check=True, capture_output=True)
    contexts = {
        one.findtext("name"): one.findall("message") for one in ElementTree.parse(collected).getroot()
    }
    assert "" not in contexts  # asked for under the name of a class, these would never be found
    assert {"Actions", "MainWindow", "Measuring", "Dialogs"} <= contexts.keys()
    assert sum(len(messages) for messages in contexts.values()) > 1000
