from pytestqt.qtbot import QtBot

from fixture_types import RunPython
from phantomscope.gui.levels.colour_menu import ColourMenu
from phantomscope.gui.viewing.appearance import COLOUR_MAPS, GREY


def test_exactly_one_is_checked(qtbot: QtBot) -> None:
    menu = ColourMenu()
    qtbot.addWidget(menu)
    assert list(menu.entries) == list(COLOUR_MAPS)
    menu.show_chosen(GREY)
    with qtbot.waitSignal(menu.chosen) as told:
        menu.entries["inferno"].trigger()
    assert told.args == ["inferno"]
    assert [name for name, action in menu.entries.items() if action.isChecked()] == ["inferno"]
    menu.show_chosen("nothing like that")
    assert menu.entries["inferno"].isChecked()


def test_swatches_are_made_when_the_menu_opens_and_show_both_ends(qtbot: QtBot) -> None:
    menu = ColourMenu()
    qtbot.addWidget(menu)
    assert all(action.icon().isNull() for action in menu.actions())
    menu.popup(menu.pos())
    image = menu.entries[GREY].icon().pixmap(32, 14).toImage()
    menu.close()
    ends = [image.pixelColor(x, image.height() // 2).green() for x in (1, image.width() - 2)]
    assert ends[0] < 40
    assert ends[1] > 200
    assert not any(action.icon().isNull() for action in menu.actions())


def test_no_colour_map_is_loaded_before_it_is_wanted(run_python: RunPython) -> None:
    found = run_python(
        "import os\n"
        "os.environ['QT_QPA_PLATFORM'] = 'offscreen'\n"
        "from phantomscope.gui.application import build, make_application\n"
        "from phantomscope.gui.settings import SettingsStore\n"
        "import pyqtgraph as pg\n"
        "loaded = []\n"
        "get = pg.colormap.get\n"
        "pg.colormap.get = lambda name, *rest: loaded.append(name) or get(name, *rest)\n"
        "application = make_application()\n"
        "window, workspace = build(SettingsStore(None))\n"
        "print(loaded)\n"
        "window.close()\n"
    )
    assert found.strip().endswith("[]")
