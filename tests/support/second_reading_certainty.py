"""Second reading of what is said with chance in view: true shares, control limits, many comparisons at once."""

import math
from collections.abc import Callable

from tests.support.second_reading_tables import Expected, Row, Tables, in_question, true

PROCEDURE = ("assessment", "level", "subject", "grade", "school_year")
#: Of what the words «почти наверняка» and the risk of many comparisons are made.
ALMOST_CERTAIN, RISK = 95.0, 0.05


def no_true_shares(tables: Tables, row: Row) -> Expected:
    """Not one result has an estimate: why."""
    shares = tables["true_shares"]
    counts = {
        "unknown": sum(one["why_not"] == "no_participants" for one in shares),
        "few": sum(one["why_not"] == "few_schools" for one in shares),
    }
    assert row["holds"] == "false" or ("неизвестно" in row["text"]) == (not counts["few"])
    return bool(shares) and not any(one["estimate_pct"] for one in shares), counts


def true_shares(tables: Tables, _: Row) -> Expected:
    """How many results have an estimate, where some have and some have none."""
    shares = tables["true_shares"]
    told = sum(bool(one["estimate_pct"]) for one in shares)
    return 0 < told < len(shares), {
        "told": [told, len(shares)],
        "unknown": sum(one["why_not"] == "no_participants" for one in shares),
        "few": sum(one["why_not"] == "few_schools" for one in shares),
    }


def smallest_class(tables: Tables, row: Row) -> Expected:
    """The low result of the fewest pupils in the latest year, the first of the roster among equals."""
    asked, roster = in_question(tables), [one["school_id"] for one in tables["schools"]]
    by_key = {(one["school_id"], *(one[name] for name in PROCEDURE)): one for one in tables["true_shares"]}
    found: tuple[int, int, int] | None = None
    shown: Row = {}
    for place, one in enumerate(tables["latest_results"]):
        share = by_key.get((one["school_id"], *(one[name] for name in PROCEDURE)), {})
        if not true(one["low"]) or one["school_id"] not in asked or not share.get("estimate_pct"):
            continue
        rank = int(one["n_participants"]), roster.index(one["school_id"]), place
        if found is None or rank < found:
            found, shown = rank, share
    if found is None:
        return False, {}
    chance = float(shown["at_least_pct"])
    words = "меньше 1 из" if chance < 100 - ALMOST_CERTAIN else "больше 19 из" if chance > ALMOST_CERTAIN else "из"
    assert row["holds"] == "false" or words in row["text"]
    return True, {
        "school_ids": [shown["school_id"]],
        "participants": int(shown["n_participants"]),
        "share": float(shown["fail_pct"]),
        "estimate": float(shown["estimate_pct"]),
        "at_least": chance,
    }


def schools_together(tables: Tables, _: Row) -> Expected:
    """In how many schools in question all procedures of the year together almost certainly reach the threshold."""
    asked = in_question(tables)
    own = [one for one in tables["true_school_shares"] if one["school_id"] in asked]
    last = max((int(one["school_year"]) for one in own), default=0)
    chances = [float(one["at_least_pct"]) for one in own if int(one["school_year"]) == last]
    reach = sum(chance > ALMOST_CERTAIN for chance in chances)
    below = sum(chance < 100 - ALMOST_CERTAIN for chance in chances)
    return bool(chances), {
        "year": last,
        "reach": [reach, len(chances)],
        "fall_short": below,
        "open": len(chances) - reach - below,
    }


def no_funnel(tables: Tables, _: Row) -> Expected:
    """Participants are known, and no subject has enough schools with them."""
    known = any(one["why_not"] != "no_participants" for one in tables["true_shares"])
    return not tables["funnel"] and known, {}


def funnel(tables: Tables, _: Row) -> Expected:
    """How many points lie outside, and how many would by chance."""
    points = tables["funnel"]
    return bool(points), {
        "outside": [sum(map(bool, (one["outside"] for one in points))), len(points)],
        "by_chance": round(0.002 * len(points), 1),
    }


def outside_of_panel(tables: Tables, row: Row) -> Expected:
    """Whose share lies beyond the outermost limits there are, above and below; their numbers are read off again."""
    assessment, level, subject = row["id"].removeprefix("results.funnel.").split(".")
    own = [
        one
        for one in tables["funnel"]
        if (one["assessment"], one["level"], one["subject"]) == (assessment, level, subject)
    ]
    roster = [one["school_id"] for one in tables["schools"]]
    own.sort(key=lambda one: roster.index(one["school_id"]))
    sides: dict[str, list[str]] = {"above": [], "below": []}
    for one in own:
        kind = "wide_" if one["spread"] else ""
        share = float(one["fail_pct"])
        if share > float(one[f"{kind}high_998_pct"]):
            sides["above"].append(one["school_id"])
        elif share < float(one[f"{kind}low_998_pct"]):
            sides["below"].append(one["school_id"])
    return bool(sides["above"] or sides["below"]), {
        "school_ids": sorted([*sides["above"], *sides["below"]], key=roster.index),
        "year": int(own[0]["school_year"]),
        "centre": float(own[0]["centre_pct"]),
    }


def support(tables: Tables, row: Row) -> Expected:
    """Of all comparisons with participants those that stand out: alone, and among all (Benjamini and Hochberg)."""
    schools = tables["school_support"]
    tested = [one for one in tables["dynamics"] if one.get("p_value")]
    assert ("не оценена" in row["text"]) == (not schools)
    assert all(one["kind"] == "same_grade" for one in tested)
    values = sorted(float(one["p_value"]) for one in tested)
    limit = max((value for rank, value in enumerate(values, start=1) if value <= RISK * rank / len(values)), default=-1)
    found = [float(one["change_pp"]) for one in tested if float(one["p_value"]) <= limit]
    return True, {
        "schools": len(schools),
        "pairs": len(tested),
        "alone": sum(value <= RISK for value in values),
        "fell": sum(change < 0 for change in found),
        "rose": sum(change > 0 for change in found),
        "by_chance": math.floor(RISK * len(tested) + 0.5),
    }


READERS_OF_CERTAINTY: dict[str, Callable[[Tables, Row], Expected]] = {
    "results.no_true_shares": no_true_shares,
    "results.true_shares": true_shares,
    "results.true_share": smallest_class,
    "results.true_schools": schools_together,
    "results.no_funnel": no_funnel,
    "results.funnel": funnel,
    "results.funnel.*": outside_of_panel,
    "dynamics.support": support,
}
