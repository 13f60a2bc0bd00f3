"""A run of the toy project in a process of its own, to be killed: `python -m tests.support.driver <root> [when]`."""

import os
import signal
import sys
from pathlib import Path

from shnor_lib.pipeline import workspace
from tests.support.toy import open_toy


def _die_between_renames() -> None:
    """Force two renames in the place of the atomic exchange, and die after the first."""
    rename = os.rename

    def rename_and_die(source, target):
        rename(source, target)
        os.kill(os.getpid(), signal.SIGKILL)

    workspace.exchange_folders = lambda one, other: False
    workspace.os = type("os", (), {**vars(os), "rename": staticmethod(rename_and_die)})


def _die_after_exchange() -> None:
    """Die right after the atomic exchange, with the old edition still in staging."""
    exchange = workspace.exchange_folders

    def exchange_and_die(one, other):
        assert exchange(one, other)
        os.kill(os.getpid(), signal.SIGKILL)

    workspace.exchange_folders = exchange_and_die


if __name__ == "__main__":
    toy = open_toy(Path(sys.argv[1]))
    match sys.argv[2:]:
        case ["between"]:
            _die_between_renames()
        case ["after"]:
            _die_after_exchange()
    toy.make()
