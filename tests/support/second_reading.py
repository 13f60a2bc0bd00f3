"""The report's statements recomputed by plain loops over an edition's CSV tables; nothing of `shnor_lib` is used.

`READERS` maps a statement's id (or its beginning, up to a «*») to a function of the tables and the statement's row that
returns whether it should hold and the values it should have; values that are words of the report are left out.
Among the values ``school_ids`` are the codes in the statement's column of schools.
"""

import csv
import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.support.second_reading_certainty import READERS_OF_CERTAINTY
from tests.support.second_reading_conditions import READERS_OF_CONDITIONS
from tests.support.second_reading_each_school import READERS_OF_EACH_SCHOOL
from tests.support.second_reading_expected import READERS_OF_EXPECTATION
from tests.support.second_reading_help import READERS_OF_HELP
from tests.support.second_reading_main import READERS_OF_MAIN
from tests.support.second_reading_margins import READERS_OF_MARGINS
from tests.support.second_reading_missing import READERS_OF_MISSING
from tests.support.second_reading_partners import READERS_OF_PARTNERS
from tests.support.second_reading_plan import READERS_OF_PLAN
from tests.support.second_reading_routes import READERS_OF_ROUTES
from tests.support.second_reading_rules import READERS_OF_RULES, SUBJECTS
from tests.support.second_reading_signals import READERS_OF_SIGNALS
from tests.support.second_reading_tables import (
    Expected,
    Row,
    Tables,
    fell,
    in_question,
    number,
    schools_by,
    true,
    with_pairs,
)

#: Names of columns whose numbers are compared to six decimals, as tables are stored.
TOLERANCE = 1e-6
#: The rules of comparability are data of the project.
COMPARABILITY = Path(__file__).parents[2] / "shnor_lib" / "ground" / "comparability.csv"
#: Statements that have no reader, since they say nothing of an edition's data: why.
SAYS_NOTHING_OF_DATA = {
    "grounds.aim": "the programme's goal is that of params",
    "grounds.period": "days and their source are those of params; readers take them from here",
    "grounds.no_period": "the period waits in params: no table has it",
    "dynamics.years": "the years are those of params; readers take them from here",
}


def tables_of(folder: Path) -> Tables:
    """Read every CSV table of an edition's folder as texts."""
    return {path.stem: table_of(path) for path in sorted((folder / "tables").glob("*.csv"))}


