"""Second readings of indicators, plan, outcomes, protocol and corrections, in plain loops over an edition's tables."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.second_reading_tables import Expected, Row, Tables, number, true


def values_of(row: Row) -> dict[str, Any]:
    """Return what a statement says."""
    values: dict[str, Any] = json.loads(row["values"])
    return values


def ending(row: Row) -> str:
    """Return the last part of a statement's id."""
    return row["id"].rsplit(".", 1)[1]


def counted(rows: list[Row], column: str, *codes: str) -> dict[str, int]:
    """Return how many rows have which code."""
    return {code: sum(row[column] == code for row in rows) for code in codes}


def gaps(numbers: list[str]) -> list[str]:
    """Return the numbers below those that stand in a list, level by level, which are not in it."""
    present = set()
    for text in numbers:
        parts = text.strip().rstrip(".").split(".")
        if all(re.fullmatch(r"\d{1,3}", part) for part in parts):
            levels = [int(part) for part in parts]
            present |= {tuple(levels[: depth + 1]) for depth in range(len(levels))}
    wanted = {(*one[:-1], lower) for one in present for lower in range(1, one[-1])}
    return [".".join(str(part) for part in one) for one in sorted(wanted - present)]


def missing_in(table: str, column: str) -> Callable[[Tables, Row], Expected]:
    """Return the reader of a statement that names the numbers which a list passes over."""

    def read(tables: Tables, _: Row) -> Expected:
        missing = gaps([row[column] for row in tables[table]])
        return bool(missing), {"missing": missing}

    return read


# Indicators


def aimed(tables: Tables) -> list[Row]:
    """Return the indicators of the programme's table that have a target."""
    return [row for row in tables["indicators"] if row["group"] == "targets" and row["target"]]


def no_targets(tables: Tables, _: Row) -> Expected:
    """No indicator has a target."""
    return not aimed(tables), {}


def indicator_statuses(tables: Tables, row: Row) -> Expected:
    """How many indicators with a target are met, not met and unknown."""
    own = aimed(tables)
    counts = counted(own, "status", "met", "not_met", "no_data")
    nothing = len(own) == counts["no_data"]
    assert row["holds"] == "false" or ("ни по одному" in row["text"]) == nothing, row["text"]
    return bool(own), {"targets": len(own), **counts}


def preliminary(tables: Tables, _: Row) -> Expected:
    """Indicators with a target of which another possible value would change the verdict, with those values."""
    values: dict[str, Any] = {"codes": []}
    for row in aimed(tables):
        if row["actual"] and row["range_low"]:
            low, high, target = float(row["range_low"]), float(row["range_high"]), float(row["target"])
            if low < target <= high:
                values["codes"].append(row["id"])
                place = len(values["codes"])
                values |= {f"low_{place}": low, f"high_{place}": high}
    return bool(values["codes"]), values


def not_met(tables: Tables, row: Row) -> Expected:
    """The indicators that are not met, and of shares how many of how many are lacking to the target."""
    own = [one for one in aimed(tables) if one["status"] == "not_met"]
    values: dict[str, Any] = {"codes": [one["id"] for one in own]}
    for place, one in enumerate(own, start=1):
        if one["unit"] != "%" or one["goal"] == "at_most" or not one["denominator"] or not one["numerator"]:
            assert f"lacking_{place}" not in values_of(row)
            continue
        whole, done = int(float(one["denominator"])), int(float(one["numerator"]))
        needed = next(many for many in range(10 * whole + 1) if 100 * many >= float(one["target"]) * whole - 1e-7)
        if needed > done:
            values[f"lacking_{place}"] = [needed - done, whole]
    return bool(own), values


def participation(tables: Tables, row: Row) -> Expected:
    """How many schools the target of participation means, and whether any school's day is known."""
    listed = sum(true(one["listed"]) for one in tables["schools"])
    targets = [
        one["target"]
        for one in tables["indicators"]
        if row["id"].endswith(f".{one['id']}")
        and (one["way"], one["over"]) == ("schools_taking_part", "schools_listed")
    ]
    if not listed or not targets or not targets[0]:
        return False, {}
    exact = float(targets[0]) * listed / 100
    needed = next(schools for schools in range(listed * 10) if schools >= exact - 1e-9)
    known = any(one["participant_since"] for one in tables["schools"])
    assert ("не указано" in row["text"]) != known, row["text"]
    return True, {
        "target": float(targets[0]),
        "listed": listed,
        "exact": exact,
        "needed": needed,
        "participation_known": known,
    }


