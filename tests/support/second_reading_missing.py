"""«Чего не хватает» read again from an edition's CSV tables: unmet needs, indicators without a value."""

import json
from collections.abc import Callable

from tests.support.second_reading_partners import partners_known, work_known
from tests.support.second_reading_plan import executed, of_listed_teachers, values_of
from tests.support.second_reading_tables import Expected, Row, Tables, true, without_used_rows


def has_rows(*names: str) -> Callable[[Tables], bool]:
    """Return the condition that one of the tables has rows."""
    return lambda tables: any(tables[name] for name in names)


def any_used(*registers: str) -> Callable[[Tables], bool]:
    """Return the condition that rows of one of the registers were used."""
    return lambda tables: any(row["register"] in registers and int(row["used"]) for row in tables["rows_read"])


def by_school(tables: Tables) -> bool:
    """Some share over teachers is known of a school."""
    return any(row["id"] in of_listed_teachers(tables) for row in tables["indicator_schools"])


#: Whether an edition tells what a part of the report needs, by the statement that says it does not.
NEEDED: dict[str, Callable[[Tables], bool]] = {
    "results.need.context": has_rows("social_index"),
    "indicators.need.teachers": by_school,
    "plan.need.plan": executed,
    "plan.need.minutes": has_rows("assignments"),
    "plan.need.events": has_rows("events_by_month"),
    "plan.need.quarters": has_rows("quarters"),
    "factors.need.factors": has_rows("factors"),
    "factors.need.teachers": has_rows("help_coverage"),
    "factors.need.requests": has_rows("requests_answered"),
    "factors.need.partnerships": has_rows("partnerships"),
    "factors.need.methodical_systems": has_rows("methodical_systems"),
    "factors.need.catalogue": has_rows("catalogue"),
    "partners.need.schools": partners_known,
    "partners.need.interaction": work_known,
    "routes.need.routes": has_rows("route_schools"),
    "routes.need.courses": has_rows("targeted_programmes"),
    "routes.need.diagnostics": any_used("diagnostics"),
    "routes.need.teachers": has_rows("unaided_teachers"),
    "competences.need.teachers": has_rows("competences", "deficits"),
    "signals.need.requests": any_used(
        "requests", "consultations", "partnerships", "quarters", "courses", "diagnostics"
    ),
}


def need(tables: Tables, row: Row) -> Expected:
    """Which of the sheets named are empty, and of which no row was accepted."""
    (evidence,) = json.loads(row["evidence"])
    empty, spoilt = without_used_rows(tables, evidence["key"]["register"])
    said = values_of(row)
    assert [len(said[f"{kind}_sheets"]) for kind in ("empty", "spoilt")] == [len(empty), len(spoilt)]
    assert row["holds"] == "false" or ("записей за период" in row["text"]) == (not empty and not spoilt)
    return not NEEDED[row["id"]](tables), {"empty": empty, "spoilt": spoilt}


def without_value(tables: Tables) -> list[Row]:
    """Return the indicators of which nothing is known; one that is hidden is known."""
    return [
        one
        for one in tables["indicators"]
        if one["status"] == "no_data" and not true(one["hidden"]) and not one["actual"]
    ]


def values_lacking(tables: Tables, row: Row) -> Expected:
    """Those that the same sheets would give, all of them in one statement; results and words of the programme else."""
    groups: dict[str, list[str]] = {}
    for one in without_value(tables):
        groups.setdefault(one["needs"], []).append(one["id"])
    needs, codes = next((needs, own) for needs, own in groups.items() if row["id"].endswith(f".{own[0]}"))
    assert len(values_of(row)["names"]) == len(codes), row["text"]
    if needs in ("", "results", "way", "value"):
        return True, {"codes": codes}
    empty, spoilt = without_used_rows(tables, needs.split(";"))
    return True, {"codes": codes, "empty": empty, "spoilt": spoilt}


def missing(tables: Tables, row: Row) -> Expected:
    """How many parts are left out and how many indicators have no value; each of them has its statement."""
    parts = sum(not told(tables) for told in NEEDED.values())
    lacking = len(without_value(tables))
    holding = [one["id"] for one in tables["statements"] if one["holds"] == "true"]
    assert sum(".need." in name for name in holding) == parts
    codes = [
        code
        for one in tables["statements"]
        if one["id"].startswith("missing.indicators.")
        for code in values_of(one)["codes"]
    ]
    assert sorted(codes) == sorted(one["id"] for one in without_value(tables))
    is_nothing = parts + lacking == 0
    return is_nothing == row["id"].endswith("nothing"), {"parts": parts, "indicators": lacking}


READERS_OF_MISSING: dict[str, Callable[[Tables, Row], Expected]] = {
    **dict.fromkeys(NEEDED, need),
    "missing.nothing": missing,
    "missing.told": missing,
    "missing.indicators.*": values_lacking,
}
