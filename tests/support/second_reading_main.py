"""The first page read again in plain loops: what comes first, what has changed, what cannot be told."""

from collections.abc import Callable
from typing import Any

from tests.support.second_reading_tables import Expected, Row, Tables, in_question, schools_by, true, with_pairs


def of_latest_year(tables: Tables) -> dict[str, list[Row]]:
    """Return the known latest results of each school in question that has any."""
    found: dict[str, list[Row]] = {}
    asked = set(in_question(tables))
    for row in tables["latest_results"]:
        if row["school_id"] in asked and row["low"] != "":
            found.setdefault(row["school_id"], []).append(row)
    return found


def worst_counts(tables: Tables) -> dict[str, tuple[int, int]]:
    """Return of each school how many of how many latest results are low."""
    return {school: (sum(true(row["low"]) for row in own), len(own)) for school, own in of_latest_year(tables).items()}


def leaders(tables: Tables) -> tuple[int, list[str]]:
    """Return the largest number of low results and the schools that have it."""
    counts = worst_counts(tables)
    most = max((low for low, _ in counts.values()), default=0)
    return most, [school for school, (low, _) in counts.items() if low == most]


def first(tables: Tables, row: Row) -> Expected:
    """The one school with most low results; its worst share in pupils, or as printed."""
    most, schools = leaders(tables)
    if len(schools) != 1 or not most:
        return False, {}
    own = of_latest_year(tables)[schools[0]]
    highest = max(float(one["fail_pct"]) for one in own)
    shares = {pupils_or_share(one) for one in own if float(one["fail_pct"]) == highest}
    said = row["text"].split("наибольшая доля «2» — ")[1].split(". Школ")[0].split(". Выполнены")[0]
    assert any(said.endswith(share) for share in shares), row["text"]
    return True, {"low": most, "held": len(own), "school_ids": schools}


def pupils_or_share(row: Row) -> str:
    """Return «13 из 22», from a hundred participants and without numbers the end of a share."""
    if row["n_failed"] and row["n_participants"] and int(row["n_participants"]) < 100:
        return f"{int(row['n_failed'])} из\u00a0{int(row['n_participants'])}"
    return "\u00a0%"


def several(tables: Tables, _: Row) -> Expected:
    """Several schools share the largest number of low results."""
    most, schools = leaders(tables)
    return len(schools) > 1 and most > 0, {"low": most, "schools": len(schools), "school_ids": schools}


def nobody(tables: Tables, _: Row) -> Expected:
    """Results there are, and none of them is low."""
    counts = worst_counts(tables)
    return bool(counts) and not leaders(tables)[0], {"schools": len(counts)}


def unknown(tables: Tables, _: Row) -> Expected:
    """No school in question has a known latest result."""
    return not worst_counts(tables), {}


def compared(tables: Tables) -> list[Row]:
    """Return the changes over all pairs of the listed schools; of all where nobody is listed."""
    listed = set(schools_by(tables, "listed", "true"))
    return [row for row in with_pairs(tables, "all") if not listed or row["school_id"] in listed]


def moved(tables: Tables, _: Row) -> Expected:
    """In how many schools the share moved; beyond chance where the participants of every pair are known."""
    own = compared(tables)
    told = {row["school_id"]: row["pairs"] for row in tables["school_support"]}
    measured = bool(own) and all(told.get(row["school_id"]) == row["pairs"] for row in own)
    values: dict[str, Any] = {"schools": len(own), "measured": measured, "fell": 0, "rose": 0, "open": 0}
    for row in own:
        sure = row["positive"] != "" and (true(row["firm"]) or not measured)
        values["open" if not sure else "fell" if true(row["positive"]) else "rose"] += 1
    return bool(own), values


def no_pairs(tables: Tables, _: Row) -> Expected:
    """Nobody of whom it is asked has a pair."""
    return not compared(tables), {}


def undetermined(tables: Tables, _: Row) -> Expected:
    """The schools without a verdict."""
    opened = schools_by(tables, "standing", "undetermined")
    return bool(opened), {"schools": len(opened), "school_ids": opened}


READERS_OF_MAIN: dict[str, Callable[[Tables, Row], Expected]] = {
    "main.first": first,
    "main.first.several": several,
    "main.first.nobody": nobody,
    "main.first.unknown": unknown,
    "main.moved": moved,
    "main.no_pairs": no_pairs,
    "main.undetermined": undetermined,
}
