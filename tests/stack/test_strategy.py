"""Which strategies there are for which source."""

from contextlib import closing
from pathlib import Path

import pytest

from dicom_files import FakeSource, slice_bytes, slices, write_folder, zip_bytes
from phantomscope.errors import PhantomscopeError
from phantomscope.stack.member import Source
from phantomscope.stack.sources import open_bytes, open_files, open_path
from phantomscope.stack.strategy import (
    Strategy,
    automatic_strategy,
    chosen_strategy,
    offered_strategies,
    why_not,
)


def archive(folder: Path) -> Source:
    path = folder / "scan.zip"
    path.write_bytes(zip_bytes(slices(2)))
    return open_path(path)


def in_memory(_: Path) -> Source:
    return open_bytes(zip_bytes(slices(2)))


def whole_folder(folder: Path) -> Source:
    return open_path(write_folder(folder, slices(2)))


def some_files(folder: Path) -> Source:
    write_folder(folder, slices(2))
    return open_files(sorted(folder.iterdir()))


def one_file(folder: Path) -> Source:
    path = folder / "1.dcm"
    path.write_bytes(slice_bytes())
    return open_path(path)


@pytest.mark.parametrize("make", [archive, in_memory])
def test_an_archive_is_shadowed(make: object, tmp_path: Path) -> None:
    with closing(make(tmp_path)) as source:  # type: ignore[operator]
        assert automatic_strategy(source) is Strategy.SHADOW
        assert offered_strategies(source) == (Strategy.NON_OPTIMISED, Strategy.SHADOW)
        assert "extracted" in why_not(Strategy.LAZY, source)


@pytest.mark.parametrize("make", [whole_folder, some_files, one_file])
def test_files_are_read_lazily(make: object, tmp_path: Path) -> None:
    with closing(make(tmp_path)) as source:  # type: ignore[operator]
        assert automatic_strategy(source) is Strategy.LAZY
        assert offered_strategies(source) == (Strategy.NON_OPTIMISED, Strategy.LAZY)
        assert "compressed copy" in why_not(Strategy.SHADOW, source)


def test_a_choice_is_as_wanted_automatic_or_refused() -> None:
    files = FakeSource(slices(1))
    assert chosen_strategy(None, files) is Strategy.LAZY
    for strategy in (Strategy.LAZY, Strategy.NON_OPTIMISED):
        assert chosen_strategy(strategy, files) is strategy
        assert why_not(strategy, files) == ""
    with pytest.raises(PhantomscopeError) as error:
        chosen_strategy(Strategy.SHADOW, files)
    assert str(error.value).endswith("(fake). Choose “non-optimised” or “lazy”.")
