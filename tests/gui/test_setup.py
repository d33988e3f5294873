import dataclasses

import pytest

from phantomscope.gui.setup import Setup


def test_a_setup_nobody_touched_is_all_defaults_and_no_change_is_no_difference() -> None:
    setup = Setup()
    assert setup == dataclasses.replace(setup, parameters={}, tolerances={})
    assert setup != dataclasses.replace(setup, turned=True)


def test_a_setup_never_changes() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Setup().phantom = "CatPhan 504"  # type: ignore[misc]
