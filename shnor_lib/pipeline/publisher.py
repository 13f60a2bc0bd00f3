"""Publication in a process of its own, which loads nbconvert and the exporters while the last notebook still runs."""

import importlib
import json
import multiprocessing
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from shnor_lib.engine.children import end_with_parent, enter_environment, interrupts_held_back, main_module_left_alone
from shnor_lib.engine.fork import PRELOAD
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.failures import StageFailed, frames_of, program_error
from shnor_lib.pipeline.stages import PUBLISH_TITLE, Publication


@dataclass(frozen=True)
class Published:
    """What publication left: the files, and the exporters' warnings (``cell``, ``message``), each once."""

    files: list[str]
    warnings: list[dict]


class Publisher:
    """The publishing process: started early, used once, then closed.

    A ``fast`` one is forked off the warm process, which has half of what nbconvert needs; another begins with nothing.
    The formats are made one after the other: together they take less than a second process would need to load.
    """

    def __init__(self, publications: Sequence[Publication], fast: bool):
        self._publications = list(publications)
        self._context: Any = multiprocessing.get_context("forkserver" if fast else "spawn")
        self._process: BaseProcess | None = None

    def start(self) -> None:
        """Start the process unless it runs; it loads the exporters and waits."""
        if self._process is not None:
            return
        self._connection, theirs = self._context.Pipe()
        exporters = [publication.exporter for publication in self._publications]
        arguments = (theirs, exporters, dict(os.environ))
        process = self._context.Process(target=serve_publisher, args=arguments, daemon=True)
        self._process = process
        with main_module_left_alone(), interrupts_held_back():
            process.start()
        theirs.close()

    def publish(self, folder: Path, notebook: str) -> Published:
        """Publish the executed notebook in the folder in all formats.

        Raises:
            StageFailed: an exporter failed.
        """
        self.start()
        warnings: dict[str, dict] = {}
        for publication in self._publications:
            for warning in self._export(publication, folder / notebook, folder / publication.file):
                warnings[json.dumps(warning, sort_keys=True)] = warning
        return Published([publication.file for publication in self._publications], list(warnings.values()))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._connection.close()
            self._process.kill()
            self._process.join(1)

    def _export(self, publication: Publication, notebook: Path, target: Path) -> list[dict]:
        # A process that could not load its exporters has gone already; its answer says why.
        with suppress(OSError):
            self._connection.send((publication.exporter, str(notebook), str(target)))
        try:
            answer = self._connection.recv()
        except (EOFError, OSError):
            answer = {"cause": "Процесс публикации прерван операционной системой."}
        if "cause" in answer:
            raise StageFailed(f"{PUBLISH_TITLE}: {publication.file}", answer["cause"], answer.get("frames", ()))
        return answer["warnings"]


def serve_publisher(connection: Connection, exporters: Sequence[str], environment: dict[str, str]) -> None:
    """Load the exporters, then publish what is asked for until the other side hangs up: this process's whole life."""
    end_with_parent()
    enter_environment(environment)
    if PRELOAD in sys.modules:
        sys.modules[PRELOAD].drop_stale_modules()
    try:
        loaded = {name: load_exporter(name)() for name in exporters}
        for exporter in loaded.values():
            warm_up(exporter)
        while True:
            name, notebook, target = connection.recv()
            connection.send({"warnings": publish(loaded[name], Path(notebook), Path(target))})
    except EOFError:
        return
    except ReportError as error:
        connection.send({"cause": str(error)})
    except Exception as error:
        connection.send({"cause": program_error(type(error).__name__, str(error)), "frames": frames_of(error)})


def load_exporter(name: str) -> Any:
    """Return the exporter's class named ``module:class``."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def warm_up(exporter: Any) -> None:
    """Export an empty notebook for nothing, so that what is loaded on first use is loaded by now."""
    import nbformat

    # Whatever is wrong with the exporter will be said of the real notebook.
    with suppress(Exception):
        exporter.from_notebook_node(nbformat.v4.new_notebook())


def publish(exporter: Any, notebook: Path, target: Path) -> list[dict]:
    """Export one notebook into one file; return the exporter's warnings."""
    content, resources = exporter.from_filename(str(notebook))
    target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return [dict(warning) for warning in resources.get("shnor_warnings", [])]
