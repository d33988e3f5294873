"""What things take in memory, before they are there: sizes that follow from headers alone."""

from phantomscope.stack.held_slices import decoded_bytes
from phantomscope.stack.series import Series
from phantomscope.stack.strategy import Strategy

_FLOAT, _DOUBLE = 4, 8
_SECTION_SHADES = 1  # of each pixel a section keeps its shade beside its value
_SIDE_PICTURE = 2
_SLAB_VALUES = _DOUBLE + _DOUBLE + _FLOAT + _FLOAT  # the sum, a slice's values, what is joined, what is shown


def largest_slice_bytes(series: Series) -> int:
    """What its largest slice takes when it is decoded."""
    return max((decoded_bytes(header) for header in series.slices), default=0)


def largest_slice_values(series: Series) -> int:
    """Pixels of its largest slice."""
    return max((one.format.rows * one.format.columns for one in series.slices), default=0)


def shadow_bytes(series: Series) -> int:
    """What is held at the most of members that are compressed as a whole and hold many frames.

    Frames packed one by one take about what the member takes in the archive: 0.87 of it where that was
    measured. A tenth more is reckoned with.
    """
    members = {header.member for header in series.slices if header.frame and header.member.method}
    return sum(member.packed_size * 11 // 10 for member in members)


def opened_bytes(series: Series) -> int:
    """What a stack of a series takes at the most with a cache of one slice."""
    return largest_slice_bytes(series) + shadow_bytes(series)


def held_bytes(series: Series, strategy: Strategy | None) -> int:
    """What a strategy holds besides the cache, in bytes; None is the automatic one, which holds nothing."""
    if strategy is not Strategy.NON_OPTIMISED:
        return 0
    return sum(decoded_bytes(header) for header in series.slices)


def side_view_bytes(slices: int, rows: int) -> int:
    """A side view's own pixels and their picture, of at most so many rows."""
    return slices * rows * (_FLOAT + _SIDE_PICTURE)


def section_bytes(slices: int, length: int) -> int:
    """A section's own pixels and their shades; its values may come to be floats."""
    return slices * length * (_FLOAT + _SECTION_SHADES)


def slab_bytes(slice_values: int) -> int:
    """What joining slices of so many pixels takes at the most: however many, they are added one by one."""
    return slice_values * _SLAB_VALUES
