"""The warm process: started first, since it loads libraries while the runner still imports papermill.

This module imports next to nothing, for the same reason.
"""

import json
import multiprocessing
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shnor_lib.engine.children import end_with_parent, enter_environment, interrupts_held_back

PRELOAD = "shnor_lib.engine.warm"
#: Tells the warm process which notebooks will be run, in their order, as JSON.
NOTEBOOKS_VARIABLE = "SHNOR_WARM_NOTEBOOKS"
#: Tells it what else to load, as JSON: then it serves many editions, and what draws is loaded in it once for all.
MODULES_VARIABLE = "SHNOR_WARM_MODULES"


def can_fork() -> bool:
    """Tell whether this system can fork children of a warm process (Linux, macOS and other Unixes)."""
    return "forkserver" in multiprocessing.get_all_start_methods()


def start_warm_process(notebooks: Iterable[Path] = (), modules: Iterable[str] = ()) -> None:
    """Start the warm process unless it runs; it preloads the libraries, and what all notebooks but the last import.

    With ``modules`` it loads these too, what draws, and what the last notebook imports: for many editions.  It takes
    this process's environment as it is now (`pipeline.environment`).
    """
    if _joined:
        return
    # Late: not every system has it.
    from multiprocessing import forkserver

    if named := [str(path) for path in notebooks]:
        os.environ[NOTEBOOKS_VARIABLE] = json.dumps(named)
    if more := list(modules):
        os.environ[MODULES_VARIABLE] = json.dumps(more)
    multiprocessing.get_context("forkserver").set_forkserver_preload([PRELOAD])
    with interrupts_held_back():
        forkserver.ensure_running()
    _started.append(os.getpid())


def live_as_child(environment: Mapping[str, str]) -> None:
    """Live in the parent's surroundings, no longer than it, and on the code as it is now."""
    end_with_parent()
    enter_environment(environment)
    if PRELOAD in sys.modules:
        sys.modules[PRELOAD].drop_stale_modules()


def warm_address() -> str:
    """Return where the warm process, which runs, is found by `join_warm_process`."""
    return _server()._forkserver_address


def join_warm_process(address: str) -> None:
    """Let this process, a child of the warm one, have its own children forked from the same.

    The standard library would start another server for it, which had to load everything once more.  What it needs to
    know of the one that runs is the address alone: a child has the server's other handle from its birth.
    """
    from multiprocessing import forkserver

    server = _server()
    server._forkserver_address = address
    server.ensure_running = lambda: None
    forkserver.ensure_running = server.ensure_running
    _joined.append(os.getpid())
    _started.append(os.getpid())


def _server() -> Any:
    """Return the standard library's record of the server; its fields are private (the same in Python 3.11 to 3.13)."""
    from multiprocessing import forkserver

    return forkserver._forkserver


#: This process, if it is a child of the warm one that has its children forked from it.
_joined: list[int] = []

#: The processes that have started a warm one: this one, if it has.
_started: list[int] = []


def warm_process_runs() -> bool:
    """Tell whether this process has started the warm one.

    Whoever forks before that would start a server that has loaded nothing, and nobody could warm it any more.
    """
    return os.getpid() in _started
