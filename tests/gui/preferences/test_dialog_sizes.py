import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_gauge import MemoryGauge
from phantomscope.gui.memory.memory_monitor import MemoryMonitor
from phantomscope.gui.preferences.dialog_sizes import DialogSizes
from phantomscope.gui.settings import Settings, SettingsStore


class SomeDialog(QDialog):
    pass


def shown(qtbot: QtBot, sizes: tuple[str, ...]) -> tuple[SomeDialog, SettingsStore]:
    store = SettingsStore(None)
    store.save(Settings(dialog_sizes=sizes))
    window = MainWindow(MemoryGauge(MemoryMonitor(lambda: None, lambda: None)))
    qtbot.addWidget(window)
    DialogSizes(window, store)
    dialog = SomeDialog(window)
    dialog.show()
    return dialog, store


def test_the_size_of_last_time_is_taken(qtbot: QtBot) -> None:
    dialog, _ = shown(qtbot, ("SomeDialog,333,222",))
    assert (dialog.width(), dialog.height()) == (333, 222)


@pytest.mark.parametrize("text", ["SomeDialog,5,5", "SomeDialog,x,y", "SomeDialog", "SomeDialog,99999999,1"])
def test_nonsense_is_no_size(qtbot: QtBot, text: str) -> None:
    dialog, _ = shown(qtbot, (text,))
    assert dialog.width() < 2000


def test_the_size_is_kept_when_it_goes(qtbot: QtBot) -> None:
    dialog, store = shown(qtbot, ())
    dialog.resize(401, 302)
    dialog.close()
    assert store.current.dialog_sizes == ("SomeDialog,401,302",)
    dialog.show()
    dialog.resize(402, 302)
    dialog.reject()
    assert store.current.dialog_sizes == ("SomeDialog,402,302",)
