"""The composition root: builds every part of the window and injects it."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QBuffer, QEventLoop, QSettings, QTimer, qInstallMessageHandler
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from phantomscope import __version__, allocator
from phantomscope.analysis.parameters.process import ParameterForms
from phantomscope.analysis.process import AnalysisProcess, Ending, Outcome
from phantomscope.analysis.profiles import ProfileStore, default_profiles_folder
from phantomscope.analysis.results import AnalysisResult
from phantomscope.analysis.standby import Standby
from phantomscope.assets import resource
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.analysis.analysis_runner import AnalysisRunner
from phantomscope.gui.analysis.standby_wiring import StandbyWiring
from phantomscope.gui.analysis.surveyor import Surveyor
from phantomscope.gui.main_window import MainWindow
from phantomscope.gui.memory.memory_gauge import MemoryGauge
from phantomscope.gui.memory.memory_monitor import MemoryMonitor, MemoryReadings
from phantomscope.gui.opening.demo_process import DemoProcess
from phantomscope.gui.opening.opener import Opener
from phantomscope.gui.parts.faults import Faults, log_qt_message
from phantomscope.gui.parts.garbage import GarbageRounds
from phantomscope.gui.parts.spare_memory import SpareMemory
from phantomscope.gui.queue.analysis_queue import AnalysisQueue
from phantomscope.gui.queue.queue_scout import QueueScout
from phantomscope.gui.queue.queue_wiring import QueueWiring
from phantomscope.gui.results.exporter import Exporter, asking_by_dialog
from phantomscope.gui.settings import MEGABYTE, SettingsStore
from phantomscope.gui.translation import install_translators
from phantomscope.gui.viewing.side_view_panel import SideViewPanel
from phantomscope.gui.viewing.slice_loader import SliceLoader
from phantomscope.gui.wiring import Wiring
from phantomscope.gui.workspace import Workspace
from phantomscope.reports.files import write_whole
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)

PICTURE_SIZE = (1366, 768)
_PROGRAM = "Phantomscope"
_SWITCH_SECONDS = 0.0005
_LOOK_EVERY_MS = 10
_PAINT_MS = 5000
_CHARTS_MS = 200


def run(paths: Sequence[Path], *, demo: str = "") -> int:
    """Show the window until it is closed.

    Args:
        paths: What to open at once: one path, or several files; may be empty.
        demo: The registry's name of the digital phantom to make, open and analyse; empty for none.

    Returns:
        The exit code.
    """
    application = make_application()
    faults = Faults()
    faults.install()
    store = SettingsStore(QSettings(_PROGRAM, _PROGRAM))
    window, workspace = build(store, demo=DemoProcess(phantom=demo) if demo else None)
    faults.happened.connect(window.message_bar.show_failure)
    settings = store.current
    window.restore_layout(settings.window_geometry, settings.splitter_sizes)
    window.show()
    if demo:
        analyse_when_open(window, workspace)
        QTimer.singleShot(0, lambda: workspace.open_demo())
    elif paths:
        QTimer.singleShot(0, lambda: workspace.open_paths(paths))
    rounds = GarbageRounds()
    rounds.start()
    code = application.exec()
    rounds.stop()
    faults.uninstall()
    return code


def demo_offscreen(
    path: Path | None,
    picture: Path,
    *,
    progress: Callable[[str, int, int], None] | None = None,
    timeout: float = 600.0,
) -> AnalysisResult:
    """Do in a window that nobody sees what a person would do, and keep a picture of it.

    Args:
        path: What to open; None makes the demo phantom.
        picture: The PNG file to write: the window at 1366×768 with the results.
        progress: Told what is being done, and how much of how much (0 of 0 where that is not known).
        timeout: Seconds after which to give up.

    Raises:
        PhantomscopeError: It could not be opened, analysed or drawn.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    told_before = qInstallMessageHandler(log_qt_message)
    make_application()
    # What it shows must not depend on the person's profiles: it has a folder of its own for them, with none.
    window, workspace = build(SettingsStore(None), profiles=ProfileStore(picture.parent / "profiles"))
    rounds = GarbageRounds()
    rounds.start()
    try:
        window.resize(*PICTURE_SIZE)
        window.show()
        result = _analysed(window, workspace, path, progress, timeout)
        drawn = QBuffer()
        window.grab().save(drawn, "PNG")
        write_whole(picture, bytes(drawn.data().data()))
        return result
    finally:
        window.close()
        window.deleteLater()
        rounds.stop()
        qInstallMessageHandler(told_before)


def make_application() -> QApplication:
    """The application object, the one that there is or a new one."""
    allocator.share_one_pool()
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
        install_translators(application)
    application.setApplicationName(_PROGRAM)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("phantomscope")
    try:
        application.setWindowIcon(QIcon(str(resource("icons/phantomscope.svg"))))
    except PhantomscopeError as error:
        logger.warning("the icon is missing: %s", error.what)
    # pyqtgraph would drop mouse moves that follow each other quickly, the last one of a drag among them.
    pg.setConfigOptions(mouseRateLimit=-1)
    # Python's threads hand over to each other this often. While another thread computes, the GUI thread
    # waits up to this long each time Qt calls back into Python, which one repaint does dozens of times.
    sys.setswitchinterval(_SWITCH_SECONDS)
    return application


