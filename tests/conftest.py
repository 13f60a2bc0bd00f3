"""What every test may rely on: no display, no outer make, hypothesis that neither hurries nor wavers in CI."""

import os
from pathlib import Path

import hypothesis
import pytest

os.environ.setdefault("MPLBACKEND", "agg")

# Under `make test` a test that runs make itself must not be taken for a part of the outer make.
for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "YEAR", "PARAMS", "OUTPUT", "ENGINE"):
    os.environ.pop(variable, None)

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return Path(__file__).resolve().parents[1]
