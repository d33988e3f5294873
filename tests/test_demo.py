"""The demo: the phantom saved, and the whole job without a screen."""

import json
import subprocess
from pathlib import Path

import pytest

from phantomscope.analysis.phantoms import PHANTOMS
from phantomscope.analysis.results import AnalysisResult, Verdict
from phantomscope.child import child_command, child_environment
from phantomscope.demo import demo_folder
from phantomscope.stack.index import scan
from phantomscope.stack.sources import open_path


def test_saved_phantom_can_be_opened_and_its_truth_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    archive = tmp_path / "made" / "phantom.zip"
    subprocess.run(
        child_command("demo", "--phantom", "604", "--save", str(archive)),
        env=child_environment(),
        capture_output=True,
        check=True,
    )
    source = open_path(archive)
    found = scan(source)
    source.close()
    assert len(found.series) == 1
    assert not found.set_aside
    assert found.series[0].facts.description == "Digital CatPhan 604"
    assert json.loads(archive.with_suffix(".truth.json").read_text())["phantom"] == "CatPhan604"
    assert sorted(path.name for path in archive.parent.iterdir()) == ["phantom.truth.json", "phantom.zip"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--save", "file/phantom.zip"], "The folder is gone"),
        (["--save", "file"], "There is a file of that name, which may be a scan (file)"),
        (["--offscreen", "--output", "file/out"], "The folder could not be made"),
    ],
)
def test_nothing_is_written_over_and_what_cannot_be_written_is_a_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "file").write_text("a scan")
    done = subprocess.run(
        child_command("demo", *arguments),
        cwd=tmp_path,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "a scan"


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple["subprocess.CompletedProcess[str]", Path]:
    folder = tmp_path_factory.mktemp("demo")
    environment = {
        name: value for name, value in child_environment().items() if name not in ("DISPLAY", "TMPDIR")
    }
    (folder / "temp").mkdir()
    finished = subprocess.run(
        child_command("demo", "--output", "out"),
        env=environment | {"QT_QPA_PLATFORM": "offscreen", "TMPDIR": str(folder / "temp")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return finished, folder


def test_demo_passes_and_says_where_everything_is(
    done: tuple["subprocess.CompletedProcess[str]", Path],
) -> None:
    finished, folder = done
    assert finished.returncode == 0, finished.stderr
    assert "PASS 18 of 18 checks" in finished.stdout
    for name in ("window.png", "report.pdf", "results.json", "results.csv", "digital-catphan504.zip"):
        assert str(Path("out") / name) in finished.stdout
        assert (folder / "out" / name).stat().st_size > 0


def test_demo_is_quiet_when_piped_and_leaves_nothing_in_temp(
    done: tuple["subprocess.CompletedProcess[str]", Path],
) -> None:
    finished, folder = done
    assert finished.stderr == ""
    assert not list((folder / "temp").iterdir())


def test_demo_files_are_what_they_are_called(done: tuple["subprocess.CompletedProcess[str]", Path]) -> None:
    _, folder = done
    result = AnalysisResult.from_json((folder / "out" / "results.json").read_bytes())
    assert result.verdict is Verdict.PASS
    assert (folder / "out" / "report.pdf").read_bytes().startswith(b"%PDF")
    picture = (folder / "out" / "window.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1366, 768)


def test_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text("mine")
    done = subprocess.run(
        child_command("demo", "--offscreen", "--output", str(tmp_path)),
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "The folder holds files that are not this demo's" in done.stderr
    assert (tmp_path / "results.json").read_text() == "mine"


def test_every_phantom_has_its_own_folder() -> None:
    assert demo_folder("CatPhan 504") == Path("phantomscope-demo")
    assert demo_folder("GE Helios daily") == Path("phantomscope-demo-geheliosdaily")


@pytest.mark.slow
@pytest.mark.parametrize("name", [phantom.name for phantom in PHANTOMS if phantom.name != "CatPhan 504"])
def test_demo_of_every_phantom_passes(name: str, tmp_path: Path) -> None:
    finished = subprocess.run(
        child_command("demo", "--offscreen", "--phantom", name),
        env=child_environment() | {"QT_QPA_PLATFORM": "offscreen"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith("phantomscope-demo-")
    result = AnalysisResult.from_json((folder / "results.json").read_bytes())
    assert result.verdict in (Verdict.PASS, Verdict.NOT_JUDGED)
    assert result.provenance.phantom == name
