"""Modules that were not scanned, in words."""

from phantomscope.analysis.results import LeftOut, shown


def left_out_text(left_out: LeftOut) -> str:
    """Which module, where it would lie and how far outside the scan that is."""
    return (
        f"{left_out.title}: its middle would lie at {shown(round(left_out.position_mm, 1))} mm, "
        f"{shown(round(left_out.outside_mm, 1))} mm outside the scan"
    )
