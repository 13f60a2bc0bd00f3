"""ipykernel that writes down which files its cells open: `python -m shnor_lib.engine.hearing_kernel -f …`."""

import os
from typing import NoReturn

from ipykernel import kernelapp
from ipykernel.zmqshell import ZMQInteractiveShell

from shnor_lib.engine.opened_files import HEARD_VARIABLE, hear


def write_down_what_is_opened() -> None:
    """Append each path once to the file that the environment names."""
    heard: set[str] = set()
    descriptor = os.open(os.environ[HEARD_VARIABLE], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def tell(path: str) -> None:
        if path not in heard:
            heard.add(path)
            os.write(descriptor, os.fsencode(path) + b"\0")

    hear(tell)


def stop_at_exit() -> None:
    """Let ``exit()`` end the notebook at once, as it does everywhere else; a kernel runs a few cells more."""

    def leave(_shell: ZMQInteractiveShell) -> NoReturn:
        raise SystemExit

    setattr(ZMQInteractiveShell, "ask_exit", leave)  # noqa: B010  # its own may not be assigned to


if __name__ == "__main__":
    if HEARD_VARIABLE in os.environ:
        write_down_what_is_opened()
    stop_at_exit()
    kernelapp.launch_new_instance()