def table_of(path: Path) -> list[Row]:
    """Read a CSV table as texts."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def tables_in_memory(edition: Any, statements: list[dict[str, Any]], **of_the_report: Any) -> Tables:
    """Return the tables of an edition that no folder has, with those of its report, as they would be read."""
    tables = {name: value for name, value in {**vars(edition), **of_the_report}.items() if hasattr(value, "columns")}
    read = {name: [_row(row) for row in table.to_dict("records")] for name, table in tables.items()}
    return {**read, "statements": [_row(row) for row in statements]}


def _row(row: dict[Any, Any]) -> Row:
    return {str(name): _cell(value) for name, value in row.items()}


def _cell(value: Any) -> str:
    if value is None or str(value) in ("nan", "<NA>", "NaT"):
        return ""
    return str(value).lower() if isinstance(value, bool) or str(value) in ("True", "False") else str(value)


def disagreements(tables: Tables) -> list[str]:
    """Return what the second reading makes otherwise than the report: one line a statement or value."""
    return [line for row in tables["statements"] for line in disagreements_about(row, tables)]


def disagreements_about(row: Row, tables: Tables) -> list[str]:
    """Return what the second reading makes otherwise of one statement."""
    reader = reader_of(row["id"])
    if reader is None:
        return []
    holds, values = reader(tables, row)
    if holds != (row["holds"] == "true"):
        return [f"{row['id']}: holds {row['holds']}, read again {holds}: {row['text']}"]
    said = {"school_ids": row["school_id"].split(), **json.loads(row["values"])}
    return [
        f"{row['id']}: {name} = {said.get(name)!r}, read again {value!r}: {row['text']}"
        for name, value in values.items()
        if holds and not same(said.get(name), value)
    ]


def reader_of(statement_id: str) -> Callable[[Tables, Row], Expected] | None:
    """Return the function that reads a statement again."""
    if statement_id in READERS:
        return READERS[statement_id]
    beginnings = [pattern for pattern in READERS if pattern.endswith("*") and statement_id.startswith(pattern[:-1])]
    return READERS[max(beginnings, key=len)] if beginnings else None


def same(said: Any, value: Any) -> bool:
    """Tell whether a value that the report says is the one that was read again."""
    if isinstance(said, list) and isinstance(value, list):
        return len(said) == len(value) and all(map(same, said, value))
    if isinstance(said, int | float) and isinstance(value, int | float):
        return abs(said - value) <= TOLERANCE
    return said == value


# «Главное»


def targets(tables: Tables) -> dict[str, int]:
    """Count indicators with a target and items of the plan, and those of which nothing is known."""
    counts = dict.fromkeys(("targets", "unknown", "items", "silent", "partly"), 0)
    for row in tables["indicators"]:
        if row["target"]:
            counts["targets"] += 1
            counts["unknown"] += row["status"] == "no_data"
    for row in tables["plan"]:
        counts["items"] += 1
        if row["status"] in ("no_record", "no_deadline"):
            counts["silent"] += 1
            counts["partly"] += row["records"] != "0" or row["as_typed"] != ""
    return counts


def no_data(tables: Tables, _: Row) -> Expected:
    """Nothing is known of any indicator and of any item."""
    counts = targets(tables)
    return counts["targets"] == counts["unknown"] and counts["items"] == counts["silent"] - counts["partly"], counts


def preliminary(tables: Tables, row: Row) -> Expected:
    """Something is known, and something is not."""
    counts = targets(tables)
    return not no_data(tables, row)[0] and counts["unknown"] + counts["silent"] > 0, counts


def nobody_listed(tables: Tables, _: Row) -> Expected:
    """No school is listed."""
    return not schools_by(tables, "listed", "true"), {}


def the_list(tables: Tables, _: Row) -> Expected:
    """How many of the listed schools meet the criteria, of those whose verdict is known."""
    listed = schools_by(tables, "listed", "true")
    confirmed = len(schools_by(tables, "standing", "listed_confirmed"))
    judged = sum(row["shnor"] != "" for row in tables["classification"] if row["school_id"] in set(listed))
    return len(listed) > 0, {"listed": len(listed), "confirmed": [confirmed, judged]}


def of_standing(standing: str) -> Callable[[Tables, Row], Expected]:
    """Return the reader of a statement that names the schools of a standing."""

    def read(tables: Tables, row: Row) -> Expected:
        schools = schools_by(tables, "standing", standing)
        if standing == "unlisted_met" and not schools_by(tables, "listed", "true"):
            schools = []
        assert len(json.loads(row["values"])["names"]) == len(schools)
        return bool(schools), {}

    return read


def proposed(tables: Tables, row: Row) -> Expected:
    """Without a list: which schools meet the criteria, of those whose verdict is known."""
    schools = [] if schools_by(tables, "listed", "true") else schools_by(tables, "standing", "unlisted_met")
    assert len(json.loads(row["values"])["names"]) == len(schools)
    return bool(schools), {"met": [len(schools), sum(bool(one["shnor"]) for one in tables["classification"])]}


def base_year(tables: Tables, row: Row) -> Expected:
    """How many schools meet criterion 1 under the other year; the year itself is one of params."""
    year = json.loads(row["values"])["year"]
    own = [one for one in tables["base_years"] if year is not None and one["base_year"] == str(year)]
    main = {one["base_year"] for one in tables["base_years"]} - {str(year)}
    met, judged = (sum(holds(one["criterion_1"]) for one in own) for holds in (true, bool))
    return judged > 0 and bool(main), {"met": [met, judged]}


def no_pairs(tables: Tables, _: Row) -> Expected:
    """No school has comparable results."""
    return not with_pairs(tables, "all"), {}


def fell_by_scope(tables: Tables, _: Row) -> Expected:
    """In how many schools the mean fell: over all pairs, and by each part on its own base where that is another."""
    whole = with_pairs(tables, "all")
    values: dict[str, Any] = {"all": [fell(whole), len(whole)]}
    for scope in ("VPR", "OGE_EGE", "cohort"):
        if own := with_pairs(tables, scope):
            values[scope] = fell(own) if len(own) == len(whole) else [fell(own), len(own)]
    return bool(whole), values


def fell_of_listed(tables: Tables, _: Row) -> Expected:
    """The same among the listed schools, where that is not all."""
    whole, listed = with_pairs(tables, "all"), set(schools_by(tables, "listed", "true"))
    own = [row for row in whole if row["school_id"] in listed]
    return 0 < len(own) < len(whole), {"fell": fell(own), "listed": len(own)}


def printed(points: str) -> Decimal:
    """Return a change as it is printed: one place, half away from 0."""
    return Decimal(points).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def parted(tables: Tables, _: Row) -> Expected:
    """Every mean of ВПР fell and every mean of ОГЭ rose, as they are printed."""
    signs: dict[str, set[bool]] = {"VPR": set(), "OGE": set()}
    for row in tables["pair_means"]:
        if row["kind"] == "same_grade" and row["assessment"] in signs:
            change = printed(row["change_pp"])
            signs[row["assessment"]].add(change < 0 if row["assessment"] == "VPR" else change > 0)
    return all(found == {True} for found in signs.values()), {}


def before_the_programme(tables: Tables, _: Row) -> Expected:
    """Pairs there are, and no result was obtained after the programme's start."""
    before, _values = of_the_period(tables, {"id": "grounds.before_the_programme"})
    return bool(with_pairs(tables, "all")) and before, {}


