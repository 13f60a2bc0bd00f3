"""What the warm process loads once, so that each notebook's forked child finds it loaded.

Importing this module is the preload: what every notebook needs.  What draws takes longer to load than all the rest, and
the last notebook alone needs it: its child is started ahead and loads that itself (`load_for_the_last`) while the first
notebooks run.  The standard library ignores a preload that fails; here it is written down, and each child refuses to
run on it (`assert_preloaded`).
"""

import builtins
import gc
import importlib
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path
from types import SimpleNamespace

from shnor_lib.engine.fork import MODULES_VARIABLE, NOTEBOOKS_VARIABLE
from shnor_lib.ground.content import file_hash

LIBRARIES = (
    "numpy",
    "pandas",
    "pandera.pandas",
    "openpyxl",
    "babel.dates",
    "babel.numbers",
    "pydantic",
    "yaml",
    # Methods ask for them late, in three notebooks of five.
    "scipy.special",
    "scipy.optimize",
    "shnor_lib.engine.shell",
    # What IPython puts off until a shell is made; else every child loads it anew.
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.magics.ast_mod",
    "IPython.core.magics.execution",
    "IPython.core.oinspect",
)
DRAWING = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "seaborn",
)

#: What takes a second to load and is asked for by seaborn for densities alone: without it seaborn has its own, and a
#: cell that wants it imports it as ever.
UNWANTED = "scipy.stats"

#: The process in which the preload happened.
LOADED_IN = os.getpid()


def load_libraries(names: Iterable[str]) -> dict[str, str]:
    """Import libraries as if in a notebook; return those that failed with the reason."""
    failures = {}
    with _as_in_a_notebook(), _without(UNWANTED):
        for name in names:
            try:
                importlib.import_module(name)
            except Exception as error:
                failures[name] = f"{type(error).__name__}: {error}"
    return failures


def load_validation() -> dict[str, str]:
    """Validate an empty frame, since pandera loads what validates at the first use; return the failure, if any."""
    try:
        from pandas import DataFrame
        from pandera.pandas import DataFrameSchema

        DataFrameSchema().validate(DataFrame())
    except Exception as error:
        return {"pandera.pandas": f"{type(error).__name__}: {error}"}
    return {}


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let a module be missing while others are imported that can do without it."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # so Python itself marks a module that shall not be found
    try:
        yield
    finally:
        del sys.modules[name]


@contextmanager
def _as_in_a_notebook() -> Iterator[None]:
    """Let libraries that look around while they are imported see a kernel; pandas takes its default width from that."""
    setattr(builtins, "get_ipython", lambda: SimpleNamespace(kernel=None))  # noqa: B010 (not a name of builtins)
    try:
        yield
    finally:
        delattr(builtins, "get_ipython")


def load_notebooks_modules(notebooks: Iterable[Path]) -> None:
    """Import the modules that notebooks import.

    A module that fails is no matter here: the cell that imports it will fail by itself and say why.
    """
    from shnor_lib.ground.notebook_code import imported_modules, load_notebook

    for path in notebooks:
        try:
            modules = imported_modules(load_notebook(path))
        except Exception:
            continue
        for name in sorted(modules):
            try:
                importlib.import_module(name)
            except Exception:
                continue


def code_hashes(root: Path) -> dict[str, tuple[str, str]]:
    """Return file and hash of each loaded module that lies below the project's root, by the module's name."""
    modules = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return {name: (file, file_hash(Path(file))) for name, file in modules.items() if file and _is_code_of(root, file)}


def _is_code_of(root: Path, file: str) -> bool:
    path = Path(file)
    return path.suffix == ".py" and path.is_relative_to(root) and "site-packages" not in path.parts


def drop_stale_modules() -> None:
    """Forget preloaded packages of the project whose code has changed since, or that are now found elsewhere.

    A warm process serves one command, but also an interpreter in which somebody edits the code and runs again.
    """
    for package in {name.partition(".")[0] for name in LOADED}:
        files = dict(LOADED[name] for name in LOADED if name.partition(".")[0] == package)
        found = PathFinder.find_spec(package)
        here = found is not None and found.origin in files
        if not here or any(_hash_now(file) != digest for file, digest in files.items()):
            for name in [name for name in sys.modules if name.partition(".")[0] == package]:
                del sys.modules[name]


def _hash_now(file: str) -> str:
    return file_hash(Path(file)) if Path(file).is_file() else ""


def load_for_the_last() -> None:
    """Load what draws, and the modules of the last notebook: in its own child, ahead of its turn."""
    FAILURES.update(load_libraries(DRAWING))
    load_notebooks_modules(_notebooks[-1:])


def assert_preloaded() -> None:
    """Fail loudly if this child did not get the preloaded libraries.

    Raises:
        RuntimeError: the preload failed or happened in this very process.
    """
    if FAILURES:
        raise RuntimeError("; ".join(f"{name} ({reason})" for name, reason in FAILURES.items()))
    if os.getpid() == LOADED_IN:
        raise RuntimeError("библиотеки не были загружены заранее")


gc.disable()
FAILURES = load_libraries(LIBRARIES) or load_validation()
LOADED: dict[str, tuple[str, str]] = {}
_notebooks: list[Path] = []
if os.environ.get(NOTEBOOKS_VARIABLE):
    _notebooks = [Path(one) for one in json.loads(os.environ[NOTEBOOKS_VARIABLE])]
    _root = _notebooks[0].parents[1]
    if str(_root) not in sys.path:
        sys.path.insert(0, str(_root))
    load_notebooks_modules(_notebooks[:-1])
    if os.environ.get(MODULES_VARIABLE):
        load_for_the_last()
        FAILURES.update(load_libraries(json.loads(os.environ[MODULES_VARIABLE])))
    LOADED = code_hashes(_root)
gc.enable()
# Objects loaded here live as long as the process: keep the collector (and so copy-on-write) away from them.
gc.freeze()
