"""Papermill engines: forked children of one warm process, and the kernel of this very interpreter.

`WarmEngine` does a kernel's work without a kernel: nbclient's own code turns the messages of the child's shell into a
notebook's outputs, papermill keeps its records and raises its own error.
"""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import send_handle
from typing import Any

import click
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NBClientEngine, NotebookExecutionManager, papermill_engines
from traitlets import default

from shnor_lib.engine.children import main_module_left_alone
from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.engine.notebook_child import serve, serve_copies
from shnor_lib.engine.opened_files import HEARD_VARIABLE, HEARING_KERNEL
from shnor_lib.ground.given_parameters import assigned_names, unknown_parameter

#: How long a child may take to stop by itself, in seconds.
PATIENCE = 2.0

#: The key of a notebook's resources that tells whether its child was started ahead (`start_ahead`).
STARTED_AHEAD = "started_ahead"

#: The key of a notebook's resources for the process whose copy runs it (`PreparedProcess`).
PREPARED = "prepared"

#: The key of a cell's record (papermill's) for the files that it opened for reading.
OPENED = "opened"

#: Children and kernels that run now.
_running: weakref.WeakSet = weakref.WeakSet()

#: Children that were started ahead of their notebook's turn, by the notebook's folder.
_ahead: dict[str, "NotebookProcess"] = {}


class NotebookProcessDied(DeadKernelError):
    """The child ended in the middle of a cell: killed, out of memory, or crashed in a library."""

    def __init__(self, exit_code: int | None):
        super().__init__(f"the notebook's process died (exit code {exit_code})")
        self.exit_code = exit_code
        self.cell_index: int | None = None


class PreloadFailed(RuntimeError):
    """The warm process could not load a library that notebooks need; the text names it."""


class UnknownParameter(click.ClickException):
    """papermill was given a parameter that the notebook lacks; its command prints the text and no traceback."""


class NotebookProcess:
    """One forked child that runs one notebook's cells; ends with the ``with`` block."""

    def __init__(self, folder: str, ahead: bool = False):
        start_warm_process()
        context = multiprocessing.get_context("forkserver")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, folder, dict(os.environ), ahead), daemon=True)
        with main_module_left_alone():
            self._process.start()
        theirs.close()
        _running.add(self)

    def __enter__(self) -> "NotebookProcess":
        answer = self.receive()
        if answer["msg_type"] == "broken":
            raise PreloadFailed(answer["content"]["reason"])
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(PATIENCE)
        self.kill()
        _running.discard(self)

    def execute(self, code: str) -> None:
        """Send one cell's code."""
        try:
            self._connection.send_bytes(json.dumps({"code": code}).encode())
        except OSError:
            raise self._death() from None

    def receive(self) -> dict[str, Any]:
        """Wait for the next message.

        Raises:
            NotebookProcessDied: the child is gone.
        """
        try:
            return json.loads(self._connection.recv_bytes().decode("utf-8", errors="surrogatepass"))
        except (EOFError, OSError):
            raise self._death() from None

    def interrupt(self) -> None:
        """Stop the running cell as Ctrl-C does."""
        if self._process.is_alive() and self._process.pid:
            os.kill(self._process.pid, signal.SIGINT)

    def kill(self) -> None:
        """End the child at once."""
        if self._process.is_alive():
            self._process.kill()
            self._process.join(PATIENCE)

    def _death(self) -> NotebookProcessDied:
        self._process.join(PATIENCE)
        return NotebookProcessDied(self._process.exitcode)


class PreparedProcess:
    """A child that has done a notebook's work once; its copies run the notebook with other parameters.

    Ends with the ``with`` block.
    """

    def __init__(self, folder: str, cells: list[str]):
        start_warm_process()
        context = multiprocessing.get_context("forkserver")
        self._connection, theirs = context.Pipe()
        self._giving = threading.Lock()
        arguments = (theirs, folder, dict(os.environ), cells)
        self._process = context.Process(target=serve_copies, args=arguments, daemon=True)
        with main_module_left_alone():
            self._process.start()
        theirs.close()
        _running.add(self)

    def __enter__(self) -> "PreparedProcess":
        """Wait until the work is done.

        Raises:
            PreloadFailed: the warm process could not load a library.
            NotebookProcessDied: the child is gone.
        """
        try:
            answer = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            self._process.join(PATIENCE)
            raise NotebookProcessDied(self._process.exitcode) from None
        if answer["msg_type"] == "broken":
            raise PreloadFailed(answer["content"]["reason"])
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(PATIENCE)
        self.kill()
        _running.discard(self)

    def copy(self) -> "CopiedProcess":
        """Return a copy that runs one notebook.

        Raises:
            NotebookProcessDied: the child is gone.
        """
        ours, theirs = multiprocessing.Pipe()
        try:
            with self._giving:
                send_handle(self._connection, theirs.fileno(), self._process.pid)
        except OSError:
            raise NotebookProcessDied(self._process.exitcode) from None
        finally:
            theirs.close()
        return CopiedProcess(ours)

    def kill(self) -> None:
        """End the child at once; its copies, which wait for cells, end when their connections are closed."""
        if self._process.is_alive():
            self._process.kill()
            self._process.join(PATIENCE)


