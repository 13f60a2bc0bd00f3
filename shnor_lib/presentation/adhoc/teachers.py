"""Whom help reached, school by school: teachers by number alone."""

from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.registers import WORKBOOK
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import MISSING, NBSP, quoted, sentence_case, short_school_name
from shnor_lib.presentation.sections.factors import KIND_HEADINGS
from shnor_lib.presentation.tables import Column, PublicationTable


def reached_by_school(edition: Edition) -> PublicationTable:
    """Return how many teachers of each school each kind of help reached: «8 из 16».

    Raises:
        ReportError: no register tells of teachers.
    """
    own = edition.help_coverage
    if own.empty:
        raise ReportError(
            "В выпуске нет сведений о помощи педагогам.",
            f"Их дают листы {quoted('Педагоги')}, {quoted('КПК')} и {quoted('Участие')} книги {WORKBOOK}.",
        )
    kinds = [kind for kind in KIND_HEADINGS if kind in set(own["kind"])]
    words = {(row.school_id, row.kind): _reached(row) for row in rows_of(own)}
    schools = own.drop_duplicates("school_id")
    frame = pd.DataFrame({"school_id": schools["school_id"], "school": schools["school"].map(short_school_name)})
    for kind in kinds:
        frame[kind] = [words.get((code, kind)) for code in frame["school_id"]]
    columns = [
        Column("school", "Школа", width=2.4),
        *(Column(kind, sentence_case(KIND_HEADINGS[kind]), width=1.2) for kind in kinds),
    ]
    return PublicationTable.from_frame(
        frame.reset_index(drop=True),
        columns,
        "Сколько педагогов охватил каждый вид помощи",
        notes=("Педагог, которому помогли несколькими способами, учтён в каждом из них; в «любой помощи» — один раз.",),
        id="reached-by-school",
    )


def _reached(row: Any) -> str:
    return MISSING if pd.isna(row.reached) else f"{int(row.reached)} из{NBSP}{int(row.teachers)}"
