"""What other ways of holding the open dataset would take, beside what this program takes."""

from dataclasses import dataclass

from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.stack.member import Source
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.series import Series
from phantomscope.stack.zip_source import ZipSource

_FLOAT_BYTES = 8  # pylinac holds slices as 64-bit floats


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What a strategy's cost follows from; all known from the index, nothing has to be tried.

    Attributes:
        is_archive: Whether the source is a ZIP archive.
        source: Bytes of the archive or the files.
        unpacked: Bytes of all its members, uncompressed.
        slices: Slices of the series.
        slice_values: Pixels of its largest slice.
    """

    is_archive: bool
    source: int
    unpacked: int
    slices: int
    slice_values: int

    @classmethod
    def of(cls, source: Source, series: Series) -> "DatasetFacts":
        """Of one series of a source."""
        return cls(
            is_archive=isinstance(source, ZipSource),
            source=source.size,
            unpacked=sum(member.size for member in source.members()),
            slices=len(series.slices),
            slice_values=max((one.format.rows * one.format.columns for one in series.slices), default=0),
        )


@dataclass(frozen=True, slots=True)
class Strategy:
    """What one way of holding the dataset takes at the most, in bytes.

    Attributes:
        name: Its name.
        explained: What it does.
        source: The archive or the files.
        extracted: What it writes to disk.
        shadow: Copies of slices that it holds, compressed.
        stack: Decoded slices (and, for this program, the index).
        measured: Whether these are this program's own figures of now; the others are estimates.
    """

    name: str
    explained: str
    source: int
    extracted: int
    shadow: int
    stack: int
    measured: bool = False

    @property
    def maximum(self) -> int:
        """All together."""
        return self.source + self.extracted + self.shadow + self.stack

    @property
    def ratio(self) -> float:
        """The maximum divided by the source; 1.0 for an empty source."""
        return self.maximum / self.source if self.source else 1.0


def strategies(facts: DatasetFacts, account: MemoryAccount) -> tuple[Strategy, ...]:
    """The strategies for a dataset, this program's own last.

    The estimates follow pylinac's own table: extracting takes all members uncompressed, the shadow object a
    compressed copy of the archive, a slice in memory eight bytes a pixel. A shadow object of a folder is left
    out: how small its files would compress is not known without doing it.
    """
    extracted = facts.unpacked if facts.is_archive else 0
    one_slice = facts.slice_values * _FLOAT_BYTES
    found = [
        Strategy(
            "non-optimised",
            QT_TRANSLATE_NOOP("StrategyTable", "Everything is extracted and every slice is loaded"),
            facts.source,
            extracted,
            0,
            facts.slices * one_slice,
        ),
        Strategy(
            "lazy",
            QT_TRANSLATE_NOOP("StrategyTable", "Everything is extracted, one slice is loaded at a time"),
            facts.source,
            extracted,
            0,
            one_slice,
        ),
    ]
    if facts.is_archive:
        found.append(
            Strategy(
                "shadow object",
                QT_TRANSLATE_NOOP(
                    "StrategyTable",
                    "Nothing is extracted; a compressed copy of the archive is held in memory",
                ),
                facts.source,
                0,
                facts.source,
                one_slice,
            )
        )
    found.append(
        Strategy(
            "Phantomscope",
            QT_TRANSLATE_NOOP(
                "StrategyTable", "Nothing is extracted; only changed slices and the cache are held"
            ),
            account.source,
            account.extracted,
            account.overlay,
            account.index + account.cache,
            measured=True,
        )
    )
    return tuple(found)
