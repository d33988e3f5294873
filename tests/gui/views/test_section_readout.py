from gui.slices import header
from phantomscope.gui.viewing.readout import Readout
from phantomscope.gui.views.section_readout import section_readout
from phantomscope.gui.views.section_view import SectionPixel
from phantomscope.stack.sections import Across, Cut

PIXEL = SectionPixel(4, 6, 115.0)


def test_of_a_row_and_of_a_column() -> None:
    assert section_readout(PIXEL, Cut(Across.ROW, 2), header()) == Readout(
        "x −8.0  y −19.0  z 2.5 mm", "column 4, row 2, slice 7", "115 HU"
    )
    assert section_readout(PIXEL, Cut(Across.COLUMN, 2), header()) == Readout(
        "x −9.0  y −18.0  z 2.5 mm", "column 2, row 4, slice 7", "115 HU"
    )


def test_a_projection_has_no_column() -> None:
    found = section_readout(PIXEL, Cut(Across.PROJECTION), header(modality="MR"))
    assert found == Readout("", "row 4, slice 7", "115 signal")


def test_without_a_position_there_is_no_place() -> None:
    assert section_readout(PIXEL, Cut(Across.ROW, 2), header(position=None)).place == ""
