"""The same surroundings for every run, whatever the user's shell holds: needed for identical bytes."""

import importlib.util
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shnor_lib.ground import import_path
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import ROOT

#: The folder whose `sitecustomize.py` gives every Python of a run its import path.
START = Path(__file__).resolve().parents[1] / "engine" / "start"

FIXED = {
    # The order of sets and the sizes of "terminals" reach outputs; threads of BLAS do not survive a fork.
    "PYTHONHASHSEED": "0",
    "COLUMNS": "80",
    "LINES": "24",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYTHONIOENCODING": "utf-8",
    # The working folder is no place for modules.
    "PYTHONSAFEPATH": "1",
    "JUPYTER_PLATFORM_DIRS": "1",
    "SOURCE_DATE_EPOCH": "0",
}
#: How many files a run may open at once, and how few are too few.
OPEN_FILES = 512
FEWEST_OPEN_FILES = 64
#: The system's own temporary folder, and how many bytes of a path leave room for the names of processes' sockets.
SYSTEM_TEMPORARY = "/tmp"
LONGEST_TEMPORARY = 64
#: The user's own settings of Python that would change what notebooks print.
UNSET = ("PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONOPTIMIZE", "PYTHONINSPECT", "PYTHONHOME")


@contextmanager
def fixed_environment(project_root: Path) -> Iterator[None]:
    """Fix the environment of this process and of all it starts; the old one comes back at the end.

    IPython's profile and matplotlib's settings of the user are left out too, since start-up files change outputs.
    """
    before, warnings = dict(os.environ), list(sys.warnoptions)
    temporary = tempfile.tempdir
    _allow_open_files()
    # Only named here: whoever needs it makes it, and a run in which nothing is stale needs nothing.
    scratch = os.path.join(_temporary_folder(), f"shnor-{secrets.token_hex(8)}")
    os.environ.update(FIXED | _own_folders(scratch) | _import_path(project_root) | _matplotlib_settings())
    for name in UNSET:
        os.environ.pop(name, None)
    # Python hands its own -W, or PYTHONWARNINGS, on to what multiprocessing starts.
    sys.warnoptions.clear()
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        tempfile.tempdir = temporary
        sys.warnoptions[:] = warnings
        shutil.rmtree(scratch, ignore_errors=True)


def _allow_open_files() -> None:
    """Raise a low limit of open files as far as the system lets us (``ulimit -n``).

    Raises:
        ReportError: it stays too low for a run.
    """
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if resource.RLIM_INFINITY != soft < OPEN_FILES:
        enough = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
        if enough < FEWEST_OPEN_FILES:
            raise ReportError(
                f"Система разрешает открыть {enough} файлов сразу, а для сборки нужно больше.",
                f"Разрешите больше и повторите команду: ulimit -n {OPEN_FILES}",
            )
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


def _temporary_folder() -> str:
    """Return the folder for what lives as long as a run; the system's own where the user's is too long for a socket.

    Raises:
        ReportError: there is none that can be written to.
    """
    try:
        folder = tempfile.gettempdir()
    except OSError:
        raise ReportError(
            "Нет временной папки, в которую можно писать.",
            "Освободите место на диске, проверьте права или укажите другую папку: export TMPDIR=путь.",
        ) from None
    if len(os.fsencode(folder)) > LONGEST_TEMPORARY and os.access(SYSTEM_TEMPORARY, os.W_OK):
        tempfile.tempdir = folder = os.environ["TMPDIR"] = SYSTEM_TEMPORARY
    return folder


def _own_folders(scratch: str) -> dict[str, str]:
    return {
        "IPYTHONDIR": os.path.join(scratch, "ipython"),
        "JUPYTER_RUNTIME_DIR": os.path.join(scratch, "runtime"),
        "JUPYTER_CONFIG_DIR": os.path.join(scratch, "config"),
    }


def _import_path(project_root: Path) -> dict[str, str]:
    """Let notebooks import the project's package even where it is not installed, and nothing hide Python's own."""
    return {"PYTHONPATH": str(START), import_path.VARIABLE: import_path.told([str(project_root), str(ROOT)])}


def _matplotlib_settings() -> dict[str, str]:
    """Name matplotlib's own defaults, so that a matplotlibrc of the user is not read."""
    found = importlib.util.find_spec("matplotlib")
    if found is None or found.origin is None:
        return {}
    return {"MATPLOTLIBRC": str(Path(found.origin).parent / "mpl-data" / "matplotlibrc")}
