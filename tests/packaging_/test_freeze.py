"""What goes into the frozen program, and how its building ends. Building it takes minutes: not here."""

import importlib.util
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "packaging" / "freeze.py"


@pytest.fixture(scope="module")
def freeze() -> Iterator[ModuleType]:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("packaging_freeze_under_test", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


# -- what goes in -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        "pylinac/files/Pylinac-GREEN.png",
        "plotly/package_data/templates/plotly.json",
        "plotly/validators/_validators.json",
        "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf",
        "matplotlib/mpl-data/matplotlibrc",
        "skimage/measure/__init__.pyi",
        "phantomscope/resources/icons/phantomscope.svg",
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforms/libqminimal.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/plugins/imageformats/qsvg.dll",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "pylinac-3.49.0.dist-info/METADATA",
        "pylinac-3.49.0.dist-info/licenses/LICENSE.txt",
    ],
)
def test_what_the_program_needs_is_kept(freeze: ModuleType, place: str) -> None:
    assert freeze.is_wanted(place)


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/platforms/libqminimalegl.so",
        "PySide6/plugins/platforminputcontexts/qtvirtualkeyboardplugin.dll",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "plotly/package_data/plotly.min.js",
        "phantomscope-0.1.0.dist-info/direct_url.json",
        "numpy-2.4.6.dist-info/RECORD",
    ],
)
def test_what_nothing_reads_is_left_out(freeze: ModuleType, place: str) -> None:
    assert not freeze.is_wanted(place)


def test_pylinac_comes_with_the_logo_that_it_would_fetch_from_the_network(freeze: ModuleType) -> None:
    assert "pylinac" in freeze.WITH_DATA


def test_nothing_that_the_program_loads_is_excluded(freeze: ModuleType, run_python: Any) -> None:
    loaded = run_python(
        "import sys\n"
        "import phantomscope.gui.application, phantomscope.analysis.engine.figures\n"
        "import phantomscope.analysis.engine.metrics\n"
        "import phantomscope.analysis.engine.pylinac_stack, phantomscope.digital.catphan.catphan504\n"
        "import matplotlib.pyplot\n"
        "import matplotlib.backends.backend_agg, pylinac\n"
        "print(*sys.modules, sep='\\n')"
    ).split()
    # pydantic's tool for developers is tried for, and Qt's own names are loaded where they are installed.
    optional = {"PySide6.QtTest", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtSvgWidgets"}
    excluded = set(freeze.EXCLUDED_MODULES) - optional
    assert not {name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in excluded)}


def test_libraries_of_what_was_dropped_go_with_it(freeze: ModuleType) -> None:
    binaries = [
        ("numpy/core.so", "/site/numpy/core.so", "EXTENSION"),
        ("libused.so.1", "/usr/lib/libused.so.1", "BINARY"),
        ("libbelow.so.1", "/usr/lib/libbelow.so.1", "BINARY"),
        ("libgtk.so.3", "/usr/lib/libgtk.so.3", "BINARY"),
        ("libcairo.so.2", "/usr/lib/libcairo.so.2", "BINARY"),
        ("numpy.libs/libblas.so", "/site/numpy.libs/libblas.so", "BINARY"),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/site/libQt6Core.so.6", "BINARY"),
        ("PySide6/Qt/lib/libQt6Quick.so.6", "/site/libQt6Quick.so.6", "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY"),
    ]
    imports = {
        "/site/numpy/core.so": ["libused.so.1", "libc.so.6", "libQt6Core.so.6"],
        "/usr/lib/libused.so.1": ["libbelow.so.1"],
        "/usr/lib/libbelow.so.1": ["libused.so.1"],
        "/usr/lib/libgtk.so.3": ["libcairo.so.2"],
    }
    kept = [place for place, _, _ in freeze.without_orphans(binaries, lambda file: imports.get(file, []))]
    gone = {"libgtk.so.3", "libcairo.so.2", "PySide6/Qt/lib/libQt6Quick.so.6"}
    assert kept == [place for place, _, _ in binaries if place not in gone]


def test_links_to_what_is_gone_go_too(freeze: ModuleType) -> None:
    binaries = [("PySide6/Qt/lib/libQt6Core.so.6", "/site/libQt6Core.so.6", "BINARY")]
    data = [
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", "SYMLINK"),
        ("pylinac/files/logo.png", "/site/pylinac/files/logo.png", "DATA"),
    ]
    assert freeze.without_dangling_links(data, binaries) == [data[0], data[2]]


def test_icon_is_drawn_where_the_system_wants_one(freeze: ModuleType, tmp_path: Path) -> None:
    assert freeze.icon(tmp_path, "linux") is None
    file = freeze.icon(tmp_path / "work", "win32")
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20]) == int.from_bytes(data[20:24]) == freeze.ICON_PIXELS


