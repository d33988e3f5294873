"""What a measuring process answers."""

import os

import pytest

from phantomscope.bench import child


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file or directory", "JaneDoe/scan/zz.dcm"),
        ValueError("can't read /home/JaneDoe/scan.dcm: nothing"),
        ValueError(r"can't read C:\JaneDoe\scan.dcm"),
        ValueError("in JaneDoe/scan.dcm"),
    ],
)
def test_an_error_does_not_name_files(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: str) -> None:
        raise error

    monkeypatch.setattr(child, "_done", fail)
    saved = os.dup(1)
    try:
        assert child.main(["measure", "x", "{}"]) == 1
        os.dup2(saved, 1)
    finally:
        os.close(saved)
    told = capfd.readouterr().out
    assert type(error).__name__ in told
    assert "JaneDoe" not in told