def numbering(tables: Tables, row: Row) -> Expected:
    """The programme's numbers of its indicators: which repeat, which are left out."""
    own = [one for one in tables["indicators"] if one["group"] == "targets"]
    numbers = [one["source_number"] for one in own]
    repeated = sorted({one for one in numbers if numbers.count(one) > 1 and re.fullmatch(r"\d+", one)}, key=int)
    missing = gaps(numbers)
    if row["holds"] == "true":
        assert ("повторяются" in row["text"], "пропущены" in row["text"]) == (bool(repeated), bool(missing))
    values = {"numbers": numbers, "codes": [one["id"] for one in own], "repeated": repeated, "missing": missing}
    return bool(repeated or missing), values


def of_listed_teachers(tables: Tables) -> set[str]:
    """Return the indicators that are shares of the teachers of listed schools and show nobody's results."""
    return {
        row["id"]
        for row in tables["indicators"]
        if row["way"].startswith("teachers_") and row["way"] != "teachers_improved"
        if not row["over"] or row["over"].endswith(("teachers_listed", "teachers_listed_inside"))
    }


def named_apart(tables: Tables, row: Row) -> Expected:
    """The indicators beside the table of targets, and whether any of them has a target."""
    own = [one for one in tables["indicators"] if one["group"] == "passport"]
    without = [one["id"] for one in own if not one["target"]]
    sources = {one["source"] for one in tables["programme_indicators"] if one["id"] in {two["id"] for two in own}}
    assert set(values_of(row)["sources"]) == sources
    codes = {one["id"] for one in own}
    elsewhere = {one["source"] for one in tables["programme_indicators"] if one["id"] not in codes}
    apart = bool(elsewhere) and not sources & elsewhere
    if row["holds"] == "true":
        assert ("названы отдельно" in row["text"]) == apart, row["text"]
        assert ("не заданы" in row["text"]) == (not apart or len(own) == len(without)), row["text"]
    return bool(own), {"codes": [one["id"] for one in own], "no_target": without, "apart": apart}


def own_targets(tables: Tables, row: Row) -> Expected:
    """The indicators whose target is not the programme's."""
    stated = {one["id"]: number(one["target"]) for one in tables["programme_indicators"]}
    own = [
        one["id"]
        for one in tables["indicators"]
        if one["group"] == ending(row) and number(one["target"]) != stated.get(one["id"])
    ]
    return bool(own), {"codes": own}


def remark(tables: Tables, row: Row) -> Expected:
    """What stands beside an indicator: the table's numbers, and those that other tables give again."""
    code, kind = row["id"].removeprefix("indicators.remark.").rsplit(".", 1)
    (said,) = [one for one in tables["indicator_remarks"] if (one["id"], one["remark"]) == (code, kind)]
    (indicator,) = [one for one in tables["indicators"] if one["id"] == code]
    part, whole = (number(said[name]) for name in ("part", "whole"))
    codes = said["codes"].split(";") if said["codes"] else []
    known = {
        "schools_without_teachers": {"schools": [part, whole]},
        "documents_not_counted": {"unapproved": part, "outside": None if part is None else (whole or 0) - part},
        "audiences_covered": {"codes": codes},
        "audiences_absent": {"codes": codes},
        "target_below_start": {"target": number(indicator["target"]), "baseline": number(indicator["baseline"])},
        "subject_teachers_derived": {"derived": part},
        "registers_empty": {"registers": codes},
        "registers_refused": {"registers": codes},
        "help_to_whole_schools": {"count": part},
        "both_measurements": {"both": number(indicator["denominator"]), "system": whole},
        "rows_set_aside": {"rows": number(indicator["rows_aside"])},
        "range_of_dynamics": {"schools": not_firm_in_programme(tables)},
    }.get(kind, {})
    if kind == "target_below_start":
        assert float(indicator["baseline"]) > float(indicator["target"]), row["text"]
    if kind == "only_listed_schools":
        assert all(true(one["listed"]) for one in tables["schools"])
    if kind in ("rows_set_aside", "range_of_dynamics"):
        known |= {name: number(indicator[name]) for name in ("range_low", "range_high")}
        assert ("Вывод предварительный" in row["text"]) != true(indicator["status_firm"]), row["text"]
    return True, known


def not_firm_in_programme(tables: Tables) -> list[int]:
    """Return of how many listed schools with results of the programme's period the change is not firm, and of all."""
    listed = {row["school_id"] for row in tables["schools"] if true(row["listed"])}
    own = [
        row
        for row in tables["school_dynamics"]
        if row["scope"] == "all" and row["school_id"] in listed and int(row["pairs"]) > 0 and true(row["in_programme"])
    ]
    return [sum(not true(row["firm"]) for row in own), len(own)]


# Plan


