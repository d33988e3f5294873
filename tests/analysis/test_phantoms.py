"""The registry."""

import inspect

import pytest

from analysis import support
from phantomscope.analysis.phantoms import PHANTOMS, Phantom, phantom_named, squeezed
from phantomscope.errors import PhantomscopeError


@pytest.mark.parametrize("phantom", PHANTOMS, ids=lambda phantom: phantom.class_name)
def test_as_pylinac_has_it(phantom: Phantom) -> None:
    cls = support.pylinac_class(phantom.name)
    assert cls.__name__ == phantom.class_name
    assert cls.min_num_images == phantom.min_slices
    assert "analyze" in dict(inspect.getmembers(cls))


def test_names_are_unmistakable() -> None:
    names = [squeezed(phantom.name) for phantom in PHANTOMS]
    assert len(set(names)) == len(PHANTOMS) == 12
    for phantom in PHANTOMS:
        assert all(word == squeezed(word) for word in phantom.words)


@pytest.mark.parametrize(
    "name", ["CatPhan 504", "catphan504", "CATPHAN-504", " CatPhan  504 ", "CatPhan504", "cat_phan.504"]
)
def test_found_however_it_is_written(name: str) -> None:
    assert phantom_named(name).class_name == "CatPhan504"


@pytest.mark.parametrize(
    ("part", "name"), [("504", "CatPhan504"), ("cheese", "TomoCheese"), ("062", "CIRS062M")]
)
def test_found_by_a_part_that_only_one_has(part: str, name: str) -> None:
    assert phantom_named(part).class_name == name


def test_found_by_class_name() -> None:
    for phantom in PHANTOMS:
        assert phantom_named(phantom.class_name) is phantom_named(phantom.name) is phantom


@pytest.mark.parametrize("name", ["", " ", "CatPhan", "CatPhan 505", "505", "ACR"])
def test_unknown_names_are_told_what_there_is(name: str) -> None:
    with pytest.raises(PhantomscopeError) as told:
        phantom_named(name)
    assert all(phantom.name in told.value.todo for phantom in PHANTOMS)
