"""How deep a property is looked into: a few examples in `make test`, twenty times as many in `make test-slow`."""

import os
from collections.abc import Iterable
from typing import Any

import pytest

#: Set by `make test-slow`, which runs every property once more.
DEEP = bool(os.environ.get("DEEP"))


def examples(few: int) -> int:
    """Return how many examples a property gets that takes milliseconds for each: half of ``few`` day by day."""
    return few * 10 if DEEP else max(3, few // 2)


def every(step: int, values: Iterable[Any]) -> list[Any]:
    """Return values as parameters of a test: each ``step``-th, the first among them, for `make test`, the rest slow."""
    return _thinned(step, (value if hasattr(value, "marks") else (value,) for value in values))


def every_case(step: int, cases: Iterable[Any]) -> list[Any]:
    """Return cases of several values each as `every` does single ones."""
    return _thinned(step, cases)


def _thinned(step: int, cases: Iterable[Any]) -> list[Any]:
    made = [case if hasattr(case, "marks") else pytest.param(*case) for case in cases]
    return [
        case._replace(marks=[*case.marks, pytest.mark.slow]) if place % step else case
        for place, case in enumerate(made)
    ]
