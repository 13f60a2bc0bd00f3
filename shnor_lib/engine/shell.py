"""A notebook's child process: an IPython shell that sends what a kernel would send, through a pipe.

The shell speaks the messages of the Jupyter protocol (``stream``, ``display_data``, ``execute_result``, ``error`` …),
so that nbclient, which knows how kernels' messages become a notebook's outputs, does the rest on the other side.
"""

import builtins
import gc
import getpass
import io
import json
import numbers
import os
import signal
import sys
import tempfile
import threading
import warnings
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any, NoReturn, cast

from IPython.core import page
from IPython.core.autocall import ExitAutocall
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type, default
from traitlets.config import Config

from shnor_lib.engine.children import end_with_parent, enter_environment, leave_signals_to_parent
from shnor_lib.engine.opened_files import hear
from shnor_lib.presentation.aside import ALLOWED

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
#: When a notebook's child looks for garbage.  It lives for seconds and pandas makes few cycles: looking as often as a
#: process that stays takes a twelfth of its time.
SELDOM = (50_000, 20, 20)
REFUSED_INPUT = "{} was called, but this frontend does not support input requests."


class Channel:
    """The way back to the parent: streams are gathered and sent, in a kernel's order, ahead of whatever follows."""

    def __init__(self, connection: Connection | None):
        self._connection = connection  # nobody listens where there is none
        self._sending = threading.RLock()
        self.stdout = Stream(self, "stdout", 1)
        self.stderr = Stream(self, "stderr", 2)

    def send(self, kind: str, **content: Any) -> None:
        """Send one message; text written so far goes first."""
        if kind != "stream":
            self.stdout.flush()
            self.stderr.flush()
        if self._connection is None:
            return
        message = {"msg_type": kind, "content": content}
        try:
            text = json.dumps(message, default=_plain, allow_nan=False)
        except ValueError:
            text = json.dumps(_finite(message), default=_plain)
        with self._sending:
            self._connection.send_bytes(text.encode("utf-8", errors="surrogatepass"))


class Stream(io.TextIOBase):
    """Standard output or error of the notebook.

    What libraries and subprocesses write to the file descriptor, past Python, is caught in a file and goes ahead of
    Python's own text at the next flush, so that it never reaches the user's terminal.
    """

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, channel: Channel, name: str, descriptor: int):
        self.name = name
        self._channel = channel
        self._parts: list[str] = []
        self._caught = tempfile.TemporaryFile()  # noqa: SIM115 (open as long as the process lives)
        self._caught_upto = 0
        os.dup2(self._caught.fileno(), descriptor)
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor that subprocesses inherit."""
        return self._descriptor

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, text: str) -> int:
        """Gather the text until the next flush."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._parts.append(text)
        return len(text)

    def flush(self) -> None:
        """Send what was gathered and caught."""
        parts, self._parts = self._parts, []
        size = os.fstat(self._caught.fileno()).st_size
        if size > self._caught_upto:
            caught = os.pread(self._caught.fileno(), size - self._caught_upto, self._caught_upto)
            parts.insert(0, caught.decode("utf-8", errors="replace"))
            self._caught_upto = size
        if any(parts):
            self._channel.send("stream", name=self.name, text="".join(parts))


