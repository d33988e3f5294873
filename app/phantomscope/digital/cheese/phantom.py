"""Digital cheese phantoms: a disc with holes for plugs of known density."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from phantomscope.digital.layout import Layout
from phantomscope.digital.options import ScanOptions
from phantomscope.digital.painting import Canvas
from phantomscope.digital.phantom import DigitalPhantom
from phantomscope.digital.places import Place, places
from phantomscope.digital.scene import AIR_HU, Bar, Rod, Scene, Section
from phantomscope.digital.truth import ModuleTruth

MODULE = "rois"
"""The only module, by the name of pylinac's table of results."""

GAP = 0.05
"""Of air around a plug, in mm."""


@dataclass(frozen=True, slots=True)
class Plug:
    """What is in a hole.

    Attributes:
        material: Its name.
        value: HU, as is typical at 120 kV: the makers publish densities only.
        density: Electron density relative to water.
    """

    material: str
    value: float
    density: float


@dataclass(frozen=True, slots=True)
class CheeseModel:
    """What tells one cheese phantom from another. Lengths in mm.

    Attributes:
        name: In the registry of phantoms.
        class_name, module_class: pylinac's classes of the phantom and of its module, in ``pylinac.cheese``.
        half_width, half_height: Of the body.
        extent: z of the body's ends.
        background: HU of the body.
        plugs: By pylinac's name of the hole.
        plug_radius, plug_half_length: Of all plugs.
        seams: Joints of the body: thin solids that pylinac doesn't look at.
    """

    name: str
    class_name: str
    module_class: str
    half_width: float
    half_height: float
    extent: tuple[float, float]
    background: float
    plugs: Mapping[str, Plug]
    plug_radius: float
    plug_half_length: float
    seams: Sequence[Rod | Bar]


class Cheese(DigitalPhantom):
    """A cheese phantom of a certain model. `value_error` may name its holes."""

    module_names = (MODULE,)

    def __init__(self, model: CheeseModel, default_options: ScanOptions) -> None:
        self._model = model
        self.name = model.name
        self.class_name = model.class_name
        self.default_options = default_options
        self.region_names = tuple(model.plugs)
        self.extent = model.extent
        self.half_width = model.half_width
        self.half_height = model.half_height

    @cached_property
    def holes(self) -> Mapping[str, Place]:
        """The holes by pylinac's name. Loads pylinac."""
        from pylinac import cheese  # slow and large

        module = getattr(cheese, self._model.module_class)
        return places(module.roi_settings, self._model.plug_radius)

    @property
    def plugs(self) -> Mapping[str, Plug]:
        """What is in each hole."""
        return self._model.plugs

    @property
    def roi_config(self) -> dict[str, dict[str, float]]:
        """The plugs' densities as pylinac's parameter of that name wants them."""
        return {name: {"density": plug.density} for name, plug in self.plugs.items()}

    def module_positions(self) -> Mapping[str, float]:
        return {MODULE: 0.0}

    def scene(self, options: ScanOptions) -> Scene:
        model = self._model
        round_body = model.half_height == model.half_width
        return Scene(
            model.half_width,
            (Section(*model.extent, model.background),),
            (*model.seams, *self._rods(options.value_error)),
            half_height=None if round_body else model.half_height,
        )

    def module_truths(
        self, options: ScanOptions, canvas: Canvas, layout: Layout
    ) -> Mapping[str, ModuleTruth]:
        regions = {
            name: self.holes[name].region(canvas, plug.value + options.value_error.get(name, 0.0), plug.value)
            for name, plug in self.plugs.items()
        }
        densities = {
            f"relative electron density of {name}": plug.density for name, plug in self.plugs.items()
        }
        return {MODULE: layout.module(0.0, self._model.background, regions, densities)}

    def _rods(self, value_error: Mapping[str, float]) -> Iterator[Rod]:
        """Each plug in a hole that is a little wider."""
        model = self._model
        ends = -model.plug_half_length, model.plug_half_length
        for name, plug in self.plugs.items():
            spot = self.holes[name]
            yield replace(spot, radius=spot.radius + GAP).rod(*ends, AIR_HU - model.background)
            yield spot.rod(*ends, plug.value + value_error.get(name, 0.0) - AIR_HU)
