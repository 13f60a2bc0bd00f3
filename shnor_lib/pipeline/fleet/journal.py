"""What became of each edition of a fleet, as a file of JSON lines that grows while it runs."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shnor_lib.ground.refusals import refused

#: Below the folder of outputs: journals by the name of the list.
FOLDER = ".fleet"
#: What became of an edition: made, as it was (nothing had changed), or not made.
MADE, SAME, FAILED = "made", "same", "failed"


@dataclass(frozen=True)
class Done:
    """What became of one edition (``state``), in how many seconds; of a failure its cause and the command to repeat."""

    edition: str
    state: str
    seconds: float
    cause: str = ""
    command: str = ""


class Journal:
    """The journal of one fleet: a line an event, written at once, so that a kill loses none that was told.

    It says when and how long; what is finished, a new run learns from the editions themselves.
    """

    def __init__(self, path: Path):
        """Make the journal's folder.

        Raises:
            ReportError: the system refuses; then no edition could be laid there either.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            where = f"Не удаётся записать в папку «{path.parent.parent}»"
            raise refused(where, error, "Или укажите другую папку: OUTPUT=путь.") from None

    def started(self, edition: str) -> None:
        """An edition is begun."""
        self._write({"event": "started", "edition": edition})

    def done(self, done: Done) -> None:
        """An edition is done, or failed."""
        told = {"event": done.state, "edition": done.edition, "seconds": round(done.seconds, 2)}
        self._write(told | ({"cause": done.cause, "command": done.command} if done.cause else {}))

    def _write(self, told: dict) -> None:
        line = json.dumps(
            {"time": datetime.now().astimezone().isoformat(timespec="seconds"), **told}, ensure_ascii=False
        )
        # A full disk stops the editions with a sentence of its own; the journal alone stops nothing.
        with suppress(OSError):
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            try:
                os.write(handle, f"{line}\n".encode())
            finally:
                os.close(handle)
