"""Results as an analysis gives them, made by hand: small, but with everything that the window shows."""

import math

import msgspec

from phantomscope.analysis.results import (
    AnalysisResult,
    Chart,
    Curve,
    Metric,
    ModuleResult,
    Outline,
    Points,
    Provenance,
    SliceImage,
    Verdict,
)
from phantomscope.stack.member import Member
from phantomscope.stack.series import Series
from phantomscope.stack.slice_header import PixelFormat, Plane, SeriesFacts, SliceHeader

INSERTS = {
    "Air": (-998, -1000),
    "PMP": (-200, -196),
    "LDPE": (-102, -104),
    "Poly": (-45, -47),
    "Acrylic": (115, 115),
    "Delrin": (340, 365),
    "Teflon": (997, 1000),
}
WARNING = "MTF resolution wasn't calculated for 10% that was asked for. It is outside the measured MTF range."


def sample_result(*, wrong: tuple[str, ...] = (), warnings: tuple[str, ...] = (WARNING,)) -> AnalysisResult:
    """A CatPhan 504 of three modules.

    Args:
        wrong: Names of inserts whose value is far off.
        warnings: As given.
    """
    inserts = [_insert(name, *values, name in wrong) for name, values in INSERTS.items()]
    thickness = Metric(
        "Measured Slice Thickness",
        "ctp404.measured_slice_thickness_mm",
        2.4917,
        "mm",
        2.5,
        0.2,
        verdict=Verdict.PASS,
        outlines=("Ramp Left", "Ramp Right"),
    )
    modules = (
        ModuleResult("phantom", "Phantom", None, (Metric("Phantom Roll", "catphan_roll_deg", -0.258, "°"),)),
        ModuleResult("ctp404", "CTP404 (HU Linearity)", 32, (thickness, *inserts), ("CTP404",)),
        ModuleResult(
            "ctp528",
            "CTP528 (Spatial Resolution)",
            44,
            (
                Metric("MTF 10 %", "ctp528.mtf_lp_mm.10", "not reached", "lp/mm"),
                Metric("MTF 50 %", "ctp528.mtf_lp_mm.50", 0.55712345678, "lp/mm"),
            ),
            ("CTP528",),
        ),
        ModuleResult(
            "ctp515",
            "CTP515 (Low Contrast)",
            20,
            (Metric("ROIs detected", "ctp515.num_rois_seen", 2, minimum=1, verdict=Verdict.PASS),),
        ),
    )
    images = (
        SliceImage("CTP404", "CTP404 HU Linearity", 32, _hu_outlines(wrong), -1000, 1000),
        SliceImage("CTP528", "CTP528 Spatial Resolution", 44, (_circle("", 255, 255, 95),)),
    )
    return AnalysisResult(modules, images, _charts(), warnings, _provenance(), {"phantom_model": "504"})


def sample_series(description: str = "CatPhan 504 head", *, modality: str = "CT", count: int = 64) -> Series:
    """A series of small headers; nothing can be read through it."""
    facts = SeriesFacts("1.2.3", "1.2", modality, "", description, "", "", "Maker", "Scanner", "", 2, False)
    pixel_format = PixelFormat(
        512, 512, 16, 16, True, "MONOCHROME2", 1.0, -1000.0, "HU", "1.2.840.10008.1.2.1", True, False, None
    )
    plane = Plane((1.0, 0.0, 0.0, 0.0, 1.0, 0.0), (0.5, 0.5), 2.5, 2.5)
    slices = tuple(
        SliceHeader(
            Member(f"{number}.dcm", 525_000, number, 160_000, 8),
            0,
            f"1.2.3.{number}",
            number,
            (0.0, 0.0, 2.5 * number),
            2.5 * number,
            None,
            1000,
            524_288,
            pixel_format,
            plane,
            facts,
        )
        for number in range(count)
    )
    return Series("key", facts, slices, tuple(2.5 * number for number in range(count)), ())


def with_modules(result: AnalysisResult, modules: tuple[ModuleResult, ...]) -> AnalysisResult:
    """The same result with other modules."""
    return msgspec.structs.replace(result, modules=modules)


def _insert(name: str, value: float, nominal: float, wrong: bool) -> Metric:
    return Metric(
        name,
        f"ctp404.hu_rois.{name}",
        value - 90 if wrong else value,
        "HU",
        nominal,
        40,
        verdict=Verdict.FAIL if wrong else Verdict.PASS,
        outlines=(name,),
    )


def _circle(
    name: str,
    x: float,
    y: float,
    radius: float,
    verdict: Verdict = Verdict.NOT_JUDGED,
    *,
    dashed: bool = False,
) -> Outline:
    angles = [math.tau * step / 48 for step in range(49)]
    xs: Points = tuple(x + radius * math.cos(angle) for angle in angles)
    ys: Points = tuple(y + radius * math.sin(angle) for angle in angles)
    return Outline(name, xs, ys, "green", dashed, verdict)


def _hu_outlines(wrong: tuple[str, ...]) -> tuple[Outline, ...]:
    circles = []
    for number, name in enumerate(INSERTS):
        angle = math.tau * number / len(INSERTS)
        verdict = Verdict.FAIL if name in wrong else Verdict.PASS
        circles.append(_circle(name, 255 + 120 * math.cos(angle), 255 + 120 * math.sin(angle), 8, verdict))
    ramps = tuple(
        Outline(name, (x, x + 20, x + 20, x, x), (200, 200, 300, 300, 200), "blue", verdict=Verdict.PASS)
        for name, x in (("Ramp Left", 180), ("Ramp Right", 310))
    )
    broken = Outline("Geometry", (200, 310, None, 200, 310), (200, 200, None, 310, 310), "blue", dashed=True)
    return (*circles, *ramps, broken)


def _charts() -> tuple[Chart, ...]:
    nominal = tuple(float(nominal) for _, nominal in INSERTS.values())
    deltas = tuple(float(value - wanted) for value, wanted in INSERTS.values())
    linearity = Chart(
        "HU Linearity",
        "HU Linearity",
        "Nominal Values",
        "HU Delta",
        (
            Curve("Measured values", nominal, deltas, False, True, False, "green"),
            Curve("Nominal Values", nominal, (0.0,) * 7, True, False, False, "green"),
            Curve("Upper Tolerance", nominal, (40.0,) * 7, True, False, True, "red"),
            Curve("Lower Tolerance", nominal, (-40.0,) * 7, True, False, True, "red"),
        ),
    )
    frequencies = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
    mtf = (1.0, 0.98, 0.9, None, 0.62, 0.4)
    relative = Chart(
        "MTF",
        "Relative MTF",
        "Line pairs / mm",
        "Relative MTF",
        (
            Curve("rMTF", frequencies, mtf, True, True, False, ""),
            Curve("", frequencies, mtf, False, True, False, ""),
        ),
    )
    return linearity, relative


def _provenance() -> Provenance:
    return Provenance(
        program="0.1.0",
        pylinac="3.49.0",
        phantom="CatPhan 504",
        series_uid="1.2.3",
        series_title="CatPhan 504 head",
        source="scan.zip",
        slice_count=64,
        parameters={"hu_tolerance": 40, "x_adjustment": 0, "expected_hu_values": None},
        changed=("x_adjustment",),
        edits=("excluded slices (by place in the series): 3",),
        analysed_at="2025-01-31T09:30:00+01:00",
        seconds=2.13,
    )
