"""A period of an edition, and how sections of its report are shown in the notebook `monitoring.ipynb`."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar

import pandas as pd

from shnor_lib.analysis.programme.coverage import help_coverage
from shnor_lib.analysis.programme.periods import Kind, SchoolPeriod, parse_period, school_year_of
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.roster import in_support
from shnor_lib.analysis.programme.works import (
    WORK,
    Base,
    Work,
    earlier_base,
    is_work,
    vpr_base,
    work_changes,
    work_named,
    work_results,
    works_of,
)
from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.register_tables import Registers
from shnor_lib.presentation.plan_items import in_brackets
from shnor_lib.presentation.references import SECTION
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import told_apart, with_short_names
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SectionHeading

Made = TypeVar("Made")

EVERY_KIND = (Kind.QUARTER, Kind.HALF_YEAR)
OF_WORKS = (WORK,)
#: With what a period is compared, in words that follow «чем»: the period before and the same one of last year.
EARLIER = {Kind.QUARTER: "четвертью раньше", Kind.HALF_YEAR: "полугодием раньше"}
A_YEAR_EARLIER = "годом раньше"


@dataclass(frozen=True)
class Monitored:
    """An edition whose tables tell namesakes apart, and what of it is told."""

    edition: Any

    @cached_property
    def registers(self) -> Registers:
        """The registers of the edition."""
        return Registers.of(self.edition)

    @cached_property
    def today(self) -> date:
        """The edition's reporting date."""
        return as_of(self.edition)


def made_once(make: Callable[..., Made]) -> Callable[..., Made]:
    """Return a function of what is monitored that keeps with it what it made: sections ask for it again and again.

    What it returns has to be changed by nobody.
    """

    @wraps(make)
    def kept(monitored: Monitored, *asked: Hashable) -> Made:
        made: dict[Any, Made] = monitored.__dict__.setdefault("_made", {})
        if (make, *asked) not in made:
            made[make, *asked] = make(monitored, *asked)
        return made[make, *asked]

    return kept


@dataclass(frozen=True)
class MonitoredPeriod(Monitored):
    """A period of an edition."""

    period: SchoolPeriod

    @cached_property
    def supported(self) -> pd.DataFrame:
        """The roster's rows of the schools for which help was meant on the period's last day, under short names."""
        roster = with_short_names(self.edition.schools)
        return roster[in_support(roster, self.period.end)].reset_index(drop=True)

    @cached_property
    def schools(self) -> pd.DataFrame:
        """The schools that the report is about: of a quarter those in support, of a half-year the whole roster."""
        is_quarter = self.period.kind is Kind.QUARTER
        return self.supported if is_quarter else with_short_names(self.edition.schools)

    @property
    def bases(self) -> dict[str, SchoolPeriod]:
        """The periods that this one is compared with, by the words for them."""
        return {EARLIER[self.period.kind]: self.period.before, A_YEAR_EARLIER: self.period.year_before}

    def data(self, period: SchoolPeriod) -> ProgrammeData:
        """Return the programme's data of the days of a period."""
        made = self.edition
        return ProgrammeData(
            with_short_names(made.schools), made.school_dynamics, self.registers, period.window, made.params.indicators
        )

    @made_once
    def coverage(self, period: SchoolPeriod) -> pd.DataFrame:
        """Return whom help of the days of a period reached (`help_coverage`)."""
        return help_coverage(self.data(period))

    @property
    def data_until(self) -> ProgrammeData:
        """The programme's data from its start to the period's end."""
        programme = self.edition.params.programme.period
        start = programme.start if programme is not None else self.period.since
        return replace(self.data(self.period), window=Window(min(start, self.period.since), self.period.end))

    @cached_property
    def indices(self) -> dict[str, float]:
        """The social index of each school that has one."""
        known = self.edition.social_index.dropna(subset=["index"])
        return dict(zip(known["school_id"], known["index"], strict=True))

    @cached_property
    def context(self) -> pd.DataFrame:
        """The rows of the sheet «Контекст» for the school year, by ``school_id``."""
        rows = self.registers.context
        return rows[rows["school_year"] == self.period.school_year].set_index("school_id")


@dataclass(frozen=True)
class MonitoredWork(Monitored):
    """A work of the centre, in all schools of the edition."""

    period: Work

    @cached_property
    def schools(self) -> pd.DataFrame:
        """The roster, under short names."""
        return with_short_names(self.edition.schools)

    @cached_property
    def results(self) -> pd.DataFrame:
        """What schools have in the work (`work_results`)."""
        return work_results(self.edition.results, self.schools, self.period)

    @cached_property
    def bases(self) -> dict[str, Base]:
        """What the work is compared with, by the words for it in table heads."""
        found = {
            base.words: base
            for make in (vpr_base, earlier_base)
            if (base := make(self.edition.results, self.schools, self.period)) is not None
        }
        return {words: base for words, base in found.items() if len(self.changes_since(base))}

    def changes_since(self, base: Base) -> pd.DataFrame:
        """Return how the share of «2» differs from a base (`work_changes`)."""
        return work_changes(self.results, base)


#: A part of a section: a function of the period that returns a text, a table, or nothing to show.
PeriodPart = Callable[[Any], Any]


@dataclass(frozen=True)
class PeriodSection:
    """A section: its stable id, title, parts, the kinds of period that have it, and roles of the items it answers."""

    id: str
    title: str
    parts: tuple[PeriodPart, ...]
    kinds: tuple[Kind | str, ...] = EVERY_KIND
    roles: tuple[str, ...] = ()
    kind: str = SECTION


def open_period(edition: Edition, asked: str) -> MonitoredPeriod | MonitoredWork:
    """Return a period, or a work of the centre, of an edition.

    Raises:
        ReportError: there is no such period or work.
    """
    if is_work(asked):
        return MonitoredWork(told_apart(edition), work_asked(edition, asked))
    return MonitoredPeriod(told_apart(edition), parse_period(asked, school_year_of(as_of(edition))))


def work_asked(edition: Edition, asked: str) -> Work:
    """Return the work of an edition that a user named.

    Raises:
        ReportError: there is no such work; the text names those there are.
    """
    if work := work_named(edition.results, asked):
        return work
    works = works_of(edition.results)
    raise ReportError(
        f"Работы «{asked.strip()}» в результатах выпуска нет.",
        f"Есть {'; '.join(work.words for work in works)}." if works else NO_WORKS,
    )


NO_WORKS = "Работы берутся из таблицы центра: строки, у которых в колонке «Процедура» стоит «МКР»."


def show(section: PeriodSection, monitored: Monitored) -> None:
    """Show a section in the notebook; one that the period does not have leaves no trace."""
    from IPython.display import display

    for value in shown(section, monitored):
        display(value)


def shown(section: PeriodSection, monitored: Any) -> Iterator[Any]:
    """Yield what a section shows of a period: its heading, then the values of its parts; nothing if those are empty."""
    if monitored.period.kind not in section.kinds:
        return
    made = (part(monitored) for part in section.parts)
    values = [value for value in made if value is not None and (not isinstance(value, Text) or bool(value))]
    if values:
        title = section.title + in_brackets(monitored.edition, *section.roles)
        yield SectionHeading(section.id, section.kind, title)
        yield from values
