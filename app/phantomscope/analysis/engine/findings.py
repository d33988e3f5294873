"""All that one analysis found, as plain data. Loaded only in the process that analyses."""

from dataclasses import dataclass
from typing import Any

import msgspec

from phantomscope.analysis.engine.figures import harvest
from phantomscope.analysis.engine.metrics import Reading, judged_images
from phantomscope.analysis.engine.pylinac_stack import PylinacStack, StackImage
from phantomscope.analysis.engine.unfilled import unfilled_figures, whole_figures
from phantomscope.analysis.results import Chart, ModuleResult, SliceImage
from phantomscope.stack.slice_stack import SliceStack


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
        unfilled: bool = True,
    ) -> "Findings":
        """Ask for everything, in the order that lets pylinac's own results tell of all warnings.

        Args:
            instance: pylinac's phantom object after its analysis.
            slices: The scan as pylinac saw it.
            stack: The scan.
            pixel_unit: The unit of pixel values: HU for CT, empty for MR.
            unfilled: Whether pylinac's figures are made without the slices' pixels, which are not used.
        """
        # First of all that is asked: asking may make pylinac warn, and what it warned of is in the results.
        plain = instance.results_data(as_dict=True)
        with unfilled_figures(slices) if unfilled else whole_figures(slices):
            figures = {
                key: figure
                for key, figure in instance.plotly_analyzed_images(show=False).items()
                if hasattr(type(figure), "to_plotly_json")  # what a partial run left out has none
            }
        images, charts = harvest(figures, slices.stack_index, _slices_by_title(instance))
        images = tuple(_as_shown(image, slices, stack) for image in images)
        modules = Reading(instance, pixel_unit, slices.stack_index, images).modules(instance.results_data())
        warned = [(str(one["message"]), str(one["category"])) for one in instance.get_captured_warnings()]
        return cls(modules, judged_images(images, modules), charts, warned, plain)


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
