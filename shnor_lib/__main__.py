"""``python -m shnor_lib``: the commands behind Make."""

import os
import sys

from shnor_lib.ground.import_path import put_in_order


def main() -> int:
    """Make this process ready, then run the command it was called with."""
    put_in_order(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    _speak_utf8()
    from shnor_lib.cli import main as run_command

    return run_command()


def _speak_utf8() -> None:
    """Begin anew in Python's UTF-8 mode where the locale cannot name Russian files (``LC_ALL=C PYTHONUTF8=0``)."""
    if os.name != "posix" or sys.getfilesystemencoding() == "utf-8" or os.environ.get("PYTHONUTF8") == "1":
        return
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, "PYTHONUTF8": "1"})


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # Ctrl-C while the commands were still being loaded.
        sys.exit(130)
