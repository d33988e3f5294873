import itertools

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from phantomscope.analysis.results import Verdict
from phantomscope.gui.parts.colours import DARK, LIGHT, Colours, colours_for, scheme_of, tinted

BACKGROUNDS = {
    "light": (LIGHT, ("#ffffff", "#f5f5f5", "#efefef")),
    "dark": (DARK, ("#1e1e1e", "#2b2b2b", "#323232")),
}
# Machado, Oliveira, Fernandes 2009: full deuteranopia, protanopia and tritanopia, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def linear(colour: str) -> np.ndarray:
    values = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1's contrast ratio."""
    darker, lighter = sorted(float(XYZ[1] @ linear(colour)) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    scaled = XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1, 1.08883])
    f = np.where(scaled > 0.008856, np.cbrt(scaled), 7.787 * scaled + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def over(colour: str, alpha: float, background: str) -> str:
    shade, below = QColor(colour), QColor(background)
    mixed = [
        round(alpha * top + (1 - alpha) * bottom)
        for top, bottom in zip(shade.getRgb()[:3], below.getRgb()[:3], strict=True)
    ]
    return QColor(*mixed).name()


@pytest.mark.parametrize("scheme", BACKGROUNDS)
@pytest.mark.parametrize("name", ["pass_", "warn", "fail", "not_judged", "chart_text"])
def test_text_can_be_read_on_every_background(scheme: str, name: str) -> None:
    colours, backgrounds = BACKGROUNDS[scheme]
    for background in backgrounds:
        assert contrast(getattr(colours, name), background) >= 4.5


@pytest.mark.parametrize("scheme", BACKGROUNDS)
def test_the_banner_can_be_read_on_its_own_tint(scheme: str) -> None:
    colours, backgrounds = BACKGROUNDS[scheme]
    for verdict in Verdict:
        own = colours.of(verdict)
        assert contrast(own, over(own, 0.12, backgrounds[-1])) >= 4.5


@pytest.mark.parametrize("scheme", BACKGROUNDS)
def test_lines_and_bars_stand_out(scheme: str) -> None:
    """WCAG 2.1, 1.4.11: graphics need a contrast of 3."""
    colours, backgrounds = BACKGROUNDS[scheme]
    graphics = (
        *colours.curves,
        *colours.parts[:4],
        colours.chart_limit,
        colours.gauge_normal,
        colours.gauge_full,
    )
    for colour in graphics:
        assert contrast(colour, backgrounds[-1]) >= 3


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_lines_on_a_slice_stand_out_from_their_halo(colours: Colours) -> None:
    for verdict in Verdict:
        assert contrast(colours.on_image(verdict), colours.image_halo) >= 7


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_verdicts_differ_for_all_eyes(colours: Colours, eyes: str) -> None:
    """A CIE 1976 difference of 2.3 can just be seen; these are far above."""
    for one, other in itertools.combinations(Verdict, 2):
        for of in (colours.of, colours.on_image):
            apart = lab(EYES[eyes] @ linear(of(one))) - lab(EYES[eyes] @ linear(of(other)))
            assert float(np.linalg.norm(apart)) > 14, (one, other)


def test_schemes() -> None:
    assert colours_for(Qt.ColorScheme.Dark) is DARK
    assert colours_for(Qt.ColorScheme.Light) is LIGHT
    assert colours_for(Qt.ColorScheme.Unknown) is LIGHT
    assert scheme_of(QPalette(QColor("#efefef"))) == Qt.ColorScheme.Light
    assert scheme_of(QPalette(QColor("#202020"))) == Qt.ColorScheme.Dark


def test_tint() -> None:
    assert tinted("#ff0000", 0.5).getRgb() == (255, 0, 0, 128)
