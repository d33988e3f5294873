"""Names and units as a physicist writes them."""

import pytest

from phantomscope.analysis.engine.metric_names import (
    lower_first,
    metric_name,
    metric_unit,
    module_title,
    region_name,
    sentence_case,
    spaced,
)


@pytest.mark.parametrize(
    ("name", "title", "shown", "unit"),
    [
        ("measured_slice_thickness_mm", "Measured Slice Thickness (mm)", "Measured slice thickness", "mm"),
        ("catphan_roll_deg", "Phantom Roll (°)", "Phantom roll", "°"),
        ("phantom_roll_deg", "Quart roll (°)", "Phantom roll", "°"),
        ("phantom_roll_deg", None, "Phantom roll", "°"),
        ("phantom_roll", "Phantom roll (°)", "Phantom roll", "°"),
        ("phantom_roll_deg", "Phantom Roll (deg)", "Phantom roll", "°"),
        ("uniformity_index", "Uniformity Index", "Uniformity index", "%"),
        ("integral_non_uniformity", "Integral Non-Uniformity", "Integral non-uniformity", ""),
        ("nps_avg_power", None, "NPS average power", ""),
        ("nps_max_freq", None, "NPS max frequency", ""),
        ("signal_to_noise", "SNR (Poly)", "SNR (Poly)", ""),
        ("contrast_to_noise", "CNR (Poly/Acrylic)", "CNR (Poly/Acrylic)", ""),
        ("cnr", "Contrast to Noise Ratio", "Contrast-to-noise ratio", ""),
        ("psg", "Percent Signal Ghosting", "Percent signal ghosting", "%"),
        ("piu", "Percent Integral Uniformity", "Percent integral uniformity", "%"),
        ("ghosting_ratio", "Ghosting Ratio", "Ghosting ratio", ""),
        ("center_roi_stdev", "Center ROI Standard Deviation", "Center ROI standard deviation", "HU"),
        ("bb_distance_mm", "BB Distance (mm)", "BB distance", "mm"),
        ("scaling_error_percent", "Scaling Error (%)", "Scaling error", "%"),
        ("measured_pixel_size", "Measured Pixel Size (mm/pixel)", "Measured pixel size", "mm/pixel"),
        ("mean_hu_water", "Mean HU Water", "Mean HU water", "HU"),
        ("std_dev_1_6mm", "1.6mm Std Dev", "1.6 mm standard deviation", "HU"),
        ("low_contrast_std", "Low Contrast Std Dev", "Low contrast standard deviation", "HU"),
        (
            "center_outer_mean_difference",
            "Center-Outer Mean Difference",
            "Center-outer mean difference",
            "HU",
        ),
        ("three_oclock_mean_hu", "3 O'Clock Mean HU", "3 o'clock mean HU", "HU"),
        (
            "mean_high_contrast_distance",
            "Mean Distance -700->-200HU (mm)",
            "Mean edge width, −700 to −200 HU",
            "mm",
        ),
        ("num_rois_seen", "Number of low-contrast ROIs detected", "Number of low-contrast ROIs detected", ""),
        ("std", None, "Standard deviation", "HU"),
        ("mean", None, "Mean", "HU"),
        ("score", "Total Score", "Total score", ""),
    ],
)
def test_names_and_units(name: str, title: str | None, shown: str, unit: str) -> None:
    assert metric_name(name, title) == shown
    assert metric_unit(name, title, "HU") == unit


def test_signal_has_no_unit() -> None:
    assert metric_unit("mean", None, "") == ""


def test_spaced() -> None:
    assert spaced("line_distances_mm") == "Line distances"
    assert spaced("slice_11") == "Slice 11"
    assert spaced("hu_rois") == "HU rois"
    assert spaced("negative diagonal") == "Negative diagonal"


def test_sentence_case_keeps_what_is_no_word() -> None:
    assert sentence_case("Top-Horizontal") == "Top-horizontal"
    assert sentence_case("") == ""
    assert sentence_case("MTF") == "MTF"


def test_lower_first() -> None:
    assert lower_first("Mean") == "mean"
    assert lower_first("HU difference") == "HU difference"


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("10oclock", "10 o’clock"),
        ("3 o'clock", "3 o’clock"),
        ("Air", "Air"),
        ("50% Bone", "50% Bone"),
        ("horizontal", "Horizontal"),
    ],
)
def test_region_names(entry: str, name: str) -> None:
    assert region_name(entry) == name


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Slice 1 Module", "Slice 1 module"),
        ("HU module", "HU module"),
        ("CTP404 (HU Linearity)", "CTP404 (HU Linearity)"),
    ],
)
def test_module_titles(title: str, shown: str) -> None:
    assert module_title(title) == shown
