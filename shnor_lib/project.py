"""Where things lie: the project's root and the folders below it."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
PARAMS = ROOT / "params"
OUTPUT = ROOT / "output"
LOCK_FILE = ROOT / "requirements.lock"


def shown(path: Path) -> str:
    """Return the path as users and tables see it: relative to the project's root, with forward slashes."""
    path = Path(path)
    try:
        return path.resolve().relative_to(ROOT).as_posix()
    except ValueError:
        return path.as_posix()
