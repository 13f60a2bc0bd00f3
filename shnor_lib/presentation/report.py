"""The report as a whole: its sections, what a cell of the notebook shows of one, what was said and what is missing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from shnor_lib.ground.schemas import TABLES
from shnor_lib.presentation import sections
from shnor_lib.presentation.aside import Aside, is_allowed, made_here
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.followed import Followed
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.outline import outline, section_of_heading
from shnor_lib.presentation.references import APPENDIX, reference
from shnor_lib.presentation.school_names import told_apart
from shnor_lib.presentation.statement import Statement
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Part, Section, SectionHeading, Subsection

#: What the sections shown of an edition have said, by the section's id, in the order in which they were first shown.
_said: WeakKeyDictionary[Any, dict[str, tuple[Statement, ...]]] = WeakKeyDictionary()
#: The figures that a copy of this process draws, by the edition.
_drawn_aside: WeakKeyDictionary[Any, Aside] = WeakKeyDictionary()
#: How a part's value is made of an edition.
Maker = Callable[[Part, Any], Any]
#: What a part says that it returns if it draws.
FIGURES = (PublicationFigures, PublicationFigure, PublicationFigures | None, PublicationFigure | None)
#: A table of the body with more rows than this takes more than a page: it is looked up, not read through.
MOST_ROWS = 40
#: What stands under the heading of a section for which an edition has nothing.
NOTHING = "Данных для этого раздела нет."
#: The same where registers would tell it.
NOT_TOLD = f"Сведений для этого раздела нет: какие листы их дадут, показано в {reference('missing', 'prepositional')}."


def show(section: Section, edition: Any) -> None:
    """Show a section in the notebook: its heading, its parts in their order, the analyst's comment."""
    from IPython.display import display

    values = list(shown(section, edition, _maker(edition)))
    _said.setdefault(edition, {})[section.id] = statements_in(values)
    for value in filter(_stands, values):
        display(value)


def statements_in(values: Iterable[Any]) -> tuple[Statement, ...]:
    """Return the statements that shown values come from, in their order; those that do not hold among them."""
    return tuple(statement for value in values for statement in getattr(value, "statements", ()))


def statements_said(edition: Any) -> pd.DataFrame:
    """Return the table `statements`: what the sections shown so far have said of the edition, and what did not hold."""
    rows = [statement.row(section) for section, said in _said.get(edition, {}).items() for statement in said]
    return pd.DataFrame(rows, columns=list(TABLES["statements"].columns))


def _maker(edition: Any) -> Maker:
    """Return how the parts of an edition's sections are made: figures aside where that is allowed."""
    if not is_allowed():
        return made_here
    if edition not in _drawn_aside:
        told = told_apart(edition)
        try:
            _drawn_aside[edition] = Aside(list(_figures(told)), told)
        except OSError:  # no more processes or memory
            return made_here
    return _drawn_aside[edition].made


def _figures(edition: Any) -> Iterator[Part]:
    """Yield the parts that draw, in the order in which the report shows them."""
    by_id = {section.id: section for section in all_sections()}
    for entry in outline():
        for one in by_id[entry.id].parts_for(edition) if entry.id in by_id else ():
            yield from filter(draws, one.parts if isinstance(one, Subsection) else (one,))


def draws(part: Part) -> bool:
    """Tell whether a part of a section returns figures, by its annotation."""
    return inspect.signature(part).return_annotation in FIGURES


def shown(section: Section, edition: Any, made: Maker = made_here) -> Iterator[Any]:
    """Yield the values that a section shows of an edition; parts that have nothing to show are left out.

    A section of which nothing is left keeps its heading, since other sections name it, and says so.
    """
    edition = told_apart(edition)
    yield SectionHeading.of(section, edition)
    found: list[Any] = []
    for one in section.parts_for(edition):
        made_by = partial(_made, section, edition, made)
        found += _subsection(one, edition, made_by) if isinstance(one, Subsection) else made_by(one)
    if not any(map(is_printed, found)):
        yield Text(NOTHING if all(need.met(edition) for need in section.all_needs) else NOT_TOLD)
    yield from found
    if section.commented and (comment := comment_on(section, edition)):
        yield comment


def _made(section: Section, edition: Any, made: Maker, part: Part) -> list[Any]:
    """Return what a part shows, if anything; a table of more than a page of the body is looked up.

    A table knows which stored tables were read for it.
    """
    followed = Followed(edition)
    values = list(_value(made(part, followed)))
    return [_read_or_looked_up(_with_origin(value, followed), section) for value in values]


def _with_origin(value: Any, followed: Followed) -> Any:
    """Return a table with the stored tables that were read for it; other values as they are."""
    if not isinstance(value, PublicationTable):
        return value
    return replace(value, origin=replace(value.origin, tables=tuple(sorted(followed.read))))


def _read_or_looked_up(value: Any, section: Section) -> Any:
    """Return a value of the body; a table of more than a page stands in the workbook, as lookup tables do."""
    if section.kind != APPENDIX and isinstance(value, PublicationTable) and len(value.rows) > MOST_ROWS:
        return replace(value, lookup=True)
    return value


def _subsection(subsection: Subsection, edition: Any, made: Callable[[Part], list[Any]]) -> Iterator[Any]:
    """Yield the heading and what stands under it; a heading with nothing printed under it is left out."""
    values = [value for part in subsection.parts for value in made(part)]
    if any(map(is_printed, values)):
        yield Text(f"### {subsection.title_of(edition)}")
    yield from values


def _value(value: Any) -> Iterator[Any]:
    """Yield the value unless there is nothing in it; a text of statements none of which holds is kept for them."""
    if _stands(value) or getattr(value, "statements", None):
        yield value


def is_printed(value: Any) -> bool:
    """Tell whether a value takes a place on the page: what is looked up stands in the workbook alone."""
    return _stands(value) and not (isinstance(value, PublicationTable) and value.lookup)


def _stands(value: Any) -> bool:
    """Tell whether a value shows anything: a text without words and no figures do not."""
    if isinstance(value, Text):
        return bool(value)
    return value is not None and not (isinstance(value, PublicationFigures) and not list(value))


def comment_on(section: Section, edition: Any) -> Text | None:
    """Return the analyst's own text for a section, or nothing."""
    texts = [text for heading, text in edition.comments.by_heading.items() if section_of_heading(heading) == section.id]
    return paragraphs("**Комментарий аналитика**", *texts) if any(texts) else None


def missing(edition: Any) -> list[tuple[Section, Need]]:
    """Return what the edition's registers do not tell, section by section in the report's order."""
    told = told_apart(edition)
    return [(section, need) for section, need in needs_declared() if not need.met(told)]


@cache
def needs_declared() -> tuple[tuple[Section, Need], ...]:
    """Return every need with its section, in the report's order; sections that no cell shows stand last."""
    order = {entry.id: place for place, entry in enumerate(outline())}
    ordered = sorted(all_sections(), key=lambda section: order.get(section.id, len(order)))
    return tuple((section, need) for section in ordered for need in section.all_needs)


@cache
def all_sections() -> tuple[Section, ...]:
    """Return the record of every module in `presentation/sections/`, in the order of their ids."""
    names = sorted(found.name for found in pkgutil.iter_modules(sections.__path__))
    return tuple(importlib.import_module(f"{sections.__name__}.{name}").SECTION for name in names)
