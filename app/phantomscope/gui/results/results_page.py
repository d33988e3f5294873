"""The results: verdict, warnings, values, charts, and out to a file."""

import functools
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from phantomscope.analysis.process import Outcome
from phantomscope.analysis.results import AnalysisResult
from phantomscope.gui.parts.colours import colours_in
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.parts.menu_button import MenuButton
from phantomscope.gui.parts.privacy import Privacy
from phantomscope.gui.parts.small_label import small_label
from phantomscope.gui.results.chart_panel import ChartPanel
from phantomscope.gui.results.results_tree import ResultsTree
from phantomscope.gui.results.verdict_banner import VerdictBanner
from phantomscope.gui.results.warnings_box import WarningsBox


class ResultsPage(QWidget):
    """What an analysis found, or why it found nothing.

    Signals:
        image_selected(SliceImage | None, frozenset[str]): What to show, and which outlines of it to light.
        export_requested(str): "pdf", "json" or "csv".

    Attributes:
        banner, warnings, tree, charts: Its parts.
        below_banner: An empty place for what helps after a failure.
        footer: The row at the bottom: what the result rests on, then buttons.

    Args:
        parent: Qt parent.
    """

    image_selected = Signal(object, object)
    export_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result: AnalysisResult | None = None
        self._build()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.banner)
        layout.addLayout(self.below_banner)
        layout.addWidget(self.warnings)
        layout.addWidget(self._hint, 1)
        layout.addWidget(self._splitter, 1)
        self.footer = QHBoxLayout()
        self.footer.addWidget(self._origin, 1)
        self.footer.addWidget(self._export, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addLayout(self.footer)
        self.setAccessibleName(self.tr("Results"))
        self.clear()

    @property
    def result(self) -> AnalysisResult | None:
        """The result shown, or None."""
        return self._result

    @property
    def sizes(self) -> tuple[int, ...]:
        """The heights of the list and of the charts."""
        return tuple(self._splitter.sizes())

    def set_sizes(self, sizes: Sequence[int]) -> None:
        """Give the list and the charts heights in this proportion."""
        if len(sizes) == self._splitter.count() and all(sizes):
            self._splitter.setSizes(list(sizes))

    @property
    def footer_text(self) -> str:
        """What the result rests on, or how an export goes."""
        return self._origin.text()

    def follow(self, privacy: Privacy) -> None:
        """From now on say nothing that this hides."""
        self.banner.follow(privacy)
        self.warnings.follow(privacy)

    def show_failure(self, outcome: Outcome) -> None:
        """Say why there is no result."""
        self.clear()
        self.banner.show_failure(outcome.text or self.tr("The analysis ended without a result."))
        self._hint.setText("")

    def show_result(self, result: AnalysisResult) -> None:
        """Show a result and offer its first image."""
        self._fill(result)
        self.tree.select_first()

    def change_result(self, result: AnalysisResult) -> None:
        """Show the same result judged or numbered anew; what is selected stays selected."""
        self._fill(result, keep_place=True)

    def show_export(self, text: str) -> None:
        """Say how an export goes; an empty text ends it."""
        self._export.setEnabled(self._result is not None and not text)
        self._origin.setText(text or (_origin_text(self._result) if self._result is not None else ""))

    def clear(self) -> None:
        """Show no result."""
        had_result, self._result = self._result is not None, None
        self.banner.clear()
        self.warnings.set_warnings(())
        self.tree.set_result(None)
        self.charts.set_charts(())
        self._origin.setText("")
        self._splitter.hide()
        self._hint.setText(
            self.tr("Verdicts, outlines on the slices and charts appear here after the analysis.")
        )
        self._hint.show()
        self._export.hide()
        if had_result:
            self.image_selected.emit(None, frozenset())

    def changeEvent(self, event: QEvent) -> None:
        """Qt: take another palette's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.tree.set_colours(colours_in(self.palette()))

    def _fill(self, result: AnalysisResult, *, keep_place: bool = False) -> None:
        same_charts = self._result is not None and self._result.charts == result.charts
        self._result = result
        self.banner.show_result(result)
        self.warnings.set_warnings(result.warnings)
        if keep_place:
            self.tree.change_result(result)
        else:
            self.tree.set_result(result)
        if not (keep_place and same_charts):
            self.charts.set_charts(result.charts)
        self.charts.setVisible(bool(result.charts))
        self._origin.setText(_origin_text(result))
        self._hint.hide()
        self._splitter.show()
        self._export.show()
        self._export.setEnabled(True)

    def _build(self) -> None:
        self.banner = VerdictBanner(self)
        self.below_banner = QVBoxLayout()
        self.warnings = WarningsBox(self)
        self.tree = ResultsTree(colours_in(self.palette()), self)
        self.tree.image_selected.connect(self.image_selected)
        self.charts = ChartPanel(self)
        self._splitter = QSplitter(Qt.Orientation.Vertical, self)
        self._splitter.addWidget(self.tree)
        self._splitter.addWidget(self.charts)
        self._splitter.setStretchFactor(0, 3)
        self._splitter.setStretchFactor(1, 2)
        self._splitter.setSizes([3000, 2600])  # in proportion
        self._splitter.setChildrenCollapsible(False)
        self._hint = small_label(self)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._origin = small_label(self)
        menu = QMenu(self)
        formats = (
            ("pdf", self.tr("PDF report…")),
            ("json", self.tr("JSON…")),
            ("csv", self.tr("CSV table…")),
        )
        for kind, text in formats:
            menu.addAction(text, functools.partial(self.export_requested.emit, kind))
        self._export = MenuButton(self.tr("Export"), menu, self)
        self._export.setToolTip(self.tr("Write the results to a file"))


def _origin_text(result: AnalysisResult) -> str:
    origin = result.provenance

    slices = (
        translate("ResultsPage", "{count} slices, edited")
        if origin.edits
        else translate("ResultsPage", "{count} slices")
    )
    text = translate("ResultsPage", "{phantom}, {slices}, pylinac {pylinac}, {seconds:.1f} s").format(
        phantom=origin.phantom,
        slices=slices.format(count=origin.slice_count),
        pylinac=origin.pylinac,
        seconds=origin.seconds,
    )
    profile = translate("ResultsPage", "{text}, profile “{profile}”").format(
        text=text, profile=origin.profile
    )
    return profile if origin.profile else text
