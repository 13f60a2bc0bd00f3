"""Where imports are looked for, in which order: a file that merely lies beside the project hides nobody's module.

The order: the standard library, the installed packages, the project, and last whatever else the user's shell names
(PYTHONPATH) or the working folder holds.  A `random.py` in the project's folder or another program's numpy in
PYTHONPATH would otherwise come first.  This module is read before all others, so it imports next to nothing.
"""

import os
import site
import sys
from collections.abc import Iterable, Mapping

#: Tells the Pythons that a run starts (`engine/start/sitecustomize.py`): sys.prefix, then the path itself.
VARIABLE = "SHNOR_IMPORT_PATH"


def ordered(places: Iterable[str], own: Iterable[str]) -> list[str]:
    """Return the places in order, the project's own ones among them, each once and absolute."""
    own = [os.path.abspath(place) for place in own]
    of_user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    packages = {os.path.abspath(place) for place in [*site.getsitepackages(), *of_user]}

    # A copy of the package installed for good would hide the one that was called.
    installed = any(os.path.isdir(os.path.join(place, _PACKAGE)) for place in packages)

    def rank(place: str) -> int:
        if _is_standard(place):
            return 0
        return (1 if installed else 3) if place in own else 2 if place in packages else 4

    return sorted(dict.fromkeys(map(os.path.abspath, [*places, *own])), key=rank)


def put_in_order(own: str) -> None:
    """Put this process's import path in order."""
    sys.path[:] = ordered(sys.path, [own])


def told(own: Iterable[str]) -> str:
    """Return the path that this process's children shall have, as the value of `VARIABLE`."""
    return os.pathsep.join([sys.prefix, *ordered([*sys.path, *_from_shell(os.environ)], own)])


def take_over(environment: Mapping[str, str]) -> None:
    """Take over the path that the parent told of; without one, what PYTHONPATH names is looked through first."""
    if environment.get(VARIABLE):
        sys.path[:] = environment[VARIABLE].split(os.pathsep)[1:]
    else:
        sys.path[:0] = [place for place in _from_shell(environment) if place not in sys.path]


def _from_shell(environment: Mapping[str, str]) -> list[str]:
    return [place for place in environment.get("PYTHONPATH", "").split(os.pathsep) if place]


def _is_standard(place: str) -> bool:
    library = os.path.abspath(os.path.dirname(os.__file__))
    if place == library or place == os.path.join(library, "lib-dynload"):
        return True
    name = os.path.basename(place)
    return place.startswith(os.path.abspath(sys.base_prefix)) and (name == "DLLs" or name == _ARCHIVE)


_PACKAGE = "shnor_lib"
_ARCHIVE = f"python{sys.version_info[0]}{sys.version_info[1]}.zip"
