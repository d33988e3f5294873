"""Where in the stack a slice is found again after slices were left out, came back or were reversed."""

from collections.abc import Sequence


def index_after(before: Sequence[int], after: Sequence[int], index: int) -> int:
    """The index at which the same slice is shown now, or the next one that is left, or else the last.

    Args:
        before: The slots of the stack as it was, in their order.
        after: The slots of the stack as it is.
        index: Which slice was shown.
    """
    places = {slot: place for place, slot in enumerate(after)}
    here = before[index] if 0 <= index < len(before) else None
    if here in places:
        return places[here]
    left = next((slot for slot in before[index:] if slot in places), None)
    return places[left] if left is not None else max(0, len(after) - 1)
