"""Which page of the help explains a phantom, a module, a metric or a parameter."""

import re
from collections.abc import Mapping

PHANTOM_PAGES: Mapping[str, str] = {
    "CatPhan 503": "catphan-503.md",
    "CatPhan 504": "catphan-504.md",
    "CatPhan 600": "catphan-600.md",
    "CatPhan 604": "catphan-604.md",
    "CatPhan 700": "catphan-700.md",
    "ACR CT 464": "acr-ct.md",
    "ACR MRI Large": "acr-mri-large.md",
    "ACR MRI Medium": "acr-mri-medium.md",
    "Quart DVT": "quart-dvt.md",
    "TomoTherapy Cheese": "tomo-cheese.md",
    "CIRS 062M": "cirs-062m.md",
    "GE Helios daily": "ge-helios.md",
}
"""The page of each phantom, by its name in the registry. A module's anchor there is its key."""

_OF_THE_PHANTOM = "phantom"
_HU, _LOW, _MTF = "metric-hu.md", "metric-low-contrast.md", "metric-mtf.md"
_EVEN, _NOISE, _SIZE = "metric-uniformity.md", "metric-noise.md", "metric-geometry.md"
_MRI_EVEN = "metric-mri-uniformity.md"

# The first pattern that fits the whole key of a metric decides.
_RULES: tuple[tuple[str, str], ...] = (
    (r"catphan_roll_deg|phantom_roll(_deg)?", "metric-setup.md#roll"),
    (r"origin_slice", "metric-setup.md#origin-slice"),
    (r"num_images", "metric-setup.md#slices-analysed"),
    (r"ctp404\.hu_rois\..+|hu_module\.rois\..+|ct_module\.rois\..+", f"{_HU}#linearity"),
    (r"rois\.[^.]+\.median", f"{_HU}#plugs"),
    (r"contrast_scale\.(rois\.data\.mean_hu\..+|hu_difference)", f"{_HU}#contrast-scale"),
    (r".+\.std\.[^.]+|rois\.[^.]+\.std|.+\.Center\.stdev|.+center_roi_stdev", f"{_NOISE}#noise"),
    (r"noise_uniformity\.center_noise_std_dev", f"{_NOISE}#noise"),
    (r"noise_uniformity\..+", f"{_EVEN}#centre-and-edge"),
    (r".+\.low_contrast_visibility", f"{_LOW}#lcv"),
    (r"slice1\.measured_slice_thickness_mm", "metric-thickness.md#acr-mri-ramps"),
    (r".+\.measured_slice_thickness_mm", "metric-thickness.md#wire-ramps"),
    (r"ctp404\.(avg_line_distance_mm|line_distances_mm\..+)", f"{_SIZE}#line-distance"),
    (r".+\.(bb_distance_mm|scaling_error_percent|measured_pixel_size)", f"{_SIZE}#bb-distance"),
    (r"geometric_module\.distances\..+", f"{_SIZE}#phantom-width"),
    (r"(geometric_distortion|sagittal_localizer)_module\..+", f"{_SIZE}#acr-mri-distortion"),
    (r"geometric_module\.(mean_)?high_contrast_distances?.*", f"{_MTF}#edge-width"),
    (r".+\.uniformity_index", f"{_EVEN}#uniformity-index"),
    (r".+\.integral_non_uniformity", f"{_EVEN}#integral-non-uniformity"),
    (r".+\.nps_avg_power", f"{_NOISE}#nps-average-power"),
    (r".+\.nps_max_freq", f"{_NOISE}#nps-max-frequency"),
    (r"slice1\..*mtf.+|slice1\.rois\..+", f"{_MTF}#acr-mri-resolution"),
    (r"high_contrast\..+", f"{_MTF}#helios-bars"),
    (r"spatial_resolution_module\..+", f"{_MTF}#acr-ct-patterns"),
    (r".+\.mtf_lp_mm\..+", f"{_MTF}#line-pairs"),
    (r".+\.num_rois_seen", f"{_LOW}#targets-seen"),
    (r".+\.roi_results\..+\.visibility", f"{_LOW}#visibility"),
    (r".+\.roi_results\..+", f"{_LOW}#target-values"),
    (r"low_contrast_module\..+", f"{_LOW}#acr-ct-cnr"),
    (r"low_contrast_multi_slice_module\..+", f"{_LOW}#acr-mri-spokes"),
    (r"low_contrast\..+", f"{_LOW}#helios-low-contrast"),
    (r"slice1?1\..+", "metric-slice-position.md#bar-difference"),
    (r"hu_module\.(signal|contrast)_to_noise", f"{_NOISE}#quart-snr-cnr"),
    (r"uniformity_module\.piu", f"{_MRI_EVEN}#piu"),
    (r"uniformity_module\.(psg|ghosting_ratio|ghost_rois\..+)", f"{_MRI_EVEN}#ghosting"),
    (r"(ctp486|uniformity_module)\.rois\..+", f"{_EVEN}#regions"),
)
# On MR images the same keys mean a signal instead of HU.
_MR_RULES: tuple[tuple[str, str], ...] = ((r"uniformity_module\.rois\..+", f"{_MRI_EVEN}#signal"),)
_PARAMETERS: tuple[tuple[str, str], ...] = (
    (r"[xy]_adjustment|angle_adjustment|roll_slice_offset|origin_slice", "parameters.md#place"),
    (r"roi_size_factor|scaling_factor", "parameters.md#sizes"),
    (r".*low_contrast.*|.*cnr.*|contrast_.*|.*visibility.*", "parameters.md#low-contrast"),
    (r"hu_tolerance|scaling_tolerance|thickness_tolerance|.*_tolerance", "parameters.md#tolerances"),
    (r"expected_hu_values", "parameters.md#expected-hu"),
    (r"thickness_slice_straddle", "parameters.md#straddle"),
    (r"roi_config", "parameters.md#densities"),
    (r"echo_number", "parameters.md#echo"),
)


def page_of_phantom(phantom: str, module: str = "") -> str:
    """The page that explains a phantom, at one of its modules.

    Args:
        phantom: Its name in the registry; results may say "GE Helios CT Daily" in other words.
        module: The module's key, e.g. "ctp404"; empty, or that of the phantom as a whole, for the page's top.
    """
    page = PHANTOM_PAGES.get(phantom, "metric-setup.md")
    if module == _OF_THE_PHANTOM or not module:
        return page
    return f"{page}#{module.replace('_', '-')}"


def page_of_metric(phantom: str, key: str) -> str:
    """The page that explains a metric, with its anchor; the phantom's own page where none does.

    Args:
        phantom: The phantom's name in the registry.
        key: The metric's key, e.g. "ctp404.hu_rois.Teflon.value".
    """
    rules = (*_MR_RULES, *_RULES) if "MRI" in phantom else _RULES
    return _first(rules, key) or page_of_phantom(phantom)


def page_of_parameter(name: str) -> str:
    """The page that explains a parameter of an analysis, with its anchor."""
    return _first(_PARAMETERS, name) or "parameters.md"


def _first(rules: tuple[tuple[str, str], ...], key: str) -> str:
    return next((target for pattern, target in rules if re.fullmatch(pattern, key)), "")
