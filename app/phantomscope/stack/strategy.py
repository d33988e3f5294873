"""How the slices of a dataset are held: pylinac's three ways, by its names for them."""

import enum


class Strategy(enum.Enum):
    """One way of holding a dataset. Each gives the same values, bit for bit.

    Attributes:
        NON_OPTIMISED: Every slice is decoded and held.
        LAZY: The slices stay in their files; few are decoded at a time.
        SHADOW: The slices stay in their archive; few are decoded at a time, and only changed ones are held.
    """

    NON_OPTIMISED = "non-optimised"
    LAZY = "lazy"
    SHADOW = "shadow"
