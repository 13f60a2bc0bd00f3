# -*- coding: utf-8 -*-
"""Make the project's environment ready: ``python3 tools/set_up.py [--with dev|lab] [--existing]``.

Every Make target calls this first.  The file is written so that any Python, however old, can read it and say in words
that it is too old; the work itself is in ``virtual_environment.py``.
"""

from __future__ import print_function

import os
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]

if os.name == "nt" and hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="replace")
    sys.stderr.reconfigure(errors="replace")  # type: ignore[union-attr]


def main():
    # type: () -> int
    """Hand over to this Python or, if it is too old, to a newer one on the same machine."""
    if sys.version_info >= OLDEST:
        from virtual_environment import main as set_up  # type: ignore[import-not-found]  # it lies beside this script

        return set_up(sys.argv[1:])
    if "--existing" not in sys.argv:
        for name in NEWER:
            if is_new_enough(name):
                return subprocess.call([name, os.path.abspath(__file__)] + sys.argv[1:])
    found = ".".join(str(part) for part in sys.version_info[:3])
    needed = ".".join(str(part) for part in OLDEST)
    print(
        "Нужен Python " + needed + " или новее, а найден " + found + " (" + sys.executable + "). "
        "Установите новый Python с python.org или из пакетов системы и повторите команду.",
        file=sys.stderr,
    )
    return 2


def is_new_enough(name):
    # type: (str) -> bool
    """Tell whether a command of this name is a Python that can run the set-up."""
    try:
        with open(os.devnull, "w") as nowhere:
            check = "import sys; sys.exit(sys.version_info < (3, 11))"
            return subprocess.call([name, "-c", check], stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
