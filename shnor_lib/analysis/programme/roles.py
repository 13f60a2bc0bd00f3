"""Items of the programme's plan and measures by what they are, whatever numbers the programme gives them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class PlanItems:
    """Codes of items of the plan and of measures, each in the programme's order."""

    items: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.items or self.measures)

    def __iter__(self) -> Iterator[str]:
        return iter((*self.items, *self.measures))


def items_with(programme_plan: pd.DataFrame, programme_measures: pd.DataFrame, *roles: str) -> PlanItems:
    """Return the items and measures that have one of the roles (`roles.yml`); tables without roles have none."""
    return PlanItems(*(tuple(_codes(table, roles)) for table in (programme_plan, programme_measures)))


def _codes(table: pd.DataFrame, roles: tuple[str, ...]) -> "pd.Series[str]":
    return table.loc[table["role"].isin(roles), "id"] if "role" in table else table["id"].iloc[:0]
