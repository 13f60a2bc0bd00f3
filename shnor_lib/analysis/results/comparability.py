"""Which results of two years may be compared, and why not, by the declared rules."""

from collections.abc import Mapping
from typing import Any

from shnor_lib.ground.comparability import comparability_rules


def comparability(pair: Mapping[Any, Any]) -> tuple[str, str]:
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