def next_list(tables: Tables, row: Row) -> Expected:
    """How many schools would stay, enter, leave, or cannot be told, where other years than the criteria's are asked."""
    said = json.loads(row["values"])
    counts = dict.fromkeys(said.keys() - {"years", "criteria"}, 0)
    years = {one["years"] for one in tables["next_list"] if one["years"]}
    for one in tables["next_list"]:
        if one["change"]:
            counts[one["change"]] += 1
    told = sorted(int(year) for year in min(years, default="").split("; ") if year)
    return bool(years) and told != said["criteria"], counts


# Dynamics


def group_of_pairs(tables: Tables, row: Row) -> Expected:
    """The means of a group of pairs, in the table's order."""
    kind, assessments = {
        "vpr": ("same_grade", ("VPR",)),
        "cohorts": ("cohort", ("VPR", "MKR")),
        "oge": ("same_grade", ("OGE",)),
        "ege": ("same_grade", ("EGE",)),
    }[row["id"].rsplit(".", 1)[1]]
    own = [one for one in tables["pair_means"] if one["kind"] == kind and one["assessment"] in assessments]
    values: dict[str, Any] = {}
    for place, one in enumerate(own, start=1):
        values[f"from_{place}"] = float(one["mean_from_pct"])
        values[f"to_{place}"] = float(one["mean_to_pct"])
        values[f"change_{place}"] = float(one["change_pp"])
    down, up, same = (
        any(change(printed(one["change_pp"])) for one in own)
        for change in (lambda points: points < 0, lambda points: points > 0, lambda points: points == 0)
    )
    words = {
        (True, False, False): "снизилась",
        (False, True, False): "выросла",
        (False, False, True): "не изменилась",
        (True, False, True): "снизилась или не изменилась",
        (False, True, True): "выросла или не изменилась",
    }.get((down, up, same), "менялась по-разному")
    assert f" {words}: " in row["text"], row["text"]
    return bool(own), values


def schools_of_scope(tables: Tables, row: Row) -> Expected:
    """In how many schools the mean of a scope fell, out of those whose change is known."""
    own = with_pairs(tables, row["id"].rsplit(".", 1)[1])
    known = [one for one in own if one["positive"]]
    names = json.loads(row["values"])["names"]
    assert len(names) == fell(own)
    return bool(own), {"fell": [fell(own), len(known)], "unknown": len(own) - len(known)}


