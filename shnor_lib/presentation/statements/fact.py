"""A fact: something true of an edition, the words that texts may use of it, and the cells it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.presentation.school_names import names_by_id
from shnor_lib.presentation.statement import Evidence


@dataclass(frozen=True)
class Fact:
    """Something true of the edition: the names it concerns (in the roster's order) and further words for texts.

    Attributes:
        names: schools, codes of indicators or items, or any names; none means that the fact does not hold.
        words: further fields of texts.
        values: what the words are made of, for statements: raw values, and templates with theirs.
        school_ids: codes of the schools that it names, in their order; empty where it names no schools.
        evidence: the cells it rests on.
        each: the same fact of single schools, for rules that draft a text for each.
        need: the most low procedures of the latest year that one of its schools has; what weighs more comes first.
    """

    names: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)
    school_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    each: tuple["Fact", ...] = ()
    need: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def fields(self) -> dict[str, str]:
        """The fields that texts of rules may use: names joined, their number with «школа», and the fact's own words."""
        return {
            "names": wording.join(self.names),
            "codes": wording.id_ranges(self.names),
            "count": str(len(self.names)),
            "schools": wording.plural(len(self.names), "школа", "школы", "школ"),
            "in_schools": wording.plural(len(self.names), "школе", "школах", "школах"),
            **self.words,
        }


def school_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the short names of a table's schools, each school once, in the table's order."""
    return tuple(map(wording.short_school_name, names_by_id(frame).values()))


def fact_of_schools(
    frame: pd.DataFrame,
    *cells: tuple[str, str],
    words: dict[str, str] | None = None,
    each: tuple[Fact, ...] = (),
    values: Mapping[str, Any] | None = None,
) -> Fact:
    """Return a fact of the schools in a table.

    Args:
        frame: rows with ``school_id`` and ``school``.
        cells: tables and columns that the fact rests on, in the rows of these schools.
        words: further fields of texts.
        each: the same of single schools.
        values: what the words are made of.
    """
    ids = tuple(names_by_id(frame))
    return Fact(
        school_names(frame),
        words or {},
        ids,
        tuple(Evidence(table, column, {"school_id": list(ids)}) for table, column in cells),
        each,
        values=values or {},
    )


def fact_of_rows(frame: pd.DataFrame, table: str, column: str, words: dict[str, str] | None = None) -> Fact:
    """Return a fact of the rows of a table that are known by their ``id``."""
    ids = tuple(frame["id"])
    return Fact(ids, words or {}, evidence=(Evidence(table, column, {"id": list(ids)}),) if ids else ())
