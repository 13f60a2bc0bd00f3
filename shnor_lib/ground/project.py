"""Where things lie: the project's root and the folders below it."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"
LOCK_FILE = ROOT / "requirements.lock"

#: The folder of an edition with tables of codes of people, who can be recognised in a small school.
OFFICIAL_USE = "Для служебного пользования"
OFFICIAL_TABLES = frozenset(
    {
        "indicator_people",
        "register_achievements",
        "register_consultations",
        "register_courses",
        "register_diagnostics",
        "register_interaction",
        "register_participation",
        "register_routes",
        "register_teachers",
    }
)
TABLE_FOLDERS = ("tables", OFFICIAL_USE)


def table_path(table: str) -> str:
    """Return the path of a table's file within an edition; codes of people lie apart from the other tables."""
    return f"{OFFICIAL_USE if table in OFFICIAL_TABLES else 'tables'}/{table}.csv"


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes."""
    within = os.path.realpath(path).removeprefix(f"{ROOT}{os.sep}")
    return Path(path).as_posix() if os.path.isabs(within) else within.replace(os.sep, "/")
