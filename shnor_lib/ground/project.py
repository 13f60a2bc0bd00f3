"""Where things lie: the project's root and the folders below it."""

import os
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"

#: The variable that is set where nothing kept from earlier runs shall be trusted.
READ_ANEW = "SHNOR_READ_ANEW"

#: The folder of an edition with tables of codes of people (`tables.Table.is_official`).
OFFICIAL_USE = "Для служебного пользования"
TABLE_FOLDERS = ("tables", OFFICIAL_USE)


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes."""
    within = _real(os.fspath(path)).removeprefix(f"{ROOT}{os.sep}")
    return Path(path).as_posix() if os.path.isabs(within) else within.replace(os.sep, "/")


def _real(path: str) -> str:
    """Return the path in its true folder; of a thousand files in one folder the folder is looked up once."""
    folder, name = os.path.split(path)
    if name in ("", ".", "..") or not os.path.isabs(path):
        return os.path.realpath(path)
    return os.path.join(_real_folder(folder), name)


_real_folder = lru_cache(maxsize=1024)(os.path.realpath)
