"""The list for the next period: both criteria over the two latest school years that have data.

The working group decides about it; nothing here proposes to take a school out.  Source: METHODS of the project, §1.
"""

import pandas as pd

from shnor_lib.analysis.results.classify import classify_schools, counted_results, is_unknown, main_period
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of

VERDICT = ["school_id", "school", "listed", "criterion_1", "criterion_2", "shnor"]


def latest_years(results: pd.DataFrame, criteria: Criteria) -> list[int]:
    """Return the two latest school years of which any counted result is known, the later first; fewer if there are."""
    counted = counted_results(main_period(results), criteria)
    years = counted.loc[~is_unknown(counted).to_numpy(dtype=bool), "school_year"]
    return sorted({int(year) for year in years}, reverse=True)[:2]


def change_of_list(listed: bool, shnor: bool | None) -> str | None:
    """Return what would become of a school's place in the list, a code of `vocabulary.LIST_CHANGES`.

    ``None`` where a school that is not listed would not be.
    """
    if shnor is None:
        return "open"
    if listed:
        return "stays" if shnor else "leaves"
    return "enters" if shnor else None


def next_list(results: pd.DataFrame, readings: pd.DataFrame, schools: pd.DataFrame, criteria: Criteria) -> pd.DataFrame:
    """Judge every school of the roster by the two latest school years with data and hold it against the present list.

    With one such year the year before it is asked for and found without results, so that a verdict stands only where
    the latest year decides alone; with none every verdict is open.

    Returns:
        The table `next_list`, a row per school in the roster's order; ``years`` as «2024; 2023».
    """
    years = latest_years(results, criteria)
    previous = years[0] if years else criteria.years.previous
    before = years[1] if len(years) > 1 else previous - 1
    of_years = criteria.years.model_copy(update={"previous": previous, "before_previous": before})
    judged = classify_schools(results, readings, schools, criteria.model_copy(update={"years": of_years}))
    changes = [
        change_of_list(bool(row.listed), None if pd.isna(row.shnor) else bool(row.shnor)) for row in rows_of(judged)
    ]
    return judged[VERDICT].assign(
        years="; ".join(map(str, years)) or None,
        change=pd.Series(changes, index=judged.index, dtype=object),
        why_open=judged["why_open"],
        basis=judged["basis"],
    )
