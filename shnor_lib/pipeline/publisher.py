"""Publication in processes of their own, which load nbconvert and the exporters while the notebooks still run."""

import importlib
import json
import multiprocessing
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from shnor_lib.errors import ReportError
from shnor_lib.pipeline.children import end_with_parent, enter_environment, main_module_left_alone
from shnor_lib.pipeline.failures import StageFailed, frames_of, program_error
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.stages import PUBLISH_TITLE, Publication


@dataclass(frozen=True)
class Published:
    """What publication left: the files, and the exporters' warnings (``cell``, ``message``), each once."""

    files: list[str]
    warnings: list[dict]


class Publishers:
    """One process per publication; started early, used once, ended with the ``with`` block."""

    def __init__(self, project: Project):
        self._project = project
        self._waiting: list[tuple[Publication, object, object]] = []

    def start(self) -> None:
        """Start the processes unless they run; they load their exporters and wait."""
        if self._waiting:
            return
        context = multiprocessing.get_context("spawn")
        for publication in self._project.publications:
            connection, theirs = context.Pipe()
            arguments = (theirs, publication.exporter, dict(os.environ))
            process = context.Process(target=serve_publisher, args=arguments, daemon=True)
            with main_module_left_alone():
                process.start()
            theirs.close()
            self._waiting.append((publication, connection, process))

    def publish(self, folder: Path, notebook: str) -> Published:
        """Publish the executed notebook in the folder, all formats at the same time.

        Raises:
            StageFailed: an exporter failed.
        """
        self.start()
        for publication, connection, _ in self._waiting:
            # A process that could not load its exporter has gone already; its answer says why.
            with suppress(OSError):
                connection.send((str(folder / notebook), str(folder / publication.file)))
        answers = [self._answer(publication, connection) for publication, connection, _ in self._waiting]
        warnings = {json.dumps(warning, sort_keys=True): warning for answer in answers for warning in answer}
        return Published([publication.file for publication, _, _ in self._waiting], list(warnings.values()))

    def close(self) -> None:
        """End the processes."""
        for _, connection, process in self._waiting:
            connection.close()
            process.kill()
            process.join(1)
        self._waiting = []

    def _answer(self, publication: Publication, connection) -> list[dict]:
        try:
            answer = connection.recv()
        except (EOFError, OSError):
            answer = {"cause": "Процесс публикации прерван операционной системой."}
        if "cause" in answer:
            raise StageFailed(f"{PUBLISH_TITLE}: {publication.file}", answer["cause"], answer.get("frames", ()))
        return answer["warnings"]


def serve_publisher(connection, exporter: str, environment: dict[str, str]) -> None:
    """Load an exporter, wait for one notebook, publish it: a publishing process's whole life."""
    end_with_parent()
    enter_environment(environment)
    try:
        made = load_exporter(exporter)()
        notebook, target = connection.recv()
        connection.send({"warnings": publish(made, Path(notebook), Path(target))})
    except (EOFError, KeyboardInterrupt):
        return
    except ReportError as error:
        connection.send({"cause": str(error)})
    except Exception as error:
        connection.send({"cause": program_error(type(error).__name__, str(error)), "frames": frames_of(error)})


def load_exporter(name: str):
    """Return the exporter's class named ``module:class``."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


def publish(exporter, notebook: Path, target: Path) -> list[dict]:
    """Export one notebook into one file; return the exporter's warnings."""
    content, resources = exporter.from_filename(str(notebook))
    target.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return [dict(warning) for warning in resources.get("shnor_warnings", [])]
