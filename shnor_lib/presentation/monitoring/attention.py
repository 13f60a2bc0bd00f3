"""Which schools need attention, and by which rule: rules are declared, and each tells of its schools in words."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from shnor_lib.analysis.programme.coverage import ANY, help_coverage
from shnor_lib.analysis.programme.development import REGISTER, development
from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.analysis.programme.records import not_after
from shnor_lib.analysis.programme.staff import COURSE_YEARS, staff
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.changes import MEASURES, changes_since, moved
from shnor_lib.presentation.monitoring.period import EVERY_KIND, MonitoredPeriod

#: What a rule finds: words by ``school_id``.
Found = dict[str, str]


@dataclass(frozen=True)
class Rule:
    """A rule: what it says of a school, as a sentence of the notes, and how it finds its schools."""

    words: str
    found: Callable[[MonitoredPeriod], Found]
    kinds: tuple[Kind, ...] = EVERY_KIND


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
    coverage = help_coverage(monitored.data(monitored.period))
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
    own = staff(monitored.registers, monitored.schools, monitored.period)
    words = f"по записям КПК за {COURSE_YEARS} года нет ни у одного педагога"
    return dict.fromkeys(own.loc[own["recent_course"] == 0, "school_id"], words)


def without_consulting(monitored: MonitoredPeriod) -> Found:
    """Find listed schools that were not consulted on a development programme; nothing where the register is empty."""
    if monitored.registers.empty(REGISTER):
        return {}
    own = development(monitored.registers, monitored.schools, monitored.period)
    without = own[own["listed"].astype(bool) & (own["consultations"] == 0)]
    return dict.fromkeys(without["school_id"], "консультаций по программе развития за период нет")


RULES = (
    Rule("успеваемость упала сверх случайного", partial(fell, "passed")),
    Rule("качество упало сверх случайного", partial(fell, "good")),
    Rule("за период нет ни одной записи о помощи", without_help, (Kind.QUARTER,)),
    Rule("запрос периода не закрыт к отчётной дате", waiting, (Kind.QUARTER,)),
    Rule("доля «2» больше верхней границы при таком индексе", more_than_expected, (Kind.HALF_YEAR,)),
    Rule("КПК за последние годы нет ни у одного педагога", without_courses, (Kind.HALF_YEAR,)),
    Rule("за период нет консультаций по программе развития (школы списка ШНОР)", without_consulting, (Kind.HALF_YEAR,)),
)


def rules_of(monitored: MonitoredPeriod) -> list[Rule]:
    """Return the rules that a period of this kind has."""
    return [rule for rule in RULES if monitored.period.kind in rule.kinds]


def attention(monitored: MonitoredPeriod) -> pd.DataFrame:
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
