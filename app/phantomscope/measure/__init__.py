"""Numbers that a person measures on a slice: plain numpy, no window."""
