"""Figures drawn aside: in a copy of the notebook's process, while the notebook itself words its sections.

Drawing takes half of the report's time, and the second core has nothing to do meanwhile.  Only the engine's own child
does so (`ALLOWED` in its environment): it is one thread of work that may be copied, which a Jupyter kernel is not.
What the copy cannot draw, for whatever reason, is drawn in its place as ever, with its error or warning.
"""

import os
import warnings
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NoReturn

#: The environment's variable by which the engine allows it.
ALLOWED = "SHNOR_DRAW_ASIDE"
#: A copy closes what it inherited, up to this descriptor: it must not keep a pipe open that others wait to be closed.
LAST_DESCRIPTOR = 65_536

Part = Callable[[Any], Any]


class Aside:
    """The values of parts that a copy of this process makes one after another, in the order given."""

    def __init__(self, parts: Sequence[Part], edition: Any):
        self._parts = list(parts)
        self._made: dict[Part, Any] = {}
        ours, theirs = Pipe(duplex=False)
        self._connection: Connection | None = ours
        with warnings.catch_warnings():
            # Python 3.12 warns of threads; the only other one waits for the parent's end and holds nothing.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._copy = os.fork()
        if self._copy == 0:
            _make_all(self._parts, edition, theirs)
        theirs.close()

    def made(self, part: Part, edition: Any) -> Any:
        """Return what the part makes of the edition: the copy's value if it has one, else the part's own here."""
        while part in self._parts and part not in self._made and self._connection is not None:
            self._receive()
        return self._made[part] if part in self._made else part(edition)

    def _receive(self) -> None:
        assert self._connection is not None
        try:
            place, value = self._connection.recv()
            self._made[self._parts[place]] = value
        except (EOFError, OSError):
            self._connection.close()
            self._connection = None
            os.waitpid(self._copy, 0)


def made_here(part: Part, edition: Any) -> Any:
    """Return what the part makes of the edition, made in this process."""
    return part(edition)


def is_allowed() -> bool:
    """Tell whether figures may be drawn aside in this process."""
    return ALLOWED in os.environ and hasattr(os, "fork")


def _make_all(parts: Sequence[Part], edition: Any, connection: Connection) -> NoReturn:
    """Make the parts and send each value with its place; the copy's whole life.  What fails or warns is left out."""
    try:
        kept = connection.fileno()
        os.closerange(3, kept)
        os.closerange(kept + 1, LAST_DESCRIPTOR)
        warnings.simplefilter("error")
        for place, part in enumerate(parts):
            try:
                value = part(edition)
            except Exception:
                continue
            connection.send((place, value))
    finally:
        os._exit(0)
