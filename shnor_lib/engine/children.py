"""What all child processes share: they end with their parent and live in its surroundings."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait

_main_module = threading.Lock()


def end_with_parent() -> None:
    """End this process as soon as its parent is gone, however it went; a killed run leaves nobody writing."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "only children end with a parent"
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def enter_environment(environment: Mapping[str, str]) -> None:
    """Take over the parent's environment as it is now, its import path included."""
    os.environ.clear()
    os.environ.update(environment)
    places = environment.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:0] = [place for place in places if place and place not in sys.path]


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Start processes to which Ctrl-C on the terminal means nothing, from their very first instruction.

    The mask of a thread is inherited by what it starts; here a signal that comes meanwhile is delivered afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Its own start would open the mask again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def main_module_left_alone() -> Iterator[None]:
    """Keep multiprocessing from importing the parent's main module in a child, which needs nothing of it."""
    with _main_module:
        main = sys.modules["__main__"]
        hidden = {name: getattr(main, name) for name in ("__spec__", "__file__") if hasattr(main, name)}
        for name in hidden:
            setattr(main, name, None)
        try:
            yield
        finally:
            for name, value in hidden.items():
                setattr(main, name, value)
