import numpy as np
import pytest

from phantomscope.digital.acr_mri.acquisition import noisy, received
from phantomscope.digital.acr_mri.options import MRScanOptions

FLAT = np.full((101, 101), 1000.0, dtype=np.float32)


def options(**changes: float | bool) -> MRScanOptions:
    values: dict[str, float | bool] = {"nonuniformity": 0.0, **changes}
    return MRScanOptions(columns=101, rows=101, pixel_spacing=1.0, **values)  # type: ignore[arg-type]


def test_signal_falls_with_the_square_of_the_distance() -> None:
    image = received(FLAT, options(nonuniformity=0.2), 50.0)
    assert image[50, 50] == pytest.approx(1000)
    assert image[50, 75] == pytest.approx(950)
    assert image[0, 50] == image[50, 100] == pytest.approx(800)


def test_ghost_lies_half_the_field_of_view_down() -> None:
    values = np.zeros((101, 101), dtype=np.float32)
    values[10, 30] = 1000.0
    image = received(values, options(ghost=0.05), 50.0)
    assert image[60, 30] == pytest.approx(50)
    assert image[10, 30] == 1000
    assert np.count_nonzero(image) == 2


def test_magnitude_noise_is_never_negative_and_gaussian_noise_is() -> None:
    dark = np.zeros((101, 101), dtype=np.float32)
    rician = noisy(dark, options(noise=5.0), np.random.default_rng(1))
    gaussian = noisy(dark, options(noise=5.0, rician=False), np.random.default_rng(1))
    assert rician.min() >= 0
    assert rician.mean() == pytest.approx(5 * np.sqrt(np.pi / 2), rel=0.03)
    assert gaussian.mean() == pytest.approx(0, abs=0.2)
    for image in (noisy(FLAT, options(noise=5.0, rician=each), np.random.default_rng(1)) for each in (0, 1)):
        assert image.std() == pytest.approx(5, rel=0.03)
