"""Reports of the editions of `report_editions`: what their sections show, and what they say as tables of texts."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from shnor_lib.presentation.report import all_sections, draws, shown, statements_in
from shnor_lib.presentation.sections.protocol import comment_findings
from shnor_lib.presentation.tree import Section, Subsection
from tests.support import report_editions as editions
from tests.support.foreign_programme import foreign_edition
from tests.support.made_edition import SettledEdition
from tests.support.measured_edition import measured_edition
from tests.support.random_editions import any_okrug, random_edition
from tests.support.second_reading import tables_in_memory, tables_of
from tests.support.second_reading_tables import Tables

#: Editions whose every part is run, and how each is made; the issued ones ran when they were built.
MADE: dict[str, Callable[[pytest.FixtureRequest, Path], Any]] = {
    **{
        change.__name__: lambda _, folder, change=change: editions.changed_edition(change, folder)
        for change in editions.CHANGES
    },
    "nothing": lambda *_: editions.nothing(),
    "one_school": lambda _, folder: editions.one_school(folder),
    "drafted": lambda *_: editions.drafted(),
    "registers_alone": lambda *_: editions.registers_alone(),
    "measured": lambda *_: measured_edition(),
    "shipped_2022": lambda *_: editions.shipped_2022(),
    "foreign": lambda _, folder: foreign_edition(folder),
    "namesakes": lambda request, _: editions.namesakes(request.getfixturevalue("built_demo")),
}
ISSUED = ("built_2022", "built_demo")
#: Editions that differ little from others, or have tests of their own (`test_foreign_programme`).
SLOW = frozenset(
    {"as_it_is", "shipped_2022", "nothing_held", "foreign", "sixty_schools", "any"}
    | {"namesakes", "one_year", "no_low_results", "everything_low", "drafted"}
    | {"everything_missing", "registers_alone", "nobody_listed"}
)
#: Random okrugs of which only what they say is looked at, and no chart is drawn; all schools are listed in 2022's.
UNDRAWN: dict[str, Callable[[], Any]] = {
    "nobody_listed": lambda: random_edition(5, schools=4, listed=0),
    "sixty_schools": lambda: random_edition(12, schools=60),
    "any": any_okrug,
}

#: Editions with the charts of one that is drawn, the issued ones: only what they say differs.
DRAWN_AS_ANOTHER = ("drafted", "namesakes")


class Report:
    """What the sections show of one edition, each made when it is first asked for."""

    def __init__(self, kind: str, edition: Any, executed: dict[str, list[Any]] | None = None):
        self.kind, self.edition = kind, edition
        self._values = executed or {}

    def values(self, section: Section) -> list[Any]:
        """Return what a section shows."""
        if section.id not in self._values:
            self._values[section.id] = list(shown(section, self.edition))
        return self._values[section.id]

    @cached_property
    def tables(self) -> Tables:
        """The edition's tables and what its report says, as texts; of an issued edition its CSV files."""
        if self.kind in ISSUED:
            return tables_of(self.edition.folder)
        said = [(section.id, statements_in(self.values(section))) for section in all_sections()]
        rows = [one.row(section) for section, own in said for one in own]
        return tables_in_memory(self.edition, rows, report_findings=comment_findings(self.edition))


class Undrawn(Report):
    """A report without its charts: they say nothing that a second reading could check, and take most of the time."""

    def values(self, section: Section) -> list[Any]:
        """Return what a section shows but for charts."""
        return super().values(without_charts(section))


def without_charts(section: Section) -> Section:
    """Return a section without the parts that draw."""
    return replace(
        section,
        parts=tuple(
            replace(one, parts=tuple(part for part in one.parts if not draws(part)))
            if isinstance(one, Subsection)
            else one
            for one in section.parts
            if isinstance(one, Subsection) or not draws(one)
        ),
    )


def kinds(*names: str) -> list[Any]:
    """Return names of editions as parameters of a fixture; some are made by `make test-slow` alone."""
    return [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in names]


def report_of(kind: str, request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> Report:
    """Return the report of an edition by the edition's name."""
    if kind in UNDRAWN:
        return Undrawn(kind, UNDRAWN[kind]())
    if kind in ISSUED:
        built = request.getfixturevalue(kind)
        return Report(kind, editions.as_issued(built), editions.executed_values(built))
    report = Undrawn if kind in DRAWN_AS_ANOTHER else Report
    return report(kind, SettledEdition(**vars(MADE[kind](request, factory.mktemp("edition")))))
