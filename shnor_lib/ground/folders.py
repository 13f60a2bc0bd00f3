"""What lies in a data folder: every file, and whatever else stands where a file is looked for, each once."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

#: Files that programs leave in data folders; they are no data and no finding.
JUNK_NAMES = ("thumbs.db", "desktop.ini")
JUNK_PREFIXES = ("~$", ".")

_KINDS = (
    (stat.S_ISFIFO, "канал (FIFO), а не файл"),
    (stat.S_ISSOCK, "сокет, а не файл"),
    (stat.S_ISCHR, "устройство, а не файл"),
    (stat.S_ISBLK, "устройство, а не файл"),
)
LINK_TO_NOTHING = "ссылка на файл, которого нет"
LINK_TO_FOLDER = "ссылка на папку: файлы в ней не читаются"
CLOSED_FOLDER = "папка, которая не открывается: файлы в ней не прочитаны"


def entries_of(folder: Path) -> Iterator[Path]:
    """Yield what lies below a folder at any depth, in the order of paths, but for junk and lock files.

    Files, and what `why_no_file` names: links to nothing or to folders, pipes, sockets, devices, folders that cannot be
    looked into.  Links to folders are not followed: they may run in a circle.
    """
    found: list[Path] = []
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                inside = [entry for entry in entries if not is_junk(entry.name)]
        except OSError:
            found.append(place)
            continue
        for entry in inside:
            (waiting if _is_own_folder(entry) else found).append(place / entry.name)
    yield from sorted(found)


def is_junk(name: str) -> bool:
    """Tell whether a name is that of a file that programs leave beside others."""
    return name.lower() in JUNK_NAMES or name.startswith(JUNK_PREFIXES)


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def why_no_file(path: Path) -> str:
    """Return why nothing may be read at a path at which something lies, in Russian; empty for an ordinary file.

    To open a pipe would be to wait for ever. A path at which nothing lies is no matter of this function.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):  # nothing there, a circle of links
        return LINK_TO_NOTHING if path.is_symlink() else ""
    if stat.S_ISDIR(mode):
        return LINK_TO_FOLDER if path.is_symlink() else CLOSED_FOLDER
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "")