def firmness(tables: Tables, row: Row) -> Expected:
    """Which schools stand in one of the four lists; together each school in question stands in exactly one."""
    chosen = []
    for one in with_pairs(tables, "all"):
        if one["school_id"] not in in_question(tables):
            continue
        if not true(one["firm"]):
            place = "not_firm"
        elif true(one["positive"]):
            place = "fell"
        else:
            place = "same" if float(one["change_pp"]) == 0 else "rose"
        if place == row["id"].rsplit(".", 1)[1]:
            chosen.append(one["school_id"])
    if row["holds"] == "true":
        assert row["school_id"].split() == chosen, row["text"]
        assert len(json.loads(row["values"])["names"]) == len(chosen)
    return bool(chosen) or not row["id"].endswith(".same"), {}


def question(tables: Tables, _: Row) -> Expected:
    """Only some of the schools are spoken of further on."""
    schools = {row["school_id"] for row in tables["school_dynamics"]}
    return len(in_question(tables)) < len(schools), {"schools": len(in_question(tables))}


def assumed(tables: Tables, row: Row) -> Expected:
    """Schools whose firm rise rests on one of several readings."""
    own = [
        one
        for one in with_pairs(tables, "all")
        if one["school_id"] in in_question(tables)
        and true(one["firm"])
        and one["positive"] == "false"
        and int(one["readings_positive"]) > 0
    ]
    if not own:
        return False, {}
    assert len(json.loads(row["values"])["names"]) == len(own)
    return True, {
        "readings": str(sum(int(one["readings"]) for one in own)),
        "readings_fell": str(sum(int(one["readings_positive"]) for one in own)),
    }


def improved(tables: Tables) -> list[Row]:
    """Return the rows of the indicators of positive dynamics."""
    return [row for row in tables["indicators"] if row["way"] == "schools_improved"]


def indicator(tables: Tables, row: Row) -> Row | None:
    """Return the row of the indicator that a statement's id names at its end."""
    return next((one for one in improved(tables) if row["id"].endswith(f".{one['id']}")), None)


def actual(tables: Tables, row: Row) -> Expected:
    """The indicator's value, its range and whether the target is met."""
    own = indicator(tables, row)
    if own is None or not own["actual"]:
        return False, {}
    assert ("не достигнуто" in row["text"]) == (own["status"] == "not_met")
    assert ("не задано" in row["text"]) == (not own["target"])
    return True, {name: number(own[name]) for name in ("actual", "range_low", "range_high", "target")}


def baseline(tables: Tables, row: Row) -> Expected:
    """Where the indicator starts from: listed schools whose mean fell, by each scope on the same base."""
    own = indicator(tables, row)
    if own is None or own["actual"] or not own["baseline"]:
        return False, {}
    listed = {one["school_id"] for one in tables["schools"] if true(one["listed"])}
    values: dict[str, Any] = {"baseline": number(own["baseline"]), "target": number(own["target"])}
    for scope in ("all", "VPR", "OGE_EGE", "cohort"):
        of_scope = [one for one in with_pairs(tables, scope) if one["school_id"] in listed]
        if scope == "all":
            values["fell"] = [fell(of_scope), len(listed)]
            values["open"] = len(listed) - sum(bool(one["positive"]) for one in of_scope)
        elif of_scope:
            values[f"fell_{scope}"] = fell(of_scope)
    above = bool(own["target"]) and float(own["baseline"]) > float(own["target"])
    assert ("уже в исходной точке" in row["text"]) == above, row["text"]
    return True, values


def limited(tables: Tables, row: Row) -> Expected:
    """One of the reasons why pairs may be compared with a reserve, in the order of the table."""
    reasons = list(dict.fromkeys(one["limitation"] for one in tables["dynamics"] if one["comparability"] == "limited"))
    place = int(row["id"].rsplit(".", 1)[1]) - 1
    return place < len(reasons), {"reason": reasons[place]} if place < len(reasons) else {}


