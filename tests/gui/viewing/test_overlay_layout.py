import pytest

from phantomscope.gui.viewing.overlay_layout import DEFAULT, Corner, Field, OverlayLayout, layout_from


def test_what_is_kept_comes_back() -> None:
    layout = OverlayLayout(False, {Field.PATIENT: Corner.TOP_LEFT, Field.ZOOM: Corner.BOTTOM_RIGHT})
    assert layout_from(layout.text()) == layout
    assert layout_from(DEFAULT.text()) == DEFAULT


@pytest.mark.parametrize(
    "text", ["", "junk", "[]", "7", '{"on": true}', '{"places": {}}', '{"on": 1, "places": {}}', "{"]
)
def test_what_is_no_layout_is_as_if_not_set(text: str) -> None:
    assert layout_from(text) == DEFAULT


def test_names_that_mean_nothing_are_left_out() -> None:
    text = '{"on": true, "places": {"slice": "top left", "moon": "top left", "zoom": "middle", "window": 3}}'
    assert layout_from(text).places == {Field.SLICE: Corner.TOP_LEFT}


def test_fields_stand_in_their_own_order() -> None:
    corner = Corner.TOP_LEFT
    layout = OverlayLayout(True, {Field.ZOOM: corner, Field.SLICE: corner, Field.SERIES: corner})
    assert layout.fields_in(corner) == (Field.SERIES, Field.SLICE, Field.ZOOM)
    assert layout.fields_in(Corner.TOP_RIGHT) == ()


def test_nothing_of_the_patient_is_usual() -> None:
    assert not {Field.PATIENT, Field.SERIES, Field.FILE} & set(DEFAULT.places)
