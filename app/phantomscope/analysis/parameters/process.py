"""The parameter forms of all phantoms, asked for in a process of their own: deriving them loads pylinac."""

import logging
import subprocess
import threading
from collections.abc import Callable, Sequence

from phantomscope.analysis.parameters.form import ParameterForm, forms_from_json
from phantomscope.child import child_command, child_environment, matplotlib_environment
from phantomscope.errors import PhantomscopeError
from phantomscope.log import traceback_without_values

logger = logging.getLogger(__name__)

OnForm = Callable[[ParameterForm | PhantomscopeError], None]


class ParameterForms:
    """Gets the forms, all phantoms' at once, when one is first wanted; they never change after that.

    A child that fails is told to whoever waits, and started again by the next request.

    Args:
        command: What to start; this program's own command by default. It writes the forms as JSON.
    """

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._command = list(command) if command is not None else child_command("parameters", "--json")
        self._lock = threading.Lock()
        self._forms: dict[str, ParameterForm] = {}
        self._waiting: list[tuple[str, OnForm]] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None
        self._closed = False

    def known(self, phantom: str) -> ParameterForm | None:
        """The form of a phantom by its registry name where it has come already, else None."""
        with self._lock:
            return self._forms.get(phantom)

    def request_form(self, phantom: str, on_done: OnForm) -> None:
        """Ask for a phantom's form; returns at once.

        Args:
            phantom: The phantom's registry name.
            on_done: Called once with the form, or with what went wrong: at once where the form is known,
                else on a thread of this object's own. Not called any more after ``close``.
        """
        with self._lock:
            if self._closed:
                return
            form = self._forms.get(phantom)
            if form is None:
                self._waiting.append((phantom, on_done))
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="parameter forms", daemon=True)
                    self._thread.start()
                return
        on_done(form)

    def close(self) -> None:
        """Forget who waits and end the child; returns when it has ended."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            process, thread = self._process, self._thread
            if process is not None and process.poll() is None:
                process.kill()
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _run(self) -> None:
        found: dict[str, ParameterForm] | PhantomscopeError
        try:
            found = self._derived()
        except Exception as error:  # noqa: BLE001 - whoever waits for the end must not wait for ever
            logger.error("the parameter forms could not be made: %s", traceback_without_values(error))
            found = PhantomscopeError("The parameters could not be read", todo="Try again, or see the log")
        with self._lock:
            waiting, self._waiting = self._waiting, []
            self._thread = self._process = None
            if isinstance(found, dict):
                self._forms = found
        for phantom, on_done in waiting:
            _tell(on_done, _form_of(found, phantom))

    def _derived(self) -> dict[str, ParameterForm]:
        with matplotlib_environment() as extra:
            with self._lock:
                if self._closed:
                    return {}
                process = self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=child_environment() | extra,
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )
            with process:
                data, _ = process.communicate()
        if process.returncode != 0 and not self._closed:
            raise ChildProcessError(f"exit code {process.returncode}")
        return forms_from_json(data) if data else {}


def _form_of(
    found: dict[str, ParameterForm] | PhantomscopeError, phantom: str
) -> ParameterForm | PhantomscopeError:
    if isinstance(found, PhantomscopeError):
        return found
    missing = PhantomscopeError(f"The parameters of {phantom} are not known", todo="Choose another phantom")
    return found.get(phantom, missing)


def _tell(on_done: OnForm, form: ParameterForm | PhantomscopeError) -> None:
    try:
        on_done(form)
    except Exception:
        logger.exception("a parameter form could not be delivered")
