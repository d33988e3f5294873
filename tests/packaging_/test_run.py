"""The set-up script: what it checks, what it makes, when it makes it anew, what it says where it can't."""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "run.py"


@pytest.fixture
def run() -> Iterator[ModuleType]:
    """The script as a module of its own, so that a test may replace anything in it."""
    spec = importlib.util.spec_from_file_location("packaging_run_under_test", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # typing.NamedTuple looks its module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


class Machine:
    """A Linux machine in name only: which libraries it has, who asks, and what apt-get is told."""

    def __init__(self, run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.absent: set[str] = set()
        self.commands: list[list[str]] = []
        self.apt_failure = ""
        self.root = True
        self.apt: str | None = "/usr/bin/apt-get"
        self.font = True
        monkeypatch.setattr(run, "loads", lambda file: file not in self.absent)
        monkeypatch.setattr(run, "has_font", lambda: self.font)
        monkeypatch.setattr(run, "is_linux", lambda: True)
        monkeypatch.setattr(run, "is_root", lambda: self.root)
        monkeypatch.setattr(run.shutil, "which", lambda name: self.apt)
        monkeypatch.setattr(run, "quietly", self._quietly)

    def _quietly(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        self.commands.append(list(command))
        if "install" not in command:
            return ""
        if not self.apt_failure:
            self.absent.clear()
        return self.apt_failure

    def installed(self) -> list[str]:
        """The packages that apt-get was told to install."""
        installs = [command for command in self.commands if "install" in command]
        return [word for command in installs for word in command[command.index("install") + 1 :]]


@pytest.fixture
def machine(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    return Machine(run, monkeypatch)


# ---------------------------------------------------------------------------------------- system libraries


def test_nothing_missing_asks_nobody(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.prepare_system(["xcb"]) == ["xcb"]
    assert machine.commands == []
    assert capsys.readouterr().err == ""


def test_root_installs_only_what_is_missing(run: ModuleType, machine: Machine) -> None:
    machine.absent = {"libEGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"}
    run.prepare_system([])
    assert machine.installed() == ["libegl1", "libglib2.0-0"]
    assert "update" in machine.commands[0]


def test_window_libraries_are_wanted_only_with_a_display(run: ModuleType, machine: Machine) -> None:
    machine.absent = {"libxcb-cursor.so.0"}
    assert run.prepare_system([]) == []
    assert machine.commands == []
    assert run.prepare_system(["xcb"]) == ["xcb"]
    assert machine.installed() == ["libxcb-cursor0"]


def test_font_is_installed_where_there_is_none(run: ModuleType, machine: Machine) -> None:
    machine.font = False
    run.prepare_system([])
    assert machine.installed() == ["fonts-dejavu-core"]


def test_other_user_is_told_packages_and_command(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.root = False
    machine.absent = {"libEGL.so.1", "libxkbcommon.so.0"}
    with pytest.raises(run.SetUpError, match=r"libEGL\.so\.1, libxkbcommon\.so\.0"):
        run.prepare_system([])
    said = capsys.readouterr().err
    assert "missing: libegl1 libxkbcommon0\n" in said
    assert "apt-get install -y --no-install-recommends libegl1 libxkbcommon0" in said
    assert machine.commands == []


def test_without_apt_the_libraries_themselves_are_named(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.apt = None
    machine.absent = {"libGL.so.1"}
    with pytest.raises(run.SetUpError):
        run.prepare_system([])
    assert "libGL.so.1" in capsys.readouterr().err


def test_missing_font_alone_stops_nobody(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.apt, machine.font = None, False
    assert run.prepare_system([]) == []
    assert "No font" in capsys.readouterr().err


def test_failed_apt_is_told_with_its_last_words(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.absent = {"libEGL.so.1"}
    machine.apt_failure = "E: no route to the mirror"
    with pytest.raises(run.SetUpError):
        run.prepare_system([])
    assert "E: no route to the mirror" in capsys.readouterr().err


def test_loads_tells_what_the_loader_finds(run: ModuleType) -> None:
    assert not run.loads("libno-such-library.so.9")


# ------------------------------------------------------------------------------------- child's environment


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, []),
        ({"DISPLAY": ""}, []),
        ({"DISPLAY": ":0"}, ["xcb"]),
        ({"WAYLAND_DISPLAY": "wayland-0"}, ["wayland"]),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["xcb", "wayland"]),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, []),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, ["xcb", "wayland"]),
    ],
)
def test_displays(run: ModuleType, environment: dict[str, str], expected: list[str]) -> None:
    assert run.displays(environment) == expected


def test_no_display_means_offscreen(run: ModuleType, machine: Machine) -> None:
    assert run.child_environment("demo", {"HOME": "/h"}) == {"HOME": "/h", "QT_QPA_PLATFORM": "offscreen"}


def test_unseen_window_is_left_to_the_program_to_refuse(run: ModuleType, machine: Machine) -> None:
    assert run.child_environment("app", {"HOME": "/h"}) == {"HOME": "/h"}


def test_display_is_left_to_qt(run: ModuleType, machine: Machine) -> None:
    assert run.child_environment("demo", {"DISPLAY": ":0"}) == {"DISPLAY": ":0"}


def test_display_that_cannot_be_used_falls_back_and_says_so(
    run: ModuleType, machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.root = False
    machine.absent = {"libxcb-cursor.so.0"}
    assert run.child_environment("demo", {"DISPLAY": ":0"})["QT_QPA_PLATFORM"] == "offscreen"
    said = capsys.readouterr().err
    assert "libxcb-cursor0" in said
    assert "runs offscreen" in said


def test_tests_are_offscreen_unless_told_otherwise(run: ModuleType, machine: Machine) -> None:
    assert run.child_environment("test", {"DISPLAY": ":0"})["QT_QPA_PLATFORM"] == "offscreen"
    assert run.child_environment("test", {"QT_QPA_PLATFORM": "xcb"})["QT_QPA_PLATFORM"] == "xcb"


def test_linters_need_no_qt(run: ModuleType, machine: Machine) -> None:
    machine.absent = {"libEGL.so.1"}
    assert run.child_environment("lint", {}) == {}
    assert machine.commands == []


# -------------------------------------------------------------------------------------- virtual environment


class Pip:
    """Stands in for pip and venv; a file per installation shows what a clean slate would lose."""

    def __init__(self, run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[list[str]] = []
        self.failure = ""
        self.on_install: Callable[[], None] = lambda: None
        monkeypatch.setattr(run, "quietly", self._quietly)
        monkeypatch.setattr(run, "pip_version", lambda interpreter: (23, 0))
        monkeypatch.setattr(run.venv.EnvBuilder, "create", lambda builder, folder: make_venv(Path(folder)))

    def _quietly(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
        self.runs.append(list(command))
        self.on_install()
        return self.failure


def make_venv(folder: Path) -> None:
    """As much of an environment as the script looks at."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    (folder / "pyvenv.cfg").touch()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging" / "constraints.txt").write_text("numpy==2\n", "utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\n", "utf-8")
    return tmp_path


@pytest.fixture
def pip(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Pip:
    return Pip(run, monkeypatch)


def test_first_run_installs_with_the_pins_and_second_does_nothing(
    run: ModuleType, pip: Pip, checkout: Path
) -> None:
    run.Environment(checkout).prepare()
    (command,) = pip.runs
    assert command[command.index("--python") + 1] == str(run.Environment(checkout).python)
    assert command[command.index("--constraint") + 1] == str(checkout / "packaging" / "constraints.txt")
    assert command[command.index("--editable") + 1] == f"{checkout}[dev]"
    run.Environment(checkout).prepare()
    assert len(pip.runs) == 1


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_changed_input_updates_what_is_there(run: ModuleType, pip: Pip, checkout: Path, name: str) -> None:
    run.Environment(checkout).prepare()
    (checkout / ".venv" / "kept").touch()
    (checkout / name).write_text("changed\n", "utf-8")
    assert not run.Environment(checkout).is_ready()
    run.Environment(checkout).prepare()
    assert len(pip.runs) == 2
    assert (checkout / ".venv" / "kept").exists()


def test_failed_install_is_told_and_made_anew(run: ModuleType, pip: Pip, checkout: Path) -> None:
    pip.failure = "ERROR: no such version"
    with pytest.raises(run.SetUpError, match="ERROR: no such version\npip could not install"):
        run.Environment(checkout).prepare()
    (checkout / ".venv" / "half-written").touch()
    pip.failure = ""
    run.Environment(checkout).prepare()
    assert not (checkout / ".venv" / "half-written").exists()
    assert run.Environment(checkout).is_ready()


def test_interrupted_install_is_made_anew(run: ModuleType, pip: Pip, checkout: Path) -> None:
    def interrupt() -> None:
        (checkout / ".venv" / "half-written").touch()
        raise KeyboardInterrupt

    pip.on_install = interrupt
    with pytest.raises(KeyboardInterrupt):
        run.Environment(checkout).prepare()
    pip.on_install = lambda: None
    run.Environment(checkout).prepare()
    assert not (checkout / ".venv" / "half-written").exists()


def test_interrupted_update_is_made_anew(run: ModuleType, pip: Pip, checkout: Path) -> None:
    run.Environment(checkout).prepare()
    (checkout / "pyproject.toml").write_text("changed\n", "utf-8")
    pip.failure = "killed"
    with pytest.raises(run.SetUpError):
        run.Environment(checkout).prepare()
    (checkout / ".venv" / "half-written").touch()
    pip.failure = ""
    run.Environment(checkout).prepare()
    assert not (checkout / ".venv" / "half-written").exists()


def test_environment_without_interpreter_is_made_anew(run: ModuleType, pip: Pip, checkout: Path) -> None:
    run.Environment(checkout).prepare()
    run.Environment(checkout).python.unlink()
    run.Environment(checkout).prepare()
    assert run.Environment(checkout).python.exists()
    assert len(pip.runs) == 2


@pytest.mark.parametrize(("key", "value"), [("python", "3.10"), ("checkout", "/somewhere/else")])
def test_other_python_or_moved_checkout_is_made_anew(
    run: ModuleType, pip: Pip, checkout: Path, key: str, value: str
) -> None:
    run.Environment(checkout).prepare()
    stamp = checkout / ".venv" / "phantomscope-set-up.json"
    stamp.write_text(json.dumps({**json.loads(stamp.read_text("utf-8")), key: value}), "utf-8")
    (checkout / ".venv" / "stale").touch()
    run.Environment(checkout).prepare()
    assert not (checkout / ".venv" / "stale").exists()


def test_environment_that_someone_else_made_is_not_thrown_away(
    run: ModuleType, pip: Pip, checkout: Path
) -> None:
    make_venv(checkout / ".venv")
    (checkout / ".venv" / "theirs").touch()
    run.Environment(checkout).prepare()
    assert (checkout / ".venv" / "theirs").exists()
    assert len(pip.runs) == 1


def test_removal_cut_short_counts_as_nothing(run: ModuleType, pip: Pip, checkout: Path) -> None:
    make_venv(checkout / ".venv")
    (checkout / ".venv" / "pyvenv.cfg").unlink()
    (checkout / ".venv" / "left-over").touch()
    run.Environment(checkout).prepare()
    assert not (checkout / ".venv" / "left-over").exists()


def test_damaged_stamp_reads_as_none(run: ModuleType, pip: Pip, checkout: Path) -> None:
    run.Environment(checkout).prepare()
    (checkout / ".venv" / "phantomscope-set-up.json").write_text("{", "utf-8")
    assert not run.Environment(checkout).is_ready()


def test_without_any_pip_one_sentence_says_what_to_install(
    run: ModuleType, pip: Pip, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "pip_version", lambda interpreter: ())
    pip.failure = "No module named ensurepip"
    with pytest.raises(run.SetUpError, match="python3-pip"):
        run.Environment(checkout).prepare()


def test_old_pip_gives_way_to_the_environments_own(
    run: ModuleType, pip: Pip, checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = str(run.Environment(checkout).python)
    monkeypatch.setattr(run, "pip_version", lambda interpreter: () if interpreter == own else (20, 3))
    run.Environment(checkout).prepare()
    ensure, install = pip.runs
    assert ensure == [own, "-m", "ensurepip"]
    assert install[:3] == [own, "-m", "pip"]
    assert "--python" not in install


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is taken another way there")
def test_second_run_waits_for_the_first(
    run: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "lock"
    holder = (
        f"import fcntl; file = open({str(lock)!r}, 'a'); fcntl.flock(file, fcntl.LOCK_EX); "
        "print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        release = other.stdin
        # Said once the lock is seen to be held.
        monkeypatch.setattr(run, "say", lambda text: print(file=release, flush=True))
        with run.only_one(lock):
            assert other.wait(timeout=30) == 0


# ------------------------------------------------------------------------------------------------ commands


class HandedOver(Exception):  # noqa: N818 - the script's exec never comes back; this is how the test gets out
    """What the script would have become."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        super().__init__(command)
        self.command = list(command)
        self.environment = environment


@pytest.fixture
def ready(run: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def hand_over(command: Sequence[str], environment: Mapping[str, str]) -> None:
        raise HandedOver(command, environment)

    monkeypatch.setattr(run.Environment, "prepare", lambda self: None)
    monkeypatch.setattr(run, "hand_over", hand_over)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["demo", "--seed", "1"], ["-P", "-m", "phantomscope", "demo", "--seed", "1"]),
        (["app", "info", "a.zip"], ["-P", "-m", "phantomscope", "info", "a.zip"]),
        (
            ["test", "-k", "cache"],
            ["-m", "pytest", "-q", "-n", "logical", "--maxprocesses", "4", "-k", "cache"],
        ),
    ],
)
def test_commands_become_the_program(run: ModuleType, arguments: list[str], expected: list[str]) -> None:
    with pytest.raises(HandedOver) as caught:
        run.main(arguments)
    assert caught.value.command[1:] == expected


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize(
    ("command", "of_the_checkout"), [("app", False), ("demo", False), ("test", True), ("freeze", True)]
)
def test_the_program_runs_where_the_person_is(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, of_the_checkout: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(run.Environment, "add", lambda self, extra: None)
    with pytest.raises(HandedOver):
        run.main([command, "scans/x.zip"])
    assert Path.cwd() == (run.ROOT if of_the_checkout else tmp_path)


@pytest.mark.usefixtures("ready")
def test_freeze_installs_what_it_needs_first(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[list[str]] = []
    monkeypatch.setattr(run, "quietly", lambda command, environment=None: installed.append(command) or "")
    with pytest.raises(HandedOver) as caught:
        run.main(["freeze", "--no-smoke"])
    (command,) = installed
    assert command[-1].endswith("[freeze]")
    assert "--constraint" in command
    assert caught.value.command[1:] == [str(SCRIPT.with_name("freeze.py")), "--no-smoke"]


@pytest.mark.usefixtures("ready")
def test_freeze_that_cannot_be_installed_is_said(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "quietly", lambda command, environment=None: "no network")
    assert run.main(["freeze"]) == 2
    assert "no network\npip could not install" in capsys.readouterr().err


def test_freeze_wants_the_libraries_of_every_display(run: ModuleType, machine: Machine) -> None:
    machine.absent = {"libxcb-cursor.so.0", "libwayland-egl.so.1"}
    assert run.child_environment("freeze", {"HOME": "/h"}) == {"HOME": "/h"}
    assert machine.installed() == ["libwayland-egl1", "libxcb-cursor0"]


@pytest.mark.parametrize("arguments", [[], ["nonsense"]])
def test_unknown_command_shows_the_help_and_is_an_error(
    run: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(arguments) == 2
    assert "run.py demo" in capsys.readouterr().err


def test_help_is_no_error(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["--help"]) == 0
    assert "run.py test" in capsys.readouterr().out


@pytest.mark.usefixtures("ready")
def test_set_up_that_fails_ends_with_its_sentence(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(environment: object) -> None:
        raise run.SetUpError("It could not be done.")

    monkeypatch.setattr(run.Environment, "prepare", fail)
    assert run.main(["demo"]) == 2
    assert capsys.readouterr().err.strip() == "It could not be done."


@pytest.mark.usefixtures("ready")
def test_old_python_is_told(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "OLDEST_PYTHON", (99, 0))
    assert run.main(["demo"]) == 2
    assert "or newer is needed; this is 3." in capsys.readouterr().err


def test_lint_runs_every_linter_and_keeps_the_first_objection(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter([0, 3, 0, 5, 0])
    asked: list[list[str]] = []

    def linter(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, next(codes))

    monkeypatch.setattr(run.subprocess, "run", linter)
    assert run.lint(Path("python")) == 3
    assert len(asked) == len(run.LINTERS) == 5


def test_exit_code_of_the_child_is_passed_on() -> None:
    program = (
        f"import os, runpy, sys; script = runpy.run_path({str(SCRIPT)!r}); "
        "script['hand_over']([sys.executable, '-c', 'raise SystemExit(7)'], os.environ)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 7


def test_quietly_gives_the_last_words_of_a_failure_only(run: ModuleType) -> None:
    assert run.quietly([sys.executable, "-c", "print('chatter')"]) == ""
    assert run.quietly([sys.executable, "-c", "print('a reason'); raise SystemExit(1)"]) == "a reason"
