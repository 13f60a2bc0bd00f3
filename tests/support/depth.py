"""How deep a property is looked into: a few examples in `make test`, ten times as many in `make test-slow`."""

import os

#: Set by `make test-slow`, which runs every property once more.
DEEP = bool(os.environ.get("DEEP"))


def examples(few: int) -> int:
    """Return how many examples a property gets that takes milliseconds for each."""
    return few * 10 if DEEP else few