class PipeDisplayPublisher(DisplayPublisher):
    """Sends displayed values, updates and requests to clear."""

    def publish(  # the rest of the base class's arguments is for other frontends
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Send a value, or its update, with all its representations."""
        self._validate_data(data, metadata)
        self.shell.channel.send(
            "update_display_data" if update else "display_data",
            data=data,
            metadata=metadata or {},
            transient=transient or {},
        )

    def clear_output(self, wait: bool = False) -> None:
        """Ask to clear the cell's outputs, at once or before the next one."""
        self.shell.channel.send("clear_output", wait=wait)


class PipeDisplayHook(DisplayHook):
    """Sends the value of a cell's last expression."""

    shell: "ZMQInteractiveShell"
    formatting = False
    _content: dict | None = None

    def start_displayhook(self) -> None:
        """Begin with a value."""
        self._is_active = self.formatting = True
        self._content = None

    def write_output_prompt(self) -> None:
        """The execution count travels in the message; there is no prompt to print."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Take the value's representations."""
        self._content = {"data": format_dict, "metadata": md_dict or {}}

    def finish_displayhook(self) -> None:
        """Send the value."""
        self._is_active = self.formatting = False
        if self._content and self._content["data"]:
            self.shell.channel.send("execute_result", execution_count=self.prompt_count, **self._content)


class Leaving(ExitAutocall):
    """``exit`` and ``quit`` of a notebook, which take a code as Python's own do."""

    def __call__(self, code: object = None) -> None:
        """Stop after this cell, whatever the code."""
        assert self._ip is not None, "it is made by a shell"
        self._ip.ask_exit()


class ZMQInteractiveShell(InteractiveShell):
    """The shell of one notebook.

    It bears the name of the kernel's shell, since pandas, tqdm, rich and others recognise a notebook by that name.
    """

    displayhook_class = Type(PipeDisplayHook)
    display_pub_class = Type(PipeDisplayPublisher)
    channel: Channel
    #: Libraries tell a notebook from a terminal by the presence of this attribute.
    kernel = None
    exit_asked = False
    #: Files that cells have opened since the last reply.
    opened: dict[str, None]
    failed_while_showing = False
    last_traceback: Sequence[str] = ()

    @default("exiter")
    def _own_exiter(self) -> ExitAutocall:
        return Leaving(self)

    def init_environment(self) -> None:
        """Do as the kernel does: what a cell starts through the shell must not wait in a pager."""
        os.environ.update(TERM="xterm-color", CLICOLOR="1", FORCE_COLOR="1", CLICOLOR_FORCE="1")
        os.environ.update(PAGER="cat", GIT_PAGER="cat")

    def init_hooks(self) -> None:
        """Leave out the pager of «object?»: it is the frontend's affair, and nobody pages a report."""
        super().init_hooks()  # type: ignore[no-untyped-call]
        self.set_hook("show_in_pager", page.as_hook(lambda *_, **__: None), 99)

    def enable_gui(self, gui: object = None) -> None:
        """There is no event loop to join."""

    def ask_exit(self) -> None:
        """Stop after this cell (``exit()``, ``quit()``)."""
        self.exit_asked = True

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        # The documented hook of InteractiveShell for sending tracebacks elsewhere.
        self.failed_while_showing = cast(PipeDisplayHook, self.displayhook).formatting
        self.last_traceback = stb
        self.channel.send("error", ename=etype.__name__, evalue=str(evalue), traceback=stb)


def serve_notebook(connection: Connection, folder: str, environment: dict[str, str], ahead: bool = False) -> None:
    """Run cells that come through the pipe until the other side hangs up; this is a child's whole life.

    One that is started ahead of its turn loads what the last notebook draws with.

    Requests are JSON ``{"code": …}``; each is answered by messages and, last, an ``execute_reply``.
    """
    from shnor_lib.engine import warm

    end_with_parent()
    try:
        warm.assert_preloaded()
        enter_environment(environment)
        os.chdir(folder)
        warm.drop_stale_modules()
        if ahead:
            os.environ[ALLOWED] = "1"
            warm.load_for_the_last()
            warm.assert_preloaded()
            gc.freeze()
        gc.set_threshold(*SELDOM)
        shell = open_shell(connection)
    except Exception as error:
        connection.send_bytes(json.dumps({"msg_type": "broken", "content": {"reason": str(error)}}).encode())
        return
    leave_signals_to_parent()
    hear(lambda path: shell.opened.setdefault(path))
    _serve(shell, connection)


def _serve(shell: ZMQInteractiveShell, connection: Connection) -> None:
    with _own_streams(shell.channel):
        shell.channel.send("ready", pid=os.getpid())
        while (request := _next_request(connection)) is not None:
            _run_cell(shell, request["code"])


def serve_copies(connection: Connection, folder: str, environment: dict[str, str], cells: Sequence[str]) -> None:
    """Run cells for nothing, then make a copy of this process for each connection that comes through the pipe.

    What the cells load and read, and what they make once of an edition (`edition.once`), every copy finds done; their
    variables, and what they set in the environment, it does not.  A cell that fails here fails again in each copy,
    which tells of it.  Copies end when the other side hangs up, and with the parent of all.
    """
    from shnor_lib.edition import keep_editions_open
    from shnor_lib.engine import warm

    end_with_parent()
    try:
        warm.assert_preloaded()
        enter_environment(environment)
        os.chdir(folder)
        warm.drop_stale_modules()
        gc.set_threshold(*SELDOM)
        shell = open_shell(None)
    except Exception as error:
        connection.send_bytes(json.dumps({"msg_type": "broken", "content": {"reason": str(error)}}).encode())
        return
    leave_signals_to_parent()
    hear(lambda path: shell.opened.setdefault(path))
    keep_editions_open()
    surroundings = dict(os.environ)
    with _own_streams(shell.channel):
        for code in cells:
            if not shell.run_cell(code, store_history=False).success:
                break
    shell.reset(new_session=True)
    os.environ.clear()
    os.environ.update(surroundings)
    os.chdir(folder)
    shell.user_ns["__name__"] = "__main__"
    gc.freeze()
    connection.send_bytes(json.dumps({"msg_type": "ready", "content": {}}).encode())
    while (own := _received(connection)) is not None:
        with warnings.catch_warnings():
            # Python 3.12 warns of threads; the only other one waits for the parent's end and holds nothing.
            warnings.simplefilter("ignore", DeprecationWarning)
            copy = os.fork()
        if copy == 0:
            connection.close()
            _serve_as_copy(shell, own)
        own.close()


def _received(connection: Connection) -> Connection | None:
    """Return the next connection that is given to this process; nothing when the other side has hung up."""
    try:
        return Connection(recv_handle(connection))
    except (EOFError, OSError, RuntimeError):
        return None


def _serve_as_copy(shell: ZMQInteractiveShell, connection: Connection) -> NoReturn:
    """Run one notebook's cells in a copy of a prepared process: the copy's whole life."""
    try:
        end_with_parent()
        leave_signals_to_parent()
        shell.channel = Channel(connection)
        shell.opened = {}
        shell.exit_asked = False
        _serve(shell, connection)
    finally:
        os._exit(0)


def open_shell(connection: Connection | None) -> ZMQInteractiveShell:
    """Make the shell: no history on disk, no profile of the user, figures shown inline as in a kernel."""
    config = Config()
    config.HistoryManager.enabled = False
    shell = ZMQInteractiveShell.instance(config=config, ipython_dir=os.environ.get("IPYTHONDIR") or tempfile.mkdtemp())
    shell.channel = Channel(connection)
    shell.opened = {}
    shell.user_ns["__name__"] = "__main__"
    if "matplotlib" in sys.modules:
        shell.enable_matplotlib("inline")
    else:
        # As a kernel does: whoever imports matplotlib later gets the same, and the others need not wait for it.
        os.environ["MPLBACKEND"] = INLINE_BACKEND
    return shell


def _next_request(connection: Connection) -> dict | None:
    try:
        return json.loads(connection.recv_bytes())
    except EOFError:
        return None


def _run_cell(shell: ZMQInteractiveShell, code: str) -> None:
    shell.failed_while_showing, shell.last_traceback = False, []
    with _interruptible():
        result = shell.run_cell(code, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    opened, shell.opened = list(shell.opened), {}
    reply = {"status": "ok", "execution_count": shell.execution_count - 1, "exit": shell.exit_asked, "opened": opened}
    if not result.success or shell.failed_while_showing:
        reply |= {
            "status": "error",
            "ename": type(error).__name__,
            "evalue": str(error),
            "traceback": list(shell.last_traceback),
        }
    shell.channel.send("execute_reply", **reply)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let Ctrl-C stop the cell that runs now; the child is started with interrupts held back."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


@contextmanager
def _own_streams(channel: Channel) -> Iterator[None]:
    """Send what the notebook prints to the channel; refuse to ask anybody anything."""
    sys.stdout, sys.stderr = channel.stdout, channel.stderr
    builtins.input = _refuse("raw_input")
    getpass.getpass = _refuse("getpass")
    yield


def _refuse(name: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise StdinNotImplementedError(REFUSED_INPUT.format(name))

    return refuse


def _plain(value: object) -> object:
    """Encode what JSON does not know the way a kernel's session does."""
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{value!r} is not JSON serializable")


def _finite(value: object) -> object:
    """Replace NaN and infinity, which JSON lacks, by their names, as a kernel's session does."""
    if isinstance(value, float) and value - value != 0:
        return repr(value)
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(one) for one in value]
    return value
