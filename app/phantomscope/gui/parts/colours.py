"""The colours that mean something, for light and dark windows; everything else is the native palette's.

Chosen so that text reaches a contrast of 4.5 on the window's and the lists' background (WCAG 2.1, 1.4.3) and
so that the verdicts stay apart for people who can't tell red from green: teal, ochre and deep red differ in
lightness as well as in hue. A sign always stands beside them.
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from phantomscope.analysis.results import Verdict


@dataclass(frozen=True, slots=True)
class Colours:
    """Colours as ``#rrggbb``.

    Attributes:
        pass_, warn, fail, not_judged: Verdicts, as text and signs.
        image_pass, image_warn, image_fail, image_plain: Verdicts as lines on a slice.
        image_lit: What makes a line on a slice stand out.
        image_halo: What sets a line on a slice off from bright and dark greys alike.
        gauge_normal, gauge_high, gauge_full: The gauge below 70 %, below 90 % and above.
        gauge_track: The gauge's empty part.
        curves: Curves of a chart, in turn.
        chart_text, chart_grid, chart_limit: A chart's axes, grid and limit lines.
        parts: Parts of the memory: source, extracted, index, overlay, cache, analysis process, window
            process.
    """

    pass_: str
    warn: str
    fail: str
    not_judged: str
    image_pass: str
    image_warn: str
    image_fail: str
    image_plain: str
    image_lit: str
    image_halo: str
    gauge_normal: str
    gauge_high: str
    gauge_full: str
    gauge_track: str
    curves: tuple[str, ...]
    chart_text: str
    chart_grid: str
    chart_limit: str
    parts: tuple[str, ...]

    def of(self, verdict: Verdict) -> str:
        """A verdict's colour as text."""
        return {Verdict.PASS: self.pass_, Verdict.WARN: self.warn, Verdict.FAIL: self.fail}.get(
            verdict, self.not_judged
        )

    def on_image(self, verdict: Verdict) -> str:
        """A verdict's colour as a line on a slice."""
        return {
            Verdict.PASS: self.image_pass,
            Verdict.WARN: self.image_warn,
            Verdict.FAIL: self.image_fail,
        }.get(verdict, self.image_plain)


LIGHT = Colours(
    pass_="#00647a",
    warn="#805a00",
    fail="#8f0e1c",
    not_judged="#5c5c5c",
    image_pass="#35dcd0",
    image_warn="#ffd84a",
    image_fail="#ff6a45",
    image_plain="#b9a7ff",
    image_lit="#ffffff",
    image_halo="#000000",
    gauge_normal="#2f6fb0",
    gauge_high="#b97f00",
    gauge_full="#b3261e",
    gauge_track="#d4d4d4",
    curves=("#1f5fa8", "#b4530a", "#00705c", "#7b3fa0", "#5c5c5c", "#a3195b", "#6b6b00", "#0d7a9c"),
    chart_text="#303030",
    chart_grid="#808080",
    chart_limit="#8f0e1c",
    parts=("#1f5fa8", "#b4530a", "#00806a", "#8a5ab0", "#c79a00", "#6e6e6e", "#0d7a9c"),
)

DARK = Colours(
    pass_="#4ecbe0",
    warn="#f2cf5b",
    fail="#ff8a70",
    not_judged="#b8b8b8",
    image_pass="#35dcd0",
    image_warn="#ffd84a",
    image_fail="#ff6a45",
    image_plain="#b9a7ff",
    image_lit="#ffffff",
    image_halo="#000000",
    gauge_normal="#6fb1ee",
    gauge_high="#f2cf5b",
    gauge_full="#ff8a70",
    gauge_track="#5a5a5a",
    curves=("#6fb1ee", "#f5a05a", "#4fd1b0", "#c79df0", "#c0c0c0", "#f285b5", "#d6d65c", "#5cc8e6"),
    chart_text="#dcdcdc",
    chart_grid="#a0a0a0",
    chart_limit="#ff8a70",
    parts=("#6fb1ee", "#f5a05a", "#4fd1b0", "#c79df0", "#e8cf5a", "#a8a8a8", "#5cc8e6"),
)


def colours_for(scheme: Qt.ColorScheme) -> Colours:
    """The colours for a light or dark window; light where the system doesn't say."""
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def scheme_of(palette: QPalette) -> Qt.ColorScheme:
    """Whether a palette is light or dark, by its window: styles may choose other than the system says."""
    window = palette.color(QPalette.ColorRole.Window)
    text = palette.color(QPalette.ColorRole.WindowText)
    return Qt.ColorScheme.Dark if window.lightness() < text.lightness() else Qt.ColorScheme.Light


def colours_in(palette: QPalette) -> Colours:
    """The colours that suit a palette."""
    return colours_for(scheme_of(palette))


def tinted(colour: str, alpha: float) -> QColor:
    """A colour with an opacity of 0 to 1."""
    shade = QColor(colour)
    shade.setAlphaF(alpha)
    return shade
