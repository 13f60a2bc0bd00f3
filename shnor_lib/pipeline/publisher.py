"""Publication in processes of its own, which load nbconvert and an exporter while the last notebook still runs."""

import importlib
import json
import multiprocessing
import os
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from shnor_lib.engine.children import end_with_parent, enter_environment, interrupts_held_back, main_module_left_alone
from shnor_lib.engine.fork import PRELOAD
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.failures import StageFailed, environment_failure, frames_of, program_error
from shnor_lib.pipeline.stages import PUBLISH_TITLE, Publication


@dataclass(frozen=True)
class Published:
    """What publication left: the files, and the exporters' warnings (``cell``, ``message``), each once."""

    files: list[str]
    warnings: list[dict]


class Publisher:
    """The publishing processes, one a format: started early, used once, then closed.

    ``fast`` ones are forked off the warm process, which has half of what nbconvert needs; others begin with nothing.
    They load while the last notebook runs on another core, and make their formats side by side.  ``pages`` are further
    files that will lie beside the formats, for their links.
    """

    def __init__(self, publications: Sequence[Publication], fast: bool, pages: Sequence[str] = ()):
        self._publications = list(publications)
        self._pages = list(pages)
        self._context: Any = multiprocessing.get_context("forkserver" if fast else "spawn")
        self._processes: dict[str, tuple[BaseProcess, Connection]] = {}

    def start(self) -> None:
        """Start the processes unless they run; each loads its exporter and waits."""
        for publication in self._publications:
            if publication.exporter in self._processes:
                continue
            ours, theirs = self._context.Pipe()
            arguments = (theirs, publication.exporter, dict(os.environ))
            process = self._context.Process(target=serve_publisher, args=arguments, daemon=True)
            self._processes[publication.exporter] = process, ours
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
        beside = [*files, *self._pages]
        warnings_of: dict[str, list[dict]] = {}
        failures: dict[str, StageFailed] = {}
        asked: list[Publication] = []
        while len(warnings_of) < len(self._publications):
            for publication in () if failures else self._ready(asked, warnings_of):
                asked.append(publication)
                # A process that could not load its exporter has gone already; its answer says why.
                with suppress(OSError):
                    connection = self._connection(publication)
                    connection.send((str(folder / notebook), str(folder / publication.file), beside))
            waiting = [one for one in asked if one.file not in warnings_of and one.file not in failures]
            if not waiting:
                raise next(failures[file] for file in files if file in failures)
            answering = wait([self._connection(publication) for publication in waiting])
            for publication in waiting:
                if self._connection(publication) in answering:
                    try:
                        warnings_of[publication.file] = self._answer(publication)
                    except StageFailed as failure:
                        failures[publication.file] = failure
        every = [warning for publication in self._publications for warning in warnings_of[publication.file]]
        each_once = {json.dumps(warning, sort_keys=True): warning for warning in every}
        return Published(files, list(each_once.values()))

    def _ready(self, asked: Sequence[Publication], done: Collection[str]) -> list[Publication]:
        """Return the publications not yet asked for whose predecessors are made."""
        return [one for one in self._publications if one not in asked and self._awaited(one) <= {*done}]

    def _awaited(self, publication: Publication) -> set[str]:
        """Return the files that a publication waits for, of those that are made here."""
        return {*publication.after} & {one.file for one in self._publications}

    def _connection(self, publication: Publication) -> Connection:
        return self._processes[publication.exporter][1]

    def close(self) -> None:
        """End the processes."""
        for process, connection in self._processes.values():
            connection.close()
            process.kill()
            process.join(1)

    def _answer(self, publication: Publication) -> list[dict]:
        try:
            answer = self._connection(publication).recv()
        except (EOFError, OSError):
            answer = {"cause": "Процесс публикации прерван операционной системой."}
        if "cause" in answer:
            raise StageFailed(f"{PUBLISH_TITLE}: {publication.file}", answer["cause"], answer.get("frames", ()))
        return answer["warnings"]


def serve_publisher(connection: Connection, exporter: str, environment: dict[str, str]) -> None:
    """Load an exporter, then publish what is asked for until the other side hangs up: this process's whole life."""
    with _telling_of_failures(connection, environment):
        loaded = load_exporter(exporter)()
        warm_up(loaded)
        while True:
            notebook, target, files = connection.recv()
            connection.send({"warnings": publish(loaded, Path(notebook), Path(target), files)})


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
    with _telling_of_failures(connection, environment):
        publish_all = load_exporter(function)
        folder, notebooks = connection.recv()
        files, warnings = publish_all(Path(folder), notebooks)
        connection.send({"files": files, "warnings": warnings})


@contextmanager
def _telling_of_failures(connection: Connection, environment: dict[str, str]) -> Iterator[None]:
    """Live in the parent's surroundings until the other side hangs up; what goes wrong is the answer."""
    end_with_parent()
    enter_environment(environment)
    if PRELOAD in sys.modules:
        sys.modules[PRELOAD].drop_stale_modules()
    try:
        yield
    except EOFError:
        return
    except ReportError as error:
        connection.send({"cause": str(error)})
    except (OSError, ImportError) as error:
        cause = environment_failure(type(error).__name__, str(error))
        connection.send({"cause": cause or "", "frames": frames_of(error)})
    except Exception as error:
        connection.send({"cause": program_error(type(error).__name__, str(error)), "frames": frames_of(error)})


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


def publish(exporter: Any, notebook: Path, target: Path, beside: Sequence[str] = ()) -> list[dict]:
    """Export one notebook into one file; return the exporter's warnings.

    ``beside`` are the files that will lie in the same folder, which a page may link.
    """
    content, resources = exporter.from_filename(str(notebook), resources={"shnor_beside": list(beside)})
    target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return [dict(warning) for warning in resources.get("shnor_warnings", [])]
