"""``analyze`` of several series, one after another; one that fails never stops the rest."""

import dataclasses
import functools
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from phantomscope.analysis.private_result import HIDDEN, private_error
from phantomscope.errors import PhantomscopeError
from phantomscope.headless.analysis import Analysed, SeriesFailedError, Wishes, analyse_series, chosen_series
from phantomscope.headless.progress import Progress
from phantomscope.reports.report_folder import NOT_ANALYSED, ReportFolder, SummaryRow, documents_of, row_of
from phantomscope.stack.index import Scan, scan
from phantomscope.stack.member import Source, SourceSpec
from phantomscope.stack.series import Series
from phantomscope.stack.sources import open_path

logger = logging.getLogger(__name__)

EXIT_PASS, EXIT_FAIL, EXIT_COULD_NOT = 0, 1, 2
KINDS = ("json", "csv", "pdf")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Selection:
    """Which series of each source.

    Attributes:
        everything: All that are no localizers.
        number: The one with this number, where not all; the largest where it is None.
    """

    everything: bool = False
    number: int | None = None

    def of(self, found: Scan) -> tuple[Series, ...]:
        """The series. Raises PhantomscopeError where there are none."""
        if not self.everything:
            return (chosen_series(found, self.number),)
        chosen = tuple(series for series in found.series if not series.facts.localizer)
        if not chosen:
            raise PhantomscopeError("There are only localizers", todo="Choose another scan")
        return chosen


class Several:
    """Analyses one series after another and says of each what came of it.

    Args:
        wishes: How each is to be analysed.
        selection: Which series of each source.
        kinds: Which documents to write of each: some of ``KINDS``.
        folder: Where to write them, and a table of all; None writes nothing.
    """

    def __init__(
        self,
        wishes: Wishes,
        selection: Selection,
        kinds: Sequence[str] = (),
        folder: ReportFolder | None = None,
    ) -> None:
        self._wishes = wishes
        self._selection = selection
        self._kinds = kinds
        self._folder = folder
        self._progress = Progress()
        self._incomplete = False
        self.rows: list[SummaryRow] = []

    def run(self, paths: Sequence[Path]) -> int:
        """Analyse; a line on standard output per series, then a table of all.

        Returns:
            2 where something could not be analysed or written, else 1 where a check failed, else 0.
        """
        try:
            for row in self._rows(list(dict.fromkeys(paths))):
                self.rows.append(row)
                print(_line(len(self.rows), row), flush=True)
        finally:  # also where a person interrupts: what is done is done
            if self.rows:
                self._conclude()
        if self._incomplete or any(row.verdict == NOT_ANALYSED for row in self.rows):
            return EXIT_COULD_NOT
        return EXIT_FAIL if any(row.failed for row in self.rows) else EXIT_PASS

    def _rows(self, paths: Sequence[Path]) -> Iterator[SummaryRow]:
        for path in paths:
            source = _tried(functools.partial(open_path, path), private=self._wishes.private)
            if isinstance(source, _Problem):
                yield self._told(_not_analysed(path.name or str(path), source))
                continue
            try:
                yield from self._rows_of(source)
            finally:
                source.close()

    def _rows_of(self, source: Source) -> Iterator[SummaryRow]:
        chosen = _tried(lambda: self._chosen(source), private=self._wishes.private)
        self._progress.clear()
        if isinstance(chosen, _Problem):
            yield self._told(_not_analysed(source.name, chosen))
            return
        for series in chosen:
            analyse = functools.partial(self._analysed, source, series)
            row = _tried(analyse, private=self._wishes.private)
            self._progress.clear()
            if isinstance(row, SummaryRow):
                yield row
            else:
                yield self._told(_not_analysed(source.name, row, series))

    def _chosen(self, source: Source) -> tuple[Series, ...]:
        return self._selection.of(
            scan(source, lambda done, total: self._progress.show("Opening", done, total))
        )

    def _analysed(self, source: Source, series: Series) -> SummaryRow:
        analysed = analyse_series(source, series, self._progress, self._wishes)
        name, title = f"{source.name}, {series.title}", f"{Path(source.name).stem} {series.title}"
        if self._wishes.private:
            name = f"{HIDDEN} ({len(self.rows) + 1}.)"
            title = f"{len(self.rows) + 1} {analysed.result.provenance.phantom}"
        for note in analysed.notes:
            print(f"{name}: {note}", file=sys.stderr)
        files: tuple[str, ...] = ()
        if self._folder is not None:
            try:
                files = self._write(self._folder, title, analysed)
            except PhantomscopeError as error:
                self._incomplete = True
                print(f"{name}: {error}", file=sys.stderr)
        return row_of(analysed.result, files)

    def _told(self, row: SummaryRow) -> SummaryRow:
        """A row of what could not be analysed, as it may be seen."""
        if not self._wishes.private:
            return row
        return dataclasses.replace(row, source=HIDDEN, series=HIDDEN if row.series else "")

    def _write(self, folder: ReportFolder, title: str, analysed: Analysed) -> tuple[str, ...]:
        made = documents_of(analysed.result) | analysed.documents
        written = folder.write(title, {kind: made[kind] for kind in self._kinds if kind in made})
        if "pdf" in self._kinds and "pdf" not in made:
            raise PhantomscopeError(
                "pylinac could not make its PDF report of this analysis",
                todo="Write the results as JSON or CSV",
            )
        return written

    def _conclude(self) -> None:
        self._progress.clear()
        print("\n" + "\n".join(_table(self.rows)), flush=True)
        if self._folder is None:
            return
        try:
            name = self._folder.write_summary(self.rows)
        except PhantomscopeError as error:
            self._incomplete = True
            print(error, file=sys.stderr)
        else:
            print(f"Wrote {self._folder.folder / name}", file=sys.stderr)