def nothing_planned(tables: Tables, _: Row) -> Expected:
    """There is no plan."""
    return not tables["plan"], {}


def plan_statuses(tables: Tables, _: Row) -> Expected:
    """How many items and measures there are, and how many of them have which status."""
    plan = tables["plan"]
    counts = counted(plan, "status", "done", "overdue", "upcoming", "no_record", "no_deadline")
    counts["no_record"] += counts.pop("no_deadline")
    kinds = counted(plan, "kind", "item", "measure")
    assert sum(counts.values()) == len(plan) == sum(kinds.values())
    return executed(tables), {"items": kinds["item"], "measures": kinds["measure"], **counts}


def executed(tables: Tables) -> bool:
    """Somebody has told something of some item."""
    return any(one["status"] in ("done", "overdue", "upcoming") or one["as_typed"] for one in tables["plan"])


def plan_unknown(tables: Tables, _: Row) -> Expected:
    """There is a plan, and nothing is known of its execution."""
    kinds = counted(tables["plan"], "kind", "item", "measure")
    known = executed(tables)
    return bool(tables["plan"]) and not known, {"items": kinds["item"], "measures": kinds["measure"]}


def done_late(tables: Tables, _: Row) -> Expected:
    """How many items that are done were late, whole or in one of their times."""
    done = [one for one in tables["plan"] if one["status"] == "done"]
    late = [one for one in done if one["days_late"] or int(float(one["done_late"] or 0)) > 0]
    return bool(late), {"late": [len(late), len(done)]}


def events(tables: Tables, row: Row) -> Expected:
    """How many events there were, by form; the values are as many as the forms."""
    own = tables["events_by_month"]
    by_form: dict[str, int] = {}
    for one in own:
        by_form[one["form"]] = by_form.get(one["form"], 0) + int(one["events"])
    said = values_of(row)
    told = sorted((number for name, number in said.items() if name.startswith("events_")), reverse=True)
    assert told == sorted(by_form.values(), reverse=True), row["text"]
    return bool(own), {"events": sum(by_form.values())}


def quarters(tables: Tables, _: Row) -> Expected:
    """In how many schools success was less in the last quarter of the latest year than in the first."""
    year = max((one["school_year"] for one in tables["quarters"]), default="")
    own = [one for one in tables["quarters"] if one["school_year"] == year]
    numbers = sorted({int(one["quarter"]) for one in own})
    success = {(one["school_id"], int(one["quarter"])): number(one["success_pct"]) for one in own}
    schools = {one["school_id"] for one in own}
    both = [
        (success.get((school, numbers[0])), success.get((school, numbers[-1])))
        for school in schools
        if success.get((school, numbers[0])) is not None and success.get((school, numbers[-1])) is not None
    ]
    fell = sum(last < first for first, last in both)
    return bool(own), {"year": int(year) if year else None, "schools": len(schools), "fell": [fell, len(both)]}


def without_term(tables: Tables, _: Row) -> Expected:
    """Items that are due on no day."""
    without = ("never", "on_demand")
    own = [row["id"] for row in tables["plan"] if row["recurrence"] in without and not int(row["occurrences"])]
    return bool(own), {"items": own}


def item_named(tables: Tables, row: Row) -> Row:
    """The item of the plan that a statement's id names after its second stop: codes of measures hold stops too."""
    (item,) = [one for one in tables["plan"] if one["id"] == row["id"].split(".", 2)[2]]
    return item


def unread_term(tables: Tables, row: Row) -> Expected:
    """The term of an item that is due on no day although it has words; it is overdue in no case."""
    item = item_named(tables, row)
    is_unread = item["recurrence"] == "unread"
    if is_unread:
        assert item["due"] and not item["occurrence_dates"] and item["status"] != "overdue"
        assert not any(one["due_on"] for one in tables["plan_occurrences"] if one["id"] == item["id"])
    return is_unread, {"item": item["id"], "quoted": item["due"]}


def term_outside(tables: Tables, row: Row) -> Expected:
    """The days of an item, all of them before the programme's period or after it."""
    period = next(values_of(one) for one in tables["statements"] if one["id"] == "grounds.period")
    item = item_named(tables, row)
    days = item["occurrence_dates"].split("; ")
    outside = [day for day in days if day < period["start"] or period["end"] < day]
    return outside == days, {"item": item["id"], "days": days, "quoted": item["due"]}


def months_off(tables: Tables, row: Row) -> Expected:
    """Months in which nothing monthly is expected: no day of a monthly item lies in them."""
    months = values_of(row)["months"]
    monthly = [one for one in tables["plan"] if one["recurrence"] == "month"]
    for one in monthly:
        assert not {int(day[5:7]) for day in one["occurrence_dates"].split("; ") if day} & set(months)
    return bool(months) and bool(monthly), {}


