"""What the report says of the expected change, read a second time over the CSV tables."""

import json
import math
from collections.abc import Callable
from fractions import Fraction

from tests.support.second_reading_tables import Expected, Row, Tables, number, true

#: How the report words why nothing can be told.
REASONS = {
    "no_list": "нет списка ШНОР",
    "no_results": "нет результатов",
    "no_later_year": "сравниваемый год не позже лет, по которым отобраны школы",
    "no_later_results": "нет результатов, полученных после отбора школ",
    "no_participants": "нет числа участников",
    "few_schools": "школ с числом участников меньше 15",
    "few_of_programme": "школ списка с числом участников меньше 3",
    "few_outside": "школ вне списка с числом участников меньше 6",
}
FORMS = ("formal", "beyond_chance", "beyond_expectation", "would_leave")


def of_group(tables: Tables, group: str) -> Row | None:
    """Return the row of a group of procedures."""
    return next((row for row in tables["expectation"] if row["group"] == group), None)


def listed(tables: Tables) -> list[str]:
    """Return the codes of the listed schools."""
    return [row["school_id"] for row in tables["schools"] if true(row["listed"])]


def why_nothing(tables: Tables, code: str) -> str:
    """Return the reason's words, after a look at what the tables themselves say of it."""
    known = [row for row in tables["results"] if row["fail_pct"]]
    if not listed(tables):
        assert code == "no_list"
    elif not known:
        assert code == "no_results"
    elif not any((number(row["n_participants"]) or 0) > 0 for row in known):
        assert code == "no_participants"
    else:
        assert code not in ("no_list", "no_results")
    return REASONS[code]


def refused(tables: Tables, _: Row) -> Expected:
    """Nothing can be told, and why."""
    row = of_group(tables, "all")
    if row is None or row["verdict"] != "refused":
        return False, {}
    return True, {"reason": why_nothing(tables, row["reason"])}


def published(_: Tables, row: Row) -> Expected:
    """The move by Barnett's formula, from the figures that the statement itself quotes."""
    said = json.loads(row["values"])
    if "cut" not in said:
        return False, {}
    z = (said["cut"] - said["mean"]) / said["sd"]
    density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    tail = math.erfc(z / math.sqrt(2)) / 2
    return True, {"move": (1 - said["correlation"]) * said["sd"] * density / tail}


def basis(tables: Tables, _: Row) -> Expected:
    """With how many schools the listed ones are compared; none of them is listed."""
    row = of_group(tables, "all")
    if row is None or row["verdict"] == "refused":
        return False, {}
    own = tables["school_expectation"]
    assert sum(true(one["listed"]) for one in own) <= int(row["schools"]) <= len(listed(tables))
    assert sum(true(one["of_region"]) for one in own) <= int(row["of_region"]) <= int(row["outside"])
    assert int(row["schools"]) >= 3
    assert int(row["outside"]) >= 6
    assert int(row["schools"]) + int(row["outside"]) >= 15
    return True, {name: int(row[name]) for name in ("schools", "outside", "of_region")}


def verdict(tables: Tables, group: str) -> Expected:
    """How far off a group is, and what both intervals say of it."""
    row = of_group(tables, group)
    if row is None or row["verdict"] == "refused":
        return False, {}
    low, high, plain_low, plain_high = (
        number(row[name]) or 0.0 for name in ("low_pp", "high_pp", "plain_low_pp", "plain_high_pp")
    )
    said = "undetermined"
    if high < 0 and plain_high < 0:
        said = "better"
    if low > 0 and plain_low > 0:
        said = "worse"
    excess = number(row["excess_pp"]) or 0.0
    assert low <= excess <= high
    return True, {"off": abs(excess), "excess_pp": excess, "low_pp": low, "high_pp": high, "verdict": said}


def of_all(tables: Tables, _: Row) -> Expected:
    """The verdict on all procedures."""
    return verdict(tables, "all")


def of_subject(tables: Tables, row: Row) -> Expected:
    """The verdict on one subject."""
    return verdict(tables, row["id"].rsplit(".", 1)[-1])


def beyond(tables: Tables, _: Row) -> Expected:
    """Which listed schools lie below their own limit, and how many would by chance."""
    own = [row for row in tables["school_expectation"] if true(row["listed"])]
    told = [row for row in own if row["limit_pp"]]
    found = [row["school_id"] for row in told if (number(row["off_pp"]) or 0) < (number(row["limit_pp"]) or 0)]
    return bool(told), {"school_ids": found, "by_chance": 0.05 * len(told), "open": len(own) - len(told)}


def forms(tables: Tables, _: Row) -> Expected:
    """How many listed schools show each form, counted over the tables that each form comes from."""
    codes = listed(tables)
    formal = {row["school_id"]: row["positive"] for row in tables["school_dynamics"] if row["scope"] == "all"}
    chance = {
        row["school_id"]: "true" if float(row["mean_high_pp"]) < 0 else "false"
        for row in tables["school_support"]
        if row["mean_high_pp"]
    }
    expected = {
        row["school_id"]: "true" if float(row["off_pp"]) < float(row["limit_pp"]) else "false"
        for row in tables["school_expectation"]
        if row["limit_pp"]
    }
    leaves = {
        row["school_id"]: {"leaves": "true", "stays": "false"}.get(row["change"], "") for row in tables["next_list"]
    }
    counted = {}
    for name, answers in zip(FORMS, (formal, chance, expected, leaves), strict=True):
        own = [answers.get(code, "") for code in codes]
        counted[name] = [own.count("true"), len(own) - own.count("")]
    return bool(codes), {**counted, "listed": len(codes)}


def alone(tables: Tables, row: Row) -> Expected:
    """How many schools a target needs, and how often so many fall by themselves, to tens."""
    code = row["id"].partition(".by_itself.")[2]
    own = next((one for one in tables["target_by_itself"] if one["id"] == code), None)
    target = next((one["target"] for one in tables["indicators"] if one["id"] == code), "")
    if own is None:
        return False, {}
    needed = math.ceil(Fraction(target) * len(listed(tables)) / 100)
    values = {"id": code, "target": float(target), "needed": needed, "listed": len(listed(tables))}
    if own["reason"]:
        # «Выводы» say only what is told.
        return not row["id"].startswith("conclusions."), {**values, "reason": why_nothing(tables, own["reason"])}
    tens = {
        name: math.floor(Fraction(own[column]) / 10 + Fraction(1, 2)) * 10 if own[column] else None
        for name, column in (("plain", "chance_pct"), ("shifted", "chance_shifted_pct"))
    }
    return True, {**values, **tens}


READERS_OF_EXPECTATION: dict[str, Callable[[Tables, Row], Expected]] = {
    "main.expected": of_all,
    "conclusions.expected": of_all,
    "dynamics.expected": of_all,
    "dynamics.expected.refused": refused,
    "dynamics.expected.basis": basis,
    "dynamics.expected.schools": beyond,
    "dynamics.expected.published": published,
    "dynamics.expected.*": of_subject,
    **{f"{section}.forms": forms for section in ("conclusions", "dynamics")},
    **{f"{section}.by_itself.*": alone for section in ("conclusions", "dynamics")},
}
