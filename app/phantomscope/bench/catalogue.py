"""All measures by name. What a measure needs is imported in the process that runs it."""

import gc
import os

from phantomscope.bench.measure import Figures, Measure, Needs, Setting
from phantomscope.stack.strategy import Strategy

STOCK, LAZY, SHADOW = "pylinac, non-optimised", "pylinac, lazy", "pylinac, shadow object"
OURS, OURS_STOCK_PATHS, OURS_ONE_THREAD = (
    "Phantomscope",
    "Phantomscope, acceleration off",
    "Phantomscope, one thread",
)
SCROLL = "scrolling: {}"
PROVIDER, PLAIN = "slice provider", "zipfile and pydicom"
WINDOW, FOUR_VIEWS, LARGE_WINDOW = "window", "window, four views", "window, 1024×1024"
HEADLESS = "analyze in one process"
BARE_IMPORTS, ANSWERS = "bare imports", "quick answers"
WINDOW_LIBRARIES, ANALYSIS_LIBRARIES = "libraries of the window", "libraries of the analysis"
MEMORY, PAINTING = "memory", "bare painting"
LONG, LONG_ANALYSIS, MANY, SCROLLS = (
    "5,000 slices",
    "5,000 slices analysed",
    "10,000 files",
    "100,000 scrolls",
)

ANALYSES = (STOCK, LAZY, SHADOW, OURS, OURS_STOCK_PATHS, OURS_ONE_THREAD)


def _stock(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_analysis

    return stock_analysis(setting, Strategy.NON_OPTIMISED)


def _lazy(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_analysis

    return stock_analysis(setting, Strategy.LAZY)


def _shadow(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_analysis

    return stock_analysis(setting, Strategy.SHADOW)


def _scroll_stock(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_scrolling

    return stock_scrolling(setting, Strategy.NON_OPTIMISED)


def _scroll_lazy(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_scrolling

    return stock_scrolling(setting, Strategy.LAZY)


def _scroll_shadow(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import stock_scrolling

    return stock_scrolling(setting, Strategy.SHADOW)


def _ours(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import our_analysis

    return our_analysis(setting)


def _ours_stock_paths(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import our_analysis

    return our_analysis(setting, accelerated=False)


def _ours_one_thread(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import our_analysis

    return our_analysis(setting, threads=1)


def _headless(setting: Setting) -> Figures:
    from phantomscope.bench.analyses import headless

    return headless(setting)


def _provider(setting: Setting) -> Figures:
    from phantomscope.bench.slices import provider

    return provider(setting)


def _plain(setting: Setting) -> Figures:
    from phantomscope.bench.slices import plain_libraries

    return plain_libraries(setting)


def _choose_screen() -> None:
    """Draw where nobody sees it, unless there is a display or the environment says where to draw.

    Garbage is let lie while the window is imported, as the program does.
    """
    gc.disable()
    from phantomscope.headless.display import has_display

    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _window(setting: Setting) -> Figures:
    _choose_screen()
    from phantomscope.gui.bench.window_figures import whole_window

    return dict(whole_window(setting.scan, setting.scratch, setting.spawned))


def _four_views(setting: Setting) -> Figures:
    _choose_screen()
    from phantomscope.gui.bench.window_figures import four_views

    return dict(four_views(setting.scan, setting.scratch))


def _large_window(setting: Setting) -> Figures:
    _choose_screen()
    from phantomscope.gui.bench.window_figures import large_slices

    return dict(large_slices(setting.scan, setting.scratch))


def _many_files(setting: Setting) -> Figures:
    _choose_screen()
    from phantomscope.gui.bench.window_figures import many_files

    return dict(many_files(setting.scan, setting.scratch))


def _bare_imports(setting: Setting) -> Figures:
    from phantomscope.bench.libraries import bare_imports

    return bare_imports(setting)


def _window_libraries(setting: Setting) -> Figures:  # noqa: ARG001 - of the machine
    from phantomscope.bench.libraries import WINDOW_LIBRARIES as NAMES
    from phantomscope.bench.libraries import in_turn

    return in_turn(NAMES)


def _analysis_libraries(setting: Setting) -> Figures:  # noqa: ARG001 - of the machine
    from phantomscope.bench.libraries import ANALYSIS_LIBRARIES as NAMES
    from phantomscope.bench.libraries import in_turn

    return in_turn(NAMES)


def _memory(setting: Setting) -> Figures:
    from phantomscope.bench.libraries import memory_speed

    return memory_speed(setting)


def _answers(setting: Setting) -> Figures:
    from phantomscope.bench.libraries import quick_answers

    return quick_answers(setting)


def _painting(setting: Setting) -> Figures:  # noqa: ARG001 - of the machine
    _choose_screen()
    from phantomscope.gui.bench.paint_figures import bare_painting

    return dict(bare_painting())


def _long(setting: Setting) -> Figures:
    from phantomscope.bench.growth import long_archive

    return long_archive(setting)


def _scrolls(setting: Setting) -> Figures:
    from phantomscope.bench.growth import random_scrolls

    return random_scrolls(setting)


MEASURES: tuple[Measure, ...] = (
    Measure(STOCK, _stock, Needs.PHANTOM),
    Measure(OURS, _ours, Needs.PHANTOM),
    Measure(SHADOW, _shadow, Needs.PHANTOM),
    Measure(OURS_ONE_THREAD, _ours_one_thread, Needs.PHANTOM),
    Measure(LAZY, _lazy, Needs.PHANTOM),
    Measure(OURS_STOCK_PATHS, _ours_stock_paths, Needs.PHANTOM),
    Measure(SCROLL.format(STOCK), _scroll_stock, Needs.PHANTOM),
    Measure(SCROLL.format(LAZY), _scroll_lazy, Needs.PHANTOM),
    Measure(SCROLL.format(SHADOW), _scroll_shadow, Needs.PHANTOM),
    Measure(PROVIDER, _provider, Needs.SCAN),
    Measure(PLAIN, _plain, Needs.SCAN),
    Measure(HEADLESS, _headless, Needs.PHANTOM),
    Measure(WINDOW, _window, Needs.SCAN),
    Measure(BARE_IMPORTS, _bare_imports, Needs.NOTHING),
    Measure(FOUR_VIEWS, _four_views, Needs.SCAN),
    Measure(LARGE_WINDOW, _large_window, Needs.LARGE),
    Measure(ANSWERS, _answers, Needs.NOTHING),
    Measure(WINDOW_LIBRARIES, _window_libraries, Needs.NOTHING),
    Measure(ANALYSIS_LIBRARIES, _analysis_libraries, Needs.NOTHING),
    Measure(MEMORY, _memory, Needs.NOTHING),
    Measure(PAINTING, _painting, Needs.NOTHING),
    Measure(LONG, _long, Needs.LONG, growth=True),
    Measure(LONG_ANALYSIS, _ours, Needs.LONG, growth=True),
    Measure(MANY, _many_files, Needs.MANY, growth=True),
    Measure(SCROLLS, _scrolls, Needs.SCAN, growth=True),
)


def measure_named(name: str) -> Measure:
    """The measure with this name. Raises KeyError where there is none."""
    return {measure.name: measure for measure in MEASURES}[name]
