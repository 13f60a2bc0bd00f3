"""The warm process: started first, since it loads libraries while the runner still imports papermill.

This module imports next to nothing, for the same reason.
"""

import json
import multiprocessing
import os
from collections.abc import Iterable
from pathlib import Path

from shnor_lib.engine.children import interrupts_held_back

PRELOAD = "shnor_lib.engine.warm"
#: Tells the warm process which notebooks will be run, in their order, as JSON.
NOTEBOOKS_VARIABLE = "SHNOR_WARM_NOTEBOOKS"


def can_fork() -> bool:
    """Tell whether this system can fork children of a warm process (Linux, macOS and other Unixes)."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def start_warm_process(notebooks: Iterable[Path] = ()) -> None:
    """Start the warm process unless it runs; it preloads the libraries, and what all notebooks but the last import.

    It takes this process's environment as it is now (`pipeline.environment`).
    """
    # Late: not every system has it.
    from multiprocessing import forkserver

    if named := [str(path) for path in notebooks]:
        os.environ[NOTEBOOKS_VARIABLE] = json.dumps(named)
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOAD])
    with interrupts_held_back():
        forkserver.ensure_running()
    _started.append(os.getpid())


#: The processes that have started a warm one: this one, if it has.
_started: list[int] = []


def warm_process_runs() -> bool:
    """Tell whether this process has started the warm one.

    Whoever forks before that would start a server that has loaded nothing, and nobody could warm it any more.
    """
    return os.getpid() in _started
