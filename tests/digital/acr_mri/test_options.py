import math
from dataclasses import replace
from typing import Any

import pytest

from phantomscope.digital.acr_mri.options import MRScanOptions, mr_options
from phantomscope.digital.options import ScanOptions
from phantomscope.errors import PhantomscopeError


def test_signal_is_that_of_a_spin_echo() -> None:
    one = MRScanOptions(repetition_time=500.0, echo_times=(20.0, 80.0))
    long = replace(one, repetition_time=5000.0)
    assert one.signal(1) / one.signal(0) == pytest.approx(math.exp(-60 / 130))
    assert one.signal() / long.signal() == pytest.approx(1 - math.exp(-500 / 150), rel=1e-6)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"repetition_time": 0.0}, "repetition_time 0.0 isn't between 10.0"),
        ({"field_strength": 20.0}, "field_strength 20.0"),
        ({"nonuniformity": 1.0}, "nonuniformity 1.0"),
        ({"ghost": -0.1}, "ghost -0.1"),
        ({"slice_shift": 99.0}, "slice_shift 99.0"),
        ({"echo_times": ()}, "echo_times"),
        ({"echo_times": (80.0, 20.0)}, "don't rise"),
        ({"noise": -1.0}, "noise -1.0"),
    ],
)
def test_impossible_options_are_told(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(PhantomscopeError) as error:
        MRScanOptions(**wrong)
    assert told in str(error.value)


def test_all_that_only_mr_has_is_told_at_once() -> None:
    with pytest.raises(PhantomscopeError) as error:
        MRScanOptions(ghost=2.0, field_strength=0.0)
    assert all(word in str(error.value) for word in ("ghost", "field_strength"))


def test_options_of_any_phantom_get_the_defaults_of_mr() -> None:
    own = MRScanOptions(ghost=0.1)
    assert mr_options(own) is own
    plain = ScanOptions(noise=7.0, value_error={"Center": 3.0})
    assert mr_options(plain) == MRScanOptions(noise=7.0, value_error={"Center": 3.0})
