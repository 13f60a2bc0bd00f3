"""Signals: what of a school asks for somebody's attention now, by rules that params declare; schools are never ranked.

A rule is silent where its registers tell nothing, where pupils or teachers are few, and where it is too early to say.
People are counted by school; a code never leaves the registers.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.programme.competences import PERSON, measurements
from shnor_lib.analysis.programme.help_records import targeted_consultations
from shnor_lib.analysis.programme.monitoring import quarter_end
from shnor_lib.analysis.programme.programme_data import ProgrammeData, all_teachers_of
from shnor_lib.analysis.programme.records import in_force, not_after, not_before
from shnor_lib.analysis.programme.roster import in_roster_order, listed_schools
from shnor_lib.analysis.statistics.changes import chance_of_change, chances_at_once, newcombe_difference
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.params import SignalRule
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.signal_kinds import LISTED, SIGNAL_KINDS

Found = Iterator[dict[str, Any]]
COLUMNS = (
    *("rule", "kind", "severity", "school_id", "school", "raised_on", "subject", "number", "total"),
    *("earlier_number", "earlier_total", "unrecorded", "school_year", "quarter", "days", "day", "rests_on"),
)


def signals(data: ProgrammeData, rules: Iterable[SignalRule]) -> pd.DataFrame:
    """Return the table `signals`: what the rules in force say on the reporting date, in the roster's order of schools.

    Returns:
        ``rule``, ``kind``, ``severity`` (the rule's), ``school_id``, ``school``, ``raised_on`` (the reporting date),
        ``subject`` (of results of quarters, else empty), ``number`` and ``total`` (of pupils who pass, of teachers, of
        requests or agreements), ``earlier_number`` and ``earlier_total`` (the same quarter a year before),
        ``unrecorded`` (teachers without any course on record), ``school_year`` and ``quarter``, ``days`` and ``day``
        (how long it lasts or is left, since or until when), ``rests_on`` (sheets and cells of the registers; of people
        the sheets alone).
    """
    rows = []
    for rule in rules:
        kind = SIGNAL_KINDS[rule.kind]
        if any(data.registers.empty(name) for name in kind.registers):
            continue
        schools = listed_schools(data.schools) if kind.of == LISTED else data.supported
        names = dict(zip(schools["school_id"], schools["school"], strict=True))
        for found in _FOUND_BY[rule.kind](data, rule, schools):
            rows.append(
                {
                    "rule": rule.id,
                    "kind": rule.kind,
                    "severity": rule.severity,
                    "school": names[found["school_id"]],
                    "raised_on": data.window.as_of.isoformat(),
                    "subject": "",
                    "rests_on": "; ".join(register_sheet(name).title for name in kind.registers),
                    **found,
                }
            )
    return in_roster_order(pd.DataFrame(rows, columns=list(COLUMNS)), data.schools, ["rule", "subject"])


def _cells(register: str, rows: pd.DataFrame) -> str:
    """Return the rows of a register that is of no people by their cells: «Запросы: A5; A9»."""
    return f"{register_sheet(register).title}: {'; '.join(dict.fromkeys(rows['source_cell'].astype(str)))}"


def _passed(day: object, today: date) -> int:
    return (today - date.fromisoformat(str(day))).days


def _wait(days: pd.Series, today: date, threshold: int) -> pd.Series:
    """Tell for each day whether more days than the threshold passed since."""
    return pd.Series([_passed(day, today) > threshold for day in days], index=days.index, dtype=bool)


# Results of quarters


def _quarter_below(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield subjects whose latest quarter has fewer passing pupils than the same one a year before, beyond chance.

    All subjects and schools are asked at once: a change has to stand out among them (Benjamini–Hochberg), and the
    whole interval of the difference (Newcombe) has to lie below minus the threshold.
    """
    asked = _pairs_of_quarters(data, schools)
    pairs = [one for one in asked if min(one["total"], one["earlier_total"]) >= rule.min_participants]
    if not pairs:
        return
    now, of_now, before, of_before = (
        np.array([one[name] for one in pairs]) for name in ("number", "total", "earlier_number", "earlier_total")
    )
    _, _, highest = newcombe_difference(now, of_now, before, of_before)
    chances = chances_at_once(chance_of_change(now, of_now, before, of_before))
    stands_out = chances <= round(1 - CONFIDENCE, 9)
    for one, high, is_found in zip(pairs, highest, stands_out, strict=True):
        if is_found and 100 * high < -rule.threshold:
            yield one


def _pairs_of_quarters(data: ProgrammeData, schools: pd.DataFrame) -> Found:
    """Yield each school's and subject's latest quarter of the window and that of a year before, of equal grades."""
    rows = data.registers.quarters
    rows = rows[rows["school_id"].isin(schools["school_id"]) & rows["pupils"].notna() & rows["passed"].notna()]
    ends = [quarter_end(int(row.school_year), int(row.quarter)).isoformat() for row in rows_of(rows)]
    rows = rows.assign(ends=pd.Series(ends, index=rows.index, dtype="string"))
    rows = rows[not_after(rows["ends"], data.window.as_of)]
    for (school_id, subject), own in rows.groupby(["school_id", "subject"]):
        now = own[(own["ends"] == own["ends"].max()) & not_before(own["ends"], data.window.start)]
        if now.empty:
            continue
        year, quarter = int(now["school_year"].iloc[0]), int(now["quarter"].iloc[0])
        before = own[(own["school_year"] == year - 1) & (own["quarter"] == quarter)]
        grades = set(now["grade"]) & set(before["grade"])
        now, before = (part[part["grade"].isin(grades)] for part in (now, before))
        yield {
            "school_id": school_id,
            "subject": subject,
            "number": int(now["passed"].sum()),
            "total": int(now["pupils"].sum()),
            "earlier_number": int(before["passed"].sum()),
            "earlier_total": int(before["pupils"].sum()),
            "school_year": year,
            "quarter": quarter,
            "rests_on": _cells("quarters", pd.concat([now, before])),
        }


# Help


def _no_addressed_help(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield schools that got no addressed help for longer than the threshold, by teacher or as a whole.

    Days are counted from the latest help of the programme's time, else from the day on which help could begin: the
    programme's first or that of the list.  Where teachers were helped and the register names none of the school's,
    nothing is known of it.
    """
    today, start = data.window.as_of, data.window.start.isoformat()
    helped = targeted_consultations(data.registers)
    helped = helped[data.window.holds(helped["held_on"])]
    people = all_teachers_of(data, schools["school_id"])
    by_code = helped[helped["teacher_id"].notna()]
    of_people = people.merge(by_code[["teacher_id", "held_on"]], on="teacher_id")
    of_whole = helped[helped["school_id"].notna()]
    latest = pd.concat([of_people[["school_id", "held_on"]], of_whole[["school_id", "held_on"]]])
    last = latest.groupby("school_id")["held_on"].max().to_dict()
    known = set(people["school_id"])
    for school in rows_of(schools):
        if len(by_code) and school.school_id not in known:
            continue
        listed = getattr(school, "listed_from", None)
        since = max(start, listed) if isinstance(listed, str) else start
        day = last.get(school.school_id)
        days = _passed(day or since, today)
        if days > rule.threshold:
            yield {"school_id": school.school_id, "days": days, "day": day}


# Teachers, by numbers


def _deficit_without_step(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield schools with teachers whose last diagnostics shows a deficit, who have no step of a route since long.

    Schools where fewer than ``smallest_group`` teachers were diagnosed are left out: results of few are never shown.
    """
    people = all_teachers_of(data, schools["school_id"])
    own = measurements(data.registers.diagnostics, data.window)
    last = own[own["kind"] == "diagnostics"].drop_duplicates(PERSON, keep="last")
    low = last[last["result_pct"] < data.params.deficit_below.value]
    late = low[_wait(low["held_on"], data.window.as_of, rule.threshold)]
    waiting = set(late["teacher_id"]) - set(data.registers.routes["teacher_id"])
    diagnosed = people[people["teacher_id"].isin(last["teacher_id"])]
    yield from _of_teachers(data, diagnosed, waiting)


def _courses_old(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield schools with teachers whose latest course is older than the threshold; those without a record beside."""
    people = all_teachers_of(data, schools["school_id"])
    courses = data.registers.courses
    courses = courses[not_after(courses["finished_on"], data.window.as_of)]
    last = courses.groupby("teacher_id")["finished_on"].max()
    old = set(last[last < years_before(data.window.as_of, rule.threshold).isoformat()].index)
    for one in _of_teachers(data, people, old):
        own = people[people["school_id"] == one["school_id"]]
        yield {**one, "unrecorded": int((~own["teacher_id"].isin(last.index)).sum())}


def years_before(day: date, years: int) -> date:
    """Return the day so many years before; of 29 February the 28th where the year has none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _of_teachers(data: ProgrammeData, people: pd.DataFrame, codes: set[Any]) -> Found:
    for school_id, own in groups_of(people, "school_id"):
        number, total = int(own["teacher_id"].isin(codes).sum()), len(own)
        if number and total >= data.params.smallest_group.value:
            yield {"school_id": school_id, "number": number, "total": total}


# Requests and agreements


def _request_open(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield schools whose requests of the programme's time wait longer than the threshold; words close one as well."""
    rows, today = data.registers.requests, data.window.as_of
    rows = rows[rows["school_id"].isin(schools["school_id"]) & data.window.holds(rows["received_on"])]
    rows = rows[~not_after(rows["closed_on"], today) & rows["closed_on_as_typed"].isna()]
    rows = rows[_wait(rows["received_on"], today, rule.threshold)]
    for school_id, own in groups_of(rows, "school_id"):
        day = own["received_on"].min()
        yield {
            "school_id": school_id,
            "number": len(own),
            "days": _passed(day, today),
            "day": day,
            "rests_on": _cells("requests", own),
        }


def _partnership_ending(data: ProgrammeData, rule: SignalRule, schools: pd.DataFrame) -> Found:
    """Yield schools whose agreements end within the threshold, with no other of the subject in force the day after."""
    rows, today = data.registers.partnerships, data.window.as_of
    rows = rows[rows["school_id"].isin(schools["school_id"])]
    ending = rows[in_force(rows["since"], rows["until"], today)]
    ending = ending[not_after(ending["until"], today + timedelta(days=rule.threshold))]
    alone = pd.Series([not _goes_on(row, rows) for row in rows_of(ending)], index=ending.index, dtype=bool)
    for school_id, own in groups_of(ending[alone], "school_id"):
        day = own["until"].min()
        yield {
            "school_id": school_id,
            "number": len(own),
            "days": -_passed(day, today),
            "day": day,
            "rests_on": _cells("partnerships", own),
        }


def _goes_on(ending: Any, rows: pd.DataFrame) -> bool:
    """Tell whether another agreement of the school, in the same subject or in all, is in force the day after."""
    own = rows[rows["school_id"] == ending.school_id]
    same = own["subject"].isna() | (own["subject"] == ending.subject if isinstance(ending.subject, str) else False)
    after = date.fromisoformat(ending.until) + timedelta(days=1)
    return bool((same & in_force(own["since"], own["until"], after)).any())


_FOUND_BY: dict[str, Callable[[ProgrammeData, SignalRule, pd.DataFrame], Found]] = {
    "quarter_below": _quarter_below,
    "no_addressed_help": _no_addressed_help,
    "deficit_without_step": _deficit_without_step,
    "request_open": _request_open,
    "courses_old": _courses_old,
    "partnership_ending": _partnership_ending,
}
