"""Where things lie: the project's root and the folders below it."""

import os
import unicodedata
from functools import lru_cache
from pathlib import Path

from shnor_lib.ground.encodings import NoText, text_in

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"

#: The variable that is set where nothing kept from earlier runs shall be trusted.
READ_ANEW = "SHNOR_READ_ANEW"

#: The folder of an edition with tables of codes of people (`tables.Table.is_official`).
OFFICIAL_USE = "Для служебного пользования"
TABLE_FOLDERS = ("tables", OFFICIAL_USE)

#: What stands behind a name that is no UTF-8.
NOT_UTF8 = " (имя не в UTF-8)"
_SURROGATE = "Cs"
#: Kinds of signs that nobody sees, or that turn the order of others.
_HIDDEN_SIGNS = frozenset({"Cc", "Cf", _SURROGATE, "Co", "Cn", "Zl", "Zp"})


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes."""
    within = _real(os.fspath(path)).removeprefix(f"{ROOT}{os.sep}")
    return legible_path(Path(path).as_posix() if os.path.isabs(within) else within.replace(os.sep, "/"))


def legible_path(path: str) -> str:
    """Return a path in signs that can be printed: a name in no UTF-8 as it was meant, control signs by their codes.

    A name that archives of Windows leave is marked, so that it is not taken for another file's.
    """
    if path.isprintable():
        return path
    return "/".join(map(_legible_name, path.split("/")))


def _legible_name(name: str) -> str:
    mark = ""
    if any(unicodedata.category(sign) == _SURROGATE for sign in name):
        try:
            name, mark = text_in(os.fsencode(name)), NOT_UTF8
        except (NoText, UnicodeEncodeError):
            mark = NOT_UTF8
    hidden = _HIDDEN_SIGNS.intersection(map(unicodedata.category, name))
    if hidden:
        name = "".join(_code(sign) if unicodedata.category(sign) in _HIDDEN_SIGNS else sign for sign in name)
    return name + mark


def _code(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")


def is_odd_name(path: Path) -> bool:
    """Tell whether a path as it is cannot be printed: whoever looks for the file has to be told."""
    return legible_path(path.as_posix()) != path.as_posix()


def _real(path: str) -> str:
    """Return the path in its true folder; of a thousand files in one folder the folder is looked up once."""
    folder, name = os.path.split(path)
    if name in ("", ".", "..") or not os.path.isabs(path):
        return os.path.realpath(path)
    return os.path.join(_real_folder(folder), name)


_real_folder = lru_cache(maxsize=1024)(os.path.realpath)
