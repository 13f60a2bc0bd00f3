"""When results were obtained: before the programme or in its time."""

from datetime import date

import pandas as pd

from shnor_lib.ground.params import Period


def obtained_on(school_year: int, season: str | None) -> date:
    """Return the earliest day by which a result of the school year may have been obtained.

    Spring and exams: the spring of the year in which the school year ends; autumn: the autumn after it.
    """
    return date(school_year, 9, 1) if season == "autumn" else date(school_year, 4, 1)


def obtained_in_programme(results: pd.DataFrame, period: Period | None) -> pd.Series:
    """Tell for each result that is known whether it was obtained within the programme's period, after its start.

    Of no result can that be told as long as the period waits for a person.
    """
    return pd.Series(
        [
            known and within(period, obtained_on(int(year), season if isinstance(season, str) else None))
            for known, year, season in zip(
                results["fail_pct"].notna(), results["school_year"], results["season"], strict=True
            )
        ],
        index=results.index,
        dtype=bool,
    )


def within(period: Period | None, day: date) -> bool:
    """Tell whether a day lies in the programme's period, after its first day; no day does while the period waits."""
    return period is not None and period.start < day <= period.end
