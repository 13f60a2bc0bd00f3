"""What the user and the log are told of a failed run."""

import re
import traceback
from collections.abc import Iterable
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.refusals import is_refusal, refusal_told

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
#: Lines of IPython's traceback that name a place: file or cell, and the line of code that failed.
_PLACE = re.compile(r"^(File |Cell |-+> ?\d+)")
_LONGEST_MESSAGE = 300
_MISSING_MODULE = re.compile(r"No module named '([\w.]+)'")


class StageFailed(ReportError):
    """A stage could not be finished; ``frames`` name places in the code, never values."""

    def __init__(self, title: str, cause: str, frames: Iterable[str] = (), remedy: str = ""):
        super().__init__(f"Этап «{title}» не выполнен. {cause}", remedy)
        self.frames = list(frames)


def cell_failure(title: str, ename: str, evalue: str, ipython_traceback: list[str]) -> StageFailed:
    """Word the failure of a cell: a `ReportError` speaks for itself, anything else is an error of the program."""
    if ename == "ReportError":
        return StageFailed(title, evalue)
    if ename == "SystemExit":
        return StageFailed(title, f"Тетрадь остановила выполнение сама (код {evalue or 0}).")
    if words := environment_failure(ename, evalue):
        return StageFailed(title, words, places(ipython_traceback))
    return StageFailed(title, program_error(ename, evalue), places(ipython_traceback))


def environment_failure(ename: str, evalue: str) -> str | None:
    """Word what is no error of the program: the system refused, or a library is not there; nothing if it is one."""
    if is_refusal(ename):
        return refusal_told(evalue)
    if ename in ("ImportError", "ModuleNotFoundError"):
        named = _MISSING_MODULE.search(evalue)
        return library_failure(named[1] if named else "")
    return None


def library_failure(name: str) -> str:
    """Say that a library does not load, and how to mend the environment."""
    if name.partition(".")[0] == "shnor_lib":
        return f"Не хватает части программы ({name}). Распакуйте программу заново поверх этой папки."
    return (
        f"Не загружается библиотека{f' «{name}»' if name else ''}. Удалите папку .venv и повторите команду: библиотеки "
        "поставятся заново. Если Python свой (PYTHON=…, conda), установите её в нём; если она нужна только вашей "
        "тетради, установите её в .venv."
    )


def program_error(ename: str, evalue: str) -> str:
    """Word an unexpected exception."""
    message = " ".join(evalue.split())
    message = message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"
    return f"Ошибка программы: {ename}{': ' if message else ''}{message}."


def places(ipython_traceback: Iterable[str]) -> list[str]:
    """Return the places named in IPython's traceback: files, functions and lines of code, no values."""
    lines = _COLOUR.sub("", "\n".join(ipython_traceback)).splitlines()
    return [line.rstrip() for line in lines if _PLACE.match(line)]


def frames_of(error: BaseException) -> list[str]:
    """Return the places of an exception's traceback and of its causes, without the messages."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"File {frame.filename}:{frame.lineno}, in {frame.name}\n----> {frame.line}" for frame in frames]
    cause = error.__cause__ or error.__context__
    return [*(frames_of(cause) if cause else []), type(error).__name__, *lines]


def write_log(path: Path, sentence: str, frames: Iterable[str]) -> bool:
    """Write the frames of a failure to the log; return whether there was anything to write and a place for it."""
    frames = list(frames)
    if not frames:
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([sentence.split(". ")[0] + ".", *frames, ""]), encoding="utf-8")
    except OSError:
        return False
    return True
