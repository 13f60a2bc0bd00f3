"""What the user and the log are told of a failed run."""

import re
import traceback
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.notebook_code import cell_tags
from shnor_lib.ground.personal_names import quotable
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


_NO_EXIT = "Уберите из ячейки exit(), quit() или sys.exit(): остальные ячейки тоже нужны отчёту."
_TRY = "Откройте тетрадь в JupyterLab и выполните эту ячейку."
_TYPING_ERRORS = frozenset({"SyntaxError", "IndentationError", "TabError"})
_INPUT = (
    "ячейка ждёт ввода с клавиатуры (input, отладчик), а при сборке отчёта вводить некому.",
    "Впишите значение в саму ячейку.",
)
#: What cells fail of, by the name of the error or by its words (Python's own): cause and remedy.
_CELL_ERRORS = {
    "StdinNotImplementedError": _INPUT,
    "MemoryError": (
        "ячейке не хватило памяти.",
        "Закройте другие программы или читайте меньше данных (например, только нужные столбцы).",
    ),
    "RecursionError": ("функция в ячейке вызывает саму себя без конца.", _TRY),
    "daemonic processes are not allowed to have children": (
        "ячейка запускает другие процессы (multiprocessing), а так выполняются тетради в Jupyter, но не здесь.",
        "Считайте без них или соберите отчёт с ENGINE=kernel.",
    ),
    "CellExecutionError": (
        "ячейка не выполнена, причину Jupyter не назвал; может быть, такой команды (%…) у него нет.",
        _TRY,
    ),
}


def cell_place(notebook: str, number: int | None) -> str:
    """Name a cell of a notebook; ``number`` counts from 1, text cells too."""
    return f"Тетрадь {notebook}" + (f", ячейка {number} (считая и текстовые)" if number else "")


def cell_number(cells: Sequence[Mapping], executed_index: int | None) -> int | None:
    """Return the number, from 1, that a cell of the executed notebook has in its source.

    papermill puts a cell of its own, with the given parameters, behind the one tagged ``parameters``.
    """
    if executed_index is None:
        return None
    tagged = [place for place, cell in enumerate(cells) if "parameters" in cell_tags(dict(cell))]
    return executed_index + 1 if not tagged or executed_index <= tagged[0] else executed_index


def left_cells_out(title: str, where: str) -> StageFailed:
    """Say that a cell ended the notebook before its end."""
    return StageFailed(title, f"{where}: на ней тетрадь остановлена, следующие ячейки не выполнены.", remedy=_NO_EXIT)


def process_died(title: str, where: str, exit_code: int | None) -> StageFailed:
    """Word the end of the process in which a cell ran; ``exit_code`` is unknown of a kernel."""
    if exit_code is not None and exit_code < 0:
        cause = f"процесс прерван операционной системой (сигнал {-exit_code}); возможно, не хватило памяти."
    else:
        cause = "процесс, в котором выполнялась тетрадь, завершился (не хватило памяти, os._exit или exit())."
    return StageFailed(title, f"{where}: {cause}")


def _typing_error(evalue: str) -> str:
    """Return Python's words of a typing error, with the line of the cell in Russian and no name of a passing file."""
    return re.sub(r" \((?:<[^>]*>|[^()]*), line (\d+)\)$", r", строка \1", evalue)


def cell_failure(
    title: str, ename: str, evalue: str, ipython_traceback: list[str], where: str = "Тетрадь"
) -> StageFailed:
    """Word the failure of a cell: a `ReportError` speaks for itself, anything else names notebook and cell."""
    if ename == "ReportError":
        return StageFailed(title, evalue)
    if ename == "SystemExit":
        return StageFailed(
            title, f"{where}: ячейка остановила тетрадь сама (exit, код {quotable(evalue) or 0}).", remedy=_NO_EXIT
        )
    if ename in _TYPING_ERRORS:
        return StageFailed(
            title, f"{where}: код не читается, в нём опечатка ({quotable(_typing_error(evalue))}).", remedy=_TRY
        )
    if known := _CELL_ERRORS.get(ename) or _CELL_ERRORS.get(evalue):
        return StageFailed(title, f"{where}: {known[0]}", remedy=known[1])
    if words := environment_failure(ename, evalue):
        return StageFailed(title, f"{where}. {words}", places(ipython_traceback))
    return StageFailed(title, f"{where}. {program_error(ename, evalue)}", places(ipython_traceback))


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
    """Word an unexpected exception; its own text may quote a file, and is hidden if it looks like a person."""
    message = quotable(" ".join(evalue.split()))
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
