"""Appeals by school of the roster and exam: told, since the marks of the main protocol are not amended."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import LEVELS, SUBJECTS
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of
from shnor_lib.ingest.layouts.raw_rows import SHEET
from shnor_lib.ingest.roster import Roster

MOST_SCHOOLS_NAMED = 60
WHAT_TO_DO = (
    "Отметки и баллы по апелляциям программа не меняет: участников пришлось бы искать по именам. Если основной "
    "протокол выгружен до рассмотрения апелляций, замените его итоговым."
)


def appeal_findings(rows: pd.DataFrame, roster: Roster, is_of_region: Callable[[str], bool]) -> list[Finding]:
    """Return a note for each protocol of appeals: how many there are and how many were granted, by school and exam.

    Schools outside the roster are told by their codes as well, but not those of a region's file.

    Args:
        rows: the columns of `raw_rows.AppealRows`.
        roster: the schools.
        is_of_region: tells whether a file is one of the region's.
    """
    return [
        _note(file, sheet, _of_interest(own, roster, is_of_region(file)))
        for (file, sheet), own in groups_of(rows, SHEET)
    ]


def _of_interest(rows: pd.DataFrame, roster: Roster, of_region: bool) -> pd.DataFrame:
    known = [roster.of_group(group, "") is not None for group in rows["group"]]
    return rows[known] if of_region else rows


def _note(file: str, sheet: str, rows: pd.DataFrame) -> Finding:
    counts = ["n_granted", "n_rejected", "n_other"]
    total, granted = int(rows[counts].to_numpy().sum()), int(rows["n_granted"].sum())
    told = [f"школа {row.group} ({_exam(row)}) — {row.n_granted} из {_n_all(row)}" for row in rows_of(rows)]
    by_school = f" Удовлетворено по школам и экзаменам: {listed(told, MOST_SCHOOLS_NAMED)}." if told else ""
    number = wording.plural(total, "апелляция", "апелляции", "апелляций")
    return Finding(
        "note",
        "appeals",
        f"Протокол апелляций: {number}, удовлетворено {granted}.{by_school}",
        WHAT_TO_DO if granted else "",
        file,
        sheet,
        rows["source_cell"].iloc[0] if len(rows) else "",
    )


def _n_all(row: Any) -> int:
    return int(row.n_granted + row.n_rejected + row.n_other)


def _exam(row: Any) -> str:
    """Return «математика, профильный уровень, 02.06.2026»."""
    subject = SUBJECTS[row.subject].name if row.subject else "предмет не распознан"
    day = wording.short_date(row.held_on) if row.held_on else ""
    return ", ".join(part for part in (subject, LEVELS.get(row.level, ""), day) if part)
