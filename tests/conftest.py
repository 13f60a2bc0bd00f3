"""What every test may rely on: no display, no outer make, hypothesis that neither hurries nor wavers in CI."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support.built_editions import BuiltEdition, built_edition, digests
from tests.support.depth import examples
from tests.support.skips import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

os.environ.setdefault("MPLBACKEND", "agg")

# What is collected stays until the end, and looking through it for garbage again and again takes a twelfth of a run.
gc.set_threshold(50_000, 20, 20)

# Dozens of processes are started: each would compile the package anew where nobody may keep what is compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Under `make test` a test that runs make itself must not be taken for a part of the outer make.
for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "YEAR", "PARAMS", "OUTPUT", "ENGINE", "COVERAGE"):
    os.environ.pop(variable, None)

# A run that was started under nohup ignores SIGHUP: so would everything that tests of signals start.
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

hypothesis.settings.register_profile("here", deadline=None, max_examples=examples(30))
hypothesis.settings.register_profile("ci", hypothesis.settings.get_profile("here"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden texts of the reports anew")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the shared editions first in each half of the run.

    The workers of pytest-xdist start with a half each: so two of them build an edition each side by side, and nobody
    stands before the lock of the other.
    """
    of_edition: dict[str | None, list[pytest.Item]] = {"built_2022": [], "built_demo": [], None: []}
    for item in items:
        given = getattr(getattr(item, "callspec", None), "params", {}).values()
        wanted = {*getattr(item, "fixturenames", ()), *(f"built_{value}" for value in given)}
        of_edition[next((name for name in of_edition if name in wanted), None)].append(item)
    first, second, rest = of_edition.values()
    half = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *rest[:half], *second, *rest[half:]]


def pytest_collection_finish() -> None:
    gc.freeze()


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return Path(__file__).resolve().parents[1]


def left_as_built(name: str, factory: pytest.TempPathFactory) -> Iterator[BuiltEdition]:
    """Lend the built edition, and see in the end that nobody wrote to it."""
    built = built_edition(name, factory)
    before = digests(built.project / "output")
    yield built
    assert digests(built.project / "output") == before, f"a test wrote to the shared edition {name}"


@pytest.fixture(scope="session")
def built_2022(tmp_path_factory) -> Iterator[BuiltEdition]:
    """The edition 2022 that all tests share; who writes takes a copy (`copied_to`)."""
    yield from left_as_built("2022", tmp_path_factory)


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory) -> Iterator[BuiltEdition]:
    """The demonstration's edition that all tests share; who writes takes a copy (`copied_to`)."""
    yield from left_as_built("demo", tmp_path_factory)
