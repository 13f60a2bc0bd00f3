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
from types import FrameType

from shnor_lib.ground.import_path import take_over

_main_module = threading.Lock()
#: Signals that come to a whole group of processes and are the parent's to answer, beside Ctrl-C.
LEFT_TO_PARENT = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


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
    take_over(environment)


@contextmanager
def interrupts_held_back() -> Iterator[None]:
    """Start processes to which what is said to the whole terminal means nothing, from their very first instruction.

    Ctrl-C, a closed window and a request to end are the parent's to answer: it ends its children and says what stands.
    The mask of a thread is inherited by what it starts; here a signal that comes meanwhile is delivered afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Its own start would open the mask again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *LEFT_TO_PARENT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def leave_signals_to_parent() -> None:
    """Let what a cell starts be ended as anywhere else, and this process by its parent alone.

    The mask of `interrupts_held_back` would be inherited by the cell's own processes, which nobody could end then.
    """
    here = os.getpid()

    def leave(number: int, frame: FrameType | None) -> None:
        if os.getpid() != here:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    for number in LEFT_TO_PARENT:
        signal.signal(number, leave)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, LEFT_TO_PARENT)


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
