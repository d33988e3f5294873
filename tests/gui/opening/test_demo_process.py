import io
import logging
import sys
import threading
import zipfile

import pydicom
import pytest

from conftest import ExpectLog
from phantomscope.errors import OperationCancelled, PhantomscopeError
from phantomscope.gui.opening.demo_process import DemoProcess


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_bytes_come_as_they_were_written() -> None:
    process = DemoProcess(python("import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096)"))
    assert process.make(threading.Event()) == bytes(range(256)) * 4096


@pytest.mark.parametrize("code", ["import sys; print('half'); sys.exit(3)", "pass"], ids=["fails", "silent"])
def test_a_failure_is_told_and_its_half_result_is_not_used(expect_log: ExpectLog, code: str) -> None:
    expect_log("phantomscope.gui.opening.demo_process", logging.ERROR)
    with pytest.raises(PhantomscopeError, match="demo phantom could not be made"):
        DemoProcess(python(code)).make(threading.Event())


def test_what_cannot_be_started_is_told() -> None:
    with pytest.raises(PhantomscopeError, match="demo phantom could not be made"):
        DemoProcess(["/nowhere/to/be/found"]).make(threading.Event())


def test_cancelling_ends_the_process() -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(OperationCancelled):
        DemoProcess(python("import time; time.sleep(60)")).make(cancelled)


def test_the_phantom_that_was_asked_for_is_made() -> None:
    process = DemoProcess(phantom="GE Helios daily")
    assert process.name == "digital GE Helios daily"
    with zipfile.ZipFile(io.BytesIO(process.make(threading.Event()))) as archive:
        dataset = pydicom.dcmread(io.BytesIO(archive.read(archive.namelist()[0])))
    assert dataset.SeriesDescription == "Digital GE Helios daily"
