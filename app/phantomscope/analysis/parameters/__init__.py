"""What may be set about an analysis: forms derived from pylinac, and the values given."""
