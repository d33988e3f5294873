"""All that one analysis found, as plain data. Loaded only in the process that analyses."""

import logging
from dataclasses import dataclass
from typing import Any

import msgspec

from phantomscope.analysis.engine.figures import harvest
from phantomscope.analysis.engine.metrics import Reading, judged_images
from phantomscope.analysis.engine.pylinac_stack import PylinacStack, StackImage
from phantomscope.analysis.engine.recorded_figure import RecordedFigure
from phantomscope.analysis.engine.unfilled import recorded_figures, unfilled_figures, whole_figures
from phantomscope.analysis.results import Chart, ModuleResult, SliceImage
from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values
from phantomscope.stack.slice_stack import SliceStack

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What pylinac's phantom object gives when it is asked.

    Attributes:
        modules, images, charts: As in ``AnalysisResult``, in the coordinates of the stack as it is shown.
        warned: Text and category of each warning that pylinac caught.
        plain: pylinac's own results.
    """

    modules: tuple[ModuleResult, ...]
    images: tuple[SliceImage, ...]
    charts: tuple[Chart, ...]
    warned: list[tuple[str, str]]
    plain: dict[str, Any]

    @classmethod
    def of(
        cls,
        instance: Any,
        slices: PylinacStack,
        stack: SliceStack,
        pixel_unit: str,
        *,
        accelerated: bool = True,
    ) -> "Findings":
        """Ask for everything, in the order that lets pylinac's own results tell of all warnings.

        Args:
            instance: pylinac's phantom object after its analysis.
            slices: The scan as pylinac saw it.
            stack: The scan.
            pixel_unit: The unit of pixel values: HU for CT, empty for MR.
            accelerated: Whether what is not used of pylinac's figures is left out: plotly's checks, and the
                slices' pixels.
        """
        # First of all that is asked: asking may make pylinac warn, and what it warned of is in the results.
        plain = instance.results_data(as_dict=True)
        images, charts = _pictures(instance, slices, accelerated=accelerated)
        images = tuple(_as_shown(image, slices, stack) for image in images)
        modules = Reading(instance, pixel_unit, slices.stack_index, images).modules(instance.results_data())
        warned = [(str(one["message"]), str(one["category"])) for one in instance.get_captured_warnings()]
        return cls(modules, judged_images(images, modules), charts, warned, plain)


def _pictures(
    instance: Any, slices: PylinacStack, *, accelerated: bool
) -> tuple[tuple[SliceImage, ...], tuple[Chart, ...]]:
    if not accelerated:
        with whole_figures(slices):
            return _harvest(instance, slices)
    try:
        with recorded_figures(slices):
            return _harvest(instance, slices)
    except (PhantomscopeError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, plotly may know; pylinac's own comes again
        logger.info("pylinac's figures are drawn by plotly: %s", traceback_without_values(error))
    with unfilled_figures(slices):
        return _harvest(instance, slices)


def _harvest(instance: Any, slices: PylinacStack) -> tuple[tuple[SliceImage, ...], tuple[Chart, ...]]:
    figures = {
        key: figure
        for key, figure in instance.plotly_analyzed_images(show=False).items()
        # What a partial run left out has none.
        if isinstance(figure, RecordedFigure) or hasattr(type(figure), "to_plotly_json")
    }
    return harvest(figures, slices.stack_index, _slices_by_title(instance))


def _as_shown(image: SliceImage, slices: PylinacStack, stack: SliceStack) -> SliceImage:
    """An image with its outlines where they belong on the slice as it is in the stack."""
    if not slices.is_mirrored(image.slice_index):
        return image
    last = stack.slice_header(image.slice_index).format.columns - 1
    outlines = (
        msgspec.structs.replace(
            outline, x=tuple(None if column is None else round(last - column, 6) for column in outline.x)
        )
        for outline in image.outlines
    )
    return msgspec.structs.replace(image, outlines=tuple(outlines))


def _slices_by_title(instance: Any) -> dict[str, int]:
    """Slices that pylinac took out of its stack to look at them alone (the sagittal one of ACR MRI)."""
    return {
        part.common_name: part.image.stack_index
        for part in vars(instance).values()
        if hasattr(part, "common_name") and isinstance(getattr(part, "image", None), StackImage)
    }
