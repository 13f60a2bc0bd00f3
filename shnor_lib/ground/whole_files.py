"""Files written whole or not at all: a full disk or a kill leaves no half of a file under its name."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that does not exist yet; its folder is made.

    Raises:
        FileExistsError: it exists; it is left as it is.
        OSError: the system refuses; nothing is left behind.
    """
    with _scratch_beside(path, content) as scratch:
        try:
            os.link(scratch, path)
        except FileExistsError:
            raise
        except (OSError, NotImplementedError):
            # A file system without links: what appears between the look and the rename would be lost, within a moment.
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            os.replace(scratch, path)


def write_over(path: Path, content: bytes) -> None:
    """Write a file in the place of the old one, if there is any; its folder is made.

    Raises:
        OSError: the system refuses; the old file is as it was.
    """
    with _scratch_beside(path, content) as scratch:
        os.replace(scratch, path)


@contextmanager
def _scratch_beside(path: Path, content: bytes) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".new-{secrets.token_hex(8)}")
    try:
        scratch.write_bytes(content)
        yield scratch
    finally:
        with suppress(OSError):
            scratch.unlink()