def build(
    store: SettingsStore,
    *,
    demo: DemoProcess | None = None,
    runner: AnalysisRunner | None = None,
    surveyor: Surveyor | None = None,
    forms: ParameterForms | None = None,
    profiles: ProfileStore | None = None,
    queue_runner: AnalysisRunner | None = None,
    scout: QueueScout | None = None,
    memory: MemoryReadings | None = None,
    standby: Standby | None = None,
) -> tuple[MainWindow, Workspace]:
    """Build the window with all that works behind it; not shown yet.

    Args:
        store: The settings.
        demo: Makes the demo phantom; the program's own process by default.
        runner: Runs the analyses; the program's own processes by default.
        surveyor: Looks at the images of what is opened; the program's own recognition by default.
        forms: Derives the forms of the phantoms' parameters; the program's own process by default.
        profiles: Where the profiles are; this person's own folder by default.
        queue_runner: Runs the analyses of the queue; the program's own processes by default.
        scout: Looks at what is in the queue; the program's own recognition by default.
        memory: Reads what processes take and what bounds them; those of this machine by default.
        standby: Keeps a process ready for the next analysis; the program's own by default.
    """
    waiting = standby if standby is not None else Standby()
    workspace = Workspace(
        Opener(demo if demo is not None else DemoProcess()),
        SliceLoader(),
        runner if runner is not None else AnalysisRunner(partial(AnalysisProcess, ready=waiting.take)),
        surveyor if surveyor is not None else Surveyor(),
        store,
    )
    report_runner = AnalysisRunner(parent=workspace)
    budget = store.current.memory_budget_megabytes * MEGABYTE
    monitor = MemoryMonitor(
        workspace.account,
        lambda: workspace.runner.pid or report_runner.pid or queue.pid,
        budget=budget or None,
        readings=memory,
        parent=workspace,
    )
    window = MainWindow(MemoryGauge(monitor))
    exporter = Exporter(report_runner, asking_by_dialog(window), parent=workspace)
    known = profiles if profiles is not None else ProfileStore(default_profiles_folder())
    queue = AnalysisQueue(
        workspace,
        queue_runner if queue_runner is not None else AnalysisRunner(),
        scout if scout is not None else QueueScout(matching=known.matching),
        lambda: workspace.is_analysing or exporter.is_busy,
        parent=workspace,
    )
    queue.item_ended.connect(monitor.sample)
    report_runner.stage_changed.connect(queue.give_way)
    spare = SpareMemory(workspace)
    for ended in (workspace.surveyed, workspace.dataset_changed, workspace.analysis_ended):
        ended.connect(spare.used)
    workspace.setParent(window)
    wiring = Wiring(
        window,
        workspace,
        exporter,
        monitor,
        store,
        forms if forms is not None else ParameterForms(),
        known,
    )
    wiring.budget.follow(queue)
    ready = StandbyWiring(window, workspace, monitor, store, wiring.preferences, waiting)
    ready.may_keep = wiring.budget.may_keep_ready
    QueueWiring(window, workspace, exporter, queue)
    monitor.start()
    return window, workspace


def analyse_when_open(window: MainWindow, workspace: Workspace) -> None:
    """Analyse the first series that opens from now on."""

    def analyse(stack: SliceStack | None) -> None:
        if stack is not None:
            workspace.stack_changed.disconnect(analyse)
            window.analysis_panel.trigger()

    workspace.stack_changed.connect(analyse)


def _analysed(
    window: MainWindow,
    workspace: Workspace,
    path: Path | None,
    progress: Callable[[str, int, int], None] | None,
    timeout: float,
) -> AnalysisResult:
    loop = QEventLoop()
    ends: list[Outcome | PhantomscopeError] = []

    def end(outcome: Outcome | PhantomscopeError) -> None:
        ends.append(outcome)
        loop.quit()

    if progress is not None:
        workspace.opener.progressed.connect(lambda done, total: progress("opening", done, total))
        workspace.runner.stage_changed.connect(lambda stage: progress(stage.name, stage.done, stage.total))
    workspace.opener.failed.connect(end)
    workspace.surveyed.connect(lambda _: None if workspace.phantom_name else end(_unknown()))
    workspace.analysis_refused.connect(lambda error, _: end(error))
    workspace.series_refused.connect(lambda error, _: end(error))
    workspace.analysis_ended.connect(lambda _, outcome: end(outcome))
    analyse_when_open(window, workspace)
    if path is None:
        workspace.open_demo()
    else:
        workspace.open_paths([path])
    QTimer.singleShot(round(timeout * 1000), loop.quit)
    loop.exec()
    if not ends:
        raise PhantomscopeError(f"The analysis was not done after {timeout:g} seconds", todo="Try again")
    outcome = ends[0]
    if isinstance(outcome, PhantomscopeError):
        raise outcome
    if outcome.result is None:
        if outcome.ending is Ending.CANCELLED:
            raise OperationCancelled
        raise _as_error(outcome)
    _let_it_paint(window)
    return outcome.result


def _unknown() -> PhantomscopeError:
    return PhantomscopeError("The scan's phantom was not recognised", todo="Choose it in the window")


def _as_error(outcome: Outcome) -> PhantomscopeError:
    if outcome.failure is not None:
        return PhantomscopeError(outcome.failure.what, where=outcome.failure.where, todo=outcome.failure.todo)
    return PhantomscopeError(outcome.text.rstrip("."))


def _let_it_paint(window: MainWindow) -> None:
    """Wait until the slice that the results chose, the side view and the charts are on the window."""
    view, side = window.slice_view, window.findChild(SideViewPanel)
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(_LOOK_EVERY_MS)
    rounds = _PAINT_MS // _LOOK_EVERY_MS

    def look() -> None:
        nonlocal rounds
        rounds -= 1
        painted = view.painted
        there = painted is not None and painted.index == view.index
        beside = side is None or not side.is_unfolded or side.is_complete
        if rounds <= 0 or (there and beside):
            timer.stop()
            QTimer.singleShot(_CHARTS_MS, loop.quit)  # charts are drawn a little later

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
