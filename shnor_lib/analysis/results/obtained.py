"""When results were obtained: before the programme or in its time."""

from datetime import date

import pandas as pd

from shnor_lib.ground.params import Period


def obtained_on(school_year: int, season: str | None) -> date:
    """Return the earliest day by which a result of the school year may have been obtained.

    Spring and exams: the spring of the year in which the school year ends; autumn: the autumn after it.
    """
    return date(school_year, 9, 1) if season == "autumn" else date(school_year, 4, 1)


def obtained_in_programme(results: pd.DataFrame, period: Period) -> pd.Series:
    """Tell for each result that is known whether it was obtained within the programme's period, after its start."""
    return pd.Series(
        [
            known and period.start < obtained_on(int(year), season if isinstance(season, str) else None) <= period.end
            for known, year, season in zip(
                results["fail_pct"].notna(), results["school_year"], results["season"], strict=True
            )
        ],
        index=results.index,
        dtype=bool,
    )
