"""The whole command on small scans: fresh processes, tables, files, nothing left and nothing changed."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from bench.records import record
from dicom_files import slices, write_folder, zip_bytes
from fixture_types import Untouched
from phantomscope.bench import catalogue as name
from phantomscope.bench.command import Files, bench
from phantomscope.bench.rounds import Plan
from phantomscope.child import child_command, child_environment
from phantomscope.errors import PhantomscopeError


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scans" / "small.zip"
    path.parent.mkdir()
    path.write_bytes(zip_bytes(slices(12, rows=64, columns=64)))
    return path


def test_a_small_run_of_one_measure(
    scan: Path, tmp_path: Path, untouched: Untouched, capsys: pytest.CaptureFixture[str]
) -> None:
    files = Files(json=tmp_path / "figures.json")
    with untouched(scan):
        assert bench(Plan((scan,), repeats=2, only=(name.PROVIDER,)), files) == 0
    words = json.loads(files.json.read_text()) if files.json else {}
    (found,) = words["scans"]
    assert (found["name"], found["slices"], found["unchanged"]) == ("small.zip", 12, True)
    assert list(found["runs"]) == [name.PROVIDER]
    assert len(found["runs"][name.PROVIDER]) == 2
    assert found["medians"][name.PROVIDER]["slice ms"] > 0
    assert str(tmp_path) not in files.json.read_text() if files.json else False
    told = capsys.readouterr()
    assert "| slice provider | slice ms |" in told.out
    assert "Round 2 of 2" in told.err


def test_a_folder_can_be_measured_too(tmp_path: Path, untouched: Untouched) -> None:
    folder = write_folder(tmp_path / "scans" / "folder", slices(12, rows=64, columns=64))
    with untouched(folder):
        assert bench(Plan((folder,), repeats=1, only=(name.PLAIN,)), Files()) == 0


def test_pages_of_an_earlier_run(tmp_path: Path) -> None:
    before = tmp_path / "before.json"
    before.write_text(record().to_json(), encoding="utf-8")
    assert bench(Plan(()), Files(folder=tmp_path / "pages"), measured_before=before) == 0
    assert sorted(file.name for file in (tmp_path / "pages").iterdir()) == [
        "figures.json",
        "figures.md",
        "limits.md",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"ours": "other"}, "WRONG: scan.zip: The results differ"), ({"unchanged": False}, "was changed")],
)
def test_other_numbers_and_changed_scans_are_told_loudly(
    options: dict[str, object], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tmp_path / "before.json"
    before.write_text(record(**options).to_json(), encoding="utf-8")  # type: ignore[arg-type]
    assert bench(Plan(()), Files(), measured_before=before) == 1
    assert sentence in capsys.readouterr().err


def test_what_of_ours_could_not_be_measured_is_no_success(tmp_path: Path) -> None:
    found = record()
    found.scans[0].series.add(name.HEADLESS, None, "It stopped.")
    before = tmp_path / "before.json"
    before.write_text(found.to_json(), encoding="utf-8")
    assert bench(Plan(()), Files(), measured_before=before) == 2


def test_a_measure_that_is_not_there_is_told_before_anything_is_done(scan: Path) -> None:
    with pytest.raises(PhantomscopeError, match="no measure called “nonsense”"):
        bench(Plan((scan,), only=("nonsense",)), Files())


def test_a_folder_that_is_not_there_is_told_before_anything_is_done(scan: Path, tmp_path: Path) -> None:
    with pytest.raises(PhantomscopeError, match="no such folder"):
        bench(Plan((scan,)), Files(json=tmp_path / "nowhere" / "figures.json"))


def test_no_round_at_all() -> None:
    done = subprocess.run(
        child_command("bench", "--repeats", "0"),
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "one round at least" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals as on POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_ended_in_the_middle_it_leaves_nothing(
    scan: Path, untouched: Untouched, number: signal.Signals
) -> None:
    with (
        untouched(scan),
        subprocess.Popen(
            child_command("bench", str(scan), "--only", name.PROVIDER, "--repeats", "1000"),
            env=child_environment(),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            # A process that was started in the background ignores it, and so would its children.
            preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
            text=True,
        ) as running,
    ):
        assert running.stderr is not None
        while "Round 1" not in running.stderr.readline():
            assert running.poll() is None
        os.killpg(running.pid, number)
        assert running.wait(60) == 2


def test_a_scan_is_never_written_over_nor_into(scan: Path, tmp_path: Path, untouched: Untouched) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(scan.read_bytes())
    folder = write_folder(tmp_path / "folder", slices(3))
    with untouched(scan):
        for files in (Files(json=scan), Files(markdown=other), Files(json=folder / "figures.json")):
            with pytest.raises(PhantomscopeError):
                bench(Plan((scan, folder), repeats=1, only=(name.PROVIDER,)), files)


@pytest.mark.slow
def test_everything_on_a_digital_phantom(tmp_path: Path) -> None:
    assert bench(Plan((), repeats=1), Files(folder=tmp_path / "pages")) == 0
    page = (tmp_path / "pages" / "figures.md").read_text("utf-8")
    assert "identical to the last bit in 6 measures" in page
    limits = (tmp_path / "pages" / "limits.md").read_text("utf-8")
    assert limits.count("\n## ") == 6
