"""Signs for verdicts, so that colour is never the only one."""

from phantomscope.analysis.results import Verdict

SYMBOLS: dict[Verdict, str] = {
    Verdict.PASS: "✓",
    Verdict.WARN: "!",
    Verdict.FAIL: "✗",
    Verdict.NOT_JUDGED: "–",
}

ASCII_SYMBOLS: dict[Verdict, str] = {
    Verdict.PASS: "+",
    Verdict.WARN: "!",
    Verdict.FAIL: "x",
    Verdict.NOT_JUDGED: "-",
}
