"""An edition that notes which of its tables are read: so a table of the report knows what it was made of."""

from collections.abc import Callable
from functools import cache
from typing import Any

from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.tables import COMPLETING, DECLARED


class Followed:
    """An edition whose read tables are noted in ``read``; everything else is the edition's.

    What the edition keeps of its tables (`Edition.once`) brings along what it was made of.
    """

    def __init__(self, edition: Any):
        self._edition = edition
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        """Return the edition's attribute; a table, and what completes the params, is noted."""
        if name in DECLARED:
            self.read.add(name)
        elif name == "params":
            self.read.update(COMPLETING)
        elif name == "registers":
            return Registers.of(self)
        return getattr(self._edition, name)

    def once(self, make: Callable[[Any], Any]) -> Any:
        """Return what a function makes of the tables, made once, and note what it read."""
        made, read = self._edition.once(_noting(make))
        self.read |= read
        return made


@cache
def _noting(make: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, set[str]]]:
    """Return the function that makes the same and returns beside it which tables it read; the same one each time."""

    def noted(edition: Any) -> tuple[Any, set[str]]:
        followed = Followed(edition)
        return make(followed), followed.read

    return noted
