"""The digital CatPhans: one builder for all models."""

from collections.abc import Mapping
from functools import cached_property

from phantomscope.digital.catphan.geometry import CatPhanGeometry, CatPhanModel, catphan_geometry
from phantomscope.digital.catphan.scene import catphan_scene, catphan_truths
from phantomscope.digital.layout import Layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.scene import Scene
from phantomscope.digital.truth import ModuleTruth


class CatPhan(DigitalPhantom):
    """A CatPhan of a certain model. `value_error` may name the inserts of its CTP404 module."""

    def __init__(self, model: CatPhanModel, default_options: ScanOptions) -> None:
        self._model = model
        self.name = f"CatPhan {model.number}"
        self.class_name = f"CatPhan{model.number}"
        self.default_options = default_options
        self.module_names = tuple(model.modules)
        self.region_names = tuple(model.inserts)
        self.extent = model.extent
        self.half_width = self.half_height = model.body_radius

    @cached_property
    def geometry(self) -> CatPhanGeometry:
        """Where its parts are. Loads pylinac."""
        return catphan_geometry(self._model)

    def module_positions(self) -> Mapping[str, float]:
        return self.geometry.offsets

    def scene(self, options: ScanOptions) -> Scene:
        return catphan_scene(self._model, self.geometry, options.value_error)

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        return catphan_truths(self.geometry, canvas, layout, options.slice_thickness, options.value_error)
