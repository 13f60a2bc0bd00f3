"""Compile the lock files with uv and write environment.yml: what `make lock` does.

Three locks hold exact versions with hashes for every system and every supported Python: `requirements.lock` (what a
report needs, with the build backend), `requirements-dev.lock` and `requirements-lab.lock` (the same and more).  A later
lock is compiled under the pins of the earlier ones, so that all of them fit into one environment.  `environment.yml`
gives users of conda the same versions.  `tests/test_environment.py` holds all of these together without a network.
"""

import hashlib
import json
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
    lines = (line.split(" ")[0] for line in lock_text.splitlines() if line and line[0] not in "# ")
    return dict(line.split("==") for line in lines)


def newest_python(project: dict) -> str:
    """Return the newest Python that the classifiers name as supported, e.g. 3.13."""
    versions = [line.rpartition(":: ")[2] for line in project["project"]["classifiers"] if ":: Python :: 3." in line]
    return max(versions, key=lambda version: int(version.partition(".")[2]))


def environment_text(project: dict) -> str:
    """Return environment.yml: Python and make from conda-forge, all else as the locks pin it."""
    extras = project["project"]["optional-dependencies"]
    packages = sorted({*requirements(project), *(name for extra in extras.values() for name in extra)})
    lines = [
        "# Создано из pyproject.toml командой make lock; вручную не править.",
        "# Использование: conda env create -f environment.yml && conda activate shnor",
        "name: shnor",
        "channels:",
        "  - conda-forge",
        "  - nodefaults",
        "dependencies:",
        f"  - python={newest_python(project)}",
        "  - make",
        "  - pip",
        "  - pip:",
        *(f"      - --constraint {lock}" for lock in LOCKS.values()),
        *(f"      - {package}" for package in packages),
        "      - --editable .",
    ]
    return "\n".join(lines) + "\n"


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
        constraints.write_text("".join(_unhashed(root / LOCKS[name]) for name in earlier), encoding="utf-8")
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


def _unhashed(lock: Path) -> str:
    """Return a lock's pins with their markers and without hashes."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return "".join(line.removesuffix(" \\") + "\n" for line in lines if line and line[0] not in "# ")


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
