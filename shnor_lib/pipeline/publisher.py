"""Publication in processes of its own, which load nbconvert and an exporter while the last notebook still runs."""

import importlib
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

from shnor_lib.engine.children import interrupts_held_back, main_module_left_alone
from shnor_lib.engine.fork import live_as_child, warm_process_runs
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.failures import StageFailed, environment_failure, frames_of, program_error
from shnor_lib.pipeline.stages import PUBLISH_TITLE, Publication
from shnor_lib.publishing.reading import ExecutedNotebook


@dataclass(frozen=True)
class Published:
    """What publication left: the files, and the exporters' warnings (``cell``, ``message``), each once."""

    files: list[str]
    warnings: list[dict]


class Publisher:
    """The publishing processes: started early, each makes one format after another, then closed.

    There are as many as the machine has cores.  ``fast`` ones are forked off the warm process, if it runs, which has
    half of what nbconvert needs; others begin with nothing.  They load the exporters while the last notebook runs, and
    each reads the notebook once.  ``pages`` are further files that will lie beside the formats, for their links.
    """

    def __init__(self, publications: Sequence[Publication], fast: bool, pages: Sequence[str] = ()):
        self._publications = list(publications)
        self._pages = list(pages)
        self._fast = fast
        self._processes: list[tuple[BaseProcess, Connection]] = []

    def start(self) -> None:
        """Start the processes unless they run; each loads the exporters and waits."""
        exporters = [publication.exporter for publication in self._publications]
        # Typed as `Any`: multiprocessing's stubs know no `Process` of a context that may be either.
        context: Any = multiprocessing.get_context("forkserver" if self._fast and warm_process_runs() else "spawn")
        while len(self._processes) < min(os.cpu_count() or 1, len(exporters)):
            ours, theirs = context.Pipe()
            arguments = (theirs, exporters, dict(os.environ))
            process = context.Process(target=serve_publisher, args=arguments, daemon=True)
            self._processes.append((process, ours))
            with main_module_left_alone(), interrupts_held_back():
                process.start()
            theirs.close()

    def publish(self, folder: Path, notebook: str) -> Published:
        """Publish the executed notebook in the folder in all formats.

        Raises:
            StageFailed: an exporter failed; of several the first in the table of publications, whoever was quicker.
        """
        self.start()
        files = [publication.file for publication in self._publications]
        answers = self._answers(folder, notebook, [*files, *self._pages])
        for file in files:
            if "cause" in answers.get(file, {}):
                raise StageFailed(f"{PUBLISH_TITLE}: {file}", answers[file]["cause"], answers[file].get("frames", ()))
        every = [warning for file in files for warning in answers[file]["warnings"]]
        each_once = {json.dumps(warning, sort_keys=True): warning for warning in every}
        return Published(files, list(each_once.values()))

    def _answers(self, folder: Path, notebook: str, beside: list[str]) -> dict[str, dict]:
        """Return what was answered of each file: whoever is idle makes the next that waits for nothing."""
        waiting = self._in_turn()
        idle = [connection for _, connection in self._processes]
        at_work: dict[Connection, Publication] = {}
        answers: dict[str, dict] = {}
        while True:
            made = {file for file, answer in answers.items() if "cause" not in answer}
            for publication in [one for one in waiting if self._awaited(one) <= made][: len(idle)]:
                waiting.remove(publication)
                connection = idle.pop(0)
                at_work[connection] = publication
                request = (str(folder / notebook), publication.exporter, str(folder / publication.file), beside)
                # A process that has gone already answers with that.
                with suppress(OSError):
                    connection.send(request)
            if not at_work:
                return answers
            for connection in cast(list[Connection], wait(list(at_work))):
                file = at_work.pop(connection).file
                answers[file] = _answer(connection)
                if "gone" not in answers[file]:
                    idle.append(connection)

    def _in_turn(self) -> list[Publication]:
        """Return the publications: those that others take up come first."""
        taken_up = {file for one in self._publications for file in one.after}
        return sorted(self._publications, key=lambda one: one.file not in taken_up)

    def _awaited(self, publication: Publication) -> set[str]:
        """Return the files that a publication waits for, of those that are made here."""
        return {*publication.after} & {one.file for one in self._publications}

    def close(self) -> None:
        """End the processes."""
        for process, connection in self._processes:
            connection.close()
            process.kill()
            process.join(1)


