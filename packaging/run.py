#!/usr/bin/env python3
"""Set up `.venv` in this checkout, then run Phantomscope, its tests or its linters in it, or freeze it.

    python3 packaging/run.py demo [arguments]   the demo phantom, opened and analysed
    python3 packaging/run.py app [arguments]    the program, as the command `phantomscope` runs it
    python3 packaging/run.py test [arguments]   the tests; arguments go to pytest
    python3 packaging/run.py lint               ruff, mypy and import-linter
    python3 packaging/run.py freeze [arguments] a program that needs no Python, built and tried out

Only Python 3.11 or newer with pip is needed. The first run installs what is missing, later ones find it and
start at once; a set-up that was interrupted is made anew. On Debian and Ubuntu, as root, the system libraries
that Qt needs are installed too; elsewhere the missing ones are named.

Exit code: that of the program, the tests, the first linter that objects or the build; 2 where the set-up
could not be done.
"""

# Here only, so that an older Python reads as far as the sentence that says so.
from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ("demo", "app", "test", "lint", "freeze")
OLDEST_PYTHON = (3, 11)
OLDEST_PIP = (22, 3)  # the first with `pip --python`
COULD_NOT = 2
MOST_TEST_PROCESSES = 4  # each takes some 600 MB
LINTERS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("mypy", *(f"packaging/{name}.py" for name in ("run", "licences", "freeze", "smoke"))),
    ("lint-imports", "--no-logo"),
)


class SetUpError(Exception):
    """The set-up could not be done; the text says what happened and what to do."""


class Library(NamedTuple):
    """A shared library by the name the loader knows it by, and the Debian package that has it."""

    file: str
    package: str


# What PySide6 6.11's Qt6Core, Gui, Widgets, Svg and offscreen platform link to and do not bring along.
QT_LIBRARIES = (
    Library("libEGL.so.1", "libegl1"),
    Library("libGL.so.1", "libgl1"),
    Library("libX11.so.6", "libx11-6"),
    Library("libdbus-1.so.3", "libdbus-1-3"),
    Library("libfontconfig.so.1", "libfontconfig1"),
    Library("libfreetype.so.6", "libfreetype6"),
    Library("libglib-2.0.so.0", "libglib2.0-0"),
    Library("libgthread-2.0.so.0", "libglib2.0-0"),
    Library("libxkbcommon.so.0", "libxkbcommon0"),
    Library("libz.so.1", "zlib1g"),
    Library("libzstd.so.1", "libzstd1"),
)
# What a platform links to beyond that. The offscreen one needs no more.
PLATFORM_LIBRARIES = {
    "xcb": (
        Library("libX11-xcb.so.1", "libx11-xcb1"),
        Library("libxcb.so.1", "libxcb1"),
        Library("libxcb-cursor.so.0", "libxcb-cursor0"),
        Library("libxcb-icccm.so.4", "libxcb-icccm4"),
        Library("libxcb-image.so.0", "libxcb-image0"),
        Library("libxcb-keysyms.so.1", "libxcb-keysyms1"),
        Library("libxcb-randr.so.0", "libxcb-randr0"),
        Library("libxcb-render.so.0", "libxcb-render0"),
        Library("libxcb-render-util.so.0", "libxcb-render-util0"),
        Library("libxcb-shape.so.0", "libxcb-shape0"),
        Library("libxcb-shm.so.0", "libxcb-shm0"),
        Library("libxcb-sync.so.1", "libxcb-sync1"),
        Library("libxcb-util.so.1", "libxcb-util1"),
        Library("libxcb-xfixes.so.0", "libxcb-xfixes0"),
        Library("libxcb-xkb.so.1", "libxcb-xkb1"),
        Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ),
    "wayland": (
        Library("libwayland-client.so.0", "libwayland-client0"),
        Library("libwayland-cursor.so.0", "libwayland-cursor0"),
        Library("libwayland-egl.so.1", "libwayland-egl1"),
    ),
}
FONT_PACKAGE = "fonts-dejavu-core"
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_SUFFIXES = {".ttf", ".otf", ".ttc", ".pfb"}


def say(text: str) -> None:
    """Tell the person, at once and beside what the program prints."""
    print(text, file=sys.stderr, flush=True)


