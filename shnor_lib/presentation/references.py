"""References between sections: written by the section's id, worded and numbered when the report is published.

``reference("decisions", "prepositional")`` is a mark within a text; publication turns it into «разделе 12», or into
«приложении Б» if the section has become an appendix since.  On a notebook's own screen, where nothing is numbered, the
mark reads as the section's title.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

#: A no-break space; the module that words numbers is too heavy for the runner, which numbers sections as well.
NBSP = "\u00a0"

SECTION, APPENDIX, PLAIN, UNTITLED = "section", "appendix", "plain", "untitled"
#: Kinds of sections: numbered, lettered, with a heading of its own but no number, without a heading.
KINDS = (SECTION, APPENDIX, PLAIN, UNTITLED)
#: Letters of appendices: those that cannot be taken for numbers or for each other (ГОСТ Р 2.105).
LETTERS = "АБВГДЕЖИКЛМНПРСТУФХЦШЩЭЮЯ"

_WORDS = {
    SECTION: {"name": "раздел", "genitive": "раздела", "prepositional": "разделе"},
    APPENDIX: {"name": "приложение", "genitive": "приложения", "prepositional": "приложении"},
    PLAIN: {"name": "раздел", "genitive": "раздела", "prepositional": "разделе"},
}
#: What a reference may ask for: a word in a case with the number, the number alone, what a narrow column holds.
FORMS = (*_WORDS[SECTION], "number", "place")
#: A form that there is not makes no mark: it is somebody's own text.
_MARK = re.compile(rf"⟦(?P<id>[a-z_]+)\|(?P<form>{'|'.join(FORMS)})⟧")


@dataclass(frozen=True)
class Place:
    """Where a section stands in a document: its kind, its number or letter (empty: it has none), its title."""

    kind: str
    number: str
    title: str

    @property
    def heading(self) -> str:
        """The heading as printed: «4. Динамика», «Приложение Б. Протокол», «Главное»."""
        opening = {SECTION: f"{self.number}. ", APPENDIX: f"Приложение {self.number}. "}.get(self.kind, "")
        return f"{opening}{self.title}"

    def word(self, form: str) -> str:
        """Return the reference in one of `FORMS`; a place without a number is told by its title."""
        name = self.number or f"«{self.title}»"
        if form == "number":
            return name
        if form == "place":
            return f"прил.{NBSP}{name}" if self.kind == APPENDIX else name
        # Words of tables, captions and figures are not typeset after they are numbered.
        return f"{_WORDS.get(self.kind, _WORDS[PLAIN])[form]}{NBSP if self.number else ' '}{name}"


def reference(section_id: str, form: str = "name") -> str:
    """Return the mark that stands for a section in a text.

    Raises:
        ValueError: there is no such form.
    """
    if form not in FORMS:
        raise ValueError(f"no form {form!r} of a reference; there are {', '.join(FORMS)}")
    return f"⟦{section_id}|{form}⟧"


def places(sections: Iterable[tuple[str, str, str]]) -> dict[str, Place]:
    """Number sections in the order in which a document has them.

    Args:
        sections: id, kind and title of each.

    Returns:
        The place of each section by its id.

    Raises:
        ValueError: an id stands twice.
    """
    found: dict[str, Place] = {}
    counts = dict.fromkeys((SECTION, APPENDIX), 0)
    for section_id, kind, title in sections:
        if section_id in found:
            raise ValueError(f"two sections have the id {section_id!r}")
        number = ""
        if kind in counts:
            counts[kind] += 1
            number = str(counts[kind]) if kind == SECTION else LETTERS[counts[kind] - 1]
        found[section_id] = Place(kind, number, title)
    return found


class References:
    """The field ``{section:…}`` of texts that are kept as data: ``{section:decisions:prepositional}``."""

    def __format__(self, spec: str) -> str:
        return reference(*spec.split(":"))


def has_references(text: str) -> bool:
    """Tell whether a text holds a mark."""
    return "⟦" in text and _MARK.search(text) is not None


def resolved(text: str, where: Mapping[str, Place], elsewhere: Callable[[str], Place] | None = None) -> str:
    """Return the text with its marks worded; ``elsewhere`` tells the place of a section that the document has not."""
    if "⟦" not in text:
        return text

    def worded(match: re.Match[str]) -> str:
        place = where.get(match["id"])
        if place is None:
            place = elsewhere(match["id"]) if elsewhere else Place(PLAIN, "", match["id"])
        return place.word(match["form"])

    return _MARK.sub(worded, text)


def linked(
    text: str,
    where: Mapping[str, Place],
    anchor: Callable[[str], str],
    elsewhere: Callable[[str], Place] | None = None,
) -> str:
    """Return Markdown with its marks worded as links to the headings of their sections; else as `resolved` does."""

    def link(match: re.Match[str]) -> str:
        words = resolved(match[0], where, elsewhere)
        return f"[{words}](#{anchor(match['id'])})" if _has_heading(match["id"], where) else words

    return _MARK.sub(link, text) if "⟦" in text else text


def references(text: str, where: Mapping[str, Place]) -> list[tuple[str, str]]:
    """Return the sections that a text refers to, in order: the id of each and the words that stand for it."""
    if "⟦" not in text:
        return []
    return [
        (match["id"], where[match["id"]].word(match["form"]))
        for match in _MARK.finditer(text)
        if _has_heading(match["id"], where)
    ]


def _has_heading(section_id: str, where: Mapping[str, Place]) -> bool:
    return section_id in where and where[section_id].kind != UNTITLED
