"""What the report says of the conditions of schools, read a second time over the CSV tables."""

import json
import math
from collections.abc import Callable

from tests.support.second_reading_help import said
from tests.support.second_reading_tables import Expected, Row, Tables, number, true

ASSESSMENTS = ("VPR", "OGE", "EGE", "MKR")


def latest_context(tables: Tables) -> dict[str, Row]:
    """Return each school's latest row of the context that knows any column of the index."""
    names = [row["column"] for row in tables["social_columns"]]
    found: dict[str, Row] = {}
    for row in sorted(tables["context"], key=lambda one: int(float(one["school_year"] or 0))):
        if any(row[name] for name in names):
            found[row["school_id"]] = row
    return {row["school_id"]: found[row["school_id"]] for row in tables["schools"] if row["school_id"] in found}


def index_by_loops(tables: Tables, least_known: float) -> dict[str, float]:
    """Return the index of each school that knows enough, on the scale of mean 50 and deviation 10."""
    rows = latest_context(tables)
    scores: dict[str, list[tuple[float, float]]] = {school: [] for school in rows}
    used = 0
    for column in tables["social_columns"]:
        weight = float(column["weight"])
        values = {school: float(row[column["column"]]) for school, row in rows.items() if row[column["column"]]}
        assert len(values) == int(column["schools"]), column
        mean = math.fsum(values.values()) / len(values) if values else 0.0
        sd = math.sqrt(math.fsum((value - mean) ** 2 for value in values.values()) / len(values)) if values else 0.0
        assert true(column["used"]) == (weight != 0 and sd > 1e-9), column
        if not true(column["used"]):
            continue
        used += 1
        for school, value in values.items():
            scores[school].append((weight, (value - mean) / sd))
    raw = {
        school: sum(weight * z for weight, z in own) / sum(abs(weight) for weight, _ in own)
        for school, own in scores.items()
        if own and 100 * len(own) >= least_known * used - 1e-6
    }
    mean = math.fsum(raw.values()) / len(raw) if raw else 0.0
    sd = math.sqrt(math.fsum((one - mean) ** 2 for one in raw.values()) / len(raw)) if raw else 0.0
    return {school: 50 + 10 * (one - mean) / sd for school, one in raw.items()} if sd > 1e-9 else {}


def indexed(tables: Tables) -> dict[str, float]:
    """Return the indices that the table holds."""
    return {row["school_id"]: float(row["index"]) for row in tables["social_index"] if row["index"]}


def index(tables: Tables, row: Row) -> Expected:
    """How many schools have an index; each is that of plain loops."""
    own = indexed(tables)
    if row["id"].endswith("no_index"):
        return bool(tables["social_index"]) and not own, {"schools": len(tables["social_index"])}
    if row["id"].endswith("little_known"):
        least = said(row)["least"]
        by_loops = index_by_loops(tables, least)
        assert not own or own.keys() == by_loops.keys()
        assert all(abs(own[school] - by_loops[school]) < 1e-4 for school in own)
        return 0 < len(own) < len(tables["schools"]), {"without": len(tables["schools"]) - len(own)}
    if row["id"].endswith("unused"):
        idle = [one for one in tables["social_columns"] if not true(one["used"]) and float(one["weight"])]
        assert row["holds"] == "false" or said(row)["unused"].count(";") == len(idle) - 1
        return bool(own) and bool(idle), {}
    years = {int(one["school_year"]) for one in tables["social_index"] if one["index"] and one["school_year"]}
    if row["holds"] == "true":
        assert {value for name, value in said(row).items() if name.startswith("year_")} == years, row["text"]
        of_sign = [
            sum(true(one["used"]) and sign * float(one["weight"]) > 0 for one in tables["social_columns"])
            for sign in (1, -1)
        ]
        assert [said(row)[name].count(";") + bool(said(row)[name]) for name in ("raising", "lowering")] == of_sign
    return bool(own), {"with_index": [len(own), len(tables["schools"])], "mean": 50, "sd": 10}


