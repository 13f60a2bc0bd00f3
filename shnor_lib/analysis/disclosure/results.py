"""Results of procedures as counts that are published together: of schools, of groups of schools, of several grades.

An attacker is taken to know how many pupils of each school sat each procedure, whatever is printed of it.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.disclosure.counts import Counts, Sum, Truths
from shnor_lib.analysis.disclosure.suppression import suppressed
from shnor_lib.ground.params import Params
from shnor_lib.ground.tables import PROCEDURE_KEY

#: The groups of schools whose totals are published: all of the okrug, those of the list.
ALL, LISTED = GROUPS = ("all", "listed")


@dataclass(frozen=True)
class Rules:
    """What may be published: see `ground.params.Public`."""

    least_participants: int
    width: int
    names_schools: bool
    shares_are_public: bool
    smallest_group: int

    @classmethod
    def of(cls, params: Params) -> "Rules":
        """Return the rules of an edition's params."""
        public = params.public
        return cls(
            least_participants=public.least_participants.value,
            width=public.width.value,
            names_schools=public.name_schools,
            shares_are_public=bool(public.published_in.strip()),
            smallest_group=params.indicators.smallest_group.value,
        )


@dataclass(frozen=True, order=True)
class Result:
    """How many of a school's participants of a procedure got «2» or did not pass; both numbers are known."""

    school_id: str
    procedure: tuple[Any, ...]
    participants: int
    failed: int


@dataclass(frozen=True)
class Record:
    """What is public of an okrug's results and totals after an edition, and what it hid.

    A total is known by the results that it is the sum of.
    """

    results: Mapping[Result, bool] = field(default_factory=dict)
    totals: Mapping[frozenset[Result], bool] = field(default_factory=dict)

    def with_earlier(self, earlier: Iterable["Record"]) -> "Record":
        """Return what is public after this edition and the earlier ones."""
        results, totals = dict(self.results), dict(self.totals)
        for record in earlier:
            results |= {one: results.get(one, False) or public for one, public in record.results.items()}
            totals |= {one: totals.get(one, False) or public for one, public in record.totals.items()}
        return Record(results, totals)

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain lists, in an order of its own."""
        place = {result: number for number, result in enumerate(sorted(self.results))}
        totals = [[sorted(place[result] for result in members), shown] for members, shown in self.totals.items()]
        return {
            "results": [
                [one.school_id, list(one.procedure), one.participants, one.failed, bool(self.results[one])]
                for one in place
            ],
            "totals": sorted(totals),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Record":
        """Read a record back; raises ValueError, TypeError, KeyError or IndexError if it is something else."""
        results = [(Result(school, tuple(key), n, failed), shown) for school, key, n, failed, shown in data["results"]]
        totals = {frozenset(results[place][0] for place in members): bool(shown) for members, shown in data["totals"]}
        return cls(dict(results), totals)


def known_results(results: pd.DataFrame) -> dict[Result, int]:
    """Return the counted results whose participants and failed pupils are known, with the index of their row."""
    held = counted_results(results)
    known = held[held["n_participants"].fillna(0).gt(0) & held["n_failed"].notna()]
    procedures = known[list(PROCEDURE_KEY)].itertuples(index=False, name=None)
    return {
        Result(str(school), _plain(procedure), int(n), int(failed)): int(index)
        for school, procedure, n, failed, index in zip(
            known["school_id"], procedures, known["n_participants"], known["n_failed"], known.index, strict=True
        )
    }


def counted_results(results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the main period's counted procedures, held or not."""
    return results[results["counted"].fillna(False).astype(bool) & (results["attempt"] == 1)]