def silent(tables: Tables, _: Row) -> Expected:
    """Items of which nothing is recorded, or words in place of a date, once anything is known of others."""
    number_of = sum(one["status"] in ("no_record", "no_deadline") for one in tables["plan"])
    return number_of > 0 and executed(tables), {"silent": number_of}


#: What items of the plan are that a report of a period answers.
MONITORINGS = (
    *("attainment_monitoring", "extracurricular_monitoring", "quarters_monitoring", "staff_achievements"),
    *("development_programmes", "municipal_tests"),
)


def monitorings(tables: Tables) -> list[tuple[str, str]]:
    """Return the items and measures that are monitorings, with their roles, in the plan's order."""
    both = [*tables["programme_plan"], *tables["programme_measures"]]
    roles = {one["id"]: one.get("role", "") for one in both}
    return [(one["id"], roles[one["id"]]) for one in tables["plan"] if roles.get(one["id"]) in MONITORINGS]


def without_report(tables: Tables) -> list[str]:
    """Return the monitorings that no report of a period answers."""
    answered = {role for one in tables.get("period_reports", ()) for role in one["roles"].split("; ")}
    return [item for item, role in monitorings(tables) if role not in answered]


def periods_made(tables: Tables, _: Row) -> Expected:
    """How many reports of periods there are."""
    reports = tables.get("period_reports", [])
    return len(reports) > 0 and len(monitorings(tables)) > 0, {"number": len(reports)}


def periods_silent(tables: Tables, _: Row) -> Expected:
    """Which monitorings have none, where others have."""
    silent_ones = without_report(tables)
    return len(tables.get("period_reports", ())) > 0 and len(silent_ones) > 0, {"items": silent_ones}


def periods_none(tables: Tables, _: Row) -> Expected:
    """All of them, where the plan says anything and no report does."""
    silent_ones = without_report(tables)
    has_none = not tables.get("period_reports")
    return has_none and len(silent_ones) > 0 and executed(tables), {"items": silent_ones}


def assignments(tables: Tables, row: Row) -> Expected:
    """How many assignments have which status; overdue ones stand first."""
    own = tables["assignments"]
    statuses = [one["status"] for one in own]
    overdue = statuses.count("overdue")
    assert statuses[:overdue] == ["overdue"] * overdue
    values = counted(own, "status", "overdue", "no_record", "upcoming", "no_deadline", "done")
    return bool(own), {"assignments": len(own), **values}


def unnumbered(tables: Tables, _: Row) -> Expected:
    """Items that the programme gives no number."""
    own = [row["id"] for row in tables["programme_plan"] if not row["source_number"]]
    return bool(own) and len(own) < len(tables["programme_plan"]), {"items": own}


def odd_years(tables: Tables, row: Row) -> Expected:
    """The years that an item names lie outside the programme's period."""
    period = next(values_of(one) for one in tables["statements"] if one["id"] == "grounds.period")
    (item,) = [one for one in tables["plan"] if one["id"] == ending(row)]
    found = re.search(r"на (\d{4})[-–](\d{4}) годы", item["activity"])
    assert found
    years = [int(found[1]), int(found[2])]
    if not period["start"]:
        return False, {}
    inside = int(period["start"][:4]) <= years[0] and years[1] <= int(period["end"][:4])
    return not inside, {"item": item["id"], "years": years, "quoted": found[0]}


# Outcomes


def unlinked(tables: Tables, _: Row) -> Expected:
    """Indicators, items and measures that no task names."""
    tasks = tables["programme_tasks"]
    named = set()
    for task in tasks:
        for text in (task["indicators"], task["plan_items"]):
            named |= {part.strip() for part in text.split(";")}
    values = {
        "indicators": [row["id"] for row in tables["indicators"] if row["id"] not in named],
        "items": [row["id"] for row in tables["plan"] if row["id"] not in named],
    }
    return bool(tasks) and any(values.values()), values


def tasks_done(tables: Tables, row: Row) -> Expected:
    """Of how many tasks with items all are done; of how many with targets all are met."""
    status = {one["id"]: one["status"] for one in tables["plan"]}
    targets = {one["id"]: one["status"] for one in tables["indicators"] if one["target"]}
    counts = {"done": [0, 0], "met": [0, 0]}
    for task in tables["programme_tasks"]:
        for name, column, known, good in (
            ("done", "plan_items", status, "done"),
            ("met", "indicators", targets, "met"),
        ):
            own = [known[code.strip()] for code in task[column].split(";") if code.strip() in known]
            if own:
                counts[name][0] += all(one == good for one in own)
                counts[name][1] += 1
    told = (
        executed(tables) and counts["done"][1] > 0,
        bool(counts["met"][1]) and any(one["actual"] for one in tables["indicators"]),
    )
    return any(told), counts


