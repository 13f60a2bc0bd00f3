"""Where things lie: the project's root and the folders below it."""

import os
import unicodedata
from functools import lru_cache
from pathlib import Path

from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.personal_names import looks_like_name

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"

#: The catalogue of recommendations among the params files; one of an okrug's own has a name that ends like it.
CATALOGUE = "recommendations.yml"

#: The variable that is set where nothing kept from earlier runs shall be trusted.
READ_ANEW = "SHNOR_READ_ANEW"

#: Below the folder of outputs: what ingest keeps of files that did not change.
KEPT_CONTENTS = ".cache"

#: The folder of an edition with tables of codes of people (`tables.Table.is_official`).
OFFICIAL_USE = "Для служебного пользования"
TABLE_FOLDERS = ("tables", OFFICIAL_USE)

#: What stands behind a name that is no UTF-8.
NOT_UTF8 = " (имя не в UTF-8)"
_SURROGATE = "Cs"
#: Kinds of signs that nobody sees, or that turn the order of others.
_HIDDEN_SIGNS = frozenset({"Cc", "Cf", _SURROGATE, "Co", "Cn", "Zl", "Zp"})


def edition_files(folder: Path) -> list[Path]:
    """Return the params files of a folder, sorted: catalogues of recommendations are no editions."""
    found = folder.glob("*.yml") if folder.is_dir() else ()
    return sorted(path for path in found if path.name != CATALOGUE and not path.name.endswith(f"_{CATALOGUE}"))


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes.

    A file or folder whose name looks like a person is called by its place in its folder (`printable`).
    """
    within = _real(os.fspath(path)).removeprefix(f"{ROOT}{os.sep}")
    return printable(Path(path).as_posix() if os.path.isabs(within) else within.replace(os.sep, "/"), ROOT)


def printable(path: str, root: Path) -> str:
    """Return a legible path with each name that looks like a person's hidden: «data/файл 3 (имя скрыто).xlsx».

    The number is the name's place among those of its folder, in the order of their letters; a name that is not there
    has none.

    Args:
        path: with forward slashes, absolute or relative to ``root``.
        root: where a relative path begins.
    """
    parts = path.split("/")
    personal = {number for number, part in enumerate(parts) if _is_of_person(part)}
    if not personal and not looks_like_name(legible_path(path)):
        return legible_path(path)
    for number in range(len(parts) - 1):  # a folder may bear the surname and its files the first names
        both = {number, number + 1}
        if not both & personal and _is_of_person(" ".join(parts[number : number + 2])):
            personal |= both
    return "/".join(
        _in_place_of(root.joinpath("/".join(parts[: number + 1]) or "/")) if number in personal else legible_path(part)
        for number, part in enumerate(parts)
    )


def hides_name(path: Path) -> bool:
    """Tell whether `shown` hides a part of the path."""
    return NAME_HIDDEN in shown(path)


#: What stands in a path, beside a number, in place of a name.
NAME_HIDDEN = "(имя скрыто)"


def _is_of_person(name: str) -> bool:
    """Tell whether a file's or folder's name looks like a person's, its ending left aside."""
    name = legible_path(name)
    return NAME_HIDDEN not in name and (looks_like_name(os.path.splitext(name)[0]) or looks_like_name(name))


def _in_place_of(path: Path) -> str:
    """Return what a name is called in its stead; of a file the ending stays."""
    if NAME_HIDDEN in path.name:
        return path.name
    beside = _places_in(path.parent)
    number = f" {beside[path.name]}" if path.name in beside else ""
    if path.is_dir():
        return f"папка{number} {NAME_HIDDEN}"
    ending = path.suffix if len(path.suffix) <= _LONGEST_ENDING and not looks_like_name(path.suffix) else ""
    return f"файл{number} {NAME_HIDDEN}{ending}"


def _places_in(folder: Path) -> dict[str, int]:
    """Return what a folder holds, each with its place (from 1) in the order of the letters."""
    try:
        return _listed(folder, folder.stat().st_mtime_ns)
    except (OSError, ValueError):
        return {}


@lru_cache(maxsize=64)
def _listed(folder: Path, changed: int) -> dict[str, int]:
    """Return `_places_in` of a folder as it was when it last changed: of a thousand files it is looked up once."""
    return {name: place for place, name in enumerate(sorted(os.listdir(folder)), start=1)}


_LONGEST_ENDING = 5


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
