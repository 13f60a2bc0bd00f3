"""The tables of a public edition: nothing that has to be hidden is in them, and nothing that follows from it.

A number that follows from results (a verdict, an indicator) stands only where every result that it rests on is printed
itself (decision 59).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.disclosure.attacker import narrowed
from shnor_lib.analysis.disclosure.results import (
    Decided,
    Record,
    Result,
    Rules,
    counted_results,
    decided,
    known_results,
    together,
    totals_of,
)
from shnor_lib.analysis.disclosure.suppression import what_can_be_promised
from shnor_lib.ground.params import Params
from shnor_lib.ground.public_tables import PUBLIC
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.ways import way

HIDDEN, NOT_HELD, NO_DATA = "c", "–", "x"


@dataclass(frozen=True)
class PublicEdition:
    """The tables of a public edition, and the private record of what they print and hide."""

    tables: Mapping[str, pd.DataFrame]
    decided: Decided


def public_edition(edition: Any, earlier: Sequence[Record] = ()) -> PublicEdition:
    """Return what may be published of an edition.

    Args:
        edition: the edition with its params and the tables `schools`, `results`, `classification`, `indicators`,
            `plan`, `programme_passport`; schools of one name are told apart.
        earlier: records of earlier public editions of the same okrug.
    """
    rules = Rules.of(edition.params)
    schools, results = edition.schools, edition.results
    listed = list(schools.loc[schools["listed"], "school_id"])
    known = known_results(results)
    totals = totals_of(list(known), listed)
    printed = set(listed) if rules.names_schools else set()
    found = decided(list(known), totals.values(), printed, rules, earlier)
    own = _school_results(results, listed, known, found.record, rules)
    frames = {
        "public_about": about(edition),
        "public_okrug": _okrug(totals, found.record, rules),
        "public_schools": _schools(edition, listed, own, rules),
        "public_school_results": own if rules.names_schools else own.iloc[:0],
        "public_indicators": _indicators(edition.indicators, own, rules),
        "public_plan": edition.plan[list(PUBLIC["public_plan"].columns)],
    }
    return PublicEdition(frames, found)


def told_by(tables: Mapping[str, pd.DataFrame], edition: Any, earlier: Sequence[Record] = ()) -> int:
    """Return how many hidden numbers a reader of the tables can narrow to less than was promised: the last guard.

    What is printed is read off the tables themselves, as they lie on disk; what earlier editions gave away already
    cannot be promised any more and is left out.

    Args:
        tables: the public tables, read back.
        edition: the edition that they were made of.
        earlier: records of earlier public editions of the same okrug.
    """
    rules = Rules.of(edition.params)
    known = list(known_results(edition.results))
    totals = totals_of(known, edition.schools.loc[edition.schools["listed"], "school_id"])
    okrug, own = tables["public_okrug"], tables["public_school_results"]
    printed_totals = {totals[key] for key in _keys_printed(okrug, "group") if key in totals}
    printed = set(_keys_printed(own, "school_id"))
    cells, sums, counts = together(known, totals.values(), {key[0] for key in printed}, rules, earlier)
    hidden = [(cell.school_id, *cell.procedure) not in printed for cell in cells]
    hidden += [total not in printed_totals for total in sums]
    possible, _ = what_can_be_promised(counts)
    return len(narrowed(possible, np.array(hidden, dtype=bool) & ~counts.known))


def _keys_printed(table: pd.DataFrame, first: str) -> list[tuple[Any, ...]]:
    """Return the keys of the rows that print a number of failed pupils; several grades together are grade 0."""
    shown = table[table["n_failed"].notna()]
    keys = shown.assign(grade=shown["grade"].fillna(0))[[first, *PROCEDURE_KEY]].itertuples(index=False, name=None)
    return [tuple(value if isinstance(value, str) else int(value) for value in key) for key in keys]


def about(edition: Any) -> pd.DataFrame:
    """Return what the edition is: title, okrug, date, the programme's name and goal, the rules of hiding, colours."""
    params: Params = edition.params
    passport = dict(zip(edition.programme_passport["name"], edition.programme_passport["value"], strict=True))
    report, public = params.report, params.public
    rows = {
        "title": report.title,
        "running_title": report.running_title,
        "organisation": report.organisation,
        "municipality": report.municipality,
        "place": report.place or report.municipality,
        "year": str(report.year),
        "as_of": report.as_of.isoformat(),
        "demonstration": "да" if report.demonstration else "нет",
        "programme": passport.get("name"),
        "goal": passport.get("goal"),
        "term": passport.get("term"),
        "least_participants": str(public.least_participants.value),
        "width": str(public.width.value),
        "smallest_group": str(params.indicators.smallest_group.value),
        "names_schools": "да" if public.name_schools else "нет",
        "published_in": public.published_in or None,
        "accent": params.look.accent or None,
        "warning": params.look.warning or None,
    }
    return pd.DataFrame({"key": list(rows), "value": list(rows.values())}).astype({"value": "string"})


