import math
from collections.abc import Mapping

import numpy as np
import pytest

from phantomscope.digital.acr_mri.reading import (
    complete_spokes,
    disc_values,
    expected_magnitude,
    integral_uniformity,
)
from phantomscope.digital.painting import Canvas
from phantomscope.digital.places import Place

CANVAS = Canvas(21, 21, 2.0, 1.0)


def test_disc_holds_the_pixels_whose_middles_lie_in_it() -> None:
    image = np.arange(21 * 21, dtype=np.float32).reshape(21, 21)
    middle = image[10, 10]
    assert sorted(disc_values(image, CANVAS, Place(0.0, 0.0, 3.0), 2.1)) == [
        middle - 21, middle - 1, middle, middle + 1, middle + 21
    ]  # fmt: skip
    assert disc_values(image, CANVAS, Place(2.0, -4.0, 3.0), 0.1).tolist() == [image[8, 11]]


def test_uniformity_with_noise_is_that_of_a_sample() -> None:
    random = np.random.default_rng(1)
    field = np.linspace(900.0, 1000.0, 5001)
    sample = (field[:, np.newaxis] + random.normal(0, 10, (5001, 40))).ravel()
    low, high = np.percentile(sample, (1, 99))
    assert integral_uniformity(field, 10.0) == pytest.approx(
        100 * (1 - (high - low) / (high + low)), abs=0.02
    )
    low, high = np.percentile(field, (1, 99))
    assert integral_uniformity(field, 0.0) == pytest.approx(100 * (1 - (high - low) / (high + low)))


@pytest.mark.parametrize("signal", [0.0, 3.0, 10.0, 500.0])
def test_magnitude_is_that_of_a_sample(signal: float) -> None:
    random = np.random.default_rng(2)
    sample = np.hypot(signal + random.normal(0, 4, 400_000), random.normal(0, 4, 400_000))
    assert expected_magnitude(signal, 4.0) == pytest.approx(sample.mean(), rel=0.01)
    assert expected_magnitude(signal, 0.0) == pytest.approx(signal)


def test_magnitude_of_noise_alone() -> None:
    assert expected_magnitude(0.0, 1.0) == pytest.approx(math.sqrt(math.pi / 2), rel=0.01)


@pytest.mark.parametrize(
    ("visibilities", "count"),
    [
        ({"a": [0.01, 0.02, 0.01], "b": [0.01] * 3, "c": [0.002] * 3}, 3),
        ({"a": [0.01, 0.02, 0.01], "b": [0.01, 0.0005, 0.01], "c": [0.002] * 3}, 1),
        ({"a": [0.01, 0.02, 0.0], "b": [0.01] * 3}, 0),
        ({"a": [0.01, 0.02, 0.01], "b": [0.01, 0.07, 0.01]}, 1),
    ],
)
def test_spokes_count_up_to_the_first_that_is_not_seen(
    visibilities: Mapping[str, list[float]], count: int
) -> None:
    assert complete_spokes(visibilities) == count
