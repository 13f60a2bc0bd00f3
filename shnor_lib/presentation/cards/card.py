"""A card: one school of an edition, and how its sections are shown in the notebook `card.ipynb`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

import pandas as pd

from shnor_lib.analysis.programme.roster import in_support, taking_part
from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import short_school_name
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.followed import Followed
from shnor_lib.presentation.references import PLAIN, UNTITLED
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import told_apart
from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.tables import Origin, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SectionHeading


@dataclass(frozen=True)
class Card:
    """One school of an edition whose tables tell namesakes apart."""

    edition: Edition
    school_id: str

    @cached_property
    def school(self) -> Any:
        """The school's row of the roster."""
        return next(rows_of(self.own(self.edition.schools)))

    @property
    def name(self) -> str:
        """The school's full name."""
        return str(self.school.school)

    @property
    def short_name(self) -> str:
        """The school's short name."""
        return short_school_name(self.name)

    @cached_property
    def verdict(self) -> Any:
        """The school's row of the table `classification`; nothing where it has none."""
        return next(rows_of(self.own(self.edition.classification)), None)

    @cached_property
    def is_in_support(self) -> bool:
        """Whether help is meant for the school: it is listed or takes part in the programme."""
        schools = self.edition.schools
        return bool(self.own(schools[in_support(schools, as_of(self.edition))]).shape[0])

    @cached_property
    def takes_part(self) -> bool:
        """Whether the school takes part in the programme on the reporting date."""
        schools = self.edition.schools
        return bool(self.own(schools[taking_part(schools, as_of(self.edition))]).shape[0])

    def own(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the school's rows of a table."""
        return table[table["school_id"] == self.school_id]

    def cells(self, table: str, *columns: str, **key: Any) -> tuple[Evidence, ...]:
        """Return columns' cells in the school's rows of a table."""
        return tuple(Evidence(table, column, {"school_id": self.school_id, **key}) for column in columns)

    def origin(
        self,
        keys: Sequence[str] = (),
        rows: Iterable[Sequence[Any]] = (),
        columns: Mapping[str, tuple[Evidence, ...]] | None = None,
    ) -> Origin:
        """Return what a table of the card rests on: what further keys its rows speak of, what its columns show."""
        told = tuple((self.school_id, *row) for row in rows)
        return Origin(keys=("school_id", *keys) if told else (), rows=told, columns=columns or {})


#: A part of a card: a function of it that returns a text, a table, a figure, or nothing to show.
CardPart = Callable[[Card], Any]


@dataclass(frozen=True)
class CardSection:
    """A section of the card: its stable id, its title (empty: none; or a function of the card) and its parts."""

    id: str
    title: str | Callable[[Card], str]
    parts: tuple[CardPart, ...]
    new_page: bool = False


def open_card(edition: Edition, school_id: str) -> Card:
    """Return the card of a school.

    Raises:
        ReportError: the edition has no school of that code.
    """
    told = told_apart(edition)
    known = list(told.schools["school_id"])
    if school_id not in known:
        shown = ", ".join(known[:5])
        raise ReportError(
            f"Школы с кодом «{school_id}» в выпуске нет.",
            f"Впишите в ячейку с меткой parameters код из таблицы schools.csv, например: {shown}." if known else "",
        )
    return Card(told, school_id)


def show(section: CardSection, card: Card) -> None:
    """Show a section of a card in the notebook; one that has nothing to show leaves no trace."""
    from IPython.display import display

    for value in shown(section, card):
        display(value)


def shown(section: CardSection, card: Card) -> Iterator[Any]:
    """Yield what a section shows of a school: its heading, then the values of its parts; nothing if those are empty."""
    values = [value for part in section.parts if (value := _made(part, card)) is not None and _stands(value)]
    if not values and section.parts:
        return
    title = section.title if isinstance(section.title, str) else section.title(card)
    yield SectionHeading(section.id, PLAIN if title else UNTITLED, title, section.new_page)
    yield from values


def _made(part: CardPart, card: Card) -> Any:
    """Return what a part shows, with what its numbers rest on: a card's page answers where they come from.

    A table that says of what its rows speak is given the stored tables that were read for it; a figure's, as well.
    """
    followed = Followed(card.edition)
    value = part(replace(card, edition=cast(Edition, followed)))
    if isinstance(value, Text):
        return replace(value, carries=True)
    if isinstance(value, PublicationTable):
        return _with_origin(value, followed)
    if isinstance(value, PublicationFigure) and value.data:
        return replace(value, data=_with_origin(value.data, followed))
    return value


def _with_origin(table: PublicationTable, followed: Followed) -> PublicationTable:
    if table.origin == Origin():
        return table
    return replace(table, origin=replace(table.origin, tables=tuple(sorted(followed.read))))


def _stands(value: Any) -> bool:
    return bool(value) if isinstance(value, Text) else True
