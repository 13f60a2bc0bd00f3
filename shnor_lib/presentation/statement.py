"""A statement of the report: a condition, a wording with its values, and the cells of tables that it rests on.

What prose says of data is made by a statement, so that each sentence can be traced, recomputed and hidden by its
numbers.  A statement that does not hold prints nothing and is kept all the same: that a sentence is missing is to be
checked as much as that it stands.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from string import Formatter
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.references import References

#: What a statement is: a sentence of a section's prose, or a draft of one of the rules' three parts.
SENTENCE, PROBLEM, RECOMMENDATION, DECISION = KINDS = ("sentence", "problem", "recommendation", "decision")

#: A statement within a text: its id, then its words, then the end.
_MARK = re.compile(r"⟦=(?P<id>[^⟧]*)⟧|⟦/⟧")
_WHOLE_MARK = re.compile(r"(⟦=[^⟧]*⟧|⟦/⟧)")
#: The sign with which every mark begins.
MARK_SIGN = "⟦"


@dataclass(frozen=True)
class Evidence:
    """Cells of a table: a column in the rows whose key columns have the given values (a list: one of several).

    An empty key means every row; ``column`` may be ``*``, the rows themselves (their number).
    """

    table: str
    column: str
    key: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as it stands in `statements.csv`."""
        return {"table": self.table, "key": _plain(self.key), "column": self.column}


@dataclass(frozen=True)
class Statement:
    """One statement of an edition.

    ``id`` is unique in the report («main.list», «dynamics.schools.VPR», a rule's id).  ``template`` holds fields of
    ``values`` with the specs of `worded`.  ``basis`` tells what a rule rests on: ``grounds`` (the criteria's years),
    ``latest`` (the latest results of their kind), or nothing.  ``holds``: the condition is true, and the text stands in
    the report.
    """

    id: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    holds: bool = True
    kind: str = SENTENCE
    rule: str = ""
    basis: str = ""
    school_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no kind {self.kind!r} of a statement; there are {', '.join(KINDS)}")
        if self.holds and not self.evidence:
            raise ValueError(f"statement {self.id!r} rests on nothing")

    @property
    def text(self) -> str:
        """The words, empty where the statement does not hold."""
        return wording.one_stop(worded(self.template, self.values)) if self.holds else ""

    @property
    def marked(self) -> str:
        """The words between marks that tell whose they are."""
        return f"⟦={self.id}⟧{self.text}⟦/⟧" if self.holds else ""

    @property
    def carried(self) -> dict[str, Any]:
        """What the statement rests on, as in its row of the table `statements`: for documents that bring it along."""
        row = self.row("")
        return {name: row[name] for name in ("id", "rule", "basis", "evidence")}

    def row(self, section: str) -> dict[str, Any]:
        """Return the statement's row of the table `statements`."""
        return {
            "id": self.id,
            "kind": self.kind,
            "section": section,
            "rule": self.rule or None,
            "basis": self.basis or None,
            "school_id": " ".join(self.school_ids) or None,
            "holds": self.holds,
            "template": without_references(self.template),
            "values": _as_json(_plain(self.values)),
            "evidence": _as_json([one.as_json() for one in self.evidence]),
            "text": on_screen(self.text) or None,
        }


def worded(template: str, values: Mapping[str, Any]) -> str:
    """Fill the fields of a template in the language of the report.

    Specs: ``школа|школы|школ`` (a number with its noun), ``percent``, ``percent0`` (so many decimals; ``percent*``: as
    many as the value has), ``points1``, ``number2``, ``names`` (a list joined with «и»), ``list`` (joined with commas),
    ``codes`` (ids in ranges), ``of`` (a pair: «2 из 7»), ``of_schools`` (a pair: «2 из 7 школ»; ``of_schools%`` with
    the share), ``share`` (a pair: «4 из 7 (57,1 %)»), ``year`` («2020/21 учебный год»), ``years`` («2020/21»),
    ``date``, ``days`` (a list of dates: «31.12.2024»); none: as it is.  ``{section:decisions:prepositional}`` is a
    reference to a section.

    Raises:
        ValueError: there is no such spec.
    """
    return _Words().vformat(template, (), values)


class _Words(Formatter):
    """Fields of a template by their specs."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        """Return a field's value; every template may refer to sections."""
        return References() if key == "section" else super().get_value(key, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Word one value."""
        if isinstance(value, References):
            return format(value, format_spec)
        name, decimals = re.fullmatch(r"(.*?)(\d|\*|%)?", format_spec, re.DOTALL).groups()  # type: ignore[union-attr]
        places = None if decimals in (None, "*", "%") else int(decimals)
        match name:
            case "":
                return wording.number(value) if isinstance(value, int) and not isinstance(value, bool) else str(value)
            case _ if "|" in name:
                return wording.plural(value, *name.split("|"))
            case "percent":
                return wording.percent(value, 1 if decimals is None else places)
            case "points":
                return wording.points(value, 1 if places is None else places)
            case "number":
                return wording.number(value, places)
            case "names":
                return wording.join(value)
            case "list":
                return ", ".join(value)
            case "codes":
                return wording.id_ranges(value)
            case "of":
                return f"{wording.number(value[0])} из{wording.NBSP}{wording.number(value[1])}"
            case "of_schools":
                return wording.out_of_schools(*value, share=decimals == "%")
            case "share":
                return wording.share_of(*value)
            case "year":
                return wording.school_year(value)
            case "years":
                return wording.school_year_short(value)
            case "date":
                return wording.date_words(value)
            case "days":
                return wording.join(wording.short_date(day) for day in value)
        raise ValueError(f"no spec {format_spec!r} of a statement's field")


def rows_of_schools(table: str, column: str, school_ids: Iterable[str], **key: Any) -> Evidence:
    """Return a column's cells in the rows of schools."""
    return Evidence(table, column, {"school_id": list(school_ids), **key})


def has_marks(text: str) -> bool:
    """Tell whether a text holds marks of statements."""
    return "⟦=" in text


def without_marks(text: str) -> str:
    """Return a text without the marks of its statements."""
    return _MARK.sub("", text) if has_marks(text) else text


def without_references(text: str) -> str:
    """Return a template with its references to sections as fields: «{section:decisions:prepositional}»."""
    return re.sub(r"⟦([a-z_]+)\|([a-z]+)⟧", r"{section:\1:\2}", text)


def between_marks(text: str) -> list[str]:
    """Return words, mark, words, mark … words of a text: every second piece is a mark."""
    return _WHOLE_MARK.split(text)


def statement_at(text: str, place: int) -> tuple[str | None, int] | None:
    """Return which statement begins at a place of a text (``None``: one ends), and where its mark ends."""
    found = _MARK.match(text, place)
    return found and (found["id"], found.end())


def marked_ids(text: str) -> list[str]:
    """Return the ids of the statements in a text, in their order."""
    return [match["id"] for match in _MARK.finditer(text) if match["id"] is not None]


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    """Return a JSON-ready value: tuples are lists, numpy's numbers Python's, dates ISO texts, missing is null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if wording.is_missing(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value if isinstance(value, bool | int | float) else str(value)
