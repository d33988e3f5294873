"""Fingerprints of results: the numbers count, to the last bit, and nothing else does."""

import math

from phantomscope.bench.analyses import fingerprint


def test_date_and_warnings_do_not_count() -> None:
    one = {"mtf": {"0.5": 0.55}, "date_of_analysis": "today", "warnings": ["a"]}
    other = {"warnings": [], "date_of_analysis": "tomorrow", "mtf": {"0.5": 0.55}}
    assert fingerprint(one) == fingerprint(other)


def test_the_last_bit_counts() -> None:
    assert fingerprint({"hu": 997.0}) != fingerprint({"hu": math.nextafter(997.0, 1000.0)})


def test_not_a_number_is_a_result_too() -> None:
    assert fingerprint({"hu": math.nan}) == fingerprint({"hu": math.nan})
