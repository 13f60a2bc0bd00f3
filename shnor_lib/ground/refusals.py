"""What the system refuses (a full disk, no rights, a name too long …), in Russian and with its remedy."""

import builtins
import errno
import re

from shnor_lib.ground.errors import ReportError

#: The names of refusals, several of which not every system has → the reason and what to do.
_WORDS = {
    ("ENOSPC",): (
        "на диске нет места или исчерпано число файлов",
        "Освободите место на диске и повторите команду.",
    ),
    ("EDQUOT",): (
        "исчерпана квота на диске",
        "Удалите лишние файлы или попросите администратора увеличить квоту и повторите команду.",
    ),
    ("EROFS",): (
        "диск открыт только для чтения",
        "Снимите с него защиту от записи или перенесите программу на другой диск.",
    ),
    ("EACCES", "EPERM"): (
        "доступ запрещён",
        "Закройте эти файлы в других программах, проверьте права и повторите команду.",
    ),
    ("ENAMETOOLONG",): ("слишком длинное имя или путь", "Возьмите имя или путь покороче."),
    ("ENOTDIR",): ("часть пути — файл, а не папка", "Проверьте путь."),
    ("EISDIR",): ("это папка, а не файл", "Проверьте путь."),
    ("ENOENT",): ("такого места нет", "Проверьте путь."),
    ("ELOOP",): ("ссылки ведут по кругу", "Проверьте путь."),
    ("EBUSY", "ETXTBSY"): (
        "место занято другой программой",
        "Закройте эти файлы в других программах и повторите команду.",
    ),
    ("EXDEV",): ("папка лежит на другом диске", "Укажите папку на том же диске."),
    ("EMFILE", "ENFILE"): (
        "открыто слишком много файлов",
        "Закройте другие программы или разрешите больше файлов (ulimit -n 1024) и повторите команду.",
    ),
    ("ENOMEM",): ("не хватило памяти", "Закройте другие программы и повторите команду."),
    ("EAGAIN",): (
        "системе не хватает ресурсов",
        "Закройте другие программы или разрешите больше процессов (ulimit -u) и повторите команду.",
    ),
    ("EFBIG",): ("файл больше, чем разрешено", "Снимите ограничение (ulimit -f unlimited) и повторите команду."),
    ("EIO",): ("диск не отвечает", "Проверьте диск и повторите команду."),
    ("ESTALE", "ETIMEDOUT", "ENOTCONN", "EHOSTDOWN", "ENETUNREACH"): (
        "сетевая папка не отвечает",
        "Проверьте связь с сетевой папкой и повторите команду.",
    ),
    ("EINVAL", "EILSEQ"): ("имя или запрос не подходит для этого диска", "Возьмите другое имя или другую папку."),
}
REFUSALS = {getattr(errno, name): words for names, words in _WORDS.items() for name in names if hasattr(errno, name)}
_REMEDY = "Проверьте диск и права на папку и повторите команду."
#: How an exception of the system words itself where only its text is left, e.g. by a kernel.
_NAMED = re.compile(r"'([^'\n]{1,200})'\Z")
_NUMBERED = re.compile(r"\[(?:Errno|WinError) (\d+)\]")


def reason(error: OSError) -> str:
    """Return why the system refused, as the end of a sentence."""
    return _words(error.errno)[0]


def remedy(error: OSError) -> str:
    """Return what the user can do, as a sentence."""
    return _words(error.errno)[1]


class Refused(ReportError):
    """The system refused; the text says why and what to do."""


def refused(what: str, error: OSError, what_to_do: str = "") -> Refused:
    """Return the sentence of a refusal: «<what>: <reason>.» and the remedy, ``what_to_do`` after it."""
    return Refused(f"{what}: {reason(error)}.", " ".join(filter(None, (remedy(error), what_to_do))))


def is_refusal(exception_name: str) -> bool:
    """Tell by its name whether an exception is the system's."""
    kind = getattr(builtins, exception_name, None)
    return isinstance(kind, type) and issubclass(kind, OSError)


def refusal_told(text: str) -> str:
    """Return the sentences of a refusal of which only the exception's text is left; of a path it names, the file."""
    from shnor_lib.ground.personal_names import looks_like_name

    number = _NUMBERED.search(text)
    path = _NAMED.search(text)
    name = re.split(r"[/\\]", path[1])[-1] if path else ""
    named = f" (файл «{name}»)" if name and not looks_like_name(name) else ""
    why, what_to_do = _words(int(number[1]) if number else None)
    return f"Система отказала{named}: {why}. {what_to_do}"


def _words(number: int | None) -> tuple[str, str]:
    return REFUSALS.get(number or 0, (f"отказ системы{f' (код {number})' if number else ''}", _REMEDY))
