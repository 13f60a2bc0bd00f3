"""Which results of two years may be compared, and why not: rules with their sources in `comparability.csv`."""

import csv
from functools import cache
from importlib.resources import files


@cache
def comparability_rules() -> tuple[dict[str, str], ...]:
    """Return the rules of `comparability.csv`: which procedures of which years may be compared, and why not."""
    text = files("shnor_lib.analysis.results").joinpath("comparability.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def comparability(pair: dict) -> tuple[str, str]:
    """Return the comparability (full, limited, none) of a pair of results and the reason for a limit."""
    for rule in comparability_rules():
        if (
            rule["assessment"] == pair["assessment"]
            and rule["level"] in ("", pair["level"] or "")
            and rule["subject"] in ("*", pair["subject"])
            and (int(rule["year_from"]), int(rule["year_to"])) == (pair["year_from"], pair["year_to"])
        ):
            return rule["comparability"], rule["reason"]
    seasons = {season for season in (pair["season_from"], pair["season_to"]) if isinstance(season, str) and season}
    if "autumn" in seasons and (pair["season_from"] != pair["season_to"]):
        return "limited", "работы проведены в разное время года"
    return "full", ""
