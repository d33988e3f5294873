"""Results moved along when slices are left out of the stack, or come back, after an analysis."""

from collections.abc import Sequence

import msgspec

from phantomscope.analysis.results import AnalysisResult, Metric, ModuleResult


def placed(result: AnalysisResult, before: Sequence[int], after: Sequence[int]) -> AnalysisResult:
    """A result whose slice numbers are those of another state of the same stack.

    Args:
        result: Its ``slice_index`` values count slices in the state in which it was analysed.
        before: The slots (places in the series) of that state, in order.
        after: The slots of the state to count in.

    Returns:
        The result with its indices moved; images of slices that are left out now are gone from it, and
        modules and metrics measured there have no slice.
    """
    if list(before) == list(after):
        return result
    now = {slot: index for index, slot in enumerate(after)}

    def moved(index: int | None) -> int | None:
        return now.get(before[index]) if index is not None and 0 <= index < len(before) else None

    images = tuple(
        msgspec.structs.replace(image, slice_index=place)
        for image in result.images
        if (place := moved(image.slice_index)) is not None
    )
    left = {image.key for image in images}

    def moved_metric(metric: Metric) -> Metric:
        if metric.key == "origin_slice" and isinstance(metric.value, int):
            place = moved(metric.value - 1)
            return msgspec.structs.replace(metric, value=place + 1 if place is not None else "left out")
        if metric.slice_index is None:
            return metric
        return msgspec.structs.replace(metric, slice_index=moved(metric.slice_index))

    def moved_module(module: ModuleResult) -> ModuleResult:
        return msgspec.structs.replace(
            module,
            slice_index=moved(module.slice_index),
            metrics=tuple(moved_metric(metric) for metric in module.metrics),
            images=tuple(key for key in module.images if key in left),
        )

    modules = tuple(moved_module(module) for module in result.modules)
    return msgspec.structs.replace(result, modules=modules, images=images)


def without_images(result: AnalysisResult) -> AnalysisResult:
    """A result of slices that are arranged otherwise now: what was drawn on them would lie elsewhere."""
    modules = tuple(msgspec.structs.replace(module, images=()) for module in result.modules)
    return msgspec.structs.replace(result, modules=modules, images=())
