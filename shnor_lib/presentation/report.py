"""The report as a whole: its sections, what a cell of the notebook shows of one, what was said and what is missing."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
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
#: What stands under the heading of a section for which an edition has nothing.
NOTHING = "Данных для этого раздела нет."


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
        for one in by_id[entry.id].parts if entry.id in by_id else ():
            wanted = not isinstance(one, Subsection) or one.need is None or one.need.met(edition)
            parts = (one.parts if isinstance(one, Subsection) else (one,)) if wanted else ()
            yield from filter(draws, parts)


def draws(part: Part) -> bool:
    """Tell whether a part of a section returns figures, by its annotation."""
    return inspect.signature(part).return_annotation in FIGURES


def shown(section: Section, edition: Any, made: Maker = made_here) -> Iterator[Any]:
    """Yield the values that a section shows of an edition; parts that have nothing to show are left out.

    A section of which nothing is left keeps its heading, since other sections name it, and says so.
    """
    edition = told_apart(edition)
    yield SectionHeading.of(section, edition)
    values = (
        value
        for one in section.parts
        for value in (
            _subsection(one, edition, section.id, made)
            if isinstance(one, Subsection)
            else _value(_made(one, edition, made))
        )
    )
    found = list(values)
    if not any(map(_stands, found)):
        yield Text(NOTHING)
    yield from found
    if section.commented and (comment := comment_on(section, edition)):
        yield comment


def _subsection(subsection: Subsection, edition: Any, section_id: str, made: Maker) -> Iterator[Any]:
    """Yield the heading and what stands under it; a heading with nothing under it is left out."""
    need = subsection.need
    told = [] if need is None else [*_value(paragraphs(need.statement(edition, section_id)))]
    parts = subsection.parts if need is None or need.met(edition) else ()
    values = told + [value for part in parts for value in _value(_made(part, edition, made))]
    if any(map(_stands, values)):
        yield Text(f"### {subsection.title_of(edition)}")
    yield from values


def _made(part: Part, edition: Any, made: Maker) -> Any:
    """Return what a part makes of the edition; a table that it makes knows which stored tables were read for it."""
    followed = Followed(edition)
    value = made(part, followed)
    if not isinstance(value, PublicationTable):
        return value
    return replace(value, origin=replace(value.origin, tables=tuple(sorted(followed.read))))


def _value(value: Any) -> Iterator[Any]:
    """Yield the value unless there is nothing in it; a text of statements none of which holds is kept for them."""
    if _stands(value) or getattr(value, "statements", None):
        yield value


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
    """Return what the edition's registers do not tell, section by section in the order of their ids."""
    told = told_apart(edition)
    return [(section, need) for section in all_sections() for need in section.all_needs if not need.met(told)]


@cache
def all_sections() -> tuple[Section, ...]:
    """Return the record of every module in `presentation/sections/`, in the order of their ids."""
    names = sorted(found.name for found in pkgutil.iter_modules(sections.__path__))
    return tuple(importlib.import_module(f"{sections.__name__}.{name}").SECTION for name in names)
