"""Schools of the roster: which are listed, which take part in the programme on a day."""

from datetime import date

import pandas as pd

from shnor_lib.analysis.programme.records import in_force, is_true


def taking_part(schools: pd.DataFrame, day: date) -> pd.Series:
    """Tell for each school of the roster whether it takes part in the programme on the day, by the roster's dates."""
    until = schools.get("participant_until", pd.Series(pd.NA, index=schools.index, dtype="string"))
    return schools["participant_since"].notna() & in_force(schools["participant_since"], until, day)


def participation_known(schools: pd.DataFrame) -> bool:
    """Tell whether the roster says of any school since when it takes part; else nothing is known of it."""
    return bool(schools["participant_since"].notna().any())


def listed_schools(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the ШНОР: the roster's rows of the listed schools, in its order."""
    return schools[is_true(schools["listed"])]


def in_support(schools: pd.DataFrame, day: date) -> pd.Series:
    """Tell for each school of the roster whether help is meant for it: it is listed or takes part on the day."""
    return is_true(schools["listed"]) | taking_part(schools, day)


def confirmed_schools(classification: pd.DataFrame) -> pd.Series:
    """Return the codes of listed schools that meet the criteria by data."""
    return classification.loc[is_true(classification["listed"]) & is_true(classification["shnor"]), "school_id"]


def in_roster_order(table: pd.DataFrame, schools: pd.DataFrame, then: list[str]) -> pd.DataFrame:
    """Return the rows in the roster's order of schools, then by other columns: schools are never ranked."""
    places = {school_id: place for place, school_id in enumerate(schools["school_id"])}
    ordered = table.assign(place=table["school_id"].map(places)).sort_values(["place", *then], kind="stable")
    return ordered.drop(columns="place").reset_index(drop=True)
