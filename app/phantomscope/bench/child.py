"""The inside of a measuring process: one measure, or one scan to be made; figures out as JSON."""

import json
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from phantomscope.errors import PhantomscopeError

MEASURING, MAKING = "measure", "make"
_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/](?:[^\\/\s'\":,]+[\\/]?)+|\w[^\s'\":,]*[\\/][^\s'\":,]+")


def main(arguments: Sequence[str]) -> int:
    """Do one thing and answer on standard output; the exit code is 0 where it could be done.

    Args:
        arguments: "measure", a measure's name and a ``Setting`` as JSON; or "make", what, and where to.
    """
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever a library prints must not end up in the answer.
    os.dup2(2, 1)
    try:
        told = _done(*arguments)
    except PhantomscopeError as error:
        told = {"error": str(error).rstrip(".")}
    except OSError as error:
        traceback.print_exc()
        # Without the file's name: the table may go anywhere.
        told = {"error": f"{type(error).__name__}: {error.strerror or 'no reason given'}"}
    except Exception as error:  # noqa: BLE001 - told to the parent, in whose table it stands
        traceback.print_exc()
        told = {"error": _without_paths(f"{type(error).__name__}: {error}")}
    with answer:
        json.dump(told, answer)
    sys.stdout.flush()
    return 1 if "error" in told else 0


def _without_paths(text: str) -> str:
    """The text, with whatever looks like a path in it struck out."""
    return _PATH.sub("…", text)


def _done(kind: str, name: str, what: str) -> dict[str, object]:
    if kind == MAKING:
        from phantomscope.bench import datasets

        makers: dict[str, Callable[[Path], None]] = {
            "default": datasets.default_scan,
            "large": datasets.large_scan,
            "long": datasets.long_archive,
            "many": datasets.many_files,
        }
        makers[name](Path(what))
        return {"figures": {}}
    from phantomscope.bench.catalogue import measure_named
    from phantomscope.bench.measure import Setting

    return {"figures": measure_named(name).run(Setting.from_words(json.loads(what)))}
