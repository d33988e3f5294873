"""What is told of the machine, and what must not be."""

import getpass
import json
import platform

from phantomscope.bench.machine import machine


def test_enough_to_compare_and_nothing_that_names_anyone() -> None:
    found = machine()
    assert {"cores", "processor", "memory GB", "system", "Python", "pylinac", "numpy"} <= set(found)
    text = json.dumps(found)
    assert platform.node() not in text
    assert not any(str(value) == getpass.getuser() for value in found.values())
