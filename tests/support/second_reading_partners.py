"""Appendix «Предложение партнёрств» read again from an edition's CSV tables: who is weak, who is strong, how far."""

import json
import math
from collections.abc import Callable
from datetime import date, timedelta

from tests.support.second_reading_help import supported
from tests.support.second_reading_rules import SUBJECTS, reporting_date
from tests.support.second_reading_tables import Expected, Row, Tables, in_force, true

EARTH_KM = 6371.0


def helped(tables: Tables) -> list[str]:
    """Return the codes of the schools that help is meant for."""
    return [row["school_id"] for row in supported(tables)]


def low_in(tables: Tables, school_id: str) -> list[str]:
    """Return the subjects in which a school's latest results are low."""
    own = {row["subject"] for row in tables["latest_results"] if row["school_id"] == school_id and true(row["low"])}
    return [code for code in SUBJECTS if code in own] + sorted(own - set(SUBJECTS))


def status(tables: Tables, school_id: str) -> str:
    """Return what is due to a school: nothing since it has an agreement, a partner, or no reason to look for one."""
    if school_id in in_force(tables):
        return "agreed"
    if low_in(tables, school_id):
        return "weak"
    known = [row for row in tables["latest_results"] if row["school_id"] == school_id and row["low"]]
    return "no_low" if known else "no_results"


def strong_schools(tables: Tables) -> dict[str, dict[str, list[tuple[float, float]]]]:
    """Return the shares and participants of schools that are no ШНОР, by code and subject."""
    met = {row["school_id"] for row in tables["classification"] if true(row["shnor"])}
    roster = {row["school_id"] for row in tables["schools"]}
    found: dict[str, dict[str, list[tuple[float, float]]]] = {
        row["school_id"]: {} for row in tables["schools"] if row["school_id"] not in {*met, *helped(tables)}
    }
    key = ("assessment", "level", "subject", "grade", "school_year")
    held = {tuple(row[name] for name in key) for row in tables["latest_results"]}
    for row in tables["latest_results"]:
        if row["school_id"] in found:
            _add(found[row["school_id"]], row)
    for row in tables["region_results"]:
        if row["region_school_id"] not in roster and tuple(row[name] for name in key) in held:
            _add(found.setdefault(row["region_school_id"], {}), row)
    return found


def _add(own: dict[str, list[tuple[float, float]]], row: Row) -> None:
    if row["fail_pct"] and row["n_participants"] and float(row["n_participants"]) > 0:
        own.setdefault(row["subject"], []).append((float(row["fail_pct"]), float(row["n_participants"])))


