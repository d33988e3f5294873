"""Opening the same once more: what is kept of what a person did, and what has changed since."""

from collections.abc import Collection
from dataclasses import dataclass

from phantomscope.analysis.job import Edits
from phantomscope.gui.parts.marked import translate
from phantomscope.gui.setup.series_setups import SeriesSetups
from phantomscope.gui.setup.setup import Setup
from phantomscope.stack.index import Scan
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import SliceHeader
from phantomscope.stack.slice_stack import SliceStack


@dataclass(frozen=True, slots=True)
class KeptSetups:
    """How the series of a scan were set up, as far as they are the same in the scan that follows.

    Attributes:
        setups: Setup and edits by key, of series that hold the same slices.
    """

    setups: dict[str, tuple[Setup, Edits]]

    @classmethod
    def of(cls, setups: SeriesSetups, before: Scan, after: Scan) -> "KeptSetups":
        """Look at what there is before it goes."""
        decided = [one.key for one in before.series if setups.is_decided(one.key)]
        same = same_series(before, after, decided)
        return cls({key: (setups.of(key), setups.edits_of(key)) for key in same})

    def restore(self, setups: SeriesSetups) -> None:
        """Set the series of the new scan up in the same way."""
        for key, (setup, edits) in self.setups.items():
            setups.settle(key, setup)
            setups.resume(key, edits)


def same_series(before: Scan, after: Scan, keys: Collection[str]) -> set[str]:
    """Which of some series hold the same slices in both; only these are looked at, slice by slice."""
    digests = {one.key: one.digest for one in before.series if one.key in keys}
    return {one.key for one in after.series if one.key in digests and digests[one.key] == one.digest}


def series_again(shown: Series | None, after: Scan) -> Series:
    """The series that was shown, in the new scan; the first where it is not there any more."""
    key = shown.key if shown is not None else ""
    return next((one for one in after.series if one.key == key), after.series[0])


def slice_again(shown: SliceHeader, index: int, stack: SliceStack) -> int:
    """Where a slice is in a new stack; in its place the one with its index, or the last.

    It is known by its UID; where it has none, or one that others have too, by its file and its position.
    """
    headers = [stack.slice_header(place) for place in range(len(stack))]
    told = (shown.sop_instance_uid, shown.frame)
    same = [place for place, one in enumerate(headers) if (one.sop_instance_uid, one.frame) == told]
    if len(same) == 1 and shown.sop_instance_uid:
        return same[0]
    of_file = [place for place in same if headers[place].member.name == shown.member.name]
    found = of_file or [place for place in same if headers[place].position == shown.position]
    if found:
        return min(found, key=lambda place: abs(place - index))
    return max(0, min(index, len(stack) - 1))


def changes_text(before: Scan, after: Scan) -> str:
    """What has changed, as a sentence: "Scanned again: 1 series new, 2 slices more."."""
    old, new = ({one.key: one for one in scan.series} for scan in (before, after))
    come, gone = len(new.keys() - old.keys()), len(old.keys() - new.keys())
    more = after.slice_count - before.slice_count
    skipped = len(after.set_aside) - len(before.set_aside)
    parts = [
        _counted(come, translate("Rescan", "1 series new"), translate("Rescan", "{n} series new")),
        _counted(gone, translate("Rescan", "1 series gone"), translate("Rescan", "{n} series gone")),
        _counted(more, translate("Rescan", "1 slice more"), translate("Rescan", "{n} slices more")),
        _counted(-more, translate("Rescan", "1 slice less"), translate("Rescan", "{n} slices less")),
        _counted(
            skipped, translate("Rescan", "1 skipped file more"), translate("Rescan", "{n} skipped files more")
        ),
        _counted(
            -skipped,
            translate("Rescan", "1 skipped file less"),
            translate("Rescan", "{n} skipped files less"),
        ),
    ]
    if not any(parts):
        there = new.keys() & old.keys()
        changed = len(there - same_series(before, after, there))
        parts.append(
            _counted(
                changed,
                translate("Rescan", "1 series has changed"),
                translate("Rescan", "{n} series have changed"),
            )
        )
    said = ", ".join(part for part in parts if part)
    return translate("Rescan", "Scanned again: {changes}.").format(
        changes=said or translate("Rescan", "nothing has changed")
    )


def _counted(count: int, one: str, many: str) -> str:
    return "" if count <= 0 else one if count == 1 else many.format(n=count)