def is_linux() -> bool:
    """Whether Qt takes libraries from the system here; elsewhere PySide6 brings all that it needs."""
    return sys.platform.startswith("linux")


def is_root() -> bool:
    """Whether packages can be installed without asking anyone."""
    return sys.platform != "win32" and os.geteuid() == 0


# ---------------------------------------------------------------------------------------- system libraries


def loads(file: str) -> bool:
    """Whether the loader finds the shared library."""
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def has_font() -> bool:
    """Whether there is one font at least; without any, Qt draws all text as boxes."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(file.suffix.lower() in FONT_SUFFIXES for folder in folders for file in folder.rglob("*"))


def displays(environment: Mapping[str, str]) -> list[str]:
    """The Qt platforms on which this Linux session can show a window; none where there is no display."""
    chosen = environment.get("QT_QPA_PLATFORM", "")
    if chosen:
        return [name for name in PLATFORM_LIBRARIES if name in chosen]
    return [
        name
        for variable, name in (("DISPLAY", "xcb"), ("WAYLAND_DISPLAY", "wayland"))
        if environment.get(variable)
    ]


def missing(libraries: Sequence[Library]) -> list[Library]:
    """Those of the libraries that can't be loaded."""
    return [library for library in libraries if not loads(library.file)]


def prepare_system(wanted_displays: Sequence[str]) -> list[str]:
    """See to Qt's system libraries on Linux.

    Args:
        wanted_displays: Names from `displays` on which a window is wanted; empty where offscreen will do.

    Returns:
        Those of `wanted_displays` whose libraries are all there.

    Raises:
        SetUpError: Qt can't be loaded at all.
    """
    wanted = [*QT_LIBRARIES, *(one for name in wanted_displays for one in PLATFORM_LIBRARIES[name])]
    lacking = missing(wanted)
    packages = {library.package for library in lacking}
    if not has_font():
        packages.add(FONT_PACKAGE)
    if packages:
        provide(sorted(packages), [library.file for library in lacking])
        lacking = missing(wanted)
    if needed := [library.file for library in lacking if library in QT_LIBRARIES]:
        raise SetUpError(
            f"Qt can't be loaded without {', '.join(needed)}. "
            "Install what is named above, then run this again."
        )
    return [name for name in wanted_displays if not set(PLATFORM_LIBRARIES[name]) & set(lacking)]


def provide(packages: Sequence[str], files: Sequence[str]) -> None:
    """Install the Debian packages, or say which are missing and how to install them."""
    apt = shutil.which("apt-get")
    if apt and is_root():
        say(f"Installing system libraries that Qt needs: {' '.join(packages)}")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        # A machine that has just been started may be installing updates of its own.
        quiet = [apt, "-qq", "-y", "-o", "DPkg::Lock::Timeout=120"]
        update = [*quiet, "update"]
        install = [*quiet, "--no-install-recommends", "install", *packages]
        # A stale package list may still do, so that only the second one's failure counts.
        quietly(update, environment)
        failure = quietly(install, environment)
        if failure:
            say(f"{failure}\napt-get could not install them. Check the network and the package sources.")
        return
    if apt:
        say(
            f"These packages are missing: {' '.join(packages)}\n"
            "To install them: sudo apt-get update && "
            f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        )
        return
    if files:
        say(
            f"These system libraries are missing: {' '.join(files)}\n"
            f"Install the packages that have them (on Debian: {' '.join(packages)})."
        )
    else:
        say("No font is installed, so text would show as boxes. Install one, such as DejaVu.")


