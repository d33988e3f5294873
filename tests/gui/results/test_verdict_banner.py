import msgspec
import pytest
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import LeftOut
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.results.verdict_banner import VerdictBanner


@pytest.fixture
def banner(qtbot: QtBot) -> VerdictBanner:
    banner = VerdictBanner()
    qtbot.addWidget(banner)
    return banner


def left_edge(banner: VerdictBanner) -> str:
    image: QImage = banner.grab().toImage()
    return image.pixelColor(1, image.height() // 2).name()


def test_it_says_the_verdict_with_sign_and_colour(banner: VerdictBanner) -> None:
    banner.show_result(sample_result())
    assert banner.text == "✓ PASS 9 of 9 checks"
    assert left_edge(banner) == LIGHT.pass_
    banner.show_result(sample_result(wrong=("Air",)))
    assert banner.text == "✗ FAIL 1 of 9 checks failed"
    assert left_edge(banner) == LIGHT.fail
    assert banner.accessibleName() == "Verdict: FAIL 1 of 9 checks failed"


def test_it_says_why_there_is_none(banner: VerdictBanner) -> None:
    banner.show_failure("The phantom was not found. Choose another.")
    assert banner.text == "✗ The phantom was not found. Choose another."
    assert not banner.isHidden()
    banner.clear()
    assert banner.isHidden()
    assert banner.text == ""


def test_markup_in_a_text_stays_text(banner: VerdictBanner) -> None:
    banner.show_failure("<b>bold</b>")
    assert banner.text == "✗ <b>bold</b>"


def test_it_follows_the_palette(banner: VerdictBanner) -> None:
    banner.show_result(sample_result())
    banner.setPalette(QPalette(QColor("#303030")))
    assert left_edge(banner) == DARK.pass_


def test_a_long_text_wraps_instead_of_widening_the_panel(banner: VerdictBanner) -> None:
    banner.show_failure("It could not be done for this and that reason. " * 6)
    assert banner.minimumSizeHint().width() < 300
    assert banner.heightForWidth(300) > banner.heightForWidth(900)


def test_it_says_why_below(banner: VerdictBanner) -> None:
    banner.show_result(sample_result())
    assert banner.detail == "3 values are not judged"
    banner.show_result(sample_result(wrong=("Air",)))
    assert banner.detail == "Air −1088 HU, expected −1000 ± 40"
    assert banner.accessibleDescription() == banner.detail
    banner.show_failure("No.")
    assert banner.detail == ""


def test_it_says_what_was_not_scanned_and_whose_limits(banner: VerdictBanner) -> None:
    result = sample_result(wrong=("Air",))
    hu = result.modules[1]
    own = tuple(msgspec.structs.replace(metric, own_limits=True) for metric in hu.metrics[:2])
    left_out = (LeftOut("CTP486", 80.0, 12.34),)
    result = msgspec.structs.replace(
        result,
        modules=(msgspec.structs.replace(hu, metrics=(*own, *hu.metrics[2:])),),
        provenance=msgspec.structs.replace(result.provenance, left_out=left_out),
    )
    banner.show_result(result)
    assert banner.text.startswith("✗ PARTIAL FAIL")
    assert "CTP486 was not scanned" in banner.text
    assert banner.detail.splitlines() == [
        "Air −1088 HU, expected −1000 ± 40",
        "CTP486 lies 12 mm outside the scan",
        "* 2 values judged by your own limits",
    ]
