"""What every phantom does with the options, shown on one that needs no pylinac."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset

from phantomscope.digital.layout import Layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.scene import Rod, Scene, Section
from phantomscope.digital.truth import ModuleTruth, RegionTruth
from phantomscope.errors import PhantomscopeError


class Tin(DigitalPhantom):
    """A can with a rod to the right in one module and nothing in the other."""

    name, class_name = "Tin can", "TinCan"
    default_options = ScanOptions(
        columns=84, rows=80, pixel_spacing=1.0, slice_thickness=2.0, noise=0.0, air_slices=2
    )
    module_names, region_names = ("full", "empty"), ("rod",)
    extent, half_width, half_height = (-15.0, 5.0), 25.0, 25.0

    def module_positions(self) -> Mapping[str, float]:
        return {"full": 0.0, "empty": -10.0}

    def scene(self, options: ScanOptions) -> Scene:
        rod = Rod(15.0, 0.0, 4.0, -5.0, 5.0, 100.0 + options.value_error.get("rod", 0.0))
        return Scene(25.0, (Section(*self.extent, 0.0),), (rod,))

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        value = 100.0 + options.value_error.get("rod", 0.0)
        rod = RegionTruth(value, *canvas.pixel(15.0, 0.0), 4.0, 100.0)
        return {"full": layout.module(0.0, 0.0, {"rod": rod}), "empty": layout.module(-10.0, 0.0)}


TIN = Tin()


def made(**changes: Any) -> tuple[list[Dataset], Any]:
    options = replace(TIN.default_options, **changes)
    return list(TIN.iter_slices(options)), TIN.truth(options)


def stored(dataset: Dataset) -> np.ndarray:
    return np.frombuffer(dataset.PixelData, dtype="<i2").reshape(dataset.Rows, dataset.Columns)


def hu(dataset: Dataset) -> np.ndarray:
    return stored(dataset) * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept)


def rod_value(slices: list[Dataset], known: Any) -> float:
    module = known.modules["full"]
    rod = module.regions["rod"]
    return float(hu(slices[module.slice_num])[round(rod.row), round(rod.column)])


@pytest.mark.parametrize("change", [{}, {"roll": 30.0}, {"offset_x": 4.0, "offset_y": -3.0}])
@pytest.mark.parametrize("reversed_order", [False, True])
@pytest.mark.parametrize("blank_slices", [0, 2])
def test_truth_knows_where_everything_is(
    change: dict[str, Any], reversed_order: bool, blank_slices: int
) -> None:
    slices, known = made(
        **change, reversed_order=reversed_order, blank_slices=blank_slices, value_error={"rod": 50.0}
    )
    assert len(slices) == known.num_images
    assert rod_value(slices, known) == pytest.approx(150.0, abs=1)
    for module in known.modules.values():
        assert float(slices[module.slice_num].ImagePositionPatient[2]) == module.position_mm
    positions = [float(each.ImagePositionPatient[2]) for each in slices]
    assert positions == sorted(positions)
    assert positions[known.origin_slice] == 0.0


def test_turning_mirrors_and_reverses_the_stack() -> None:
    ahead, turned = (made(reversed_order=order, roll=20.0, noise=3.0)[0] for order in (False, True))
    for one, other in zip(ahead, reversed(turned), strict=True):
        assert np.array_equal(stored(one), stored(other)[:, ::-1])
        assert float(one.ImagePositionPatient[2]) == -float(other.ImagePositionPatient[2])


def test_blank_slices_hold_one_value_and_no_noise() -> None:
    slices, _ = made(blank_slices=2, noise=5.0)
    assert [bool(stored(each).any()) for each in slices[:3]] == [False, False, True]
    assert [bool(stored(each).any()) for each in slices[-3:]] == [True, False, False]


def test_scan_without_a_module_has_no_truth_of_it() -> None:
    whole, _ = made()
    slices, known = made(missing_modules=("empty",))
    assert len(slices) < len(whole)
    assert set(known.modules) == {"full"}
    assert float(slices[0].ImagePositionPatient[2]) > -10.0


def test_wrong_spacing_is_in_the_header_only() -> None:
    right, known = made()
    wrong, still = made(spacing_error=0.02)
    assert [float(each) for each in wrong[0].PixelSpacing] == pytest.approx([1.02, 1.02])
    assert stored(right[5]).tobytes() == stored(wrong[5]).tobytes()
    assert known.pixel_spacing_mm == still.pixel_spacing_mm == 1.0


def test_raw_scale_tells_no_hu() -> None:
    slices, known = made(scale="raw")
    assert not {"RescaleSlope", "RescaleIntercept", "RescaleType"} & set(slices[0].dir())
    middle = stored(slices[known.origin_slice])
    assert middle[40, 42] == 400  # water
    assert middle[0, 0] == 0  # air
    assert stored(slices[known.origin_slice]).max() == 440


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"value_error": {"lid": 1.0}}, "value_error names 'lid', but the regions are rod"),
        ({"missing_modules": ("lid",)}, "missing_modules names 'lid', but the modules are full, empty"),
        ({"columns": 64, "offset_x": 5.0}, "64 columns show 64 mm, but the phantom, so placed, needs 72 mm"),
        ({"field_of_view": 40.0}, "the field of view of 40 mm cuts the phantom"),
    ],
)
def test_what_does_not_fit_the_phantom_is_told(change: dict[str, Any], told: str) -> None:
    options = replace(TIN.default_options, **change)
    with pytest.raises(PhantomscopeError) as error:
        next(TIN.iter_slices(options))
    assert told in str(error.value)
    with pytest.raises(PhantomscopeError):
        TIN.truth(options)


def test_an_mr_phantom_stores_signal() -> None:
    class Bottle(Tin):
        modality, unit = "MR", "signal"

    options = replace(TIN.default_options, noise=0.0)
    dataset = next(Bottle().iter_slices(options))
    assert (dataset.Modality, dataset.SOPClassUID) == ("MR", pydicom.uid.MRImageStorage)
    assert dataset.EchoNumbers == 1
    assert "RescaleSlope" not in dataset
    assert Bottle().truth(options).unit == "signal"
