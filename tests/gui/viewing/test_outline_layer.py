import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from gui.sample_result import sample_result
from phantomscope.analysis.results import Outline, SliceImage, Verdict
from phantomscope.gui.parts.colours import DARK, LIGHT
from phantomscope.gui.viewing.outline_layer import OutlineLayer

SIZE = 40  # of the image, in pixels
SCALE = 10  # screen pixels per image pixel


class Scene:
    """A view box that shows an image of one grey with ten screen pixels to each of its pixels."""

    def __init__(self, qtbot: QtBot, grey: int = 90) -> None:
        self.widget = pg.GraphicsView(background="k")
        qtbot.addWidget(self.widget)
        self.widget.resize(SIZE * SCALE, SIZE * SCALE)
        self.box = pg.ViewBox(invertY=True, lockAspect=True, border=None, enableMenu=False)
        self.widget.setCentralItem(self.box)
        image = pg.ImageItem(np.full((SIZE, SIZE), grey, np.uint8), levels=(0, 255))
        self.box.addItem(image)
        self.box.setRange(xRange=(0, SIZE), yRange=(0, SIZE), padding=0)
        self.layer = OutlineLayer(self.box)
        self.widget.show()

    def picture(self) -> QImage:
        return self.widget.grab().toImage()


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    return Scene(qtbot)


def square(
    name: str, low: float, high: float, verdict: Verdict = Verdict.NOT_JUDGED, *, dashed: bool = False
) -> Outline:
    corners = ((low, low), (high, low), (high, high), (low, high), (low, low))
    return Outline(name, tuple(x for x, _ in corners), tuple(y for _, y in corners), "green", dashed, verdict)


def slice_image(*outlines: Outline) -> SliceImage:
    return SliceImage("key", "title", 3, outlines)


def near(colour: QColor, wanted: str) -> bool:
    """Whether a pixel has this hue; how bright it is depends on where the line lies between pixels."""
    return abs(colour.hue() - QColor(wanted).hue()) < 12 and colour.saturation() > 50


def thickness(picture: QImage, wanted: str, row: int) -> int:
    """How many screen pixels of a row have this hue."""
    return sum(near(picture.pixelColor(x, row), wanted) for x in range(picture.width()))


def painted(picture: QImage, row: int) -> int:
    """How many screen pixels of a row are not the image's grey."""
    return sum(picture.pixelColor(x, row) != QColor(90, 90, 90) for x in range(picture.width()))


