from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from phantomscope.digital.acr_mri.large import PHANTOM
from phantomscope.digital.acr_mri.sagittal import lay_sagittal, sagittal_image

OPTIONS = replace(
    PHANTOM.default_options, columns=251, rows=251, pixel_spacing=1.0, psf_fwhm=0.5, value_error={}
)


@pytest.fixture(scope="module")
def image() -> Any:
    return sagittal_image(PHANTOM.scene(OPTIONS), OPTIONS)


def test_body_is_as_long_and_as_wide_as_the_phantom(image: Any) -> None:
    """Away from what is in it; rows are z, from the top, columns are y."""
    inside = image > image.max() / 2
    assert np.count_nonzero(inside[:, 125 + 80]) == pytest.approx(148, abs=1)
    assert np.count_nonzero(inside[5 + 50 + 74 - 10]) <= 190
    columns = np.flatnonzero(inside.any(axis=0))
    assert columns[-1] - columns[0] + 1 == pytest.approx(190, abs=1)


def test_slices_show_at_their_heights(image: Any) -> None:
    """z = 50 mm is the middle row, and superior is up."""
    signal = image[125 - 10, 125 + 50]
    row = 125 - (40 - 50)
    assert image[row, 125 + 15] < 0.4 * signal  # a line of the grid in slice 5
    assert image[125 - (0 - 50) - 3, 125] < 0.1 * signal  # the thickness insert in slice 1
    assert image[125 - (95 - 50), 125 + 54] < 0.1 * signal  # the ring around the disks


def test_header_places_the_middle_of_the_image_on_the_axis() -> None:
    series = PHANTOM.series(OPTIONS)
    dataset = series.blank(0, 0.0)
    lay_sagittal(dataset, series, 50.0)
    assert dataset.ImagePositionPatient == [0, -125, 175]
    assert dataset.ImageOrientationPatient == [0, 1, 0, 0, 0, -1]
