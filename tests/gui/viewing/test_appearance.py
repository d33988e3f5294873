import numpy as np
import pytest

from phantomscope.gui.viewing.appearance import COLOUR_MAPS, GREY, Appearance

_LUMA = np.array([0.2126, 0.7152, 0.0722])


def test_plain_grey_needs_no_table() -> None:
    assert Appearance().table("MONOCHROME2") is None
    assert Appearance(inverted=True).table("MONOCHROME1") is None


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_grey_is_turned_once_for_each_reason(photometric: str) -> None:
    turned = Appearance(inverted=photometric == "MONOCHROME2").table(photometric)
    assert turned is not None
    np.testing.assert_array_equal(turned, np.repeat(np.arange(255, -1, -1)[:, None], 3, axis=1))


@pytest.mark.parametrize("name", [name for name in COLOUR_MAPS if name != GREY])
def test_every_colour_map_offered_is_there_and_turns(name: str) -> None:
    plain = Appearance(name).table("MONOCHROME2")
    turned = Appearance(name, inverted=True).table("MONOCHROME2")
    assert plain is not None
    assert turned is not None
    assert plain.shape == (256, 3)
    assert plain.dtype == np.uint8
    np.testing.assert_array_equal(plain, turned[::-1])
    np.testing.assert_array_equal(plain, Appearance(name, inverted=True).table("MONOCHROME1"))


@pytest.mark.parametrize("name", [name for name in COLOUR_MAPS if name not in (GREY, "CET-D1")])
def test_a_brighter_value_has_a_brighter_colour(name: str) -> None:
    table = Appearance(name).table("MONOCHROME2")
    assert table is not None
    luma = table @ _LUMA
    assert np.all(np.diff(luma[::16]) > 0)


@pytest.mark.parametrize("name", COLOUR_MAPS)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("inverted", [False, True])
def test_the_darkest_colour_is_known(name: str, photometric: str, inverted: bool) -> None:
    appearance = Appearance(name, inverted=inverted)
    found = appearance.table(photometric)
    table = found if found is not None else np.repeat(np.arange(256)[:, None], 3, axis=1)
    dark = appearance.darkest(photometric)
    assert table[dark] @ _LUMA == min(table[0] @ _LUMA, table[-1] @ _LUMA)
