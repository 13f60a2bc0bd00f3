"""Telling the user how the run goes: a live line on a terminal, plain lines elsewhere."""

import os
import shutil
import sys
import threading
import time
from contextlib import suppress
from typing import TextIO

from shnor_lib.ground.wording import number

REFRESH = 0.1


class Progress:
    """Reports of stages; ``live`` redraws the last line of a terminal with the seconds of what runs now."""

    def __init__(self, stream: TextIO | None = None, live: bool | None = None):
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty() if live is None else live
        self._running: dict[str, float] = {}
        self._lock = threading.RLock()
        self._drawn = ""
        self._ticker: threading.Thread | None = None

    def started(self, title: str) -> None:
        """A piece of work has begun."""
        with self._lock:
            self._running[title] = time.monotonic()
            if self._live and self._ticker is None:
                self._ticker = threading.Thread(target=self._tick, daemon=True)
                self._ticker.start()

    def done(self, title: str) -> None:
        """A piece of work is done."""
        with self._lock:
            seconds = time.monotonic() - self._running.pop(title)
            self.line(f"{title}: выполнено за {number(seconds, 1)} с")

    def reused(self, title: str) -> None:
        """A piece of work did not have to be done."""
        self.line(f"{title}: не изменилось")

    def stopped(self) -> None:
        """Nothing runs any more."""
        with self._lock:
            self._running.clear()
            self._redraw("")

    def line(self, text: str) -> None:
        """Print a line that stays."""
        with self._lock:
            self._redraw("")
            self._write(f"{text}\n")

    def _tick(self) -> None:
        while True:
            with self._lock:
                if not self._running:
                    self._ticker = None
                    return
                now = time.monotonic()
                running = [f"{title}: {number(now - since, 1)} с" for title, since in self._running.items()]
                width = shutil.get_terminal_size().columns - 1
                self._redraw(("… " + " · ".join(running))[:width])
            time.sleep(REFRESH)

    def _redraw(self, text: str) -> None:
        if self._live and (text or self._drawn):
            self._write("\r" + text + " " * max(0, len(self._drawn) - len(text)) + ("" if text else "\r"))
            self._drawn = text

    def _write(self, text: str) -> None:
        """Write to the stream; one that has gone or is full stops no run."""
        try:
            try:
                self._stream.write(text)
            except UnicodeEncodeError:
                encoding = self._stream.encoding or "ascii"
                self._stream.write(text.encode(encoding, errors="replace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError):
            give_to_nobody(self._stream)


def give_to_nobody(stream: TextIO) -> None:
    """Let a stream swallow what it holds and whatever is still written to it."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
