"""One edition in a process of its own, forked off the warm one: whoever goes wrong there takes nobody along.

A process that has made its edition ends, so that the hundredth edition finds as much memory as the first.
"""

import multiprocessing
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from shnor_lib.engine.children import interrupts_held_back, main_module_left_alone
from shnor_lib.engine.fork import can_fork, join_warm_process, live_as_child, start_warm_process, warm_address
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.fleet.journal import FAILED, MADE, SAME, Done
from shnor_lib.pipeline.layout import Project

#: What an edition's process would load by itself, beside the libraries of notebooks and the exporters.
MODULES = ("shnor_lib.pipeline.run", "shnor_lib.engine.papermill_engine", "shnor_lib.pipeline.settle", "nbconvert")
#: What is said where a process has gone without a word.
GONE = "Процесс прерван операционной системой; возможно, не хватило памяти."


def warm_up(project: Project, documents: Sequence[str]) -> None:
    """Start the one warm process from which all editions' processes are forked."""
    if not can_fork():
        return
    exporters = [
        one.exporter.partition(":")[0] for one in project.publications if one.file in documents or not documents
    ]
    start_warm_process(map(project.notebook, project.stages), [*MODULES, *exporters])


class Slot:
    """The process that makes one edition; `connection` becomes ready when it is done or gone."""

    def __init__(self, project: Project, request: Request):
        self.request = request
        self._started = time.monotonic()
        # Typed as `Any`: multiprocessing's stubs know no `Process` of a context that may be either.
        context: Any = multiprocessing.get_context("forkserver" if can_fork() else "spawn")
        self.connection, theirs = context.Pipe(duplex=False)
        address = warm_address() if can_fork() else ""
        arguments = (theirs, project, request, address, dict(os.environ))
        self._process = context.Process(target=serve_edition, args=arguments)
        with main_module_left_alone(), interrupts_held_back():
            self._process.start()
        theirs.close()

    def outcome(self) -> Done:
        """Return what became of the edition, once the connection is ready."""
        try:
            told = self.connection.recv()
        except (EOFError, OSError):
            told = {"state": FAILED, "cause": GONE}
        self.close()
        seconds = time.monotonic() - self._started
        command = self.request.command if told["state"] == FAILED else ""
        return Done(self.request.edition, told["state"], seconds, told.get("cause", ""), command)

    def close(self) -> None:
        """End the process at once, if it runs."""
        self.connection.close()
        self._process.kill()
        self._process.join()


def serve_edition(
    connection: Connection, project: Project, request: Request, address: str, environment: dict[str, str]
) -> None:
    """Make one edition and say what became of it: this process's whole life."""
    live_as_child(environment)
    if address:
        join_warm_process(address)
    told = made(project, request)
    with suppress(OSError):
        connection.send(told)


def made(project: Project, request: Request) -> dict[str, str]:
    """Bring an edition up to date; return ``state`` and, of a failure, its ``cause`` in words."""
    from shnor_lib.pipeline.failures import StageFailed, environment_failure, frames_of, program_error, write_log
    from shnor_lib.pipeline.progress import Progress
    from shnor_lib.pipeline.run import make_report
    from shnor_lib.pipeline.workspace import Workspace

    log = Workspace(request.edition, request.issued).log_file
    try:
        with open(os.devnull, "w", encoding="utf-8") as nobody:
            outcome = make_report(project, request, Progress(nobody, live=False))
    except StageFailed as error:
        write_log(log, str(error), error.frames)
        return {"state": FAILED, "cause": str(error)}
    except ReportError as error:
        return {"state": FAILED, "cause": str(error)}
    except Exception as error:
        name, text = type(error).__name__, str(error)
        write_log(log, "Ошибка программы.", frames_of(error))
        return {"state": FAILED, "cause": environment_failure(name, text) or program_error(name, text)}
    return {"state": MADE if outcome.anything_done else SAME}
