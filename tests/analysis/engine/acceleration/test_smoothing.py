"""Smoothing as scipy does it, whichever way it is computed."""

import numpy as np
import pytest
from scipy import ndimage

from phantomscope.analysis.engine.acceleration import smoothing
from phantomscope.analysis.engine.acceleration.smoothing import REACH, Smoother


@pytest.mark.parametrize("by_numpy", [True, False])
@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (20, 33)])
def test_as_scipy(by_numpy: bool, shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    if not by_numpy:
        monkeypatch.setattr(smoothing, "_as_scipy", lambda: False)
    elif not smoothing._as_scipy():
        pytest.skip("this scipy multiplies and adds in one step")
    values = np.random.default_rng(1).random(shape) * 1e4
    out = np.empty(shape)
    Smoother(*shape).smooth(np.pad(values, ((REACH, REACH), (0, 0)), mode="edge"), out)
    assert np.array_equal(out, ndimage.gaussian_filter(values, 1, mode="nearest", truncate=4.0))
