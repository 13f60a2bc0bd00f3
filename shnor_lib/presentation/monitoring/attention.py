"""Which schools need attention, and by which rule: rules are declared, and each tells of its schools in words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.coverage import ANY
from shnor_lib.analysis.programme.development import REGISTER, development
from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.records import is_true, not_after
from shnor_lib.analysis.programme.staff import staff
from shnor_lib.analysis.programme.works import Base, earlier_base, vpr_base, work_changes
from shnor_lib.analysis.results.printed_shares import low_by_count_or_share
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.changes import MEASURES, changes_since, moved
from shnor_lib.presentation.monitoring.period import EVERY_KIND, OF_WORKS, MonitoredPeriod, MonitoredWork, made_once

#: What a rule finds: words by ``school_id``.
Found = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """A rule: what it says of a school, as a sentence of the notes, and how it finds its schools."""

    words: str
    found: Callable[[Any], Found]
    kinds: tuple[Kind | str, ...] = EVERY_KIND


def fell(measure: str, monitored: MonitoredPeriod) -> Found:
    """Find schools whose marks fell beyond chance since the period before or the same one of last year."""
    found: Found = {}
    for since, base in monitored.bases.items():
        for row in rows_of(moved(changes_since(monitored, base, measure), -1)):
            told = f"{MEASURES[measure][0]} ниже, чем {since}: {wording.points(row.change_pp)}"
            found[row.school_id] = f"{found[row.school_id]}; {told}" if row.school_id in found else told
    return found


def without_help(monitored: MonitoredPeriod) -> Found:
    """Find schools in support for which no help is on record in the period; nothing where registers tell of none."""
    coverage = monitored.coverage(monitored.period)
    whole = coverage[coverage["kind"] == ANY]
    return dict.fromkeys(whole.loc[whole["records"] == 0, "school_id"], "записей о помощи за период нет")


def waiting_requests(monitored: MonitoredPeriod) -> pd.DataFrame:
    """Return the requests of the period that are not closed by the reporting date."""
    own = monitored.registers.requests
    own = own[monitored.period.window.holds(own["received_on"])]
    return own[~not_after(own["closed_on"], monitored.today) & own["closed_on_as_typed"].isna()]


def waiting(monitored: MonitoredPeriod) -> Found:
    """Find schools whose requests of the period wait for an answer."""
    counted = waiting_requests(monitored)["school_id"].value_counts()
    return {str(school): f"не закрыто запросов: {number}" for school, number in counted.items()}


def more_than_expected(monitored: MonitoredPeriod) -> Found:
    """Find schools whose share of «2» is more than schools in such conditions show."""
    table = monitored.edition.context_expectation
    own = table[(table["school_year"] == monitored.period.school_year) & (table["standing"] == "more")]
    return dict.fromkeys(own["school_id"], "доля «2» больше ожидаемой при таких условиях")


def without_courses(monitored: MonitoredPeriod) -> Found:
    """Find schools none of whose teachers has a recent course; nothing where the register of courses is empty."""
    if monitored.registers.empty("courses"):
        return {}
    years = monitored.edition.params.signals.course_years
    own = staff(monitored.registers, monitored.schools, monitored.period, years)
    words = f"по записям КПК за {wording.plural(years, 'год', 'года', 'лет')} нет ни у одного педагога"
    return dict.fromkeys(own.loc[own["recent_course"] == 0, "school_id"], words)


def without_consulting(monitored: MonitoredPeriod) -> Found:
    """Find listed schools that were not consulted on a development programme; nothing where the register is empty."""
    if monitored.registers.empty(REGISTER):
        return {}
    own = development(monitored.registers, monitored.schools, monitored.period)
    without = own[own["listed"].astype(bool) & (own["consultations"] == 0)]
    return dict.fromkeys(without["school_id"], "консультаций по программе развития за период нет")


def low_in_work(monitored: MonitoredWork) -> Found:
    """Find schools with a low result in the work, by the programme's threshold."""
    criteria = monitored.edition.params.criteria
    own = monitored.results
    own = own[low_by_count_or_share(own, criteria.low_threshold.value)]
    least = wording.percent(criteria.low_threshold.value, None)
    shares = {
        row.school_id: wording.pupils_or_share(row.fail_pct, row.n_failed, row.n_participants) for row in rows_of(own)
    }
    return {school_id: f"«2» — {share}, порог — {least}" for school_id, share in shares.items()}


def worse_in_work(make: Callable[..., Base | None], monitored: MonitoredWork) -> Found:
    """Find schools with more «2» than in what a work is compared with, beyond chance."""
    base = make(monitored.edition.results, monitored.schools, monitored.period)
    if base is None:
        return {}
    changes = moved(work_changes(monitored.results, base), 1)
    return {
        row.school_id: f"«2» больше, чем {base.than}: {wording.signed(row.change_pp)}{wording.NBSP}{wording.POINTS}"
        for row in rows_of(changes)
    }


def not_written(monitored: MonitoredWork) -> Found:
    """Find listed schools that have the grade and no row in the work."""
    work = monitored.period
    listed = monitored.schools[is_true(monitored.schools["listed"])]
    without = listed[
        (listed["highest_grade"] >= work.grade) & ~listed["school_id"].isin(monitored.results["school_id"])
    ]
    return dict.fromkeys(without["school_id"], "результатов работы нет")


RULES = (
    Rule("успеваемость упала сверх случайного", partial(fell, "passed")),
    Rule("качество упало сверх случайного", partial(fell, "good")),
    Rule("за период нет ни одной записи о помощи", without_help, (Kind.QUARTER,)),
    Rule("запрос периода не закрыт к отчётной дате", waiting, (Kind.QUARTER,)),
    Rule("доля «2» больше верхней границы при таком индексе", more_than_expected, (Kind.HALF_YEAR,)),
    Rule("КПК за последние годы нет ни у одного педагога", without_courses, (Kind.HALF_YEAR,)),
    Rule("за период нет консультаций по программе развития (школы списка ШНОР)", without_consulting, (Kind.HALF_YEAR,)),
    Rule("доля «2» не меньше порога низкого результата", low_in_work, OF_WORKS),
    Rule("«2» больше, чем на ВПР, сверх случайного", partial(worse_in_work, vpr_base), OF_WORKS),
    Rule(
        "«2» больше, чем в прошлой работе тех же обучающихся, сверх случайного",
        partial(worse_in_work, earlier_base),
        OF_WORKS,
    ),
    Rule("школа списка ШНОР: результатов работы нет", not_written, OF_WORKS),
)


def rules_of(monitored: MonitoredPeriod | MonitoredWork) -> list[Rule]:
    """Return the rules that a period of this kind has."""
    return [rule for rule in RULES if monitored.period.kind in rule.kinds]


@made_once
def attention(monitored: MonitoredPeriod | MonitoredWork) -> pd.DataFrame:
    """Return the schools that a rule names, in the roster's order.

    Returns:
        ``school_id``, ``school``, ``why`` (what the rules say, joined), ``rules`` (their numbers: «1, 3»).
    """
    told: dict[str, list[tuple[int, str]]] = {}
    for number, rule in enumerate(rules_of(monitored), start=1):
        for school_id, words in rule.found(monitored).items():
            told.setdefault(school_id, []).append((number, words))
    rows = [
        {
            "school_id": school.school_id,
            "school": school.school,
            "why": "; ".join(words for _, words in told[school.school_id]),
            "rules": ", ".join(str(number) for number, _ in told[school.school_id]),
        }
        for school in rows_of(monitored.schools)
        if school.school_id in told
    ]
    return pd.DataFrame(rows, columns=["school_id", "school", "why", "rules"])
