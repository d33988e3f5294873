"""The headers asked for last, parsed once."""

import copy
from collections import OrderedDict
from collections.abc import Callable

from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileDataset

KEPT = 16  # an MR phantom's slices; a header takes some 100 kB when it is parsed


class KeptHeaders:
    """Gives every caller a header of its own, which may be changed.

    Those that are kept are never looked into, so that their elements stay as they were read.

    Args:
        read: Reads a place's header from the source.
    """

    def __init__(self, read: Callable[[int], Dataset]) -> None:
        self._read = read
        self._kept: OrderedDict[int, FileDataset] = OrderedDict()

    def header(self, slot: int) -> Dataset:
        """A place's header, to keep and to change."""
        if slot not in self._kept:
            found = self._read(slot)
            if not isinstance(found, FileDataset):  # a copy of another shares its elements
                return found
            self._kept[slot] = found
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(slot)
        return _own(self._kept[slot])


def _own(header: FileDataset) -> FileDataset:
    """A copy that shares nothing that can be changed, in a small part of a deep copy's time.

    Elements are bytes until they are looked at, but for sequences of undefined length and a few others.
    """
    made = copy.copy(header)
    made.file_meta = copy.deepcopy(header.file_meta)  # pydicom's copy shares its elements
    for tag, element in header.items():  # as they are: this turns no bytes into values
        if not isinstance(element, RawDataElement):
            made[tag] = copy.deepcopy(element)
    return made
