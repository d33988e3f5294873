import pickle
from dataclasses import FrozenInstanceError, replace

import pytest

from dicom_files import header
from phantomscope.stack.slice_header import SetAside


def test_headers_are_frozen_and_have_no_dictionary() -> None:
    one = header()
    for part in (one, one.format, one.plane, one.series, one.member, SetAside("a", "b")):
        assert not hasattr(part, "__dict__")
    with pytest.raises(FrozenInstanceError):
        one.frame = 2  # type: ignore[misc]


def test_they_are_values() -> None:
    assert header(3) == header(3)
    assert hash(header(3)) == hash(header(3))
    assert replace(header(3), frame=1) != header(3)
    assert SetAside("a", "b") == SetAside("a", "b", damaged=False)


def test_they_cross_processes() -> None:
    assert pickle.loads(pickle.dumps(header(3))) == header(3)
