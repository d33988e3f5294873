"""From a noiseless MR slice to what a scanner would store: receive field, ghost, noise, headers."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from phantomscope.digital.acr_mri.options import MRScanOptions
from phantomscope.digital.dicom import MRSeries, decimal
from phantomscope.digital.painting import FloatArray

_PROTON_MHZ_PER_TESLA = 42.577


def received(values: FloatArray, options: MRScanOptions, radius: float) -> FloatArray:
    """The slice as the coil receives it: less signal away from the middle of the image, and a ghost.

    `radius` in mm is where the signal has fallen by the whole of `options.nonuniformity`.
    """
    rows, columns = values.shape
    across = (np.arange(columns) - (columns - 1) / 2) * options.pixel_spacing / radius
    down = (np.arange(rows) - (rows - 1) / 2) * options.pixel_spacing / radius
    field = 1.0 - options.nonuniformity * (across[np.newaxis, :] ** 2 + down[:, np.newaxis] ** 2)
    image: FloatArray = (values * np.maximum(field, 0.0)).astype(np.float32)
    if options.ghost:
        image += np.float32(options.ghost) * np.roll(image, rows // 2, axis=0)
    return image


def noisy(values: FloatArray, options: MRScanOptions, random: np.random.Generator) -> FloatArray:
    """The magnitude of the signal with Gaussian noise in both channels, or with Gaussian noise added."""
    first: NDArray[np.float32] = random.standard_normal(values.shape, dtype=np.float32)
    summed: FloatArray = values + np.float32(options.noise) * first
    if not options.rician:
        return summed
    second: NDArray[np.float32] = random.standard_normal(values.shape, dtype=np.float32)
    magnitude: FloatArray = np.hypot(summed, np.float32(options.noise) * second)
    return magnitude


@dataclass(frozen=True, slots=True)
class SpinEchoSeries(MRSeries):
    """A spin echo series.

    Attributes:
        repetition_time: RepetitionTime in ms.
        echo_time: EchoTime in ms.
        echo: EchoNumbers, from 1.
        field_strength: MagneticFieldStrength in tesla.
        signal: Of the solution; the window is set for it.
    """

    repetition_time: float = 500.0
    echo_time: float = 20.0
    echo: int = 1
    field_strength: float = 1.5
    signal: float = 1500.0

    def describe_values(self, dataset: Dataset) -> None:
        MRSeries.describe_values(self, dataset)
        dataset.RepetitionTime = decimal(self.repetition_time)
        dataset.EchoTime = decimal(self.echo_time)
        dataset.EchoNumbers = str(self.echo)
        dataset.MagneticFieldStrength = decimal(self.field_strength)
        dataset.ImagingFrequency = decimal(round(self.field_strength * _PROTON_MHZ_PER_TESLA, 4))
        dataset.ImagedNucleus = "1H"
        dataset.NumberOfAverages = "1"
        dataset.FlipAngle = "90"
        dataset.PixelBandwidth = "122"
        dataset.InPlanePhaseEncodingDirection = "COL"
        dataset.WindowCenter = decimal(round(self.signal / 2))
        dataset.WindowWidth = decimal(round(self.signal))
