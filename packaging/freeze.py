#!/usr/bin/env python3
"""Freeze Phantomscope into a folder that runs without Python, and smoke-test it.

    python3 packaging/run.py freeze [--output FOLDER] [--work FOLDER] [--no-smoke]

It freezes for the system that it runs on: Windows builds for Windows, macOS for macOS, Linux for Linux of the
same age or newer. The folder is `dist/phantomscope` in the checkout unless told otherwise. What goes into it,
and what stays out, is said here; `phantomscope.spec` hands it to PyInstaller.

Exit code: 0 where the program was built and passed its smoke test, 1 where it failed it, 2 where it could not
be built.
"""

import argparse
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePath, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "packaging" / "phantomscope.spec"
SMOKE = ROOT / "packaging" / "smoke.py"
NAME = "phantomscope"
IDENTIFIER = "io.github.phantomscope"
PASSED, FAILED, COULD_NOT = 0, 1, 2
MEGABYTE = 1_000_000
ICON_PIXELS = 512

# Packages whose modules are imported by names made at run time, or only inside functions. What the others
# need, PyInstaller finds, or its collection of hooks knows (scipy, skimage, plotly, pydicom, reportlab).
WHOLE_PACKAGES = (NAME, "pylinac", "quaac")

# Packages with files beside their modules that no hook of PyInstaller's knows of. Without its logo pylinac
# would fetch it from the network whenever it makes a report.
WITH_DATA = ("pylinac",)

# What some library could use and this program doesn't. Each was tried: nothing in the smoke test misses it.
EXCLUDED_MODULES = (
    # Developers' tools, which libraries import where they are installed.
    *("IPython", "PyInstaller", "_pytest", "hypothesis", "mypy", "pip", "pkg_resources", "pluggy", "pytest"),
    *("setuptools", "wheel", "pygments", "lib2to3", "pydoc_data"),
    # Other windows than ours; matplotlib draws into memory here.
    *("tkinter", "_tkinter", "curses", "readline", "PyQt5", "PyQt6", "PySide2", "wx", "gi"),
    "matplotlib.backends.qt_compat",
    # Parts of Qt that pyqtgraph would take and can do without.
    *("PySide6.QtTest", "PySide6.QtNetwork", "PySide6.QtDBus", "PySide6.QtSvgWidgets"),
    *("pyqtgraph.examples", "pyqtgraph.jupyter"),
    # Bridges to libraries that aren't here.
    *("pandas", "polars", "pyarrow", "dask", "xarray", "jupyter", "anywidget", "ipywidgets", "kaleido"),
    *("plotly.matplotlylib", "networkx", "sympy", "torch", "cupy", "jax"),
)

