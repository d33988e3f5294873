"""What takes an attribute's place, and gives it back."""

import pytest

from phantomscope.analysis.engine.acceleration.replacement import replaced


class Above:
    inherited = 1


class Below(Above):
    own = property(lambda _: 2)


def test_a_classs_own_is_put_back_as_it_was() -> None:
    before = vars(Below)["own"]
    with replaced(Below, "own", 5):
        assert Below().own == 5
    assert vars(Below)["own"] is before
    assert Below().own == 2


@pytest.mark.parametrize("name", ["inherited", "nothing"])
def test_what_it_has_not_itself_is_taken_away(name: str) -> None:
    def fail() -> None:
        assert getattr(Below, name) == 5
        raise KeyError

    with pytest.raises(KeyError), replaced(Below, name, 5):
        fail()
    assert name not in vars(Below)
    assert Above.inherited == 1
