"""What the status bar says of a pixel of a section."""

from PySide6.QtCore import QCoreApplication

from phantomscope.analysis.results import shown
from phantomscope.gui.viewing.readout import Readout, millimetres, patient_point, unit
from phantomscope.gui.views.section_view import SectionPixel
from phantomscope.stack.sections import Across, Cut
from phantomscope.stack.slice_header import SliceHeader


def section_readout(found: SectionPixel, cut: Cut, header: SliceHeader) -> Readout:
    """Describe a pixel.

    Args:
        found: The pixel.
        cut: Where its section goes through the slices.
        header: Its slice's.
    """
    value = f"{shown(found.value)} {unit(header)}"
    if cut.across is Across.PROJECTION:
        text = QCoreApplication.translate("SectionReadout", "row {row}, slice {slice}")
        return Readout("", text.format(row=found.pixel, slice=found.index + 1), value)
    column, row = (found.pixel, cut.place) if cut.across is Across.ROW else (cut.place, found.pixel)
    text = QCoreApplication.translate("SectionReadout", "column {column}, row {row}, slice {slice}")
    point = patient_point(header, column, row)
    place = ""
    if point is not None:
        x, y, z = (millimetres(part) for part in point)
        place = f"x {x}  y {y}  z {z} mm"
    return Readout(place, text.format(column=column, row=row, slice=found.index + 1), value)
