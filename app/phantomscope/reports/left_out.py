"""Modules that were not scanned, in words."""

from phantomscope.analysis.results import LeftOut


def left_out_text(left_out: LeftOut) -> str:
    """Which module, where it would lie and how far outside the scan that is."""
    return (
        f"{left_out.title}: its middle would lie at {_tenths(left_out.position_mm)} mm, "
        f"{_tenths(left_out.outside_mm)} mm outside the scan"
    )


def _tenths(value: float) -> str:
    return f"{value:.1f}".replace("-", "\N{MINUS SIGN}")
