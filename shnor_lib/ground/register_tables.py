"""The registers' tables as one object, `registers.teachers`: as many as `registers.yml` declares."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from shnor_lib.ground.registers import register_sheet, register_sheets
from shnor_lib.ground.tables import DECLARED

#: A table, or what reads it when it is first asked for.
Supply = pd.DataFrame | Callable[[], pd.DataFrame]


def empty_register(name: str) -> pd.DataFrame:
    """Return a register's table without rows.

    Raises:
        KeyError: there is no such register.
    """
    return pd.DataFrame(columns=list(DECLARED[register_sheet(name).table].columns))


class Registers:
    """The tables ``register_…`` of an edition by the names of the registers; one that is not given is empty."""

    def __init__(self, **supplies: Supply):
        """Take tables, or functions that read them, by the registers' names.

        Raises:
            KeyError: there is no such register.
        """
        self._supplies = {register_sheet(name).name: supply for name, supply in supplies.items()}

    @classmethod
    def of(cls, edition: Any) -> "Registers":
        """Return the registers of an edition, or of what has its tables as attributes; each is read when asked for."""
        return cls(**{sheet.name: partial(getattr, edition, sheet.table) for sheet in register_sheets()})

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a register's table."""
        if name.startswith("_") or name not in self.names():
            raise AttributeError(f"нет реестра «{name}»; реестры: {', '.join(self.names())}")
        supply = self._supplies.get(name)
        table = empty_register(name) if supply is None else supply if isinstance(supply, pd.DataFrame) else supply()
        self._supplies[name] = table
        return table

    def __dir__(self) -> list[str]:
        """Offer the registers where a name is completed."""
        return [*super().__dir__(), *self.names()]

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the names of the registers in the order of the workbook."""
        return tuple(sheet.name for sheet in register_sheets())

    def table(self, name: str) -> pd.DataFrame:
        """Return a register's table by a name that is known at run time only."""
        return self.__getattr__(name)

    def empty(self, name: str) -> bool:
        """Tell whether a register has no rows at all, so that nothing is known from it."""
        return self.table(name).empty