def quietly(command: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """Run a command without its output.

    Returns:
        Empty when it went well, else the last lines that it printed.
    """
    run = subprocess.run(
        command,
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if run.returncode == 0:
        return ""
    return "\n".join(run.stdout.strip().splitlines()[-15:]) or f"exit code {run.returncode}, without a word"


# --------------------------------------------------------------------------------- virtual environment


class Environment:
    """The virtual environment of a checkout, and the stamp in it that says what it was made from.

    The stamp is written before anything else as "begun", and last as "ready": whatever is interrupted between
    the two is seen as half-made.

    Attributes:
        folder: Where the environment is.
        python: Its interpreter.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        self._stamp = self.folder / "phantomscope-set-up.json"

    def is_ready(self) -> bool:
        """Whether it is complete and made from the present versions of what it is made from."""
        return self._read() == self._made_from() and self.python.exists()

    def prepare(self) -> None:
        """Make or mend it, unless it is ready. Two runs at once wait for each other.

        Raises:
            SetUpError: It could not be made.
        """
        if self.is_ready():
            return
        with only_one(self.root / ".venv.lock"):
            if not self.is_ready():
                self._make()

    def _make(self) -> None:
        started = time.monotonic()
        if self._can_be_kept():
            say("Bringing .venv up to date ...")
        else:
            say("Setting up .venv: this happens once and takes a minute or two ...")
            self._create()
        self._write({"state": "begun"})
        failure = quietly([*self._pip(), *install_arguments(self.root)])
        if failure:
            raise SetUpError(
                f"{failure}\npip could not install the Python packages; its last lines are above. "
                "Check the network, then run this again."
            )
        self._write(self._made_from())
        say(f"Ready after {time.monotonic() - started:.0f} s.")

    def add(self, extra: str) -> None:
        """Install what one more of the project's extras asks for.

        Raises:
            SetUpError: It could not be installed.
        """
        failure = quietly([*self._pip(), *install_arguments(self.root, extra)])
        if failure:
            raise SetUpError(f"{failure}\npip could not install what “{extra}” needs. Check the network.")

    def _can_be_kept(self) -> bool:
        """Whether what is there works and only has to be brought up to date."""
        stamp = self._read()
        whole = self.python.exists() and (self.folder / "pyvenv.cfg").exists()
        if not whole or stamp.get("state") == "begun":
            return False
        return not stamp or {**stamp, "inputs": ""} == {**self._made_from(), "inputs": ""}

    def _create(self) -> None:
        try:
            if self.folder.exists():
                # First what makes it an environment, so that a removal cut short is seen for what it is.
                (self.folder / "pyvenv.cfg").unlink(missing_ok=True)
                shutil.rmtree(self.folder)
            self.folder.mkdir()
            self._write({"state": "begun"})
            # Without pip: Debian keeps what `with_pip` needs in a package of its own, and the pip that is
            # there can install into another environment.
            venv.EnvBuilder(with_pip=False, symlinks=sys.platform != "win32").create(self.folder)
        except OSError as error:
            raise SetUpError(
                f"{self.folder.name} could not be made in the checkout: {error.strerror or error}. "
                "Check that you may write there, or remove the folder, then run this again."
            ) from error

    def _pip(self) -> list[str]:
        """The command of a pip that installs into this environment."""
        for interpreter in dict.fromkeys((sys.executable, getattr(sys, "_base_executable", sys.executable))):
            if pip_version(interpreter) >= OLDEST_PIP and Path(interpreter).parent != self.python.parent:
                return [interpreter, "-m", "pip", "--python", str(self.python)]
        own = [str(self.python), "-m", "pip"]
        if not pip_version(str(self.python)) and quietly([str(self.python), "-m", "ensurepip"]):
            raise SetUpError(
                "This Python has no pip of version 22.3 or newer, and no ensurepip to make one. "
                "Install pip (on Debian: apt-get install python3-pip), then run this again."
            )
        return own

    def _made_from(self) -> dict[str, str]:
        inputs = hashlib.sha256()
        for name in ("pyproject.toml", "packaging/constraints.txt"):
            inputs.update((self.root / name).read_bytes())
        return {
            "state": "ready",
            "python": ".".join(map(str, sys.version_info[:2])),
            "checkout": str(self.root),
            "inputs": inputs.hexdigest(),
        }

    def _read(self) -> dict[str, str]:
        try:
            stamp = json.loads(self._stamp.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def _write(self, stamp: Mapping[str, str]) -> None:
        self._stamp.write_text(json.dumps(dict(stamp)), "utf-8")


def install_arguments(root: Path, extra: str = "dev") -> list[str]:
    """What pip is told, after which environment it is to install into."""
    constraints = str(root / "packaging" / "constraints.txt")
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    return ["install", *quiet, "--constraint", constraints, "--editable", f"{root}[{extra}]"]


def pip_version(interpreter: str) -> tuple[int, ...]:
    """The version of an interpreter's pip as (major, minor), () where it has none."""
    probe = [interpreter, "-c", "import pip; print(pip.__version__)"]
    try:
        run = subprocess.run(probe, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        return tuple(int(part) for part in run.stdout.strip().split(".")[:2]) if run.returncode == 0 else ()
    except (OSError, ValueError):
        return ()


@contextlib.contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Hold a lock that ends with the process, whatever ends it."""
    try:
        file = lock.open("a+b")
    except OSError as error:
        raise SetUpError(
            f"Nothing can be written in the checkout: {error.strerror}. Clone it where you may write."
        ) from error
    with file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                with contextlib.suppress(OSError):  # it gives up after ten seconds
                    msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
                    break
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("Another run is setting up .venv; waiting for it ...")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ------------------------------------------------------------------------------------------------ commands


def child_environment(command: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for the program or its tests, after seeing to the system libraries.

    Raises:
        SetUpError: Qt can't be loaded at all, or there is nowhere to show the window that was asked for.
    """
    child = dict(environment)
    if command == "test":
        child.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command == "lint" or not is_linux():
        return child
    if command == "freeze":
        prepare_system(tuple(PLATFORM_LIBRARIES))  # the built program takes what is there along
        return child
    wanted = displays(child)
    usable = prepare_system(wanted)
    if wanted and not usable:
        say("No window can be shown without what is named above, so this runs offscreen.")
        child["QT_QPA_PLATFORM"] = "offscreen"
    elif not wanted and command != "app":  # the program itself refuses a window that nobody could see
        child.setdefault("QT_QPA_PLATFORM", "offscreen")
    return child


def hand_over(command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Become the command, so that its exit code and signals are ours."""
    sys.stdout.flush()
    if sys.platform == "win32":
        # Its exec comes back to the shell before the program has ended.
        with subprocess.Popen(command, env=dict(environment)) as child:
            while True:
                with contextlib.suppress(KeyboardInterrupt):
                    raise SystemExit(child.wait())
    else:
        os.execve(command[0], list(command), dict(environment))


def lint(python: Path) -> int:
    """Run every linter, whatever the ones before it said.

    Returns:
        The exit code of the first that objected, else 0.
    """
    worst = 0
    for tool, *arguments in LINTERS:
        started = time.monotonic()
        # import-linter can't be started as a module; its script stands beside the interpreter.
        start = [str(python.with_name(tool))] if tool == "lint-imports" else [str(python), "-m", tool]
        code = subprocess.run([*start, *arguments], cwd=ROOT, check=False).returncode
        outcome = "ok" if code == 0 else f"exit code {code}"
        say(f"{' '.join((tool, *arguments))}: {outcome} ({time.monotonic() - started:.1f} s)")
        worst = worst or code
    return worst


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns only where it hands over to no other program."""
    if not arguments or arguments[0] not in COMMANDS:
        asked = bool(arguments) and arguments[0] in ("-h", "--help")
        print(__doc__, file=sys.stdout if asked else sys.stderr)
        return 0 if asked else COULD_NOT
    command, *rest = arguments
    try:
        if sys.version_info < OLDEST_PYTHON:
            raise SetUpError(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
        environment = child_environment(command, os.environ)
        checkout = Environment(ROOT)
        checkout.prepare()
        if command == "freeze":
            checkout.add("freeze")
    except SetUpError as error:
        say(str(error))
        return COULD_NOT
    except KeyboardInterrupt:
        say("Interrupted. The next run mends what is half-made.")
        return 130
    if command == "lint":
        return lint(checkout.python)
    if command not in ("demo", "app"):  # the program's paths are meant from where the person is
        os.chdir(ROOT)
    target = {
        # -P: a folder that happens to be current, such as the one around a clone, is no place for modules.
        "demo": ["-P", "-m", "phantomscope", "demo"],
        "app": ["-P", "-m", "phantomscope"],
        "test": ["-m", "pytest", "-q", "-n", "logical", "--maxprocesses", str(MOST_TEST_PROCESSES)],
        "freeze": [str(ROOT / "packaging" / "freeze.py")],
    }[command]
    hand_over([str(checkout.python), *target, *rest], environment)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
