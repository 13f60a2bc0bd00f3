"""A function in a child of the warm process, which has loaded what it needs: the command's own process stays light."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from shnor_lib.engine.children import interrupts_held_back, main_module_left_alone
from shnor_lib.engine.fork import live_as_child, warm_process_runs
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.failures import StageFailed, environment_failure, frames_of, program_error


def apart(title: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function of a module returns for arguments that can be pickled; without a warm process, call it.

    Raises:
        ReportError: as the function raises it.
        OSError: the same.
        StageFailed: the function failed otherwise, or its process was ended.
    """
    if not warm_process_runs():
        return function(*arguments)
    context: Any = multiprocessing.get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, function, arguments, dict(os.environ)), daemon=True)
    with main_module_left_alone(), interrupts_held_back():
        process.start()
    theirs.close()
    try:
        kind, value = ours.recv()
    except EOFError:
        raise StageFailed(title, "Процесс прерван операционной системой; возможно, не хватило памяти.") from None
    finally:
        ours.close()
        process.kill()
        process.join()
    if kind == "refused":
        raise value
    if kind == "failed":
        raise StageFailed(title, *value)
    return value


def _serve(connection: Connection, function: Callable[..., Any], arguments: tuple, environment: dict[str, str]) -> None:
    live_as_child(environment)
    try:
        told = ("done", function(*arguments))
    except (ReportError, OSError) as error:
        told = ("refused", error)
    except ImportError as error:
        told = ("failed", (environment_failure(type(error).__name__, str(error)) or "", frames_of(error)))
    except Exception as error:
        told = ("failed", (program_error(type(error).__name__, str(error)), frames_of(error)))
    connection.send(told)
