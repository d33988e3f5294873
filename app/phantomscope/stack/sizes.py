"""Sizes as a person reads them."""

MEGABYTE = 1_000_000


def size_text(size: float) -> str:
    """A size in decimal units: "0", "0.4 kB", "12.9 MB", "131 MB", "1.07 GB"."""
    if not size:
        return "0"
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        # From where the smaller unit would need four digits.
        if size >= factor * 0.9995:
            value = size / factor
            digits = 2 if unit == "GB" else 1 if value < 99.95 else 0
            return f"{value:.{digits}f} {unit}"
    return f"{size / 1e3:.1f} kB" if size < 99_950 else f"{size / 1e3:.0f} kB"


def limit_text(size: int) -> str:
    """A limit as whoever set it wrote it, "512 MB", "1234 MB", where that is whole; else as ``size_text``."""
    is_whole = size > 0 and size % MEGABYTE == 0
    # From 1 GB on two digits say as much where the rest is nothing.
    return f"{size // MEGABYTE} MB" if is_whole and (size < 1e9 or size % 10_000_000) else size_text(size)
