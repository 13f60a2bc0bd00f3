"""What the warm process loads once, so that each notebook's forked child finds it loaded.

Importing this module is the preload.  The standard library ignores a preload that fails; here it is written down, and
each child refuses to run on it (`assert_preloaded`).
"""

import gc
import importlib
import os
from pathlib import Path

#: Set to the notebooks' folder by the process that starts the warm one.
NOTEBOOKS_VARIABLE = "SHNOR_WARM_NOTEBOOKS"

LIBRARIES = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "seaborn",
    "pandera.pandas",
    "openpyxl",
    "babel.dates",
    "babel.numbers",
    "pydantic",
    "yaml",
    "shnor_lib.pipeline.shell",
)

#: The process in which the preload happened.
LOADED_IN = os.getpid()


def load_libraries() -> dict[str, str]:
    """Import the heavy libraries; return those that failed with the reason."""
    failures = {}
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except Exception as error:
            failures[name] = f"{type(error).__name__}: {error}"
    return failures


def load_notebooks_modules(folder: Path) -> None:
    """Import the modules that the notebooks import.

    A module that fails is no matter here: the cell that imports it will fail by itself and say why.
    """
    from shnor_lib.pipeline.reads import load_notebook, notebook_reads

    for path in sorted(folder.glob("*.ipynb")):
        try:
            modules = notebook_reads(load_notebook(path)).modules
        except Exception:
            continue
        for name in sorted(modules):
            try:
                importlib.import_module(name)
            except Exception:
                continue


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
FAILURES = load_libraries()
if os.environ.get(NOTEBOOKS_VARIABLE):
    load_notebooks_modules(Path(os.environ[NOTEBOOKS_VARIABLE]))
gc.enable()
# Objects loaded here live as long as the process: keep the collector (and so copy-on-write) away from them.
gc.freeze()