class CopiedProcess(NotebookProcess):
    """A copy of a prepared process that runs one notebook's cells; ends with the ``with`` block."""

    def __init__(self, connection: Connection):
        self._connection = connection
        self._pid: int | None = None
        _running.add(self)

    def __enter__(self) -> "CopiedProcess":
        # It is not reaped before the prepared process ends, so that its number stays its own.
        self._pid = self.receive()["content"]["pid"]
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        _running.discard(self)

    def interrupt(self) -> None:
        """Stop the running cell as Ctrl-C does."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        """End the copy at once."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)

    def _death(self) -> NotebookProcessDied:
        return NotebookProcessDied(None)


class WarmClient(PapermillNotebookClient):
    """papermill's client with a forked child in the place of a kernel."""

    def execute(self, **_: Any) -> NotebookNode:
        """Run the notebook's cells until the end, a failing cell or ``exit()``."""
        self.reset_execution_trackers()
        folder = self.resources.get("metadata", {}).get("path") or os.getcwd()
        with self._process(folder) as self._child:
            for index, cell in enumerate(self.nb.cells):
                if self._exited:
                    break
                try:
                    self.nb_man.cell_start(cell, index)
                    self.execute_cell(cell, index)
                except CellExecutionError as error:
                    self.nb_man.cell_exception(cell, cell_index=index, exception=error)
                    break
                except NotebookProcessDied as error:
                    error.cell_index = index
                    raise
                finally:
                    self.nb_man.cell_complete(cell, cell_index=index)
        self.set_widgets_metadata()
        return self.nb

    def _process(self, folder: str) -> NotebookProcess:
        """Return the child that shall run the notebook: a copy, one started ahead, or a new one."""
        if (prepared := self.resources.get(PREPARED)) is not None:
            return prepared.copy()
        ahead = _ahead.pop(folder, None) if self.resources.get(STARTED_AHEAD) else None
        return ahead or NotebookProcess(folder)

    _exited = False

    def execute_cell(
        self, cell: NotebookNode, cell_index: int, execution_count: int | None = None, store_history: bool = True
    ) -> NotebookNode:
        """Run one code cell in the child and take its messages in.

        Raises:
            CellExecutionError: the cell failed and is not tagged ``raises-exception``.
            NotebookProcessDied: the child is gone.
        """
        tags = cell.metadata.get("tags", [])
        if cell.cell_type != "code" or not cell.source.strip() or self.skip_cells_with_tag in tags:
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        self._child.execute(cell.source)
        self.code_cells_executed += 1
        try:
            reply = self._take_messages(cell, cell_index)
        except KeyboardInterrupt:
            self._child.interrupt()
            raise
        cell["execution_count"] = reply["execution_count"]
        self._exited = reply["exit"]
        cell.metadata.setdefault("papermill", {})[OPENED] = reply["opened"]
        if reply["status"] == "error" and not self.allow_errors and "raises-exception" not in tags:
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _take_messages(self, cell: NotebookNode, cell_index: int) -> dict[str, Any]:
        """Let nbclient turn messages into outputs until the reply; return the reply's content."""
        while True:
            message = self._child.receive()
            if message["msg_type"] == "execute_reply":
                return message["content"]
            message["header"] = {"msg_type": message["msg_type"]}
            message["parent_header"] = {"msg_id": str(cell_index)}
            self.process_message(message, cell, cell_index)


class CheckedEngine(Engine):
    """Holds the given parameters against the notebook's own before anything is run or written."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Execute a notebook as papermill's engines do.

        Raises:
            UnknownParameter: the notebook has no such parameter; papermill itself only warns.
        """
        given = nb.metadata.get("papermill", {}).get("parameters", {})
        cells = [cell for cell in nb.cells if "parameters" in cell.metadata.get("tags", [])]
        if complaint := unknown_parameter(given, [name for cell in cells for name in assigned_names(cell.source)]):
            raise UnknownParameter(" ".join(complaint))
        return super().execute_notebook(nb, kernel_name, **options)


