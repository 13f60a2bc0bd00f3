"""Swapping two folders in one step where the operating system can."""

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
#: The kernel or the file system does not know how; anything else is a real failure.
_NOT_SUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


#: What was written has not reached the disk.
_LOST = {errno.ENOSPC, errno.EIO, getattr(errno, "EDQUOT", errno.ENOSPC)}


def exchange_folders(one: Path, other: Path) -> bool:
    """Exchange two folders of one file system atomically (Linux ``renameat2``); return whether it could be done.

    Raises:
        OSError: the exchange is supported but failed.
    """
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE))
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in _NOT_SUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one))


def flush_all(folder: Path) -> None:
    """Ask the system to write the folder's files and entries to the disk, so that a power cut cannot tear them."""
    for place, _, files in os.walk(folder):
        for name in files:
            flush(Path(place, name))
        flush(Path(place))


def flush(path: Path) -> None:
    """Ask the system to write one file, or one folder's entries, to the disk.

    Raises:
        OSError: what was written is lost (the disk is full, a quota is used up, the disk fails).
    """
    # Windows can flush neither folders nor files opened for reading; there the rename has to do.  Elsewhere a refusal
    # may be the first that is heard of a full disk.
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno in _LOST:
            raise
    finally:
        os.close(handle)