def _okrug(totals: Mapping[tuple[Any, ...], frozenset[Result]], record: Record, rules: Rules) -> pd.DataFrame:
    rows = []
    for (group, assessment, level, subject, grade, year), behind in totals.items():
        participants = sum(result.participants for result in behind)
        shown = record.totals[behind] and participants >= rules.least_participants
        failed = sum(result.failed for result in behind)
        rows.append(
            {
                "group": group,
                **dict(zip(PROCEDURE_KEY, (assessment, level, subject, grade or None, year), strict=True)),
                "schools": len({result.school_id for result in behind}),
                **_counted(participants, failed, shown),
            }
        )
    return _frame("public_okrug", rows)


def _counted(participants: int | None, failed: int | None, shown: bool) -> dict[str, Any]:
    if not shown or participants is None or failed is None:
        return {"n_participants": None, "n_failed": None, "fail_pct": None, "symbol": HIDDEN}
    return {"n_participants": participants, "n_failed": failed, "fail_pct": 100 * failed / participants, "symbol": ""}


def _school_results(
    results: pd.DataFrame, listed: Iterable[str], known: Mapping[Result, int], record: Record, rules: Rules
) -> pd.DataFrame:
    """Return the results of listed schools with their symbols, whether or not schools are named."""
    own = counted_results(results)
    own = own[own["school_id"].isin(set(listed))]
    by_row = {index: result for result, index in known.items()}
    rows = []
    for index, row in zip(own.index, own.to_dict("records"), strict=True):
        result = by_row.get(int(index))
        names = {name: row[name] for name in ("school_id", "school", *PROCEDURE_KEY)}
        if result is not None:
            shown = rules.names_schools and result.participants >= rules.least_participants and record.results[result]
            numbers = _counted(result.participants, result.failed, shown)
        elif pd.isna(row["fail_pct"]):
            numbers = _counted(None, None, False) | {"symbol": NOT_HELD if row["reading"] == "not_held" else NO_DATA}
        else:
            numbers = _counted(None, None, False)
            if rules.shares_are_public and rules.names_schools and pd.isna(row["n_participants"]):
                numbers |= {"fail_pct": row["fail_pct"], "symbol": ""}
        rows.append(names | numbers)
    return _frame("public_school_results", rows)


def _schools(edition: Any, listed: Sequence[str], own: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the listed schools; whether data confirm it only where each result of the criteria's years is printed."""
    if not rules.names_schools:
        return _frame("public_schools", [])
    years = edition.params.criteria.years
    of_criteria = own[own["school_year"].isin([years.previous, years.before_previous])]
    hidden = set(of_criteria.loc[of_criteria["symbol"] == HIDDEN, "school_id"])
    verdicts = dict(zip(edition.classification["school_id"], edition.classification["shnor"], strict=True))
    names = dict(zip(edition.schools["school_id"], edition.schools["school"], strict=True))
    rows = []
    for school_id in listed:
        verdict = verdicts.get(school_id)
        symbol = HIDDEN if school_id in hidden else NO_DATA if verdict is None or pd.isna(verdict) else ""
        confirmed = None if symbol else bool(verdict)
        rows.append({"school_id": school_id, "school": names[school_id], "confirmed": confirmed, "symbol": symbol})
    return _frame("public_schools", rows)


def _indicators(indicators: pd.DataFrame, own: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Return the indicators; one of results only where all results of the listed schools are printed."""
    results_hidden = bool((own["symbol"] == HIDDEN).any())
    rows = []
    for row in indicators.to_dict("records"):
        counted = way(row["way"]) if isinstance(row.get("way"), str) else None
        of = counted.of if counted is not None else ""
        few = pd.notna(row["denominator"]) and row["denominator"] < rules.smallest_group
        rests_on_results = counted is None or (of == "schools" and not counted.registers)
        hidden = bool(row["hidden"]) or (of == "teachers" and few) or (rests_on_results and results_hidden)
        values = {name: row[name] for name in ("numerator", "denominator", "actual", "status")}
        if hidden and pd.notna(row["actual"]):
            values, symbol = dict.fromkeys(values), HIDDEN
        else:
            symbol = NO_DATA if pd.isna(row["actual"]) else ""
        rows.append(
            {name: row[name] for name in ("id", "name", "unit", "target", "as_of")} | values | {"symbol": symbol}
        )
    return _frame("public_indicators", rows)


def _frame(name: str, rows: list[dict[str, Any]]) -> pd.DataFrame:
    columns = PUBLIC[name].columns
    frame = pd.DataFrame(rows, columns=list(columns))
    return frame.astype({column: declared.type for column, declared in columns.items()})
