"""Which phantom, one click, progress and how it ended."""