def conclusion(tables: Tables, row: Row) -> Expected:
    """Of how many indicators nothing is known; a hidden one is known."""
    total = len(tables["indicators"])
    unknown = sum(one["status"] == "no_data" and not true(one["hidden"]) for one in tables["indicators"])
    holds = {"no_data": unknown == total, "preliminary": 0 < unknown < total, "known": total > 0 and not unknown}
    return holds[ending(row)], {"unknown": unknown, "total": total}


# Protocol and corrections


def complaints(tables: Tables, row: Row) -> Expected:
    """How many complaints of each severity the control of the data made."""
    own = [one for one in tables["findings"] if one["result"] == "complaint"]
    counts = counted(own, "severity", "error", "warning", "note")
    return bool(own) == (row["id"] == "protocol.complaints"), counts


def of_the_report(tables: Tables, row: Row) -> Expected:
    """How many complaints the report's own stage made; editions in memory have no such table."""
    if not tables.get("report_findings"):
        return row["holds"] == "true" and "report_findings" not in tables, {}
    return True, counted(tables["report_findings"], "severity", "error", "warning", "note")


def not_made(tables: Tables, row: Row) -> Expected:
    """Checks that looked at nothing have left neither a complaint nor a word that they passed."""
    codes = values_of(row)["checks"]
    assert not {one["check"] for one in tables["findings"]} & set(codes)
    return bool(codes), {}


def passed_checks(tables: Tables, _: Row) -> Expected:
    """How many checks found nothing to complain of."""
    passed = sum(one["result"] == "passed" for one in tables["findings"])
    return passed > 0, {"passed": passed}


def uncorrected(tables: Tables, _: Row) -> Expected:
    """No correction is recorded."""
    return not tables["corrections"], {}


def reason(tables: Tables, row: Row) -> Expected:
    """Why a correction was recorded."""
    (own,) = [one for one in tables["corrections"] if one["id"] == row["id"].split(".", 2)[2]]
    return True, {"id": own["id"], "reason": own["reason"]}


def readings(tables: Tables, row: Row) -> Expected:
    """Under how many readings of its row a school meets the criteria."""
    (own,) = [one for one in tables["classification"] if one["school_id"] == ending(row)]
    assert int(own["readings"]) > 1
    return bool(tables["corrections"]), {name: int(own[name]) for name in ("readings", "readings_shnor")}


READERS_OF_PLAN: dict[str, Callable[[Tables, Row], Expected]] = {
    "indicators.no_targets": no_targets,
    "indicators.statuses": indicator_statuses,
    "indicators.preliminary": preliminary,
    "indicators.not_met": not_met,
    "indicators.participation.*": participation,
    "indicators.numbering": numbering,
    "indicators.named_apart": named_apart,
    "indicators.own_targets.*": own_targets,
    "indicators.remark.*": remark,
    "plan.nothing": nothing_planned,
    "plan.statuses": plan_statuses,
    "plan.unknown": plan_unknown,
    "plan.done_late": done_late,
    "plan.events": events,
    "plan.quarters": quarters,
    "plan.without_term": without_term,
    "plan.unread_term.*": unread_term,
    "plan.term_outside.*": term_outside,
    "plan.months_off": months_off,
    "plan.silent": silent,
    "plan.periods.made": periods_made,
    "plan.periods.silent": periods_silent,
    "plan.periods.none": periods_none,
    "plan.assignments": assignments,
    "plan.numbers": missing_in("programme_plan", "source_number"),
    "plan.measure_numbers": missing_in("programme_measures", "source_number"),
    "plan.without_number": unnumbered,
    "plan.odd_years.*": odd_years,
    "outcomes.task_numbers": missing_in("programme_tasks", "id"),
    "outcomes.result_numbers": missing_in("programme_expected", "id"),
    "outcomes.unlinked": unlinked,
    "outcomes.tasks_done": tasks_done,
    "outcomes.no_data": conclusion,
    "outcomes.preliminary": conclusion,
    "outcomes.known": conclusion,
    "protocol.complaints": complaints,
    "protocol.no_complaints": complaints,
    "protocol.of_the_report": of_the_report,
    "protocol.not_made": not_made,
    "protocol.passed": passed_checks,
    "corrections.none": uncorrected,
    "corrections.reason.*": reason,
    "corrections.readings.*": readings,
}
