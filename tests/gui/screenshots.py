"""Pictures of the window's states, to look at: ``python tests/gui/screenshots.py FOLDER [SCAN [SECOND]]``.

Without a scan the demo phantom is used; the second one is opened beside it. Needs ``tests`` on PYTHONPATH,
and ``app`` where the package is not installed.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.viewer_screenshots import ViewerPictures
from phantomscope.analysis.events import Failed
from phantomscope.analysis.process import Ending, Outcome
from phantomscope.errors import PhantomscopeError
from phantomscope.gui.application import PICTURE_SIZE, build, make_application
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.settings import SettingsStore
from phantomscope.gui.setup.parameters_page import ParametersPage
from phantomscope.gui.views.view_area import ViewLayout
from phantomscope.gui.views.views_wiring import ViewsWiring
from phantomscope.gui.workspace import Workspace


def dark_palette() -> QPalette:
    """What Qt's Fusion style shows on a dark system."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, "#323232"),
        (roles.WindowText, "#f0f0f0"),
        (roles.Base, "#242424"),
        (roles.AlternateBase, "#2b2b2b"),
        (roles.Text, "#f0f0f0"),
        (roles.Button, "#323232"),
        (roles.ButtonText, "#f0f0f0"),
        (roles.ToolTipBase, "#3f3f36"),
        (roles.ToolTipText, "#f0f0f0"),
        (roles.BrightText, "#ffffff"),
        (roles.Highlight, "#308cc6"),
        (roles.HighlightedText, "#ffffff"),
        (roles.Link, "#308cc6"),
        (roles.PlaceholderText, "#a0a0a0"),
        (roles.Light, "#4b4b4b"),
        (roles.Midlight, "#414141"),
        (roles.Mid, "#282828"),
        (roles.Dark, "#1e1e1e"),
        (roles.Shadow, "#101010"),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#828282"))
    return palette


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    """Let the window work until something is so."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(10)
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()
    if not condition():
        raise TimeoutError("the window did not come to the state that was to be drawn")


def draw(window: QWidget, folder: Path, name: str) -> None:
    """Keep a picture of a window once it has painted what is pending."""
    QApplication.processEvents()
    window.grab().save(str(folder / f"{name}.png"))
    print(folder / f"{name}.png")


def draw_all(window: MainWindow, workspace: Workspace, folder: Path, scan: Path | None, theme: str) -> None:
    """One picture a state."""
    view, panel = window.slice_view, window.analysis_panel
    window.empty_panel.set_recent(
        ("/data/QA/2024-05/catphan_504.zip", "/data/QA/acr_mri_large", "/data/QA/quart.zip")
    )
    draw(window, folder, f"empty-{theme}")
    workspace.opener.failed.emit(
        PhantomscopeError(
            "The ZIP archive is damaged or cut short: its list of members can't be read",
            where="catphan_2024-05.zip",
            todo="Copy or export it again",
        )
    )
    draw(window, folder, f"empty-error-{theme}")
    previews: list[object] = []

    def draw_opening(preview: object) -> None:
        workspace.opener.progressed.emit(32, 65)
        window.grab().save(str(folder / f"opening-{theme}.png"))
        previews.append(preview)

    workspace.opener.first_slice_ready.connect(draw_opening)
    if scan is None:
        workspace.open_demo()
    else:
        workspace.open_paths([scan])
    wait_until(lambda: bool(previews))
    wait_until(lambda: workspace.stack is not None and view.painted is not None and bool(view.place_text))
    wait_until(lambda: "/" in view.place_text)
    QTest.mouseMove(view.canvas.viewport(), QPoint(300, 300))
    draw(window, folder, f"opened-{theme}")
    draw_views(window, folder, theme)
    panel.trigger()
    stages: list[object] = []
    workspace.runner.stage_changed.connect(stages.append)
    wait_until(lambda: any(getattr(stage, "done", 0) > 20 for stage in stages))
    draw(window, folder, f"analysing-{theme}")
    wait_until(lambda: panel.result is not None)
    wait_until(lambda: view.painted is not None and view.painted.index == view.index)
    tree = panel.results.tree
    module = tree.model().index(1, 0)
    tree.setCurrentIndex(tree.model().index(tree.model().rowCount(module) - 1, 0, module))
    wait_until(lambda: view.painted is not None and view.painted.index == view.index)
    QTest.mouseMove(view.canvas.viewport(), view.canvas.widget_point(270, 250))
    draw(window, folder, f"results-{theme}")
    workspace.opener.failed.emit(
        PhantomscopeError("The path is gone", where="old.zip", todo="Choose another scan")
    )
    draw(window, folder, f"results-error-{theme}")
    window.message_bar.dismiss()
    for place in range(1, panel.tabs.count()):
        panel.tabs.setCurrentIndex(place)
        parameters = window.findChild(ParametersPage)
        wait_until(lambda page=parameters: not page.isVisible() or page.form is not None)
        draw(window, folder, f"page-{panel.tabs.tabText(place).lower().replace(' ', '-')}-{theme}")
    draw_corrected(window, workspace, folder, theme)
    window.actions_.shortcuts.trigger()
    window.actions_.memory.trigger()
    compare = next(one for one in window.view_menu.actions() if "Compare" in one.text())
    compare.trigger()
    for dialog in window.findChildren(QWidget):
        if dialog.isWindow() and dialog.isVisible():
            draw(dialog, folder, f"dialog-{type(dialog).__name__}-{theme}")


def draw_views(window: MainWindow, folder: Path, theme: str) -> None:
    """The layouts with their sections, one of them maximised, and a slab."""
    views = window.findChild(ViewsWiring)
    assert views is not None
    for layout, action in reversed(views.layouts.layouts.items()):
        action.trigger()
        wait_until(lambda: views.sections.is_complete)
        draw(window, folder, f"views-{layout.value.replace(' ', '-')}-{theme}")
        if layout is ViewLayout.ONE_AND_TWO:
            window.view_area.maximise(window.view_area.shown[1])
            wait_until(lambda: views.sections.is_complete)
            draw(window, folder, f"views-maximised-{theme}")
    views.slab.toggle.trigger()
    wait_until(lambda: bool(views.slab.label.text()))
    draw(window, folder, f"views-slab-{theme}")
    views.slab.toggle.trigger()
    wait_until(lambda: not views.slab.label.text())


def draw_corrected(window: MainWindow, workspace: Workspace, folder: Path, theme: str) -> None:
    """What is put right by hand, and what the window says where that does not work."""
    setups = workspace.setups
    setups.exclude((0, 1, 2, 5))
    setups.change("x", origin_slot=20, turned=True, parameters={"x_adjustment": 3, "hu_tolerance": 30})
    draw(window, folder, f"corrected-{theme}")
    failed = Failed(
        "CTP486 lies 12 mm beyond the last slice, so it was not scanned",
        todo="Scan the phantom from end to end, or analyse what was scanned",
        slice_index=3,
        partial_possible=True,
    )
    text = f"{failed.what}. {failed.todo}."
    key = workspace.series.key if workspace.series is not None else ""
    outcome = Outcome(Ending.FAILED, failure=failed, text=text)
    workspace.analysis_ended.emit(key, outcome)
    window.analysis_panel.show_outcome(outcome, None)
    window.analysis_panel.tabs.setCurrentIndex(0)
    view = window.slice_view
    wait_until(lambda: view.painted is not None and view.painted.index == view.index)
    draw(window, folder, f"failed-{theme}")


def draw_viewer(folder: Path, scan: Path | None, second: Path | None, theme: str) -> None:
    """The viewer's tools, in a window of their own."""
    window, workspace = build(SettingsStore(None))
    window.resize(*PICTURE_SIZE)
    window.show()
    view = window.slice_view
    if scan is None:
        workspace.open_demo()
    else:
        workspace.open_paths([scan])
    wait_until(lambda: workspace.stack is not None and view.painted is not None and "/" in view.place_text)
    wait_until(lambda: not workspace.surveyor.is_looking)
    pictures = ViewerPictures(
        window, workspace, lambda widget, name: draw(widget, folder, f"{name}-{theme}"), wait_until
    )
    pictures.draw_all(second)
    window.close()
    window.deleteLater()


def main(arguments: list[str]) -> int:
    """Draw all states in light and dark."""
    folder = Path(arguments[0] if arguments else "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    scan = Path(arguments[1]) if len(arguments) > 1 else None
    application = make_application()
    light = application.palette()
    for theme, palette in (("light", light), ("dark", dark_palette())):
        application.setPalette(palette)
        window, workspace = build(SettingsStore(None))
        window.resize(*PICTURE_SIZE)
        window.show()
        draw_all(window, workspace, folder, scan, theme)
        window.close()
        window.deleteLater()
        draw_viewer(folder, scan, Path(arguments[2]) if len(arguments) > 2 else scan, theme)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
