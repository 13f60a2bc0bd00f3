"""What is said of each school before the background of all, counted again over results.csv."""

import json
from fractions import Fraction

from tests.support.second_reading_tables import Expected, Row, Tables, in_question, true


def each_school(tables: Tables, row: Row) -> Expected:
    """Which schools are at the threshold in the last year, and which crossed it since the year before."""
    _, _, assessment, *level, subject = row["id"].split(".")
    said = json.loads(row["values"])
    procedure = {"assessment": assessment, "level": "".join(level), "subject": subject}
    grades = {one["grade_to"] for one in tables["dynamics"] if one["kind"] == "same_grade" and _is(one, procedure)}
    known = [
        one
        for one in tables["results"]
        if _is(one, procedure) and one["grade"] in grades and one["fail_pct"] and true(one["counted"])
    ]
    held: dict[str, set[str]] = {}
    for one in known:
        held.setdefault(one["school_year"], set()).add(one["grade"])
    before, year = sorted(year for year, own in held.items() if own == grades)[-2:]
    there = {one["school_id"] for one in known if held[one["school_year"]] == grades}
    own = [one for one in _named(tables) if one in there]
    lists: dict[str, list[str]] = {"over": [], "still": [], "under": [], "unknown": []}
    for school_id in own:
        now, then = (
            _is_at([one for one in known if _of(one, school_id, at)], said["threshold"]) for at in (year, before)
        )
        if now is None:
            lists["unknown"].append(school_id)
        elif now:
            lists["over" if then is False else "still"].append(school_id)
        elif then:
            lists["under"].append(school_id)
    at = len(lists["over"]) + len(lists["still"])
    if row["holds"] == "true":
        assert {name: len(said[name]) for name in lists} == {name: len(codes) for name, codes in lists.items()}
    return bool(own), {
        "year": int(year),
        "before": int(before),
        "at": [at, len(own) - len(lists["unknown"])],
        "school_ids": [code for code in own if any(code in lists[name] for name in ("over", "still", "under"))],
        **{f"{name}_number": len(codes) for name, codes in lists.items()},
    }


def _is(row: Row, procedure: dict[str, str]) -> bool:
    return all((row[name] or "") == value for name, value in procedure.items())


def _of(row: Row, school_id: str, year: str) -> bool:
    return (row["school_id"], row["school_year"]) == (school_id, year)


def _is_at(rows: list[Row], threshold: float) -> bool | None:
    """Tell whether the grades together reach the threshold: all pupils, or the mean of shares of unknown ones."""
    if not rows:
        return None
    pupils = [(one.get("n_failed", ""), one.get("n_participants", "")) for one in rows]
    if all(failed and n for failed, n in pupils) and sum(float(n) for _, n in pupils):
        return 100 * sum(float(failed) for failed, _ in pupils) >= threshold * sum(float(n) for _, n in pupils)
    shares = [
        Fraction(100 * int(float(failed)), int(float(n))) if failed and n and float(n) else Fraction(one["fail_pct"])
        for one, (failed, n) in zip(rows, pupils, strict=True)
    ]
    return sum(shares) / len(shares) >= threshold


def _named(tables: Tables) -> list[str]:
    """Return the listed schools, or where there are none those in question, in the order of the table."""
    codes = [one["school_id"] for one in tables["classification"] if true(one["listed"])]
    asked = in_question(tables)
    return codes or [one["school_id"] for one in tables["classification"] if one["school_id"] in asked]


READERS_OF_EACH_SCHOOL = {"dynamics.each_school.*": each_school}
