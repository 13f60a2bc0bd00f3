"""Check all files of the repository for what an unfinished merge leaves behind (`make lint`)."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The line between the two sides, seven «=», is also an underline in plain text: the other marks come with it.
MARK = re.compile(rb"^(?:<{7}|>{7}|\|{7})(?:[ \r]|$)", re.MULTILINE)


def tracked_files(root: Path = ROOT) -> list[Path]:
    """Return the files that git tracks and that are there."""
    command = ["git", "-C", str(root), "ls-files", "-z"]
    names = subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout.split("\0")
    return [root / name for name in names if name and (root / name).is_file()]


def conflict_marks(path: Path) -> Iterator[int]:
    """Yield the numbers of the lines that are marks of a merge conflict; files that are no text have none."""
    content = path.read_bytes()
    if b"\0" not in content:
        yield from (content.count(b"\n", 0, found.start()) + 1 for found in MARK.finditer(content))


def main(arguments: list[str]) -> int:
    """Print where marks stand in the named files, or in all tracked ones, and return the exit code."""
    paths = [Path(name) for name in arguments] or tracked_files()
    faults = [f"{path}: строка {line}: след неоконченного слияния" for path in paths for line in conflict_marks(path)]
    print("\n".join(faults) if faults else f"Следов неоконченных слияний нет, файлов: {len(paths)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
