"""The report as a whole: its sections, what a cell of the notebook shows of one, what is missing in an edition."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

from shnor_lib.presentation import sections
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.outline import section_of_heading
from shnor_lib.presentation.school_names import told_apart
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section, SectionHeading, Subsection


def show(section: Section, edition: Any) -> None:
    """Show a section in the notebook: its heading, its parts in their order, the analyst's comment."""
    from IPython.display import display

    for value in shown(section, edition):
        display(value)


def shown(section: Section, edition: Any) -> Iterator[Any]:
    """Yield the values that a section shows of an edition; parts that have nothing to show are left out."""
    edition = told_apart(edition)
    yield SectionHeading.of(section)
    for one in section.parts:
        yield from _subsection(one, edition) if isinstance(one, Subsection) else _value(one(edition))
    if section.commented and (comment := comment_on(section, edition)):
        yield comment


def _subsection(subsection: Subsection, edition: Any) -> Iterator[Any]:
    yield Text(f"### {subsection.title}")
    if subsection.need is not None and not subsection.need.met(edition):
        yield subsection.need.text(edition)
        return
    for part in subsection.parts:
        yield from _value(part(edition))


def _value(value: Any) -> Iterator[Any]:
    if value is not None:
        yield value


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