def _answer(connection: Connection) -> dict:
    """Return what a publishing process says: ``warnings`` or ``cause`` and ``frames``; ``gone`` if it has ended."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return {"cause": "Процесс публикации прерван операционной системой.", "gone": True}


def serve_publisher(connection: Connection, exporters: Sequence[str], environment: dict[str, str]) -> None:
    """Load the exporters, then publish what is asked for until the other side hangs up: this process's whole life."""
    live_as_child(environment)
    press = Press()
    for exporter in exporters:
        # Whatever is wrong with an exporter will be said when it is asked for.
        with suppress(Exception):
            warm_up(press.exporter(exporter))
    with suppress(EOFError):
        while True:
            connection.send(_answered(partial(press.publish, *connection.recv())))


class Press:
    """Exporters by name, and the notebook that they were last asked for, read once for all of them."""

    def __init__(self) -> None:
        self._exporters: dict[str, Any] = {}
        self._executed: ExecutedNotebook | None = None

    def exporter(self, name: str) -> Any:
        """Return the exporter named ``module:class``, loaded once."""
        if name not in self._exporters:
            self._exporters[name] = load_exporter(name)()
        return self._exporters[name]

    def publish(self, notebook: str, exporter: str, target: str, beside: Sequence[str]) -> dict[str, list[dict]]:
        """Export one notebook into one file; return the exporter's ``warnings``.

        ``beside`` are the files that will lie in the same folder, which a page may link.
        """
        if self._executed is None or self._executed.path != Path(notebook):
            self._executed = ExecutedNotebook(Path(notebook))
        content, warnings = self.exporter(exporter).from_executed(self._executed, beside)
        Path(target).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return {"warnings": warnings}


class SidePublisher:
    """The publishing process of a side stage: many executed notebooks at once, libraries and fonts loaded once.

    Its function, named ``module:function``, is given the edition's folder and the executed notebooks (as JSON, by their
    names) and returns the files that it left there, relative to the folder, and warnings as exporters give them.
    """

    def __init__(self, function: str, title: str, fast: bool):
        self._title = title
        context: Any = multiprocessing.get_context("forkserver" if fast else "spawn")
        self._connection, theirs = context.Pipe()
        arguments = (theirs, function, dict(os.environ))
        self._process = context.Process(target=serve_side_publisher, args=arguments, daemon=True)
        with main_module_left_alone(), interrupts_held_back():
            self._process.start()
        theirs.close()

    def publish(self, folder: Path, notebooks: Mapping[str, dict]) -> Published:
        """Publish the notebooks below the folder.

        Raises:
            StageFailed: the function failed.
        """
        try:
            self._connection.send((str(folder), dict(notebooks)))
            answer = self._connection.recv()
        except (EOFError, OSError):
            answer = {"cause": "Процесс публикации прерван операционной системой."}
        if "cause" in answer:
            raise StageFailed(self._title, answer["cause"], answer.get("frames", ()))
        return Published(answer["files"], answer["warnings"])

    def close(self) -> None:
        """End the process."""
        self._connection.close()
        self._process.kill()
        self._process.join(1)


def serve_side_publisher(connection: Connection, function: str, environment: dict[str, str]) -> None:
    """Load what publishes, then publish once: this process's whole life."""
    live_as_child(environment)
    loaded = _answered(partial(_loaded, function))
    with suppress(EOFError):
        folder, notebooks = connection.recv()
        if "function" in loaded:
            connection.send(_answered(partial(_all_published, loaded["function"], Path(folder), notebooks)))
        else:
            connection.send(loaded)


def _loaded(function: str) -> dict[str, Any]:
    return {"function": load_exporter(function)}


def _all_published(publish_all: Callable, folder: Path, notebooks: Mapping[str, dict]) -> dict:
    files, warnings = publish_all(folder, notebooks)
    return {"files": files, "warnings": warnings}


def _answered(work: Callable[[], dict]) -> dict:
    """Return what the work returns, or ``cause`` and ``frames`` of what went wrong."""
    try:
        return work()
    except ReportError as error:
        return {"cause": str(error)}
    except (OSError, ImportError) as error:
        return {"cause": environment_failure(type(error).__name__, str(error)) or "", "frames": frames_of(error)}
    except Exception as error:
        return {"cause": program_error(type(error).__name__, str(error)), "frames": frames_of(error)}


def load_exporter(name: str) -> Any:
    """Return what is named ``module:class`` or ``module:function``."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def warm_up(exporter: Any) -> None:
    """Export an empty notebook for nothing, so that what is loaded on first use is loaded by now."""
    import nbformat

    # Whatever is wrong with the exporter will be said of the real notebook.
    with suppress(Exception):
        exporter.from_notebook_node(nbformat.v4.new_notebook())