# Files, by their place in the built program, that nothing reads there. Patterns: `*` crosses folders.
UNUSED_FILES = (
    "PySide6/*translations/*",  # the window speaks English
    # Qt's plug-ins for devices without a desktop, for other formats than ours, for networks and databases.
    *(
        f"PySide6/*plugins/{kind}/*"
        for kind in ("egldeviceintegrations", "generic", "networkinformation", "tls")
    ),
    *(f"PySide6/*plugins/platforms/*{name}*" for name in ("eglfs", "linuxfb", "minimalegl", "vkkhr", "vnc")),
    "PySide6/*plugins/platforminputcontexts/*virtualkeyboard*",
    "PySide6/*plugins/platformthemes/*gtk3*",
    *(f"PySide6/*plugins/imageformats/*q{name}*" for name in ("icns", "pdf", "tga", "tiff", "wbmp", "webp")),
    "plotly/package_data/*.js",  # for pages in a browser
    "plotly/package_data/datasets/*",
    "matplotlib/mpl-data/sample_data/*",
    "matplotlib/mpl-data/images/*",
    "matplotlib/mpl-data/plot_directive/*",
    # Where it was built, how and with which files is of no use to who runs it.
    *(f"*.dist-info/{name}" for name in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")),
)

# What PyInstaller would run before the program. This one makes a temporary folder for matplotlib in every
# process, and a process that is ended, or ends itself at once as the analysis does, leaves it behind.
UNUSED_RUN_TIME_HOOKS = frozenset({"pyi_rth_mplconfig"})

# An entry of PyInstaller's tables: place in the built program, file it is copied from, kind.
Entry = tuple[str, str, str]


class FreezeError(Exception):
    """The program could not be built; the text says what happened and what to do."""


def is_wanted(place: str) -> bool:
    """Whether a file that PyInstaller has found is to be in the built program.

    Args:
        place: Where it would be in there, as PyInstaller writes it on this system.
    """
    path = PurePath(place).as_posix()
    return not any(fnmatchcase(path, pattern) for pattern in UNUSED_FILES)


def without_orphans(binaries: Sequence[Entry], imports: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The binaries without those shared libraries that only what was dropped from among them needed.

    Args:
        binaries: Those that are wanted.
        imports: The names of the shared libraries that a file is linked to.

    Returns:
        Extension modules, plug-ins and what packages bring in folders of their own; and of the libraries that
        are only there because something is linked to them, those that are still needed, directly or not.
    """
    linked = {
        PurePosixPath(place).name: source
        for place, source, kind in binaries
        if _is_there_to_be_linked(place) and kind != "SYMLINK"
    }
    waiting = [source for place, source, _ in binaries if not _is_there_to_be_linked(place)]
    needed: set[str] = set()
    while waiting:
        for name in imports(waiting.pop()):
            if name in linked and name not in needed:
                needed.add(name)
                waiting.append(linked[name])
    return [
        entry
        for entry in binaries
        if not _is_there_to_be_linked(entry[0]) or PurePosixPath(entry[0]).name in needed
    ]


def without_dangling_links(entries: Iterable[Entry], binaries: Iterable[Entry]) -> list[Entry]:
    """The entries without the symbolic links to shared libraries that are not among the binaries any more."""
    there = {place for place, _, _ in binaries}
    return [
        (place, target, kind)
        for place, target, kind in entries
        if kind != "SYMLINK" or not _is_there_to_be_linked(place) or _pointed_at(place, target) in there
    ]


def _pointed_at(place: str, target: str) -> str:
    return (PurePosixPath(place).parent / target).as_posix()


def _is_there_to_be_linked(place: str) -> bool:
    """Linux's shared libraries beside the packages, and Qt's own; Python's is the program's to load."""
    path = PurePosixPath(place)
    libraries = path.parent in (PurePosixPath(), PurePosixPath("PySide6/Qt/lib"))
    return libraries and ".so" in path.name and not path.name.startswith("libpython")


def licence_texts() -> Iterator[tuple[Path, str]]:
    """Python's own licence: file, and folder in the built program. The libraries' are in their metadata."""
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix), Path("/usr/share/doc/python3"))
    for file in (folder / name for folder in folders for name in ("LICENSE.txt", "copyright")):
        if file.is_file():
            yield file, f"{NAME}/resources/licences/python"
            return


def icon(folder: Path, platform: str = sys.platform) -> Path | None:
    """The icon as PyInstaller takes it for Windows and macOS (it converts it), else None."""
    return draw_icon(folder / f"{NAME}.png") if platform in ("win32", "darwin") else None


def draw_icon(file: Path) -> Path:
    """Draw the icon as a PNG of `ICON_PIXELS` squared, and return the file.

    Raises:
        FreezeError: It could not be drawn or written.
    """
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QImageReader

    reader = QImageReader(str(ROOT / "resources" / "icons" / f"{NAME}.svg"))
    reader.setScaledSize(QSize(ICON_PIXELS, ICON_PIXELS))
    image = reader.read()
    file.parent.mkdir(parents=True, exist_ok=True)
    if image.isNull() or not image.save(str(file)):
        raise FreezeError(f"The icon could not be drawn: {reader.errorString()}.")
    return file


def program_in(output: Path, platform: str = sys.platform) -> tuple[Path, Path]:
    """The folder below the output folder that is to be handed on, and the program in it."""
    if platform == "darwin":
        return output / "Phantomscope.app", output / "Phantomscope.app" / "Contents" / "MacOS" / NAME
    return output / NAME, output / NAME / (f"{NAME}.exe" if platform == "win32" else NAME)


def size_of(folder: Path) -> tuple[int, int]:
    """Bytes of all files below a folder, each counted once, and how many they are."""
    sizes = [file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    return sum(sizes), len(sizes)


def build(output: Path, work: Path) -> tuple[Path, Path]:
    """Have PyInstaller build the program.

    Returns:
        As `program_in`.

    Raises:
        FreezeError: It could not.
    """
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += ["--distpath", str(output), "--workpath", str(work), str(SPEC)]
    log = work / "pyinstaller.log"
    try:
        work.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as file:
            code = subprocess.run(
                command,
                cwd=work,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
    except OSError as error:
        raise FreezeError(f"Nothing could be written in {work}: {error.strerror or error}.") from error
    folder, program = program_in(output)
    if code != 0 or not program.is_file():
        last = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise FreezeError(f"{last}\nPyInstaller could not build the program; {log} has all that it said.")
    return folder, program


def main(arguments: Sequence[str]) -> int:
    """Build, say how large it became, and run the smoke test."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--output", type=Path, default=ROOT / "dist", metavar="FOLDER")
    parser.add_argument("--work", type=Path, default=ROOT / "build", metavar="FOLDER")
    parser.add_argument("--no-smoke", action="store_true", help="build only")
    chosen = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        folder, program = build(chosen.output.resolve(), chosen.work.resolve())
    except FreezeError as error:
        print(error, file=sys.stderr)
        return COULD_NOT
    size, count = size_of(folder)
    seconds = time.monotonic() - started
    print(f"Built {program} in {seconds:.0f} s: {size / MEGABYTE:.0f} MB in {count} files.", flush=True)
    if chosen.no_smoke:
        return PASSED
    smoke = [sys.executable, str(SMOKE), "--installed", str(folder), str(program)]
    return PASSED if subprocess.run(smoke, check=False, env=dict(os.environ)).returncode == 0 else FAILED


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
