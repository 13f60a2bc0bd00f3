"""Facts of the present state: low results of the latest school year, by assessment and by subject, with its name."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_name, subject_order
from shnor_lib.presentation.statement import Evidence, worded
from shnor_lib.presentation.statements.fact import Fact, fact_of_schools, school_names

#: Subjects of the criteria: help by subject is decided on these.
SUBJECTS = ("RU", "MA")
CELL = ("latest_results", "low")


def present_facts(edition: Edition, own_schools: Collection[str]) -> dict[str, Fact]:
    """Return the facts of the latest results: ``low_oge``, ``low_ege`` and ``low_<subject>``.

    Args:
        edition: the edition.
        own_schools: codes of the schools that the programme is about; others that are low are named apart.
    """
    latest = in_roster_order(edition)
    exams = {
        f"low_{code.lower()}": _low_exams(edition, latest[latest["assessment"] == code]) for code in ("OGE", "EGE")
    }
    subjects = {f"low_{code}": _low_in_subject(edition, latest, code, own_schools) for code in SUBJECTS}
    return exams | subjects


def in_roster_order(edition: Edition) -> pd.DataFrame:
    """Return the latest results in the roster's order of schools: they are never ordered by result."""
    places = {school_id: place for place, school_id in enumerate(edition.schools["school_id"])}
    latest = edition.latest_results
    return latest.assign(place=latest["school_id"].map(places)).sort_values("place", kind="stable")


def low_procedures(latest: pd.DataFrame) -> Mapping[str, int]:
    """Return how many procedures of the latest year are low in each school that has any result, by ``school_id``."""
    sums = is_true(latest["low"]).groupby(latest["school_id"], sort=False).sum()
    return {str(school_id): int(low) for school_id, low in sums.items()}


def state_words(latest: pd.DataFrame, school_id: str) -> str:
    """Return e.g. «низкие результаты в 11 из 13 процедур: ВПР, ОГЭ и ЕГЭ 2023/24 учебного года»."""
    own = latest[(latest["school_id"] == school_id) & latest["low"].notna()]
    if own.empty:
        return "результатов последнего учебного года нет"
    low = int(is_true(own["low"]).sum())
    number = f"в {low} из{wording.NBSP}{len(own)} {wording.form(len(own), 'процедуры', 'процедур', 'процедур')}"
    return f"{f'низкие результаты {number}' if low else 'низких результатов нет'}: {procedures_words(own)}"


def procedures_words(latest: pd.DataFrame) -> str:
    """Return the assessments with their latest years: «ВПР и ОГЭ 2023/24 учебного года и ЕГЭ 2022/23 учебного года»."""
    return worded(*procedures_told(latest))


def procedures_told(latest: pd.DataFrame) -> tuple[str, dict[str, Any]]:
    """Return the words of `procedures_words` as a template, and its values."""
    by_year: dict[int, list[str]] = {}
    for code, words in ASSESSMENTS.items():
        for year in sorted(latest.loc[latest["assessment"] == code, "school_year"].unique(), reverse=True):
            by_year.setdefault(int(year), []).append(words)
    parts: list[str] = []
    values: dict[str, Any] = {}
    for place, (year, names) in enumerate(by_year.items(), start=1):
        parts.append(f"{{assessments_{place}:names}} {{year_{place}:years}}{wording.NBSP}учебного года")
        values |= {f"assessments_{place}": names, f"year_{place}": year}
    return wording.join(parts), values


# Exams


def _low_exams(edition: Edition, latest: pd.DataFrame) -> Fact:
    """Return the schools with a low result of the exam, subject by subject."""
    low = latest[is_true(latest["low"])]
    words = {"when": procedures_words(low), "by_subject": _by_subject(low)} if len(low) else {}
    return _of_all(edition, latest, low, words=words, assessment=sorted(set(latest["assessment"])))


