"""How the slices of a dataset are held: pylinac's three ways, by its names for them."""

import enum

from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source
from phantomscope.stack.zip_source import ZipSource


class Strategy(enum.Enum):
    """One way of holding a dataset. Each gives the same values, bit for bit.

    Changed slices are held compressed, and the source is never written, in all of them.

    Attributes:
        NON_OPTIMISED: Every slice is decoded and held.
        LAZY: The slices stay in their files; few are decoded at a time.
        SHADOW: The slices stay in their archive; few are decoded at a time, and only changed ones are held.
    """

    NON_OPTIMISED = "non-optimised"
    LAZY = "lazy"
    SHADOW = "shadow"


_NO_LAZY = (
    "The lazy strategy reads slices from files, and this is an archive, which would have to be extracted to "
    "disk first"
)
_NO_SHADOW = (
    "The shadow strategy reads slices from an archive, and these are files, of which a compressed copy would "
    "have to be held in memory"
)


def automatic_strategy(source: Source) -> Strategy:
    """What takes the least memory: lazy for files, shadow for an archive; never the non-optimised one."""
    return Strategy.SHADOW if isinstance(source, ZipSource) else Strategy.LAZY


def why_not(strategy: Strategy, source: Source) -> str:
    """Why a strategy is not offered for a source, a sentence without a full stop; empty where it is."""
    if strategy in (Strategy.NON_OPTIMISED, automatic_strategy(source)):
        return ""
    return _NO_LAZY if strategy is Strategy.LAZY else _NO_SHADOW


def offered_strategies(source: Source) -> tuple[Strategy, ...]:
    """Which strategies there are for a source."""
    return tuple(strategy for strategy in Strategy if not why_not(strategy, source))


def chosen_strategy(wanted: Strategy | None, source: Source) -> Strategy:
    """The strategy wanted, or the automatic one where that is None.

    Raises:
        PhantomscopeError: It is not offered for this source.
    """
    if wanted is None:
        return automatic_strategy(source)
    reason = why_not(wanted, source)
    if reason:
        others = " or ".join(f"“{one.value}”" for one in offered_strategies(source))
        raise PhantomscopeError(reason, where=source.name, todo=f"Choose {others}")
    return wanted
