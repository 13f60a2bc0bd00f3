"""How many rows of the registers were used, and how many were not: the table `rows_read`, read."""

from collections.abc import Iterable

import pandas as pd

from shnor_lib.ground.register_tables import Registers


def lost_rows(rows_read: pd.DataFrame, register: str, columns: Iterable[str]) -> int:
    """Return how many rows of a register were set aside (a column «») or kept without the value of a column."""
    wanted = set(columns)
    rows = zip(rows_read["register"], rows_read["column"].fillna(""), rows_read["lost"], strict=True)
    return sum(int(lost) for own, column, lost in rows if own == register and column in wanted)


def refused(rows_read: pd.DataFrame) -> set[str]:
    """Return the registers that hold rows of which none could be used."""
    whole = rows_read[rows_read["column"].fillna("") == ""]
    return set(whole.loc[(whole["used"] == 0) & (whole["lost"] > 0), "register"])


def filled(rows_read: pd.DataFrame) -> set[str]:
    """Return the registers of which at least one row was used."""
    return set(rows_read.loc[rows_read["used"] > 0, "register"])


def all_used(registers: Registers) -> pd.DataFrame:
    """Return the table `rows_read` of registers of which every row was used."""
    rows = [(name, "", len(registers.table(name)), 0) for name in registers.names()]
    return pd.DataFrame(rows, columns=["register", "column", "used", "lost"])