def left_out(tables: Tables, _: Row) -> Expected:
    """A procedure was held in both years and may not be compared, by the rules of comparability."""
    years = json.loads(next(one["values"] for one in tables["statements"] if one["id"] == "dynamics.years"))
    span = str(years["from_year"]), str(years["to_year"])
    for rule in table_of(COMPARABILITY):
        held = {
            one["school_year"]
            for one in tables["results"]
            if one["fail_pct"] and (one["assessment"], one["subject"]) == (rule["assessment"], rule["subject"])
        }
        if rule["comparability"] == "none" and (rule["year_from"], rule["year_to"]) == span and set(span) <= held:
            return True, {}
    return False, {}


def empty(table: str) -> Callable[[Tables, Row], Expected]:
    """Return the reader of a statement that stands where a table has no rows."""
    return lambda tables, _: (not tables[table], {})


def nobody(tables: Tables, _: Row) -> Expected:
    """No school has a pair of any scope."""
    return not any(int(row["pairs"]) for row in tables["school_dynamics"]), {}


def no_indicator(tables: Tables, _: Row) -> Expected:
    """The programme has no indicator of positive dynamics."""
    return not improved(tables), {}


def no_baseline(tables: Tables, row: Row) -> Expected:
    """Neither the indicator's value nor where it starts from is known."""
    own = indicator(tables, row)
    return own is not None and not own["actual"] and not own["baseline"], {}


def no_period(tables: Tables, _: Row) -> Expected:
    """No day of the programme's period is told."""
    period = json.loads(next(one["values"] for one in tables["statements"] if one["id"] == "grounds.period"))
    return period["start"] is None and period["end"] is None, {}


# The limits of the data

#: What items are that the report itself carries out.
OF_THIS_REPORT = ("factors_analysis", "results_analysis", "competences_analysis", "summing_up")


def ground(tables: Tables, row: Row) -> Expected:
    """The items of the plan, and the measures, that the report answers."""
    items, measures = (
        [one["id"] for one in tables[table] if one["role"] in OF_THIS_REPORT]
        for table in ("programme_plan", "programme_measures")
    )
    assert ("плана мероприятий" in row["text"], ", мер" in row["text"]) == (bool(items), bool(measures)), row["text"]
    return True, {"items": items, "measures": measures}


def between_params_and_data(tables: Tables, row: Row) -> Expected:
    """What the protocol complains of, or a sentence of the programme that neither count of schools bears out."""
    message = json.loads(row["values"])["message"]
    if any(one["message"] == message and one["result"] == "complaint" for one in tables["findings"]):
        return True, {}
    told = re.search(
        r"«(.+?)» названо (\d+), а по данным их (\d+) \(ВПР\) и (\d+) \(все процедуры\) из\s(\d+)", message
    )
    assert told, message
    subject = next(code for code, name in SUBJECTS.items() if name == told[1])
    own = [one for one in tables["subject_repeats"] if one["subject"] == subject]
    counts = [sum(true(one["repeated"]) for one in own if one["scope"] == scope) for scope in ("VPR", "all")]
    schools = len({one["school_id"] for one in own})
    assert [int(number_of) for number_of in told.groups()[2:]] == [*counts, schools], message
    return int(told[2]) not in counts and all(one["repeated"] for one in own), {}


def odd_places(tables: Tables, _: Row) -> Expected:
    """How many places of the programme's document are odd."""
    number_of = sum(one["kind"] == "oddity" for one in tables["programme_claims"])
    return number_of > 0, {"number": number_of}


def odd_place(tables: Tables, row: Row) -> Expected:
    """What stands in one odd place."""
    own = [one for one in tables["programme_claims"] if row["id"] == f"grounds.oddity.{one['id']}"]
    assert len(own) == 1, row["id"]
    return own[0]["kind"] == "oddity", {"quote": own[0]["quote"], "source": own[0]["source"]}


def participants(tables: Tables, row: Row) -> Expected:
    """Of how many results the participants are unknown."""
    held = [one for one in tables["results"] if one["fail_pct"]]
    unknown = sum(not one["n_participants"] for one in held)
    if row["id"].endswith(".no_participants"):
        return 0 < len(held) == unknown, {}
    return 0 < unknown < len(held), {"unknown": unknown, "held": len(held)}


