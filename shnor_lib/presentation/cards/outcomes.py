"""Results of one school, as its card words them: counts where they are known, else shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shnor_lib.analysis.results.classify import counted_results, low_results, main_period
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_name
from shnor_lib.presentation.procedures import (
    background_shares,
    exact_shares,
    fail_interval,
    in_order,
    known_failed,
    share_text,
)
from shnor_lib.presentation.statements.facts import presented_results

#: So many school years, the latest ones, stand on a card.
MOST_YEARS = 4
#: Assessments of grades that are told apart by the grade.
GRADED = ("VPR", "MKR")


@dataclass(frozen=True)
class Outcome:
    """One result of a school in a counted procedure; shares are percentages 0–100, what is not known is ``None``."""

    assessment: str
    level: str
    subject: str
    grade: int
    year: int
    participants: int | None
    failed: int | None
    share: float | None
    is_low: bool | None
    interval: tuple[float, float] | None
    okrug_share: float | None
    printed: str

    @property
    def procedure(self) -> tuple[str, str, str, int]:
        """What is held every year: assessment, subject, level, grade."""
        return self.assessment, self.subject, self.level, self.grade

    @property
    def words(self) -> str:
        """Return «10 из 24», or the share where numbers are not known; «–» not held, «x» unknown, with their signs."""
        if self.failed is None or self.participants is None:
            return self.printed if self.share is None else f"{self.printed}{wording.NBSP}%"
        signs = "".join(sign for sign in "?*" if self.printed.endswith(sign))
        return f"{self.failed} из{wording.NBSP}{self.participants}{signs}"


def outcomes(edition: Edition) -> Mapping[str, tuple[Outcome, ...]]:
    """Return the outcomes of each school by its code, in the report's order of procedures; found once for all cards."""
    return edition.once(_outcomes)


def _outcomes(edition: Edition) -> Mapping[str, tuple[Outcome, ...]]:
    found: dict[str, list[Outcome]] = {}
    for row, record in zip(rows_of(results := edition.once(results_frame)), results.to_dict("records"), strict=True):
        interval = None if pd.isna(row.low_pct) or pd.isna(row.fail_pct) else (float(row.low_pct), float(row.high_pct))
        found.setdefault(row.school_id, []).append(
            Outcome(
                row.assessment,
                row.level if isinstance(row.level, str) else "",
                row.subject,
                int(row.grade),
                int(row.school_year),
                _whole(row.n_participants),
                _whole(row.n_failed),
                _number(row.fail_pct),
                None if pd.isna(row.low) or pd.isna(row.fail_pct) else bool(row.low),
                interval,
                _number(row.okrug_pct),
                share_text(record),
            )
        )
    return {school_id: tuple(own) for school_id, own in found.items()}


def results_frame(edition: Edition) -> pd.DataFrame:
    """Return the counted results of all schools as `charts.school_matrix` takes them; changed by nobody.

    Rows of the table `results` in the report's order, ``fail_pct`` and ``n_failed`` as exactly as they are known, with
    ``low``, ``low_pct`` and ``high_pct`` (the 95 % interval), ``okrug_pct`` (the municipality's own row, if any).
    """
    criteria = edition.params.criteria
    results = in_order(counted_results(main_period(presented_results(edition)), criteria))
    lower, upper = fail_interval(results)
    return results.assign(
        low=low_results(results, criteria),
        low_pct=lower,
        high_pct=upper,
        okrug_pct=background_shares(edition, results, "municipality"),
        fail_pct=exact_shares(results),
        n_failed=known_failed(results),
    )


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def years_of(edition: Edition) -> list[int]:
    """Return the school years that cards show, earliest first: the latest of the edition's data."""
    held = {one.year for own in outcomes(edition).values() for one in own if one.share is not None}
    return sorted(held)[-MOST_YEARS:]


def procedure_words(assessment: str, subject: str, level: str, grade: int) -> str:
    """Return a procedure without its year: «ВПР, математика, 5 класс», «ЕГЭ, математика, базовый уровень»."""
    parts = [ASSESSMENTS[assessment], subject_name(subject)]
    parts += [LEVELS[level]] if level else []
    parts += [f"{grade}{wording.NBSP}класс"] if assessment in GRADED else []
    return ", ".join(parts)


def listed_words(chosen: Iterable[Outcome]) -> str:
    """Return results by assessment and subject: «ВПР, математика: 5 кл. 10 из 24, 7 кл. 13 из 24; ОГЭ, …»."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for one in chosen:
        groups.setdefault((one.assessment, one.subject), []).append(one)
    return "; ".join(
        f"{ASSESSMENTS[assessment]}, {subject_name(subject)}"
        + (": " if assessment in GRADED or any(one.level for one in own) else " ")
        + ", ".join(f"{_which(one)}{one.words}" for one in own)
        for (assessment, subject), own in groups.items()
    )


def _which(one: Outcome) -> str:
    """Return what tells a procedure from the others of its assessment and subject."""
    if one.assessment in GRADED:
        return f"{one.grade}{wording.NBSP}кл. "
    return f"{LEVELS[one.level].split()[0]} " if one.level else ""
