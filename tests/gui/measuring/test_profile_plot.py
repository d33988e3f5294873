"""A profile as a curve."""

import numpy as np
from pytestqt.qtbot import QtBot

from measure.pictures import picture
from phantomscope.gui.measuring.profile_plot import ProfilePlot
from phantomscope.measure.reading import ProfileReading, read
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import LineProfile

BAR = np.where((np.arange(60) >= 20) & (np.arange(60) < 40), 100, 0)[None, :].repeat(20, 0).astype(np.int16)


def reading(end: float) -> ProfileReading:
    found = read(LineProfile((10, 5), (end, 5)), picture(BAR, Scale(0.5, 0.5, "mm")))
    assert isinstance(found, ProfileReading)
    return found


def test_it_draws_the_curve_and_marks_its_half_maximum(qtbot: QtBot) -> None:
    plot = ProfilePlot()
    qtbot.addWidget(plot)
    plot.show_profile(reading(50), "HU")
    assert plot.mark == "FWHM 10.0 mm"
    curve, half = plot.listDataItems()
    assert np.array_equal(curve.yData, reading(50).profile.values)
    assert half.xData.tolist() == [4.75, 14.75]
    assert half.yData.tolist() == [50, 50]
    plot.show_profile(reading(30), "HU")
    assert plot.mark == ""
    plot.show_profile(None, "")
    assert plot.reading is None
    plot.close()