def together(results: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the share over all participants, and how many they are."""
    people = sum(count for _, count in results)
    return sum(share * count for share, count in results) / people, people


def place(tables: Tables, school_id: str) -> tuple[float, float] | None:
    """Return a school's coordinates in radians."""
    for row in tables["schools"]:
        if row["school_id"] == school_id and row.get("latitude") and row.get("longitude"):
            return math.radians(float(row["latitude"])), math.radians(float(row["longitude"]))
    return None


def index(tables: Tables, school_id: str) -> float | None:
    """Return a school's social index."""
    return next(
        (float(row["index"]) for row in tables["social_index"] if row["school_id"] == school_id and row["index"]), None
    )


def kilometres(tables: Tables, one: str, other: str) -> float | None:
    """Return the distance of two schools, by the law of cosines."""
    a, b = place(tables, one), place(tables, other)
    if a is None or b is None:
        return None
    cosine = math.sin(a[0]) * math.sin(b[0]) + math.cos(a[0]) * math.cos(b[0]) * math.cos(a[1] - b[1])
    return EARTH_KM * math.acos(max(-1.0, min(1.0, cosine)))


def pair(tables: Tables, row: Row) -> Expected:
    """A weak school without an agreement, a school that is no ШНОР, and what is between them."""
    school_id, said = row["school_id"], json.loads(row["values"])
    partner = strong_schools(tables)[said["partner_id"]]
    subjects = low_in(tables, school_id)
    shares = [together(partner[code]) for code in subjects]
    (stored,) = (one for one in tables["partner_proposals"] if one["school_id"] == school_id)
    worst = max(shares)
    assert abs(float(stored["fail_pct"]) - worst[0]) < 1e-4, row["text"]
    km = kilometres(tables, school_id, said["partner_id"])
    ends = [index(tables, one) for one in (school_id, said["partner_id"])]
    off = None if None in ends else abs(ends[0] - ends[1])  # type: ignore[operator]
    assert (km is None) == (said["km"] is None) and (km is None or abs(km - said["km"]) < 1e-3), row["text"]
    assert (off is None) == (said["off"] is None) and (off is None or abs(off - said["off"]) < 1e-3), row["text"]
    words = ", ".join(SUBJECTS[code] for code in subjects)
    return status(tables, school_id) == "weak", {"subjects": words, "school_ids": [school_id]}


def nobody(tables: Tables, row: Row) -> Expected:
    """Which condition no school meets of those that meet the ones before."""
    school_id, said = row["school_id"], json.loads(row["values"])
    subjects = low_in(tables, school_id)
    left = list(strong_schools(tables).values())
    found = "school" if not left else ""
    conditions: list[tuple[str, Callable[[dict[str, list[tuple[float, float]]]], bool]]] = [
        ("results", lambda one: all(code in one for code in subjects)),
        ("participants", lambda one: all(together(one[code])[1] >= said["least"] for code in subjects)),
        ("share", lambda one: all(together(one[code])[0] <= said["most"] + 1e-9 for code in subjects)),
    ]
    for name, meets in conditions:
        if found:
            break
        left = [one for one in left if meets(one)]
        found = "" if left else name
    return status(tables, school_id) == "weak", {"unmet": found or "capacity"}


def proposed(tables: Tables, _: Row) -> Expected:
    """How many schools need a partner, and how many get one."""
    weak = [one for one in helped(tables) if status(tables, one) == "weak"]
    given = [one for one in tables["partner_proposals"] if one["status"] == "proposed"]
    return bool(weak), {"weak": len(weak), "proposed": len(given)}


def all_agreed(tables: Tables, _: Row) -> Expected:
    """There are schools in support, and none of them needs a partner."""
    own = helped(tables)
    return bool(own) and all(status(tables, one) != "weak" for one in own), {}


def no_list(tables: Tables, _: Row) -> Expected:
    """No school is in support."""
    return not helped(tables), {}


def of_status(tables: Tables, row: Row) -> Expected:
    """The schools without an agreement for which no subject can be named."""
    name = row["id"].rsplit(".", 1)[1]
    schools = [one for one in helped(tables) if status(tables, one) == name]
    return bool(schools), {"schools": len(schools), "school_ids": schools}


def ending(tables: Tables, row: Row) -> Expected:
    """The schools one of whose partners leaves within the days that params name: the last agreement with it ends."""
    said = json.loads(row["values"])
    by_day = _day_after(reporting_date(tables), said["days"])
    own, days = [], set()
    for school_id in helped(tables):
        by_mentor: dict[str, list[str]] = {}
        for one in in_force(tables).get(school_id, []):
            by_mentor.setdefault(one["mentor"], []).append(one["until"])
        last = [max(ends) for ends in by_mentor.values() if all(ends)]
        soon = [day for day in last if day <= by_day]
        if soon:
            own.append(school_id)
            days |= set(soon)
    return bool(own), {"school_ids": own, "until": sorted(days)}


def _day_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def silent(tables: Tables, _: Row) -> Expected:
    """How many pairs have no record; where the register of interaction is not there nothing is told of any."""
    work = tables["partnership_work"]
    pairs = {(one["school_id"], one["mentor"]) for one in work}
    without = [one for one in work if not one["form"]]
    agreed = any(school_id in in_force(tables) for school_id in helped(tables))
    return bool(without) and agreed, {"silent": len(without), "pairs": len(pairs)}


def partners_known(tables: Tables) -> bool:
    """Some school is not in support, or some has a partner, or nobody asks for one."""
    own = [status(tables, one) for one in helped(tables)]
    return "agreed" in own or "weak" not in own or bool(strong_schools(tables))


def work_known(tables: Tables) -> bool:
    """Something is recorded of interaction, or no partnership is in force."""
    return bool(tables["partnership_work"]) or not in_force(tables)


READERS_OF_PARTNERS: dict[str, Callable[[Tables, Row], Expected]] = {
    "partners.no_list": no_list,
    "partners.all_agreed": all_agreed,
    "partners.proposed": proposed,
    "partners.pair.*": pair,
    "partners.nobody.*": nobody,
    "partners.no_low": of_status,
    "partners.no_results": of_status,
    "partners.ending": ending,
    "partners.silent": silent,
}