def _by_subject(low: pd.DataFrame) -> str:
    """Return «математика — А и Б; русский язык — В»; where the latest years differ, each subject has its own."""
    named = low.assign(label=[_procedure_label(row) for row in rows_of(low)], order=low["subject"].map(subject_order))
    several_years = low["school_year"].nunique() > 1
    parts = []
    for label, own in groups_of(named.sort_values(["order", "place"], kind="stable"), "label", sort=False):
        year = f" ({wording.school_year_short(int(own['school_year'].iloc[0]))})" if several_years else ""
        parts.append(f"{label}{year} — {wording.join(school_names(own))}")
    return "; ".join(parts)


def _procedure_label(row: Any) -> str:
    level = f", {LEVELS[row.level]}" if isinstance(row.level, str) and row.level else ""
    return f"{subject_name(row.subject)}{level}"


# Subjects


def _low_in_subject(edition: Edition, latest: pd.DataFrame, subject: str, own_schools: Collection[str]) -> Fact:
    """Return the schools with a low result in the subject, by any assessment, those of the programme first."""
    looked_at = latest[latest["subject"] == subject]
    low = looked_at[is_true(looked_at["low"])]
    if low.empty:
        return _of_all(edition, looked_at, low, subject=subject)
    inside = low["school_id"].isin(own_schools)
    by_standing = _by_standing(school_names(low[inside]), school_names(low[~inside]))
    words = {
        "when": procedures_words(looked_at),
        "by_standing": worded(*by_standing),
        "repeated": _repeated_words(edition, subject, set(low["school_id"])),
    }
    values = {"when": procedures_told(looked_at), "by_standing": by_standing}
    fact = _of_all(edition, looked_at, low, words=words, values=values, subject=subject)
    # Who stands apart from the others, and of whom low results are a ground, is said of the schools that are low.
    low_ones = list(dict.fromkeys(low["school_id"]))
    standing = Evidence("classification", "standing", {"school_id": low_ones})
    repeated = Evidence("subject_repeats", "repeated", {"school_id": low_ones, "subject": subject})
    return replace(fact, evidence=(*fact.evidence, standing, repeated))


def _of_all(
    edition: Edition,
    latest: pd.DataFrame,
    low: pd.DataFrame,
    words: dict[str, str] | None = None,
    values: Mapping[str, Any] | None = None,
    **key: Any,
) -> Fact:
    """Return the fact of the schools with low results; how many they are rests on all, and on who sat nothing.

    Args:
        edition: the edition.
        latest: the latest results that were looked at.
        low: those that are low.
        words: further fields of texts.
        values: what the words are made of.
        key: what the results looked at have in common.
    """
    if latest.empty:
        return Fact(())
    fact = fact_of_schools(low, words=words, values=values)
    of_all = {"school_id": list(edition.schools["school_id"]), **key}
    years = sorted({int(year) for year in latest["school_year"]})
    held = Evidence("results", "reading", {**of_all, "school_year": years})
    return replace(fact, evidence=(Evidence(*CELL, of_all), held))


def _by_standing(inside: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Return a template that names the schools that the programme is about, and apart from them the others."""
    if not (inside and others):
        return "{names:names}", {"names": inside or others, "others": ()}
    return "{names:names}; кроме того, из остальных школ округа — {others:names}", {"names": inside, "others": others}


def _repeated_words(edition: Edition, subject: str, low: set[str]) -> str:
    """Say in how many of the schools low results in the subject are a ground as well: in both years of the criteria."""
    repeats = edition.subject_repeats
    own = repeats[is_true(repeats["repeated"]) & (repeats["subject"] == subject) & repeats["school_id"].isin(low)]
    both = own[own["scope"] == "all"]
    if both.empty:
        return ""
    by_vpr = int((own["scope"] == "VPR").sum())
    years = edition.params.criteria.years
    span = f"{wording.school_year_short(years.before_previous)} и {wording.school_year_short(years.previous)}"
    return (
        f" Из них и в {span} учебных годах, по которым проверены критерии, результат был низким в "
        f"{wording.plural(len(both), 'школе', 'школах', 'школах')} (только по ВПР — в {by_vpr})."
    )
