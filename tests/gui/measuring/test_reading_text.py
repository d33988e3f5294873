"""What was measured, in words."""

import numpy as np

from measure.pictures import picture
from phantomscope.gui.measuring.reading_text import label_text, length_text, note_text, values_text
from phantomscope.measure.reading import read
from phantomscope.measure.scale import Scale
from phantomscope.measure.shapes import (
    Angle,
    CircleRegion,
    Distance,
    LineProfile,
    PolygonRegion,
    RectangleRegion,
    Shape,
)

MM = Scale(0.5, 0.5, "mm")
FLAT = np.full((40, 60), 113, np.int16)
BAR = np.where((np.arange(60) >= 20) & (np.arange(60) < 40), 100, 0)[None, :].repeat(40, 0).astype(np.int16)


def text(shape: Shape, scale: Scale = MM, stored: np.ndarray = FLAT) -> str:  # type: ignore[type-arg]
    return label_text(shape, read(shape, picture(stored, scale)), scale, "HU")


def test_each_kind_says_what_matters() -> None:
    assert text(Distance((0, 0), (40, 0))) == "20.0 mm"
    assert text(Distance((0, 0), (4, 0))) == "2.00 mm"
    assert text(Distance((0, 0), (40, 0)), Scale()) == "40.0 px"
    assert text(Angle((10, 0), (0, 0), (0, 10))) == "90.0°"
    assert text(Angle((0, 0), (0, 0), (0, 10))) == "–"
    assert text(CircleRegion((20, 20), 5.0)) == "⌀ 10.0 mm  mean 113.0 ± 0.0 HU"
    assert text(RectangleRegion((5, 5), (35, 25))) == "15.0 × 10.0 mm  mean 113.0 ± 0.0 HU"
    assert text(PolygonRegion(((4.5, 4.5), (24.5, 4.5), (24.5, 24.5), (4.5, 24.5)))).startswith(
        "100 mm²  mean"
    )
    assert text(LineProfile((10, 5), (50, 5)), stored=BAR) == "20.0 mm  FWHM 10.0 mm"
    assert text(LineProfile((10, 15), (50, 15), 5.0), stored=BAR) == "20.0 mm  ↔ 5.00 mm  FWHM 10.0 mm"
    assert text(LineProfile((10, 5), (30, 5)), stored=BAR) == "10.0 mm  10–90 % 0.40 mm"
    assert text(LineProfile((10, 5), (30, 5))) == "10.0 mm  no peak"
    assert text(CircleRegion((0, 20), 5.0)).endswith("HU (cut off)")
    assert text(CircleRegion((-90, 20), 5.0)) == "⌀ 10.0 mm  no pixel"


def test_digits_follow_the_deviation() -> None:
    assert values_text(-113.24, 4.1) == "−113.2 ± 4.1"
    assert values_text(0.01234, 0.0042) == "0.0123 ± 0.0042"
    assert values_text(5.0, 0.0) == "5.0 ± 0.0"
    assert length_text(9.999, "mm") == "10.00 mm"


def note(shape: Shape, scale: Scale = MM, padding: int | None = None) -> str:
    return note_text(read(shape, picture(BAR, scale, padding=padding)))


def test_what_has_to_be_known_is_said() -> None:
    assert note(CircleRegion((20, 20), 5.0)) == ""
    assert "what lies outside is not counted" in note(CircleRegion((0, 20), 5.0))
    assert note(CircleRegion((10, 20), 2.0), padding=0) == "49 pixels of padding not counted"
    assert "Pixel Spacing" in note(Distance((0, 0), (5, 5)), Scale())
    assert "square" in note(Angle((0, 0), (5, 5), (9, 0)), Scale())
    outside = LineProfile((-10, 5), (10, 5))
    assert note(outside) == (
        "No peak stands out by more than 4.5 times the noise. "
        "46 % of the line lies outside of the image or at padding"
    )
    assert text(outside) == "10.0 mm  no peak  (46 % outside)"
    assert note(LineProfile((10, 5), (30, 5))) == "A step, no peak: no half maximum"
    assert "100 %" in note(LineProfile((-30, 5), (-10, 5)))
