"""A record as a run would leave it, with figures that a test knows."""

from phantomscope.bench import catalogue as name
from phantomscope.bench.measure import Figures
from phantomscope.bench.record import Record, ScanRecord, Series


def analysis(analyse: float, peak: float, *, results: str = "abc", written: float = 0.0) -> Figures:
    return {
        "import s": 1.0,
        "imports MB": 180.0,
        "open s": 0.5,
        "analyse s": analyse,
        "open and analyse s": 0.5 + analyse,
        "finding the phantom s": analyse / 2,
        "CPU s": analyse,
        "added by opening MB": 1.0,
        "peak above imports MB": peak,
        "written MB": written,
        "shadow MB": 0.0,
        "results": results,
    }


def series(*, ours: str = "abc") -> Series:
    """Three rounds; in the second, everything takes three times as long."""
    found = Series()
    for busy in (1.0, 3.0, 1.0):
        found.add(name.STOCK, analysis(4.0 * busy, 200.0, written=33.0))
        found.add(name.OURS, analysis(1.0 * busy, 30.0, results=ours))
        found.add(name.SHADOW, None, "It can't.")
        found.add(
            name.SCROLL.format(name.STOCK),
            {"peak above imports MB": 205.0, "written MB": 33.0, "shadow MB": 0.0},
        )
        found.add(
            name.SCROLL.format(name.SHADOW),
            {"peak above imports MB": 16.0, "written MB": 0.01, "shadow MB": 12.0},
        )
        found.add(
            name.PROVIDER,
            {
                "peak above start MB": 3.0,
                "by account ×": 1.16,
                "by RSS ×": 1.3,
                "slice ms": 0.6,
                "inflate alone ms": 0.5,
                "packed KB/slice": 160.0,
                "stored KB/slice": 524.0,
            },
        )
    return found


def record(*, ours: str = "abc", unchanged: bool = True) -> Record:
    scan = ScanRecord("scan.zip", "CatPhan 504", 64, 10_000_000, 33_000_000, unchanged, series(ours=ours))
    common = Series()
    for answer in (0.1, 0.3, 0.15):
        common.add(name.ANSWERS, {"--version s": answer, "--help s": 0.25})
        common.add(name.MEMORY, {"copied GB/s": 10.0})
    return Record("2026-01-01T12:00+00:00", "1.0", 3, {"cores": 2, "processor": "A B"}, common, [scan])
