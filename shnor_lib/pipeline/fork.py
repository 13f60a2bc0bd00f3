"""The warm process: started first, since it loads libraries while the runner still imports papermill.

This module imports next to nothing, for the same reason.
"""

import multiprocessing
import os
from multiprocessing import forkserver
from pathlib import Path

PRELOAD = "shnor_lib.pipeline.warm"


def can_fork() -> bool:
    """Tell whether this system can fork children of a warm process (Linux, macOS and other Unixes)."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def start_warm_process(notebooks: Path | None = None) -> None:
    """Start the warm process unless it runs; it preloads the libraries and the modules that the notebooks import.

    It takes this process's environment as it is now (`pipeline.environment`).
    """
    if notebooks is not None:
        os.environ["SHNOR_WARM_NOTEBOOKS"] = str(notebooks)
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOAD])
    forkserver.ensure_running()
