"""Changes of marks since another period, made once for all sections, and their words."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.mark_changes import mark_changes
from shnor_lib.analysis.programme.periods import SchoolPeriod
from shnor_lib.ground import wording
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, made_once
from shnor_lib.presentation.statement import Evidence

#: What marks are measured by, in words: the noun, and what a number of marks is.
MEASURES = {"passed": ("успеваемость", "Успевают"), "good": ("качество", "На «4» и «5»")}
FELL, ROSE, BY_CHANCE = "ниже сверх случайного", "выше сверх случайного", "в пределах случайного"


@made_once
def changes_since(monitored: MonitoredPeriod, base: SchoolPeriod, measure: str) -> pd.DataFrame:
    """Return `mark_changes` of the period's schools since another period."""
    return mark_changes(monitored.registers, monitored.schools, monitored.period, base, measure)


def moved(changes: pd.DataFrame, sign: int) -> pd.DataFrame:
    """Return the rows that rose (1) or fell (−1) beyond chance."""
    return changes[changes["supported"].astype(bool) & (sign * changes["change_pp"].astype(float) > 0)]


def verdict(row: Any) -> str:
    """Return what is to be said of a change."""
    if not row.supported:
        return BY_CHANCE
    return FELL if row.change_pp < 0 else ROSE


def change_words(row: Any) -> str:
    """Return «−8,3 (−22,9…+6,8)»: the change with its interval, percentage points."""
    return f"{wording.signed(row.change_pp)} ({wording.signed(row.low_pp)}…{wording.signed(row.high_pp)})"


def marks_cells(monitored: MonitoredPeriod, measure: str) -> tuple[Evidence, ...]:
    """Return the cells of the register of quarters that a measure rests on."""
    return tuple(Evidence("register_quarters", name) for name in (measure, "pupils"))
