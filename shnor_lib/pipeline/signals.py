"""Ctrl-C, a request to end (SIGTERM) and a closed terminal (SIGHUP): a run ends in order and says what stands."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

#: How the coming of a signal is told; not every system has all of them.
WORDS = {
    "SIGINT": "Остановлено.",
    "SIGTERM": "Остановлено: система попросила программу завершиться (SIGTERM).",
    "SIGHUP": "Остановлено: окно или соединение закрыто (SIGHUP).",
}
TOLD = {int(getattr(signal, name)): words for name, words in WORDS.items() if hasattr(signal, name)}


class Stopped(KeyboardInterrupt):
    """A signal other than Ctrl-C asked the run to end."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


def stop_in_words(stop: KeyboardInterrupt) -> str:
    """Return the sentence that says what ended a run."""
    return TOLD[_number(stop)]


def exit_code(stop: KeyboardInterrupt) -> int:
    """Return the exit code by which shells know what ended a program."""
    return 128 + _number(stop)


def _number(stop: KeyboardInterrupt) -> int:
    return stop.number if isinstance(stop, Stopped) else int(signal.SIGINT)


@contextmanager
def stopping_in_order() -> Iterator[None]:
    """Let a signal that would end the program raise `Stopped`; one that is ignored (``nohup``) stays ignored."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped(number)

    deadly = [n for n in TOLD if n != signal.SIGINT and signal.getsignal(n) is signal.SIG_DFL]
    with _handled(dict.fromkeys(deadly, stop)):
        yield


@contextmanager
def held_back() -> Iterator[None]:
    """Hold the signals back while an edition is swapped, which takes moments; what came is raised after it."""
    own = {number: handler for number in TOLD if callable(handler := signal.getsignal(number))}
    came: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        came.append(number)

    with _handled(dict.fromkeys(own, remember)):
        yield
    if came:
        own[came[0]](came[0], None)


@contextmanager
def _handled(handlers: Mapping[int, Callable[[int, FrameType | None], None]]) -> Iterator[None]:
    """Handle signals, where Python lets us: in the main thread."""
    in_main = threading.current_thread() is threading.main_thread()
    before = {number: signal.signal(number, handler) for number, handler in handlers.items() if in_main}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
