"""Rows of a region's summary of one exam: schools × subjects, headings over two rows, a row of totals."""

from collections.abc import Iterable, Sequence

from tools.okrug.invented import MUNICIPALITY, SUBJECTS, InventedOkrug, InventedProcedure

ASSESSMENTS = {"OGE": "ОГЭ", "EGE": "ЕГЭ"}
FIXED = ("№ п/п", "Муниципалитет", "Образовательная организация", "Всего выпускников")
COLUMNS = (
    "Приняли участие, чел.",
    "Не преодолели min порог",
    "Средний балл",
    "Высокобалльники (80-99 баллов)",
    "100 баллов",
)
OTHER_MUNICIPALITY = "Соседний муниципальный округ"

Rows = list[list]


def subject_heading(procedure: InventedProcedure) -> str:
    """Return «Русский язык» or «Математика (профильная)»."""
    level = {"base": " (базовая)", "profile": " (профильная)"}.get(procedure.level, "")
    return SUBJECTS[procedure.subject][0] + level


def summary_rows(
    okrug: InventedOkrug,
    procedures: Iterable[InventedProcedure],
    *,
    columns: Sequence[str] = COLUMNS,
    of_share: bool = False,
    others: Sequence[str] = (),
) -> Rows:
    """Return the sheet; under «Не преодолели» numbers, or shares in whole percents.

    Args:
        okrug: the schools and their marks.
        procedures: exams of one assessment and year.
        columns: what stands under each subject; values are given by place.
        of_share: whether those who failed are given as a share.
        others: schools of another municipality, with the same numbers each.
    """
    procedures = list(procedures)
    first = procedures[0]
    year, blank = first.school_year, [None] * (len(columns) - 1)
    headings = [cell for procedure in procedures for cell in (subject_heading(procedure), *blank)]
    rows: Rows = [
        [f"Результаты {ASSESSMENTS[first.assessment]} в {year} году"],
        [*FIXED, *headings],
        [*[None] * len(FIXED), *(column for _ in procedures for column in columns)],
    ]
    municipality: str | None = MUNICIPALITY
    for number, school in enumerate(okrug.schools, start=1):
        marks = [okrug.marks.get((school.school_id, procedure)) for procedure in procedures]
        taking_part = [m for m in marks if m is not None]
        if not taking_part:
            continue
        row = [number, municipality, f"({100 + number}) {school.school}", max(m.n_participants for m in taking_part)]
        for m in marks:
            values = [None] * len(columns) if m is None else _values(m.n_participants, m.counts[0], of_share)
            row += values[: len(columns)]
        rows.append(row)
        municipality = None
    rows.append(["", "Всего по округу", None, None, *_totals(okrug, procedures, len(columns), of_share)])
    for number, name in enumerate(others):
        values = _values(10, number % 3, of_share)[: len(columns)]
        rows.append([number, None if number else OTHER_MUNICIPALITY, name, 10, *values * len(procedures)])
    return rows


def _values(n: int, failed: int, of_share: bool) -> list:
    return [n, round(100 * failed / n) if of_share and n else failed, 62.5, 3, 0]


def _totals(okrug: InventedOkrug, procedures: Sequence[InventedProcedure], width: int, of_share: bool) -> list:
    totals = []
    for procedure in procedures:
        taking_part = [marks for _, marks in okrug.taking_part(procedure)]
        n, failed = sum(m.n_participants for m in taking_part), sum(m.counts[0] for m in taking_part)
        totals += _values(n, failed, of_share)[:width]
    return totals
