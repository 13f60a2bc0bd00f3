"""An edition that a test makes in memory, with the attributes of one on disk."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar

from shnor_lib.ground.params import params_path


class MadeEdition(SimpleNamespace):
    """Tables, params and comments that a test may change; what is made of them is therefore made each time."""

    params_file = params_path(2022)
    name = "2022"
    #: Nothing lies beside an edition in memory.
    damaged_periods: ClassVar[dict[str, str]] = {}

    def once(self, make: Callable[[Any], Any]) -> Any:
        """Make it now."""
        return make(self)


class SettledEdition(MadeEdition):
    """An edition that nobody changes any more: what is made of it is made once, as of one on disk."""

    def once(self, make: Callable[[Any], Any]) -> Any:
        """Make it when it is first asked for."""
        made = self.__dict__.setdefault("_made", {})
        if make not in made:
            made[make] = make(self)
        return made[make]
