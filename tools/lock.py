"""Compile the lock files with uv and write environment.yml: what `make lock` does.

Three locks hold exact versions with hashes for every system and every supported Python: `requirements.lock` (what a
report needs, with the build backend), `requirements-dev.lock` and `requirements-lab.lock` (the same and more).  A later
lock is compiled under the pins of the earlier ones, so that all of them fit into one environment.  `environment.yml`
gives users of conda the same versions.  `tests/test_environment.py` holds all of these together without a network.
"""

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"": "requirements.lock", "dev": "requirements-dev.lock", "lab": "requirements-lab.lock"}


def read_project(root: Path = ROOT) -> dict:
    """Return pyproject.toml as a dictionary."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(project: dict, extra: str = "") -> list[str]:
    """Return the direct requirements of a lock: build backend, runtime and, if named, one extra."""
    runtime = project["build-system"]["requires"] + project["project"]["dependencies"]
    return runtime + (project["project"]["optional-dependencies"][extra] if extra else [])


def fingerprint(project: dict, extra: str = "") -> str:
    """Return the hash of all that a lock is compiled from; the lock's first line keeps it."""
    sources = [requirements(project, extra), project["project"]["requires-python"]]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def pins(lock_text: str) -> dict[str, str]:
    """Return name → version of every pin in a lock, markers aside."""
    return dict(line.split(" ")[0].split("==") for line in unhashed(lock_text))


def newest_python(project: dict) -> str:
    """Return the newest Python that the classifiers name as supported, e.g. 3.13."""
    versions = [line.rpartition(":: ")[2] for line in project["project"]["classifiers"] if ":: Python :: 3." in line]
    return max(versions, key=lambda version: int(version.partition(".")[2]))


def environment_text(project: dict, root: Path = ROOT) -> str:
    """Return environment.yml: Python and make from conda-forge, all else by pip in the locked versions.

    Hashes are left out: pip refuses them beside an editable project.
    """
    locked = sorted({line for lock in LOCKS.values() for line in unhashed((root / lock).read_text(encoding="utf-8"))})
    asked = {canonical(line) for extra in LOCKS for line in requirements(project, extra)}
    direct = [line for line in locked if canonical(line) in asked]
    lines = [
        "# Создано из pyproject.toml и списков пакетов командой make lock; вручную не править.",
        "# Использование: conda env create -f environment.yml, затем conda activate shnor.",
        "name: shnor",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python={newest_python(project)}",
        "  - make",
        "  - pip",
        "  - pip:",
        "      # названы в pyproject.toml",
        *(f'      - "{line}"' for line in direct),
        "      # нужны им самим",
        *(f'      - "{line}"' for line in locked if line not in direct),
        "      # сам проект",
        "      - --editable .",
    ]
    return "\n".join(lines) + "\n"


def canonical(requirement: str) -> str:
    """Return a requirement's name as locks spell it."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")


def unhashed(lock_text: str) -> list[str]:
    """Return a lock's pins with their markers and without hashes."""
    lines = (line for line in lock_text.splitlines() if line and line[0] not in "# ")
    return [line.removesuffix(" \\") for line in lines]


def compile_lock(extra: str, project: dict, root: Path = ROOT) -> None:
    """Compile one lock with uv under the pins of the locks made before it.

    Raises:
        subprocess.CalledProcessError: uv found no solution; its words are on the screen.
    """
    lock = root / LOCKS[extra]
    earlier = list(LOCKS)[: list(LOCKS).index(extra)]
    lowest_python = project["project"]["requires-python"].removeprefix(">=")
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder) / "earlier.txt"
        pinned = [line for name in earlier for line in unhashed((root / LOCKS[name]).read_text(encoding="utf-8"))]
        constraints.write_text("\n".join(pinned), encoding="utf-8")
        options = ["--universal", "--generate-hashes", "--fork-strategy", "fewest", "--python-version", lowest_python]
        quiet = ["--quiet", "--no-config", "--no-header", "--no-annotate"]
        sources = ["--default-index", "https://pypi.org/simple", "--constraints", str(constraints)]
        compiled = subprocess.run(
            [sys.executable, "-m", "uv", "pip", "compile", "-", *options, *quiet, *sources],
            input="\n".join(requirements(project, extra)),
            text=True,
            encoding="utf-8",
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
    lock.write_text(f"# make lock · {fingerprint(project, extra)}\n{compiled}", encoding="utf-8", newline="\n")


def main() -> None:
    """Compile all locks anew and write environment.yml."""
    project = read_project()
    for extra, lock in LOCKS.items():
        compile_lock(extra, project)
        print(lock)
    (ROOT / "environment.yml").write_text(environment_text(project), encoding="utf-8", newline="\n")
    print("environment.yml")


if __name__ == "__main__":
    main()
