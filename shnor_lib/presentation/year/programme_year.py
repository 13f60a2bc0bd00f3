"""The programme's year of an edition, and how its sections are shown in the notebook `year.ipynb`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.documents import materials_status, publication_log
from shnor_lib.analysis.programme.working_group import composition, planned_meetings
from shnor_lib.analysis.programme.year_calendar import YearTables, calendar_of_year
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.presentation.references import PLAIN, SECTION
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import told_apart, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SectionHeading


@dataclass(frozen=True)
class ProgrammeYear:
    """An edition, whose tables tell namesakes apart, as the working group's year."""

    edition: Any

    @cached_property
    def registers(self) -> Registers:
        """The registers of the edition."""
        return Registers.of(self.edition)

    @cached_property
    def today(self) -> date:
        """The edition's reporting date."""
        return as_of(self.edition)

    @cached_property
    def composition(self) -> pd.DataFrame:
        """Who is in the working group on the reporting date (`working_group.composition`)."""
        return composition(self.registers.working_group, self.today)

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """The meetings that the plan names (`working_group.planned_meetings`)."""
        made = self.edition
        return planned_meetings(made.programme_plan, made.plan_occurrences, self.registers.minutes, self.today)

    @cached_property
    def materials(self) -> pd.DataFrame:
        """How far each material has come (`documents.materials_status`)."""
        return materials_status(self.registers.materials, self.registers.publications, self.today)

    @cached_property
    def publications(self) -> pd.DataFrame:
        """The log of publications (`documents.publication_log`)."""
        within = self.edition.params.plan.publish_within.value
        return publication_log(self.registers.publications, self.registers.materials, within, self.today)

    @cached_property
    def tables(self) -> YearTables:
        """What the calendar is made of; schools stand in it under short names."""
        made = self.edition
        return YearTables(
            plan=made.plan,
            occurrences=made.plan_occurrences,
            events=self.registers.events,
            assignments=made.assignments,
            publications=self.publications,
            partnerships=_with_short_mentors(with_short_names(made.partnerships)),
            period=made.params.programme.period,
            as_of=self.today,
        )

    @cached_property
    def calendar(self) -> pd.DataFrame:
        """The calendar of the year (`year_calendar.calendar_of_year`)."""
        return calendar_of_year(self.tables)


def _with_short_mentors(partnerships: pd.DataFrame) -> pd.DataFrame:
    return partnerships.assign(mentor=[wording.short_school_name(str(name)) for name in partnerships["mentor"]])


#: A part of a section: a function of the year that returns a text, a table, figures, a list of values, or nothing.
YearPart = Callable[[ProgrammeYear], Any]


@dataclass(frozen=True)
class YearSection:
    """A section: its stable id, its title and its parts; ``new_page`` begins one.

    One that is plain and has no title shows headings of its own.
    """

    id: str
    title: str
    parts: tuple[YearPart, ...]
    kind: str = SECTION
    new_page: bool = False


def open_year(edition: Edition) -> ProgrammeYear:
    """Return the year of an edition."""
    return ProgrammeYear(told_apart(edition))


def show(section: YearSection, year: ProgrammeYear) -> None:
    """Show a section in the notebook; one that has nothing to show leaves no trace."""
    from IPython.display import display

    for value in shown(section, year):
        display(value)


def shown(section: YearSection, year: ProgrammeYear) -> Iterator[Any]:
    """Yield what a section shows: its heading, then the values of its parts; nothing if those are empty."""
    values = [value for part in section.parts for value in _values(part(year))]
    if values and (section.title or section.kind != PLAIN):
        yield SectionHeading(section.id, section.kind, section.title, section.new_page)
    yield from values


def _values(value: Any) -> list[Any]:
    """Return what a part shows, one value after another."""
    if isinstance(value, list):
        return value
    return [] if value is None or (isinstance(value, Text) and not value) else [value]


def begins_with(name: str, what: str, *, holds: bool) -> Statement:
    """Say in one sentence which sheet starts what is not there.

    Args:
        name: the register.
        what: what is missing, with its verb: «Состав рабочей группы не представлен».
        holds: it is missing.
    """
    return Statement(
        f"year.missing.{name}",
        f"{what}: заполните лист {{sheet}} файла {WORKBOOK}.",
        {"sheet": wording.quoted(register_sheet(name).title)},
        (Evidence(f"register_{name}", "*"),),
        holds=holds,
    )
