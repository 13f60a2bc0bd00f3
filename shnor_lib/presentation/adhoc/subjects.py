"""One subject across schools: every school's result in each procedure of a year, and each school over the years."""

from typing import Any, cast

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.spelling import spelled_alike
from shnor_lib.ground.vocabulary import ASSESSMENTS, LEVELS, subject_name, subject_order
from shnor_lib.ground.wording import NBSP, school_year_short, sentence_case, short_school_name
from shnor_lib.presentation.cards.outcomes import GRADED, results_frame
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.procedures import share_of_pupils
from shnor_lib.presentation.statements.each_school import charts_of, followed_of
from shnor_lib.presentation.tables import Column, PublicationTable

_PROCEDURE = ["assessment", "level", "grade"]


def subject_code(edition: Edition, wanted: str) -> str:
    """Return the code of the subject that a text names, «математика» or «MA».

    Raises:
        ReportError: the edition has no results in such a subject.
    """
    known = sorted(set(edition.results["subject"].dropna()), key=subject_order)
    key = spelled_alike(wanted)
    for code in known:
        if key in (spelled_alike(code), spelled_alike(subject_name(code))):
            return str(code)
    names = ", ".join(f"{subject_name(code)} ({code})" for code in known)
    raise ReportError(
        f"Результатов по предмету «{wanted}» в выпуске нет.",
        f"Впишите в ячейку с меткой parameters один из предметов: {names}." if names else "",
    )


def subject_by_school(edition: Edition, subject: str, school_year: int | None = None) -> PublicationTable:
    """Return the results of a subject in one school year: a row for each school, a column for each procedure.

    Args:
        edition: the edition.
        subject: the subject's code.
        school_year: the year in which the school year ends; the newest with results by default.

    Raises:
        ReportError: the subject has no result of that year.
    """
    own = edition.once(results_frame)
    own = own[(own["subject"] == subject) & own["fail_pct"].notna()]
    years = sorted({int(year) for year in own["school_year"]})
    year = years[-1] if school_year is None and years else school_year
    if year not in years:
        told = ", ".join(map(str, years)) or "ни за один год"
        raise ReportError(f"Результатов за {year} год нет; есть: {told}.", "Исправьте school_year или оставьте None.")
    own = own[own["school_year"] == year].fillna({"level": ""})
    procedures = own[_PROCEDURE].drop_duplicates().sort_values(_PROCEDURE, key=_in_order)
    columns = [Column("school", "Школа", width=2.6)]
    cells: dict[str, dict[str, str]] = {}
    marks: dict[str, dict[str, str]] = {}
    for place, (assessment, level, grade) in enumerate(procedures.itertuples(index=False)):
        key = f"procedure_{place}"
        columns.append(Column(key, _head(assessment, level, int(grade)), group=ASSESSMENTS[assessment]))
        chosen = own[(own[_PROCEDURE] == [assessment, level, grade]).all(axis=1)]
        records = cast("list[dict[str, Any]]", chosen.to_dict("records"))
        cells[key] = {row["school_id"]: share_of_pupils(row) for row in records}
        marks[key] = {row["school_id"]: "low" if row["low"] is True else "" for row in records}
    schools = edition.schools[edition.schools["school_id"].isin(own["school_id"])]
    codes = list(schools["school_id"])
    frame = pd.DataFrame({"school_id": codes, "school": list(map(short_school_name, schools["school"]))})
    for key, of_school in cells.items():
        frame[key] = [of_school.get(code) for code in codes]
    caption = f"{sentence_case(subject_name(subject))}, {school_year_short(int(year))} учебный год: «2» или не сдали"
    return PublicationTable.from_frame(
        frame,
        columns,
        caption,
        marks={key: [of_school.get(code, "") for code in codes] for key, of_school in marks.items()},
        notes=("Полужирным — низкий результат. Школы стоят в порядке списка: по результату они не сравниваются.",),
        id="subject-by-school",
        landscape=len(columns) > 8,
    )


def subject_over_years(edition: Edition, subject: str) -> PublicationFigures:
    """Return each school before the background of all, in every exam of a subject with results of two years."""
    return charts_of(edition, [one for one in followed_of(edition) if one.subject == subject])


def _in_order(column: pd.Series) -> pd.Series:
    return column.map(list(ASSESSMENTS).index) if column.name == "assessment" else column


def _head(assessment: str, level: str, grade: int) -> str:
    parts = [f"{grade}{NBSP}класс"] if assessment in GRADED else []
    parts += [LEVELS[level]] if level else []
    return ", ".join(parts) or "доля"
