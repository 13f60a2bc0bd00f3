"""The report as a declared tree: what a section is, and the heading by which a document knows it.

A section is one module of `presentation/sections/` with one record, ``SECTION``, shown by one cell of the notebook.
The notebook's order of cells is the report's order.  Numbers, contents, references, headings of the comments file, the
list of what is missing and the tests are derived from the records; nothing of them is kept by hand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.plan_items import in_brackets
from shnor_lib.presentation.references import KINDS, PLAIN, SECTION, Place

SECTION_MIME = "application/vnd.shnor.section.v1+json"

#: The documents that are made of the executed notebook.
REPORT, BRIEF = "report", "brief"

#: A part of a section: a function of the edition that returns a text, a table, figures, or nothing to show.
Part = Callable[[Any], Any]


@dataclass(frozen=True)
class Subsection:
    """Parts under a heading of their own; where its need is not met, they are left out with it.

    What is missing then stands in «Чего не хватает».

    The title may be a function of the edition; it names the items of the plan that have one of ``roles``.
    """

    title: str | Callable[[Any], str]
    parts: tuple[Part, ...]
    need: Need | None = None
    roles: tuple[str, ...] = ()

    def title_of(self, edition: Any) -> str:
        """Return the title with the edition's items: «Партнёрство школ (мера М2.1)»."""
        title = self.title if isinstance(self.title, str) else self.title(edition)
        return title + in_brackets(edition, *self.roles)


@dataclass(frozen=True)
class Section:
    """One section of the report.

    ``id`` is stable and equals the module's name: it stays when sections move or are renamed.  ``roles`` are those of
    the items of the programme's plan that the section answers (`ground/roles.yml`); its heading names them.  ``needs``
    are what its own parts rest on (subsections have theirs); where one is not met, they are left out.  ``commented``:
    the analyst has a slot at its end.  ``formerly`` are titles under which earlier comments files know it.  All but
    parts and needs are literals, since the
    outline reads them from the module's text.  ``forms`` are the documents that it stands in: the report, the brief.
    """

    id: str
    title: str
    parts: tuple[Part | Subsection, ...]
    kind: str = SECTION
    roles: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    commented: bool = True
    new_page: bool = False
    formerly: tuple[str, ...] = ()
    forms: tuple[str, ...] = (REPORT,)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind {self.kind!r} of a section; there are {', '.join(KINDS)}")

    def title_of(self, edition: Any) -> str:
        """Return the title with the edition's items: «Динамика образовательных результатов (пункт 18 плана)»."""
        return self.title + in_brackets(edition, *self.roles)

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The parts of the section and of its subsections, in their order."""
        return tuple(part for one in self.parts for part in (one.parts if isinstance(one, Subsection) else (one,)))

    def parts_for(self, edition: Any) -> Iterator["Part | Subsection"]:
        """Yield the parts and subsections whose needs an edition meets."""
        own = all(need.met(edition) for need in self.needs)
        for one in self.parts:
            met = (one.need is None or one.need.met(edition)) if isinstance(one, Subsection) else own
            if met:
                yield one

    @property
    def all_needs(self) -> tuple[Need, ...]:
        """The needs of the section and of its subsections."""
        own = (one.need for one in self.parts if isinstance(one, Subsection) and one.need is not None)
        return (*self.needs, *own)


@dataclass(frozen=True)
class SectionHeading:
    """A section's heading as a value: the document numbers it, a notebook's screen shows the title alone."""

    id: str
    kind: str
    title: str
    new_page: bool = False
    forms: tuple[str, ...] = (REPORT,)

    @classmethod
    def of(cls, section: Section, edition: Any) -> "SectionHeading":
        """Return the heading of a section in an edition."""
        return cls(section.id, section.kind, section.title_of(edition), section.new_page, section.forms)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "SectionHeading":
        """Read the value back from its JSON; raises KeyError or TypeError if it is something else."""
        return cls(**{**data, "forms": tuple(data.get("forms", (REPORT,)))})

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        words = Place(PLAIN, "", self.title).heading
        return {
            SECTION_MIME: {**vars(self), "forms": list(self.forms)},
            "text/markdown": f"## {words}" if words else "",
            "text/plain": words,
        }
