"""The log: tracebacks without values, one handler, and no patient in it."""

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from own_log import own_log
from phantomscope import log

NAME = "Mueller^Hans"


@pytest.fixture
def program_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    with own_log(tmp_path, monkeypatch) as path:
        yield path


def raised() -> ValueError:
    """An error with a cause, a context and a name in each."""
    try:
        try:
            raise KeyError(NAME)
        except KeyError as error:
            raise ValueError(f"{NAME} is no number") from error
    except ValueError as error:
        return error


def test_tracebacks_have_frames_and_kinds_but_no_values() -> None:
    text = log.traceback_without_values(raised())
    assert NAME not in text
    assert text.index("KeyError") < text.index("which led to") < text.rindex("ValueError")
    assert text.count("in raised") == 2
    assert Path(__file__).name in text


def test_what_an_error_happened_in_counts_too() -> None:
    try:
        try:
            raise KeyError(NAME)
        finally:
            raise TypeError(NAME)
    except TypeError as error:
        inside = error
    try:
        try:
            raise KeyError(NAME)
        except KeyError:
            raise TypeError(NAME) from None
    except TypeError as error:
        instead = error
    assert "KeyError" in log.traceback_without_values(inside)
    assert "KeyError" not in log.traceback_without_values(instead)


def test_causes_that_go_in_a_circle_come_to_an_end() -> None:
    first, second = ValueError(NAME), TypeError(NAME)
    first.__cause__, second.__cause__ = second, first
    assert log.traceback_without_values(first).count("Error") == 2


def test_an_error_never_raised_has_no_frames() -> None:
    assert log.traceback_without_values(ValueError(NAME)) == "Traceback (most recent call last):\nValueError"


def record_of(error: BaseException) -> logging.LogRecord:
    return logging.LogRecord(
        "phantomscope.x",
        logging.ERROR,
        __file__,
        1,
        "it failed",
        None,
        (type(error), error, error.__traceback__),
    )


def test_the_formatter_takes_values_out() -> None:
    text = log.AnonymousFormatter("%(message)s").format(record_of(raised()))
    assert text.startswith("it failed\nTraceback")
    assert NAME not in text


def test_what_another_handler_has_formatted_is_not_taken_over() -> None:
    # logging keeps the formatted traceback in the record for all handlers.
    record = record_of(raised())
    plain = logging.Formatter().format(record)
    assert NAME in plain
    assert NAME not in log.AnonymousFormatter().format(record)
    assert logging.Formatter().format(record) == plain


def test_a_record_without_an_error() -> None:
    record = logging.LogRecord("phantomscope", logging.INFO, "", 1, "hello %s", ("you",), (None, None, None))
    assert log.AnonymousFormatter("%(levelname)s %(message)s").format(record).startswith("INFO hello you")


def test_configured_once_however_often_it_is_asked_for(program_log: Path) -> None:
    before = len(logging.getLogger("phantomscope").handlers)
    log.configure()
    log.configure()
    assert len(logging.getLogger("phantomscope").handlers) == before + 1
    logger = logging.getLogger("phantomscope.analysis.test")
    logger.info("one thing")
    logger.debug("never")
    try:
        raise raised()
    except ValueError:
        logger.exception("it failed")
    text = program_log.read_text()
    assert text.count("one thing") == 1
    assert "never" not in text
    assert "it failed" in text
    assert NAME not in text


def test_nothing_goes_to_the_terminal(program_log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure()
    logging.getLogger("phantomscope.x").error("for the file")
    assert capsys.readouterr() == ("", "")


def test_without_a_place_to_write_there_is_no_log(
    program_log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program_log.parent.parent.joinpath("state").write_text("a file where the folder should be")
    log.configure()
    logging.getLogger("phantomscope.x").error("for nobody")
    assert capsys.readouterr() == ("", "")


def test_it_is_kept_short(program_log: Path) -> None:
    log.configure()
    logger = logging.getLogger("phantomscope.x")
    for number in range(1200):
        logger.info("%s %s", number, "x" * 1000)
    files = list(program_log.parent.iterdir())
    assert len(files) == 2
    assert all(file.stat().st_size <= 512 * 1024 for file in files)
    assert "1199 x" in program_log.read_text()


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        assert tmp_path in log.log_file().parents
    assert log.log_file().name == "phantomscope.log"