def _plain(procedure: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(value if isinstance(value, str) else "" if pd.isna(value) else int(value) for value in procedure)


def of_procedures(results: Iterable[Result], grades_together: bool) -> dict[tuple[Any, ...], frozenset[Result]]:
    """Return the results by procedure, in the order of procedures; with several grades together the grade is 0."""
    found: dict[tuple[Any, ...], set[Result]] = {}
    for result in results:
        assessment, level, subject, grade, year = result.procedure
        key = (assessment, level, subject, 0 if grades_together else grade, year)
        found.setdefault(key, set()).add(result)
    return {key: frozenset(found[key]) for key in sorted(found)}


def totals_of(results: Sequence[Result], listed: Iterable[str]) -> dict[tuple[Hashable, ...], frozenset[Result]]:
    """Return the results behind each published total by group and procedure.

    Grades together stand only where a procedure was held in several.
    """
    own = set(listed)
    found: dict[tuple[Hashable, ...], frozenset[Result]] = {}
    for group in GROUPS:
        members = [result for result in results if group == ALL or result.school_id in own]
        single = of_procedures(members, grades_together=False)
        found |= {(group, *key): behind for key, behind in single.items()}
        for key, behind in of_procedures(members, grades_together=True).items():
            if len({result.procedure for result in behind}) > 1:
                found[group, *key] = behind
    return found


@dataclass(frozen=True)
class Decided:
    """What may be printed, and the results that what was published before gives away."""

    record: Record
    given_away: tuple[Result, ...]


def decided(
    results: Sequence[Result],
    totals: Iterable[frozenset[Result]],
    printed: Collection[str],
    rules: Rules,
    earlier: Sequence[Record] = (),
) -> Decided:
    """Return which results and totals may be printed.

    Args:
        results: all results of the edition with known counts.
        totals: what the edition would print the totals of.
        printed: codes of the schools whose own results the edition would print.
        rules: what may be published.
        earlier: records of earlier public editions of the same okrug; what they printed stays known.
    """
    cells, sums, counts = together(results, totals, printed, rules, earlier)
    found = suppressed(counts)
    shown = ~found.hidden
    own, wanted = set(results), set(totals)
    record = Record(
        {cell: bool(shown[place]) for place, cell in enumerate(cells) if cell in own},
        {total: bool(shown[len(cells) + place]) for place, total in enumerate(sums) if total in wanted},
    )
    given_away = tuple(cells[place] for place in found.unprotected if place < len(cells))
    return Decided(record, given_away)


def together(
    results: Sequence[Result],
    totals: Iterable[frozenset[Result]],
    printed: Collection[str],
    rules: Rules,
    earlier: Sequence[Record] = (),
) -> tuple[list[Result], list[frozenset[Result]], Counts]:
    """Return the results, the totals and both as counts, those of earlier editions among them."""
    wanted = dict.fromkeys(totals)
    past = [total for record in earlier for total, shown in record.totals.items() if shown and total not in wanted]
    sums = [*wanted, *sorted(set(past), key=sorted)]
    own = set(results)
    before = {cell for record in earlier for cell in record.results} - own
    cells = [*results, *sorted(before & {cell for total in sums for cell in total})]
    place = {cell: number for number, cell in enumerate(cells)}
    behind = [*([cell] for cell in cells), *sums]
    participants = np.array([sum(cell.participants for cell in one) for one in behind], np.int64)
    values = np.array([sum(cell.failed for cell in one) for one in behind], np.int64)
    known = _known(cells, sums, earlier)
    counts = Counts(
        values=values,
        least=np.zeros(len(values), np.int64),
        most=participants,
        sums=tuple(
            Sum(len(cells) + number, tuple(sorted(place[cell] for cell in total))) for number, total in enumerate(sums)
        ),
        weights=participants.astype(float),
        widths=np.full(len(values), rules.width),
        sensitive=participants < rules.least_participants,
        known=known,
        closed=np.array(
            [*(cell.school_id not in printed or cell not in own for cell in cells), *[False] * len(sums)], dtype=bool
        )
        & ~known,
    )
    return cells, sums, counts


def _known(cells: Sequence[Result], sums: Sequence[frozenset[Result]], earlier: Sequence[Record]) -> Truths:
    printed = {cell for record in earlier for cell, shown in record.results.items() if shown}
    printed_totals = {total for record in earlier for total, shown in record.totals.items() if shown}
    return np.array([*(cell in printed for cell in cells), *(total in printed_totals for total in sums)], dtype=bool)