def component(tables: Tables, row: Row) -> Expected:
    """How much the component tells, and how well it agrees with the index."""
    both = [(float(one["index"]), float(one["component"])) for one in tables["social_index"] if one["component"]]
    loadings = [float(one["loading"]) for one in tables["social_columns"] if one["loading"]]
    if len(both) < 2:
        return False, {}
    means = [sum(one[place] for one in both) / len(both) for place in (0, 1)]
    products = [[sum((one[i] - means[i]) * (one[j] - means[j]) for one in both) for j in (0, 1)] for i in (0, 1)]
    agree = products[0][1] / math.sqrt(products[0][0] * products[1][1])
    assert agree >= 0, row["text"]
    explained = 100 * sum(one**2 for one in loadings) / len(loadings)
    return True, {"explained": explained, "agree": agree, "schools": len(both)}


def not_compared(tables: Tables, row: Row) -> Expected:
    """There is an index and no line, and why."""
    own = indexed(tables)
    if not own or tables["context_fit"]:
        return False, {}
    known = [
        one
        for one in tables["results"]
        if one["school_id"] in own and true(one["counted"]) and one["attempt"] in ("", "1") and one["fail_pct"]
    ]
    some = any((number(one["n_participants"]) or 0) > 0 for one in known)
    assert ("число участников неизвестно" in row["text"]) == (bool(known) and not some), row["text"]
    return True, {}


def line(tables: Tables, row: Row) -> Expected:
    """What is expected below and above the mean index, and whether the line leaves out no slope at all."""
    if not tables["context_fit"]:
        return False, {}
    (fit,) = tables["context_fit"]
    schools = len(tables["context_expectation"])
    assert schools == int(fit["schools"])
    if row["id"].endswith("caution"):
        assert row["holds"] == "false" or schools < said(row)["least"]
        return not fit["slope_low"], {"schools": schools}
    falls = float(fit["above_pct"]) <= float(fit["below_pct"])
    assert falls == (float(fit["slope"]) <= 0), fit
    if fit["slope_low"]:
        sure = float(fit["slope_low"]) > 0 or float(fit["slope_high"]) < 0
        assert ("связь больше случайной" in row["text"]) == sure, row["text"]
    values = {"below_pct": float(fit["below_pct"]), "above_pct": float(fit["above_pct"])}
    return True, {"year": int(fit["school_year"]), "schools": schools, "below": 40, "above": 60, **values}


def outside(tables: Tables, row: Row) -> Expected:
    """Which schools lie beyond their limits, in the roster's order, and how many would by chance."""
    told = [one for one in tables["context_expectation"] if one["standing"]]
    beyond: dict[str, list[str]] = {"more": [], "fewer": []}
    for one in told:
        share, low, high = (float(one[name]) for name in ("fail_pct", "low_pct", "high_pct"))
        assert low - 1e-4 <= float(one["expected_pct"]) <= high + 1e-4 or low in (0, 100), one
        assert one["standing"] == "within" or (share > high - 1e-4 if one["standing"] == "more" else share < low + 1e-4)
        assert one["standing"] != "within" or low - 1e-4 <= share <= high + 1e-4, one
        if one["standing"] in beyond:
            beyond[one["standing"]].append(one["school_id"])
    code = row["id"].rsplit(".", 1)[1]
    if code == "outside":
        out = sum(map(len, beyond.values()))
        return bool(told), {"outside": [out, len(told)], "by_chance": len(told) / 20}
    order = [one["school_id"] for one in tables["schools"] if one["school_id"] in beyond[code]]
    assert row["school_id"].split() == order == beyond[code], row["text"]
    assert len(json.loads(row["values"])["names"]) == len(set(order))
    return bool(order), {"schools": len(order)}


READERS_OF_CONDITIONS: dict[str, Callable[[Tables, Row], Expected]] = {
    **{f"results.conditions.{name}": index for name in ("index", "unused", "little_known", "no_index")},
    "results.conditions.component": component,
    "results.conditions.not_compared": not_compared,
    "results.conditions.line": line,
    "results.conditions.caution": line,
    **{f"results.conditions.{name}": outside for name in ("more", "fewer", "outside")},
}