# -- building ---------------------------------------------------------------------------------------------


class Tools:
    """PyInstaller and the smoke test in name only: what they were told, and how they end."""

    def __init__(self, freeze: ModuleType) -> None:
        self.freeze = freeze
        self.commands: list[list[str]] = []
        self.builds = True
        self.code = 0
        self.smoke_code = 0

    def __call__(self, command: list[str], **options: Any) -> "subprocess.CompletedProcess[bytes]":
        self.commands.append(command)
        if "PyInstaller" not in command:
            return subprocess.CompletedProcess(command, self.smoke_code)
        options["stdout"].write(b"a long story\nthe reason\n")
        if self.builds:
            output = Path(command[command.index("--distpath") + 1])
            program: Path = self.freeze.program_in(output)[1]
            program.parent.mkdir(parents=True)
            program.write_bytes(bytes(2_000_000))
        return subprocess.CompletedProcess(command, self.code)


@pytest.fixture
def tools(freeze: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Tools:
    tools = Tools(freeze)
    monkeypatch.setattr(freeze.subprocess, "run", tools)
    return tools


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    return ["--output", str(tmp_path / "out"), "--work", str(tmp_path / "work")]


def test_program_is_built_measured_and_tried_out(
    freeze: ModuleType,
    tools: Tools,
    folders: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert freeze.main(folders) == 0
    build, smoke = tools.commands
    folder, program = freeze.program_in(tmp_path / "out")
    assert build[-1] == str(ROOT / "packaging" / "phantomscope.spec")
    assert smoke[1:] == [str(ROOT / "packaging" / "smoke.py"), "--installed", str(folder), str(program)]
    assert "2 MB in 1 files" in capsys.readouterr().out


def test_smoke_test_decides(freeze: ModuleType, tools: Tools, folders: list[str]) -> None:
    tools.smoke_code = 1
    assert freeze.main(folders) == 1


def test_smoke_test_can_wait(freeze: ModuleType, tools: Tools, folders: list[str]) -> None:
    assert freeze.main([*folders, "--no-smoke"]) == 0
    assert len(tools.commands) == 1


@pytest.mark.parametrize(("builds", "code"), [(False, 0), (False, 1), (True, 1)])
def test_build_that_fails_says_why(
    freeze: ModuleType,
    tools: Tools,
    folders: list[str],
    builds: bool,
    code: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tools.builds, tools.code = builds, code
    assert freeze.main(folders) == 2
    said = capsys.readouterr().err
    assert "the reason" in said
    assert "pyinstaller.log has all that it said" in said


def test_folder_that_cannot_be_written_is_said(
    freeze: ModuleType, tools: Tools, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "work").write_text("a file")
    assert freeze.main(["--output", str(tmp_path), "--work", str(tmp_path / "work")]) == 2
    assert "Nothing could be written" in capsys.readouterr().err
    assert not tools.commands


@pytest.mark.parametrize(
    ("platform", "folder", "program"),
    [
        ("linux", "phantomscope", "phantomscope/phantomscope"),
        ("win32", "phantomscope", "phantomscope/phantomscope.exe"),
        ("darwin", "Phantomscope.app", "Phantomscope.app/Contents/MacOS/phantomscope"),
    ],
)
def test_program_has_its_place(freeze: ModuleType, platform: str, folder: str, program: str) -> None:
    found = freeze.program_in(Path("out"), platform)
    assert [path.as_posix() for path in found] == [f"out/{folder}", f"out/{program}"]


def test_size_counts_links_once(freeze: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(10))
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b").write_bytes(bytes(5))
    try:
        (tmp_path / "link").symlink_to("a")
    except OSError:
        pytest.skip("no links here")
    assert freeze.size_of(tmp_path) == (15, 2)


# -- the project ------------------------------------------------------------------------------------------


def test_spec_is_python_and_takes_its_lists_from_here(freeze: ModuleType) -> None:
    text = (ROOT / "packaging" / "phantomscope.spec").read_text("utf-8")
    compile(text, "phantomscope.spec", "exec")
    for name in ("WHOLE_PACKAGES", "WITH_DATA", "EXCLUDED_MODULES", "UNUSED_RUN_TIME_HOOKS", "is_wanted"):
        assert f"freeze.{name}" in text
        assert hasattr(freeze, name)


def test_pyinstaller_and_what_it_brings_are_pinned() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert any(text.startswith("pyinstaller") for text in extras["freeze"])
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {line.partition("==")[0] for line in lines}
    linux = {"pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools"}
    assert linux | {"macholib", "pefile", "pywin32-ctypes"} <= pinned
