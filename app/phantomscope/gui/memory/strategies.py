"""What each strategy takes for the open dataset: stock pylinac's and this program's own."""

from dataclasses import dataclass

from phantomscope.gui.parts.marked import QT_TRANSLATE_NOOP
from phantomscope.stack.demand import largest_slice_bytes, largest_slice_values, shadow_bytes
from phantomscope.stack.held_slices import decoded_bytes
from phantomscope.stack.member import Source
from phantomscope.stack.memory import MemoryAccount
from phantomscope.stack.series import Series
from phantomscope.stack.strategy import Strategy, automatic_strategy
from phantomscope.stack.zip_source import ZipSource

_FLOAT_BYTES = 8  # pylinac holds slices as 64-bit floats
_STORED_COPIES = 2

_NON_OPTIMISED = QT_TRANSLATE_NOOP("StrategyTable", "Everything is extracted and every slice is loaded")
_LAZY = QT_TRANSLATE_NOOP("StrategyTable", "Everything is extracted, one slice is loaded at a time")
_SHADOW = QT_TRANSLATE_NOOP(
    "StrategyTable", "Nothing is extracted; a compressed copy of the archive is held in memory"
)
_OWN = {
    Strategy.NON_OPTIMISED: QT_TRANSLATE_NOOP(
        "StrategyTable", "Nothing is extracted; every slice is decoded and held"
    ),
    Strategy.LAZY: QT_TRANSLATE_NOOP(
        "StrategyTable", "Slices are read from their files; only changed ones and the cache are held"
    ),
    Strategy.SHADOW: QT_TRANSLATE_NOOP(
        "StrategyTable", "Nothing is extracted; only changed slices and the cache are held"
    ),
}


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """What a strategy's cost follows from; all known from the index, nothing has to be tried.

    Attributes:
        is_archive: Whether the source is a ZIP archive.
        source: Bytes of the archive or the files.
        unpacked: Bytes of all its members, uncompressed.
        slices: Slices of the series.
        slice_values: Pixels of its largest slice.
        decoded: Bytes of all slices as this program decodes them.
        largest: Bytes of the largest of them.
        frames: Bytes of the shadow of frames at the most.
        automatic: This program's own strategy where nobody chooses.
    """

    is_archive: bool
    source: int
    unpacked: int
    slices: int
    slice_values: int
    decoded: int = 0
    largest: int = 0
    frames: int = 0
    automatic: Strategy = Strategy.LAZY

    @classmethod
    def of(cls, source: Source, series: Series) -> "DatasetFacts":
        """Of one series of a source."""
        return cls(
            is_archive=isinstance(source, ZipSource),
            source=source.size,
            unpacked=sum(member.size for member in source.members()),
            slices=len(series.slices),
            slice_values=largest_slice_values(series),
            decoded=sum(map(decoded_bytes, series.slices)),
            largest=largest_slice_bytes(series),
            frames=shadow_bytes(series),
            automatic=automatic_strategy(source),
        )


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way of holding the dataset takes, in bytes.

    Attributes:
        name: Its name.
        explained: What it does.
        source: The archive or the files.
        extracted: What is written to disk.
        shadow: Slices that are held compressed.
        stack: Decoded slices.
        index: What is known of the slices; pylinac keeps none.
        is_own: Whether it is this program's, not stock pylinac's.
        measured: Whether it is in use, and these are its figures of now; the others are estimates.
        highest: The highest total seen while it was in use; 0 where nobody looked.
    """

    name: str
    explained: str
    source: int
    extracted: int
    shadow: int
    stack: int
    index: int = 0
    is_own: bool = False
    measured: bool = False
    highest: int = 0

    @property
    def maximum(self) -> int:
        """All together, or more where more was seen."""
        now = self.source + self.extracted + self.index + self.shadow + self.stack
        return max(now, self.highest)

    @property
    def ratio(self) -> float:
        """The maximum divided by the source; 1.0 for an empty source."""
        return self.maximum / self.source if self.source else 1.0


def reference_costs(facts: DatasetFacts) -> tuple[Cost, ...]:
    """What stock pylinac's strategies take for a dataset, estimated.

    As in pylinac's own table: extracting takes all members uncompressed, the shadow object a compressed copy
    of the archive, a slice in memory eight bytes a pixel. That table leaves out that pydicom's dataset, which
    pylinac keeps, holds the stored pixels twice, read and decoded (measured with pylinac 3.49: 12.3 bytes a
    pixel of 16 bits). A shadow object of a folder is left out: how small its files would compress is not
    known without doing it.
    """
    extracted = facts.unpacked if facts.is_archive else 0
    one = facts.slice_values * _FLOAT_BYTES + _STORED_COPIES * facts.largest
    every = facts.slices * facts.slice_values * _FLOAT_BYTES + _STORED_COPIES * facts.decoded
    found = [
        Cost("non-optimised", _NON_OPTIMISED, facts.source, extracted, 0, every),
        Cost("lazy", _LAZY, facts.source, extracted, 0, one),
    ]
    if facts.is_archive:
        found.append(Cost("shadow object", _SHADOW, facts.source, 0, facts.source, one))
    return tuple(found)


def own_costs(
    facts: DatasetFacts,
    account: MemoryAccount,
    in_use: Strategy,
    *,
    cache_slices: int,
    cache_bytes: int,
    highest: int = 0,
) -> tuple[Cost, ...]:
    """What this program's strategies take: measured for the one in use, estimated for the other.

    Args:
        facts: What they follow from.
        account: What the dataset takes now.
        in_use: The strategy in use.
        cache_slices, cache_bytes: What the cache may hold of decoded slices at the most.
        highest: The highest total seen while it was in use.
    """
    few = min(cache_bytes, min(cache_slices, facts.slices) * facts.largest)
    # Changed slices take the same whatever the strategy; frames in the shadow come as they are read.
    changed = account.overlay - account.shadow
    found = []
    for strategy in (Strategy.NON_OPTIMISED, facts.automatic):
        used = strategy is in_use
        decoded = facts.decoded if strategy is Strategy.NON_OPTIMISED else few
        found.append(
            Cost(
                strategy.value,
                _OWN[strategy],
                account.source,
                account.extracted,
                account.overlay if used else changed + max(account.shadow, facts.frames),
                account.cache + account.views if used else decoded,
                account.index,
                is_own=True,
                measured=used,
                highest=highest if used else 0,
            )
        )
    return tuple(found)
