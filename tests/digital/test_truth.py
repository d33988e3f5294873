import json

import pytest

from phantomscope.digital.catalogue import digital_phantom
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.truth import ModuleTruth, RegionTruth, Truth


def test_json_round_trip() -> None:
    region = RegionTruth(115.0, 12.5, 30.25, 6.1, nominal=None)
    module = ModuleTruth(3, -65.0, 10.0, {"Acrylic": region}, {"slice thickness (mm)": 2.5})
    known = Truth(
        "CatPhan504", "HU", "2.25.1", 5, 64, 32, 0.5, 2.5, 2.5, 2, 31.5, 15.5, 1.0, 4.0, {"A": module}
    )
    assert Truth.from_json(known.to_json()) == known


def test_phantom_survives_the_round_trip() -> None:
    known = digital_phantom("CatPhan 504").truth(ScanOptions(roll=1.5, value_error={"Teflon": 80}))
    assert Truth.from_json(known.to_json()) == known
    assert json.loads(known.to_json())["modules"]["CTP404"]["regions"]["Teflon"]["value"] == 1080


@pytest.mark.parametrize("text", ["", "{}", '{"modules": {}}'])
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        Truth.from_json(text)