def report_folder(folder: Path, paths: Sequence[Path]) -> ReportFolder:
    """A folder for reports of what these paths hold. Raises PhantomscopeError where it is no place for it."""
    made = ReportFolder(folder, [SourceSpec("path", (str(path),)) for path in paths])
    made.check()
    return made


@dataclass(frozen=True, slots=True)
class _Problem:
    text: str
    phantom: str = ""


def _tried(do: Callable[[], _T], *, private: bool) -> _T | _Problem:
    """What a call gives, or why it gives nothing; ``private`` without the file's name."""
    try:
        return do()
    except PhantomscopeError as error:
        text = str(private_error(error) if private else error)
        return _Problem(text, error.phantom if isinstance(error, SeriesFailedError) else "")
    except Exception:
        logger.exception("a series could not be analysed")
        return _Problem("Something went wrong that should not; the log has details.")


def _not_analysed(name: str, problem: _Problem, series: Series | None = None) -> SummaryRow:
    title, count = (series.title, len(series.slices)) if series is not None else ("", 0)
    return SummaryRow(name, title, count, problem.phantom, NOT_ANALYSED, problem.text)


def _line(number: int, row: SummaryRow) -> str:
    name = ", ".join(part for part in (row.source, row.series) if part)
    if row.verdict == NOT_ANALYSED:
        return f"{number}. {name}: not analysed. {row.reason}"
    return f"{number}. {name}: {row.phantom}: {row.reason}"


def _table(rows: Sequence[SummaryRow]) -> list[str]:
    """Verdict, phantom, source and series, in aligned columns, and how many there are of each verdict."""
    cells = [
        (f"{number}.", row.verdict.upper(), row.phantom or "-", row.source, row.series)
        for number, row in enumerate(rows, 1)
    ]
    widths = [max(len(row[column]) for row in cells) for column in range(4)]
    lines = [
        "  ".join((*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[4])).rstrip()
        for row in cells
    ]
    verdicts = [row.verdict for row in rows]
    counts = [f"{verdicts.count(one)} {one}" for one in dict.fromkeys(verdicts)]
    return [*lines, "", f"{len(rows)} series: {', '.join(counts)}" if rows else ""]
