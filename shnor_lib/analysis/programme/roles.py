"""Items of the programme's plan and measures by what they are, whatever numbers the programme gives them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from shnor_lib.ground import ways


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


#: The role of items that are meetings of the working group and nothing else.
MEETING = "meeting"


def meetings_of(programme_plan: pd.DataFrame) -> pd.DataFrame:
    """Return the items of the plan that are meetings of the working group, in the programme's order.

    An item is one by its role, or by the words with which it begins: one that speaks of the model or of
    recommendations has their role.

    Returns:
        The rows of ``programme_plan`` with ``agenda``: what is said after these words, parted by «; » (empty: nothing).
    """
    found = [_agenda(str(text)) for text in programme_plan["activity"]]
    by_role = [role == MEETING for role in programme_plan["role"]] if "role" in programme_plan else [False] * len(found)
    agendas = [
        agenda if agenda is not None else str(text) if is_meeting else None
        for agenda, text, is_meeting in zip(found, programme_plan["activity"], by_role, strict=True)
    ]
    own = programme_plan.assign(agenda=pd.Series(agendas, index=programme_plan.index, dtype="string"))
    return own[own["agenda"].notna()].reset_index(drop=True)


def _agenda(activity: str) -> str | None:
    """Return the questions that a meeting's item names; nothing of an item that is no meeting."""
    plain = activity.casefold().replace("ё", "е")
    for opening in ways.openings(MEETING):
        if found := re.match(rf"\s*(?:{opening})\b", plain):
            questions = re.split(r";\s*", activity[found.end() :].strip(" :–—-.\u00a0"))
            return "; ".join(question.strip(" .") for question in questions if question.strip(" ."))
    return None