def rounding(tables: Tables, row: Row) -> Expected:
    """How many shares carry a rounding: their count is unknown, and they are no printed 0 of fewer than 200."""
    held = [one for one in tables["results"] if one["fail_pct"]]
    off = []
    for one in held:
        surely_none = float(one["fail_pct"]) == 0 and (not one["n_participants"] or int(one["n_participants"]) < 200)
        if not one["n_failed"] and not surely_none:
            off.append(0.5 * 10.0 ** -int(one["fail_decimals"] or 0))
    whole = bool(off) and max(off) == 0.5 and not any(one["n_failed"] for one in held)
    values = {"shares": len(off), "held": len(held), "bound": max(off, default=0.0)}
    return whole if row["id"].endswith(".whole_percents") else bool(off) and not whole, values


def corrected(tables: Tables, row: Row) -> Expected:
    """Schools whose verdict rests on a correction."""
    schools = schools_by(tables, "rests_on_correction", "true")
    assert row["holds"] == "false" or row["school_id"].split() == schools
    return bool(schools), {}


def no_verdict(tables: Tables, row: Row) -> Expected:
    """Schools without a verdict."""
    schools = schools_by(tables, "standing", "undetermined")
    assert row["holds"] == "false" or row["school_id"].split() == schools
    return bool(schools), {}


def doubtful_zeros(tables: Tables, row: Row) -> Expected:
    """Schools most of whose results are doubtful zeros."""
    counts: dict[str, list[int]] = {}
    for one in tables["results"]:
        if one["fail_pct"]:
            of_school = counts.setdefault(one["school_id"], [0, 0])
            of_school[0] += true(one["doubtful"])
            of_school[1] += 1
    schools = [school for school, (zeros, held) in counts.items() if zeros > 0.5 * held]
    assert row["holds"] == "false" or row["school_id"].split() == schools
    return bool(schools), {}


def draft(tables: Tables, _: Row) -> Expected:
    """How many places wait for a person."""
    waiting = [one for one in tables["findings"] if one["check"] == "to_fill" and one["result"] == "complaint"]
    return bool(waiting), {"places": len(waiting)}


def of_the_period(tables: Tables, row: Row) -> Expected:
    """How many known results were obtained after the programme's start; its days stand in «grounds.period»."""
    period = json.loads(next(one["values"] for one in tables["statements"] if one["id"] == "grounds.period"))
    held = [one for one in tables["results"] if one["fail_pct"]]
    days = [f"{one['school_year']}-{'09' if one['season'] == 'autumn' else '04'}-01" for one in held]
    during = sum(bool(period["start"]) and period["start"] < day <= period["end"] for day in days)
    if row["id"].endswith(".before_the_programme"):
        return bool(period["start"] and held) and not during, {}
    pairs = any(true(one["in_programme"]) for one in tables["school_dynamics"])
    return during > 0 and not pairs, {"during": during}


def no_background(tables: Tables, _: Row) -> Expected:
    """Nothing stands beside the schools."""
    return not tables["background"], {}


def lacking(tables: Tables, row: Row) -> Expected:
    """Indicators without data: no register is filled at all, or some are."""
    codes = [one["id"] for one in tables["indicators"] if one["status"] == "no_data" and one["needs"] != "way"]
    filled = any(int(one["used"]) > 0 for one in tables["rows_read"])
    return bool(codes) and filled == row["id"].endswith(".lacking"), {"codes": codes}


def set_aside(tables: Tables, _: Row) -> Expected:
    """Cells that were set aside with a finding."""
    cells = sum(int(one["set_aside"]) for one in tables["cell_counts"])
    return cells > 0, {"cells": cells}


def errors(tables: Tables, _: Row) -> Expected:
    """Errors among the findings."""
    number_of = sum(one["severity"] == "error" for one in tables["findings"])
    return number_of > 0, {"errors": number_of}


