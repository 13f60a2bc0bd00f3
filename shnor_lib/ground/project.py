"""Where things lie: the project's root and the folders below it."""

import os
from functools import lru_cache
from pathlib import Path

from shnor_lib.ground.personal_names import looks_like_name

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"

#: The folder of an edition with tables of codes of people (`tables.Table.is_official`).
OFFICIAL_USE = "Для служебного пользования"
TABLE_FOLDERS = ("tables", OFFICIAL_USE)


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes.

    A file or folder whose name looks like a person is called by its place in its folder (`printable`).
    """
    within = _real(os.fspath(path)).removeprefix(f"{ROOT}{os.sep}")
    as_posix = Path(path).as_posix() if os.path.isabs(within) else within.replace(os.sep, "/")
    return printable(as_posix, ROOT)


def printable(path: str, root: Path) -> str:
    """Return a path with each name that looks like a person's hidden: «data/файл 3 (имя скрыто).xlsx».

    The number is the name's place among those of its folder, in the order of their letters; a name that is not there
    has none.

    Args:
        path: with forward slashes, absolute or relative to ``root``.
        root: where a relative path begins.
    """
    parts = path.split("/")
    personal = {number for number, part in enumerate(parts) if _is_of_person(part)}
    if not personal and not looks_like_name(path):
        return path
    for number in range(len(parts) - 1):  # a folder may bear the surname and its files the first names
        both = {number, number + 1}
        if not both & personal and _is_of_person(" ".join(parts[number : number + 2])):
            personal |= both
    return "/".join(
        _in_place_of(root.joinpath("/".join(parts[: number + 1]) or "/")) if number in personal else part
        for number, part in enumerate(parts)
    )


def hides_name(path: Path) -> bool:
    """Tell whether `shown` hides a part of the path."""
    return NAME_HIDDEN in shown(path)


#: What stands in a path, beside a number, in place of a name.
NAME_HIDDEN = "(имя скрыто)"


def _is_of_person(name: str) -> bool:
    """Tell whether a file's or folder's name looks like a person's, its ending left aside."""
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


def _real(path: str) -> str:
    """Return the path in its true folder; of a thousand files in one folder the folder is looked up once."""
    folder, name = os.path.split(path)
    if name in ("", ".", "..") or not os.path.isabs(path):
        return os.path.realpath(path)
    return os.path.join(_real_folder(folder), name)


_real_folder = lru_cache(maxsize=1024)(os.path.realpath)
