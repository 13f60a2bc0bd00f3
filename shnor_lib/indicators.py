"""The programme's indicators И1–И7 and those its passport adds, П1–П5: numerator, denominator, value, verdict.

What has no source is ``no_data``, never zero.  «ШНОР» in the indicators means the listed schools.
"""

from datetime import date

import pandas as pd

#: The workbook whose sheets feed the indicators.
REGISTER = "Реестры_программы.xlsx"

#: The indicator that results themselves feed.
DYNAMICS_INDICATOR = "И7"

#: The indicator that the roster feeds (since when a school takes part).
PARTICIPATION_INDICATOR = "И2"


def measure_indicators(
    programme_indicators: pd.DataFrame, schools: pd.DataFrame, school_dynamics: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Measure every indicator of the programme as of a date.

    Args:
        programme_indicators: names, units (%, шт.) and targets, the table of that name.
        schools: the roster.
        school_dynamics: the table of that name; scope ``all`` decides И7.
        as_of: the reporting date.

    Returns:
        The table `indicators`, a row per indicator; shares in percent, ``deviation`` in points or pieces.
    """
    rows = []
    for indicator in programme_indicators.to_dict("records"):
        measured = _measure(indicator["id"], schools, school_dynamics, as_of)
        rows.append(
            {
                **{
                    name: indicator[name]
                    for name in ("id", "source_number", "name", "short_name", "unit", "target", "evidence")
                },
                **measured,
                "deviation": _deviation(measured["actual"], indicator["target"]),
                "status": status(measured["actual"], indicator["target"]),
                "as_of": as_of.isoformat(),
                "denominator_words": indicator["denominator"],
                "needs": _needs(indicator, measured["actual"]),
            }
        )
    return pd.DataFrame(rows)


def status(actual: float | None, target: float | None) -> str:
    """Return the verdict: a code of `vocabulary.INDICATOR_STATUSES`; ``no_data`` goes before ``no_target``."""
    if actual is None:
        return "no_data"
    if pd.isna(target):
        return "no_target"
    return "met" if actual >= target else "not_met"


def _measure(indicator: str, schools: pd.DataFrame, school_dynamics: pd.DataFrame, as_of: date) -> dict:
    unknown = dict.fromkeys(("numerator", "denominator", "actual", "baseline", "range_low", "range_high"))
    listed = schools.loc[schools["listed"].astype(bool), "school_id"]
    if indicator == DYNAMICS_INDICATOR:
        return unknown | positive_dynamics(school_dynamics, listed)
    if indicator == PARTICIPATION_INDICATOR:
        return unknown | participation(schools, as_of)
    return unknown


def participation(schools: pd.DataFrame, as_of: date) -> dict:
    """Return the share of listed schools that take part in the programme by the roster's dates (И2), in percent.

    Without a single date nothing is known: the roster does not say who takes part.
    """
    listed = schools[schools["listed"].astype(bool)]
    since = listed["participant_since"].dropna()
    if since.empty:
        return {}
    taking_part = int((since <= as_of.isoformat()).sum())
    return {"numerator": taking_part, "denominator": len(listed), "actual": 100 * taking_part / len(listed)}


def positive_dynamics(school_dynamics: pd.DataFrame, listed: pd.Series) -> dict:
    """Return И7: the share of listed schools with positive dynamics, in percent.

    Only pairs whose later result was obtained after the programme's start give the value; earlier pairs give the
    baseline.  The range belongs to whichever of the two there is.
    """
    own = school_dynamics[school_dynamics["scope"] == "all"]
    during = own["in_programme"].astype(bool) & (own["pairs"] > 0)
    if during.any():
        share = share_with_positive_dynamics(own[during | (own["pairs"] == 0)], listed)
        return {
            "numerator": share["numerator"],
            "denominator": share["denominator"],
            "actual": share["value"],
            "range_low": share["range_low"],
            "range_high": share["range_high"],
        }
    share = share_with_positive_dynamics(own, listed)
    return {"baseline": share["value"], "range_low": share["range_low"], "range_high": share["range_high"]}


def share_with_positive_dynamics(school_dynamics: pd.DataFrame, listed: pd.Series) -> dict:
    """Return how many listed schools show positive dynamics, with the range that firmness leaves open.

    Args:
        school_dynamics: rows of one scope of the table `school_dynamics`.
        listed: codes of the listed schools.

    Returns:
        ``numerator``, ``denominator`` (schools), ``value``, ``range_low`` (firm falls only) and ``range_high`` (all but
        firm rises), in percent; values are ``None`` where no listed school has a comparable pair.
    """
    own = school_dynamics[school_dynamics["school_id"].isin(listed)]
    denominator = len(listed)
    if not denominator or not (own["pairs"] > 0).any():
        return {"numerator": None, "denominator": denominator, "value": None, "range_low": None, "range_high": None}
    positive = own["positive"].astype("boolean")
    firm = own["firm"].astype("boolean").fillna(False)
    falls = int(positive.fillna(False).sum())
    firm_falls = int((positive.fillna(False) & firm).sum())
    firm_rises = int((~positive.fillna(True) & firm).sum())
    return {
        "numerator": falls,
        "denominator": denominator,
        "value": 100 * falls / denominator,
        "range_low": 100 * firm_falls / denominator,
        "range_high": 100 * (denominator - firm_rises) / denominator,
    }


def _deviation(actual: float | None, target: float | None) -> float | None:
    return None if actual is None or pd.isna(target) else actual - target


def _needs(indicator: dict, actual: float | None) -> str | None:
    """Return what would supply the missing value: sheets of the register, or results."""
    if actual is not None:
        return None
    if not isinstance(indicator["sheets"], str):
        return "результаты ВПР, ОГЭ и ЕГЭ, полученные после начала Программы"
    many = "," in indicator["sheets"]
    return (
        f"{'листы' if many else 'лист'} {', '.join(f'«{s.strip()}»' for s in indicator['sheets'].split(','))} "
        f"файла {REGISTER}"
    )