class WarmEngine(CheckedEngine):
    """Runs each notebook in a forked child of the warm process; falls back to the kernel where fork is missing."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, resources: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Run the notebook; ``resources["metadata"]["path"]`` is the working folder, as for nbclient."""
        if not can_fork():
            KernelEngine.execute_managed_notebook(nb_man, kernel_name, resources=resources, **kwargs)
        else:
            WarmClient(nb_man, resources=resources or {}, log_output=kwargs.get("log_output", False)).execute()


class OwnInterpreterKernel(AsyncKernelManager):
    """Starts ipykernel with this interpreter, whatever kernelspec of the name «python3» is installed elsewhere.

    Where there are sockets of the file system, it talks through them: no ports to clash, nothing open to the network.
    """

    #: The file in which the kernel writes down what its cells open.
    heard = ""

    @default("transport")
    def _own_transport(self) -> str:
        return "tcp" if os.name == "nt" else "ipc"

    @default("ip")
    def _own_address(self) -> str:
        # With sockets of the file system this is the beginning of their paths, which must not depend on the folder.
        return "127.0.0.1" if self.transport == "tcp" else os.path.join(tempfile.mkdtemp(dir=_scratch()), "kernel")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The kernelspec of the running interpreter."""
        argv = [sys.executable, "-m", HEARING_KERNEL, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, language="python", display_name="Python 3 (ipykernel)")

    async def start_kernel(self, **kwargs: Any) -> None:  # type: ignore[override]  # annotated as its blocking twin
        """Start the kernel; its own log must not mix with ours on the user's terminal."""
        kwargs["env"] = {**(kwargs.get("env") or os.environ), HEARD_VARIABLE: self.heard}
        await super().start_kernel(**kwargs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _running.add(self)

    def kill(self) -> None:
        """End the kernel at once; the client that waits for it learns that it died."""
        if pid := getattr(self.provisioner, "pid", None):
            with suppress(OSError):  # it is gone; each system says so in its own way
                os.kill(pid, signal.SIGTERM)


class KernelEngine(CheckedEngine, NBClientEngine):
    """papermill's ordinary engine on the running interpreter's kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        """Run the notebook in a kernel of its own."""
        running: list[int | None] = []
        start = nb_man.cell_start

        def noted_start(cell: NotebookNode, cell_index: int | None = None, **more: Any) -> None:
            running.append(cell_index)
            start(cell, cell_index, **more)

        # papermill tells nobody else in which cell its kernel died.
        nb_man.cell_start = noted_start
        heard = os.path.join(tempfile.mkdtemp(dir=_scratch()), "opened")
        try:
            super().execute_managed_notebook(
                nb_man,
                kernel_name,
                kernel_manager_class=type("HeardKernel", (OwnInterpreterKernel,), {"heard": heard}),
                **kwargs,
            )
        except DeadKernelError as error:
            error.cell_index = running[-1] if running else None  # type: ignore[attr-defined]  # as our own has it
            raise
        finally:
            _note_opened(nb_man.nb, heard)
            # nbclient leaves the event loop of this thread open, and the thread will not come back to it.
            loop = ensure_event_loop()
            if not loop.is_running():
                loop.close()


def _note_opened(notebook: NotebookNode, heard: str) -> None:
    """Leave with the first cell what the kernel wrote down; which cell it was does not matter."""
    with suppress(OSError), open(heard, "rb") as handle:
        paths = [os.fsdecode(path) for path in handle.read().split(b"\0")[:-1]]
        notebook.cells[0].metadata.setdefault("papermill", {})[OPENED] = paths


def _scratch() -> str:
    folder = jupyter_runtime_dir()
    os.makedirs(folder, exist_ok=True)
    return folder


def start_ahead(folder: str) -> None:
    """Start the child of the folder's last notebook, which loads what draws while the first notebooks run."""
    if folder not in _ahead:
        _ahead[folder] = NotebookProcess(folder, ahead=True)


def discard_ahead(folder: str) -> None:
    """End the child that was started ahead, if its notebook's turn never came."""
    if child := _ahead.pop(folder, None):
        child.kill()


def kill_all() -> None:
    """End the children and kernels of all notebooks that run in this process's threads."""
    for process in list(_running):
        process.kill()


#: Name in papermill → class.  The command line's words are «fast» and «kernel».
ENGINES = {"shnor": WarmEngine, "shnor-kernel": KernelEngine}


def register_engines() -> None:
    """Make the engines known to papermill also where the package is not installed with its entry points."""
    for name, engine in ENGINES.items():
        papermill_engines.register(name, engine)


def engine_name(asked: str = "") -> str:
    """Return papermill's name of the engine for «fast», «kernel» or no choice."""
    return "shnor-kernel" if asked == "kernel" or not can_fork() else "shnor"