def no_limits(tables: Tables, _: Row) -> Expected:
    """No limit at all: no cell set aside, no error, and none of the statements beside it."""
    others = [
        one
        for one in tables["statements"]
        if one["holds"] == "true" and (one["id"] in LIMITS or one["id"].startswith("grounds.params."))
    ]
    if not others:
        assert not set_aside(tables, {})[0] and not errors(tables, {})[0]
    return not others, {}


def covered(tables: Tables, row: Row) -> Expected:
    """The school years of an assessment."""
    code = row["id"].rsplit(".", 1)[1]
    return True, {"years": sorted({int(one["school_year"]) for one in tables["results"] if one["assessment"] == code})}


LIMITS = {
    "grounds.draft",
    "grounds.no_participants",
    "grounds.some_participants",
    "grounds.whole_percents",
    "grounds.rounding",
    "grounds.corrected",
    "grounds.undetermined",
    "grounds.doubtful_zeros",
    "grounds.before_the_programme",
    "grounds.no_pairs_in_programme",
    "grounds.no_background",
    "grounds.no_registers",
    "grounds.lacking",
    "grounds.set_aside",
    "grounds.errors",
}

READERS: dict[str, Callable[[Tables, Row], Expected]] = {
    **READERS_OF_HELP,
    "main.no_data": no_data,
    "main.preliminary": preliminary,
    "conclusions.nobody_listed": nobody_listed,
    "conclusions.list": the_list,
    "conclusions.unlisted_met": of_standing("unlisted_met"),
    "conclusions.proposed": proposed,
    "conclusions.undetermined": of_standing("undetermined"),
    "conclusions.base_year": base_year,
    "conclusions.next_list": next_list,
    "conclusions.no_pairs": no_pairs,
    "conclusions.fell": fell_by_scope,
    "conclusions.fell_of_listed": fell_of_listed,
    "conclusions.parted": parted,
    "conclusions.before_the_programme": before_the_programme,
    "conclusions.no_schools": empty("classification"),
    "grounds.no_results": empty("results"),
    "grounds.ground": ground,
    "grounds.params.*": between_params_and_data,
    "grounds.draft": draft,
    "grounds.oddities": odd_places,
    "grounds.oddity.*": odd_place,
    "grounds.no_participants": participants,
    "grounds.some_participants": participants,
    "grounds.whole_percents": rounding,
    "grounds.rounding": rounding,
    "grounds.corrected": corrected,
    "grounds.undetermined": no_verdict,
    "grounds.doubtful_zeros": doubtful_zeros,
    "grounds.before_the_programme": of_the_period,
    "grounds.no_pairs_in_programme": of_the_period,
    "grounds.no_background": no_background,
    "grounds.no_registers": lacking,
    "grounds.lacking": lacking,
    "grounds.set_aside": set_aside,
    "grounds.errors": errors,
    "grounds.no_limits": no_limits,
    "grounds.covered.*": covered,
    "dynamics.parted": parted,
    "dynamics.limited.*": limited,
    "dynamics.left_out": left_out,
    "dynamics.no_pairs": empty("pair_means"),
    "dynamics.nobody": nobody,
    "dynamics.no_baseline.*": no_baseline,
    "dynamics.no_period.*": no_period,
    "dynamics.no_indicator": no_indicator,
    "dynamics.pairs.*": group_of_pairs,
    "dynamics.schools.*": schools_of_scope,
    "dynamics.firmness.*": firmness,
    "dynamics.in_question": question,
    "dynamics.assumed": assumed,
    "dynamics.indicator.*": actual,
    "dynamics.baseline.*": baseline,
    **READERS_OF_CONDITIONS,
    **READERS_OF_MAIN,
    **READERS_OF_MARGINS,
    **READERS_OF_EACH_SCHOOL,
    **READERS_OF_MISSING,
    **READERS_OF_EXPECTATION,
    **READERS_OF_PARTNERS,
    **READERS_OF_PLAN,
    **READERS_OF_RULES,
    **READERS_OF_SIGNALS,
    **READERS_OF_ROUTES,
    **READERS_OF_CERTAINTY,
}
