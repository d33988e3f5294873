"""Whether the values of a CT scan look like Hounsfield units at all."""

import numpy as np

from phantomscope.stack.decoder import Pixels
from phantomscope.stack.slice_stack import SliceStack

_AIR_HU, _AIR_SPREAD_HU = -1000.0, 150.0
_AIR_SHARE = 0.005  # of a slice's pixels
_BODY_HU = 400.0  # phantoms' bodies are water and plastics
_LOW, _BODY = 5.0, 0.2


def not_hu(stack: SliceStack) -> str:
    """Why the values of a CT scan of a phantom can't be HU, as a clause; empty where they may be, and for MR.

    Three slices are looked at. Somewhere around a phantom there is air, at about -1000 HU, and what is in the
    middle of its slices is near water. A scan that has been offset or scaled lacks one of these or both.

    Raises:
        PhantomscopeError: A slice can't be read.
    """
    if stack.series.facts.modality != "CT" or not len(stack):
        return ""
    count = len(stack)
    slices = [stack.peek(index).rescaled() for index in sorted({count // 4, count // 2, 3 * count // 4})]
    # Of the slices, one that shows the phantom: its middle differs most from what is around it.
    values = max(slices, key=lambda one: abs(_body(one) - float(np.percentile(one, _LOW))))
    body, dark = _body(values), float(np.percentile(values, _LOW))
    share_of_air = float((np.abs(values - _AIR_HU) <= _AIR_SPREAD_HU).mean())
    if body == dark:
        return ""
    if share_of_air < _AIR_SHARE and (dark > _AIR_HU or _is_measured(values[values <= dark])):
        return f"the darkest of them read {dark:.0f}, where air would read −1000 HU"
    if abs(body) > _BODY_HU:
        return f"the middle of the phantom reads {body:.0f}, where water would read 0 HU"
    return ""


def _is_measured(darkest: Pixels) -> bool:
    """Whether the darkest values are an image of something, and no padding around a round field of view."""
    return bool(darkest.min() < darkest.max())


def _body(values: Pixels) -> float:
    rows, columns = values.shape
    down, across = int(rows * _BODY / 2), int(columns * _BODY / 2)
    middle = values[
        rows // 2 - down : rows // 2 + down + 1, columns // 2 - across : columns // 2 + across + 1
    ]
    return float(np.median(middle))
