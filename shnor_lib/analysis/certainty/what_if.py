"""An analyst's «what if»: the list and the change under another threshold, other years, another least number."""

from dataclasses import dataclass

import pandas as pd

from shnor_lib.analysis.certainty.sensitivity import (
    counts_of_falls,
    enough_participants,
    pairs_of_mean,
    settled_cases,
    with_criteria,
)
from shnor_lib.analysis.results.classify import classify_schools
from shnor_lib.analysis.results.dynamics import mean_falls
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import Criteria, Dynamics
from shnor_lib.ground.rows import rows_of


@dataclass(frozen=True)
class Question:
    """What is asked to be otherwise; ``None`` leaves it as the edition has it.

    Raises:
        ReportError: the threshold is no per cent from 0 to 100, the number is negative, a year is missing or the
            earlier year is not the earlier one.
    """

    threshold_pct: float | None = None
    previous_year: int | None = None
    before_previous_year: int | None = None
    min_participants: int | None = None

    def __post_init__(self) -> None:
        years = self.previous_year, self.before_previous_year
        if self.threshold_pct is not None and not 0 < self.threshold_pct <= 100:
            raise ReportError(
                f"Порог {self.threshold_pct} не годится: это доля «2» в процентах, больше 0 и не больше 100.",
                "Исправьте threshold_pct, например 25.",
            )
        if self.min_participants is not None and self.min_participants < 0:
            raise ReportError(
                f"Наименьшее число участников {self.min_participants} меньше нуля.", "Исправьте min_participants."
            )
        if (years[0] is None) != (years[1] is None):
            raise ReportError(
                "Указан только один из двух предыдущих учебных годов.",
                "Укажите оба: previous_year и before_previous_year — годы, в которых закончились учебные годы.",
            )
        if years[0] is not None and years[1] is not None and years[0] <= years[1]:
            raise ReportError(
                f"Предыдущий год ({years[0]}) должен быть позже предшествующего ему ({years[1]}).",
                "Исправьте previous_year и before_previous_year.",
            )

    def criteria(self, own: Criteria) -> Criteria:
        """Return an edition's criteria with what is asked."""
        years = None
        if self.previous_year is not None and self.before_previous_year is not None:
            years = self.previous_year, self.before_previous_year
        return with_criteria(own, threshold=self.threshold_pct, years=years, min_participants=self.min_participants)


def list_under(
    question: Question, results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria
) -> pd.DataFrame:
    """Return each school's verdict as the edition has it and as it would be.

    Returns:
        A row per school in the roster's order: ``school_id``, ``school``, ``listed``, ``now`` and ``then`` (nullable
        booleans), ``change`` (``enters``, ``leaves``, ``open``; ``None`` where nothing changes) and ``basis`` of what
        would be.
    """
    now, then = (classify_schools(results, readings, schools, own) for own in (criteria, question.criteria(criteria)))
    frame = then[["school_id", "school", "listed", "basis"]].assign(
        now=now["shnor"].astype("boolean"), then=then["shnor"].astype("boolean")
    )
    return frame.assign(change=pd.Series([_change(row) for row in rows_of(frame)], index=frame.index, dtype=object))


def _change(row: object) -> str | None:
    now, then = (None if pd.isna(one) else bool(one) for one in (row.now, row.then))  # type: ignore[attr-defined]
    if now is then:
        return None
    return "open" if then is None else "enters" if then else "leaves"


def falls_under(
    question: Question, results: pd.DataFrame, readings: pd.DataFrame, dynamics: Dynamics, judged: pd.DataFrame
) -> pd.DataFrame:
    """Return in how many schools the mean share of «2» fell, as the edition has it and as it would be.

    Args:
        question: what is asked; its least number of participants holds for both results of a pair.
        results: the table `results`.
        readings: the table `readings`.
        dynamics: the two school years compared.
        judged: rows of `list_under`.

    Returns:
        Two rows, ``now`` and ``then``, with the columns of `sensitivity_dynamics`.
    """
    pairs = pairs_of_mean(settled_cases(results, readings), dynamics)
    asked = pairs if question.min_participants is None else enough_participants(pairs, question.min_participants)
    listed = judged.loc[judged["listed"].astype(bool), "school_id"]
    rows = []
    for when, own in (("now", pairs), ("then", asked)):
        met = judged.loc[judged[when].fillna(False).astype(bool), "school_id"]
        falls = mean_falls(own)
        rows.append({"when": when, **counts_of_falls("listed", listed, falls), **counts_of_falls("met", met, falls)})
    return pd.DataFrame(rows)
