"""Reports of several series in one folder: a set of files each, and one table of all."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from phantomscope.analysis.results import PARTIAL, AnalysisResult, Verdict
from phantomscope.errors import PhantomscopeError
from phantomscope.reports.csv_report import to_csv
from phantomscope.reports.files import belongs_to, write_whole
from phantomscope.stack.member import SourceSpec
from phantomscope.whole_file import safe_stem, write_failure

SUMMARY_HEADER = ("source", "series", "slices", "phantom", "verdict", "reason", "files")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """What came of one series.

    Attributes:
        source, series: Their names; the series' is empty where the source could not be opened.
        slices: How many; 0 where that is not known.
        phantom: What it was analysed for, or was to be; empty where that is not known.
        verdict: In a word or two, e.g. "pass", "partial pass"; "not analysed" where there is none.
        reason: The verdict's reason, or why there is none.
        files: Names of the files that were written for it.
    """

    source: str
    series: str
    slices: int
    phantom: str
    verdict: str
    reason: str
    files: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a check failed, be it of a partial run."""
        return self.verdict.removeprefix(f"{PARTIAL} ") == Verdict.FAIL.value


NOT_ANALYSED = "not analysed"


def row_of(result: AnalysisResult, files: Sequence[str] = ()) -> SummaryRow:
    """The row of a series that has been analysed."""
    origin = result.provenance
    return SummaryRow(
        origin.source,
        origin.series_title,
        origin.slice_count,
        origin.phantom,
        result.verdict_text(),
        result.reason(),
        tuple(files),
    )


class ReportFolder:
    """Writes into a folder; nothing that is there already is written over.

    Args:
        folder: Where to; it is made with the first file where its parent is there.
        sources: What is analysed; nothing is ever written into it.
    """

    def __init__(self, folder: Path, sources: Sequence[SourceSpec] = ()) -> None:
        self.folder = folder
        self._sources = tuple(sources)

    def check(self) -> None:
        """Refuse, before anything is done, a folder that can't be written to in the end.

        Raises:
            PhantomscopeError: It is a file, lies in a scan, or its parent does not exist.
        """
        if any(belongs_to(self.folder / "report", source) for source in self._sources):
            raise PhantomscopeError(
                "The folder to write to is a scan or lies inside one",
                where=self.folder.name,
                todo="Choose another place: scans are never changed",
            )
        if self.folder.exists() and not self.folder.is_dir():
            raise PhantomscopeError(
                "What is to be the folder to write to is a file",
                where=self.folder.name,
                todo="Choose another folder",
            )
        if not self.folder.resolve().parent.is_dir():
            raise PhantomscopeError(
                "The folder to write to can't be made: the one around it does not exist",
                where=str(self.folder.parent),
                todo="Make it or choose another",
            )

    def write(self, title: str, documents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Write a set of files of one name.

        Args:
            title: What they are about; the name is made from it.
            documents: The files' bytes by their ending, without its dot.

        Returns:
            The files' names.

        Raises:
            PhantomscopeError: One could not be written.
        """
        if not documents:
            return ()
        self.check()
        try:
            self.folder.mkdir(exist_ok=True)
            stem = self._free_stem(safe_stem(title, "phantom", "report"), documents)
        except OSError as error:
            raise write_failure(error, self.folder / "report") from error
        names = []
        for ending, data in documents.items():
            write_whole(self.folder / f"{stem}.{ending}", data)
            names.append(f"{stem}.{ending}")
        return tuple(names)

    def write_summary(self, rows: Sequence[SummaryRow]) -> str:
        """Write the table of all series, and return its name. Raises PhantomscopeError."""
        return self.write("summary", {"csv": summary_csv(rows).encode("utf-8-sig")})[0]

    def _free_stem(self, stem: str, endings: Mapping[str, bytes]) -> str:
        taken = {path.name.casefold() for path in self.folder.iterdir()}
        number, free = 2, stem
        while any(f"{free}.{ending}".casefold() in taken for ending in endings):
            number, free = number + 1, f"{stem} {number}"
        return free


def documents_of(result: AnalysisResult) -> dict[str, bytes]:
    """Results as JSON and as CSV, by ending."""
    return {"json": result.to_json(indent=2) + b"\n", "csv": to_csv(result).encode("utf-8-sig")}


def summary_csv(rows: Sequence[SummaryRow]) -> str:
    """A row per series. Lines end in CR LF; text that looks like a formula gets an apostrophe in front."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(SUMMARY_HEADER)
    for row in rows:
        cells = (
            row.source,
            row.series,
            row.slices or None,
            row.phantom,
            row.verdict,
            row.reason,
            "; ".join(row.files),
        )
        writer.writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def _safe(cell: str | int | None) -> str | int | None:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