def test_lines_run_through_the_centres_of_pixels(scene: Scene) -> None:
    scene.layer.show(slice_image(square("a", 10, 30, Verdict.PASS)))
    picture = scene.picture()
    middle = 20 * SCALE
    # Pixel 10's centre is half a pixel after its left edge.
    assert near(picture.pixelColor(10 * SCALE + SCALE // 2, middle), LIGHT.image_pass)
    assert near(picture.pixelColor(30 * SCALE + SCALE // 2, middle), LIGHT.image_pass)
    assert not near(picture.pixelColor(10 * SCALE, middle), LIGHT.image_pass)
    assert picture.pixelColor(20 * SCALE, middle) == QColor(90, 90, 90)  # nothing is filled


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_has_its_colour(scene: Scene, verdict: Verdict) -> None:
    scene.layer.show(slice_image(square("a", 10, 30, verdict)))
    assert scene.layer.labels in ((), ("! a",), ("✗ a",))
    picture = scene.picture()
    rows = range(12 * SCALE, 28 * SCALE)  # a dashed line is not on every row
    assert max(thickness(picture, LIGHT.on_image(verdict), row) for row in rows) >= 2


def test_colour_is_not_the_only_sign_of_failure(scene: Scene) -> None:
    good, bad = square("good", 5, 15, Verdict.PASS), square("bad", 20, 35, Verdict.FAIL)
    scene.layer.show(slice_image(good, bad))
    assert scene.layer.labels == ("✗ bad",)
    picture = scene.picture()
    column = 20 * SCALE + SCALE // 2
    on = [near(picture.pixelColor(column, y), LIGHT.image_fail) for y in range(21 * SCALE, 34 * SCALE)]
    assert any(on)
    assert not all(on)  # dashed
    column = 5 * SCALE + SCALE // 2
    assert all(near(picture.pixelColor(column, y), LIGHT.image_pass) for y in range(6 * SCALE, 14 * SCALE))


def test_lit_outlines_are_thicker_and_named(scene: Scene) -> None:
    image = slice_image(square("a", 5, 15, Verdict.PASS), square("b", 20, 35, Verdict.PASS))
    scene.layer.show(image)
    assert scene.layer.labels == ()
    plain = painted(scene.picture(), 30 * SCALE)
    scene.layer.show(image, frozenset({"b"}))
    assert scene.layer.labels == ("✓ b",)
    assert scene.layer.lit == {"b"}
    assert painted(scene.picture(), 30 * SCALE) >= plain + 4  # two sides of the square
    assert painted(scene.picture(), 10 * SCALE) == plain


def test_what_is_not_judged_is_labelled_without_a_sign(scene: Scene) -> None:
    scene.layer.show(slice_image(square("15", 5, 15)), frozenset({"15"}))
    assert scene.layer.labels == ("15",)


def test_a_none_breaks_the_line(scene: Scene) -> None:
    two = Outline("two", (5, 15, None, 25, 35), (20, 20, None, 20, 20), "green", verdict=Verdict.PASS)
    scene.layer.show(slice_image(two))
    picture = scene.picture()
    row = 20 * SCALE + SCALE // 2
    assert near(picture.pixelColor(10 * SCALE, row), LIGHT.image_pass)
    assert near(picture.pixelColor(30 * SCALE, row), LIGHT.image_pass)
    assert picture.pixelColor(20 * SCALE, row) == QColor(90, 90, 90)


def test_labels_keep_their_size_at_any_zoom(scene: Scene) -> None:
    scene.layer.show(slice_image(square("a", 18, 22, Verdict.WARN)))
    before = thickness_of_label(scene)
    scene.box.setRange(xRange=(10, 30), yRange=(10, 30), padding=0)
    assert abs(thickness_of_label(scene) - before) <= 2


def thickness_of_label(scene: Scene) -> int:
    """Height of the label's plate, in screen pixels."""
    top = scene.box.mapViewToScene(pg.Point(20.5, 18.5))
    picture = scene.picture()
    column = int(top.x()) - 10  # inside the plate, left of the text
    dark = [
        y
        for y in range(int(top.y()) - 40, int(top.y()) - 3)
        if picture.pixelColor(column, y).lightness() < 60
    ]
    return len(dark)


def test_the_view_does_not_move(scene: Scene) -> None:
    before = scene.box.viewRange()
    scene.layer.show(slice_image(square("far out", -500, 900, Verdict.PASS)))
    scene.picture()
    assert scene.box.viewRange() == before


def test_clear_leaves_nothing_behind(scene: Scene) -> None:
    empty = scene.picture()
    items = len(scene.box.childGroup.childItems())
    scene.layer.show(sample_result(wrong=("Air",)).images[0], frozenset({"Teflon"}))
    scene.layer.show(slice_image(square("a", 5, 15)))
    scene.layer.clear()
    assert scene.layer.image is None
    assert len(scene.box.childGroup.childItems()) == items
    assert scene.picture() == empty
    scene.layer.show(None)
    assert scene.layer.image is None


def test_other_colours_keep_what_is_shown(scene: Scene) -> None:
    image = slice_image(square("a", 5, 15, Verdict.PASS))
    scene.layer.show(image, frozenset({"a"}))
    scene.layer.set_colours(DARK)
    assert scene.layer.image is image
    assert scene.layer.labels == ("✓ a",)


def test_empty_and_single_points_do_no_harm(scene: Scene) -> None:
    scene.layer.show(
        slice_image(
            Outline("none", (), (), "green", verdict=Verdict.FAIL),
            Outline("gap", (None,), (None,), "green", verdict=Verdict.FAIL),
            Outline("point", (20,), (20,), "green", verdict=Verdict.PASS),
        )
    )
    assert scene.layer.labels == ()
    assert not scene.picture().isNull()


def test_many_outlines_of_one_style_are_one_item(scene: Scene) -> None:
    before = len(scene.box.childGroup.childItems())
    scene.layer.show(slice_image(*(square(str(n), n, n + 2, Verdict.PASS) for n in range(30))))
    assert len(scene.box.childGroup.childItems()) - before == 1


def test_images_beside_are_drawn_but_never_lit(scene: Scene) -> None:
    first, second = slice_image(square("a", 5, 15)), slice_image(square("a", 20, 35, Verdict.FAIL))
    scene.layer.show(first, frozenset({"a"}), (second,))
    assert scene.layer.image is first
    assert scene.layer.beside == (second,)
    assert scene.layer.labels == ("a", "✗ a")
    assert painted(scene.picture(), 10 * SCALE) > 0
    scene.layer.set_colours(DARK)
    assert scene.layer.beside == (second,)
    scene.layer.clear()
    assert scene.layer.beside == ()


def test_what_the_pointer_is_on_has_a_light_edge(scene: Scene) -> None:
    image = slice_image(square("a", 5, 15, Verdict.PASS), square("b", 20, 35, Verdict.PASS))
    scene.layer.show(image)
    items, before = len(scene.box.childGroup.childItems()), scene.picture()
    scene.layer.point_at(image, "b")
    scene.layer.point_at(image, "b")
    assert len(scene.box.childGroup.childItems()) == items + 1
    assert scene.picture() != before
    assert painted(scene.picture(), 10 * SCALE) == painted(before, 10 * SCALE)
    scene.layer.point_at(None)
    assert scene.picture() == before


def test_many_lit_outlines_of_one_value_do_not_hide_each_other_with_labels(scene: Scene) -> None:
    four = [square(name, 5 * n, 5 * n + 10, Verdict.PASS) for n, name in enumerate("abcd")]
    scene.layer.show(slice_image(*four), frozenset("ab"))
    assert scene.layer.labels == ("✓ a", "✓ b")
    scene.layer.show(slice_image(*four, square("e", 30, 35, Verdict.FAIL)), frozenset("abcd"))
    assert scene.layer.labels == ("✗ e",)
    assert scene.layer.lit == frozenset("abcd")
