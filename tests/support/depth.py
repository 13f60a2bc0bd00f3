"""How deep a property is looked into: a few examples in `make test`, ten times as many in `make test-slow`."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

#: Set by `make test-slow`, which runs every property once more.
DEEP = bool(os.environ.get("DEEP"))


def examples(few: int) -> int:
    """Return how many examples a property gets that takes milliseconds for each."""
    return few * 10 if DEEP else few


def every(step: int, values: Iterable[Any]) -> list[Any]:
    """Return values as parameters of a test: each ``step``-th, the first among them, for `make test`, the rest slow."""
    return [
        value if place % step == 0 else pytest.param(value, marks=pytest.mark.slow)
        for place, value in enumerate(values)
    ]
