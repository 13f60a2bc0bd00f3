"""Results that were revised since the edition before: which values, of which schools, what they were."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import RESULT_KEY
from shnor_lib.ground.vocabulary import REVISED_VALUES
from shnor_lib.presentation.procedures import REVISED
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

#: So many revised values are told in the sentence; the table of the workbook has all of them.
MOST_TOLD = 5


def revised_text(edition: Edition) -> Text:
    """Return how many results of how many schools the edition before had otherwise, and a few of them by name."""
    own = edition.revised_results
    results = len(own.drop_duplicates(list(RESULT_KEY)))
    told = list(map(_was_and_is, rows_of(in_roster_order(own, edition.schools, [])))) if len(own) <= MOST_TOLD else []
    return paragraphs(
        Statement(
            "results.revised",
            "После выпуска «{edition}» уточнено {results:результат|результата|результатов} "
            f"{{schools:школы|школ|школ}} (в таблицах — знак «{REVISED}»)" + (": {told}." if told else "."),
            {
                "edition": edition.params.report.previous,
                "results": results,
                "schools": own["school_id"].nunique(),
                "told": "; ".join(told),
            },
            (
                *(Evidence("revised_results", name) for name in ("before", "now")),
                Evidence("params", "report.previous"),
            ),
            holds=results > 0,
        )
    )


def _was_and_is(row: Any) -> str:
    """Return «Краснинская СОШ, ОГЭ РУ, 2021 — было 35,7 %, стало 21,4 %»."""
    name = wording.short_school_name(row.school)
    procedure = wording.procedure(row.assessment, row.level, row.subject, row.grade, row.school_year)
    word = wording.percent if row.value == "fail_pct" else _participants
    now = "значение снято" if pd.isna(row.now) else f"стало {word(row.now)}"
    return f"{name}, {procedure} — было {word(row.before)}, {now}"


def _participants(number: float) -> str:
    return wording.plural(int(number), "участник", "участника", "участников")


def revised_table(edition: Edition) -> PublicationTable | None:
    """Return what each revised value was and what it is now; to be looked up."""
    own = edition.revised_results
    if own.empty:
        return None
    frame = with_short_names(in_roster_order(own, edition.schools, []))
    frame = frame.assign(
        procedure=[
            wording.procedure(row.assessment, row.level, row.subject, row.grade, row.school_year)
            for row in rows_of(frame)
        ],
        what=frame["value"].map(REVISED_VALUES),
    )
    columns = [
        Column("school", "Школа", width=2.6),
        Column("procedure", "Процедура", width=2.4),
        Column("what", "Что уточнено", width=1.6),
        Column("before", f"Было в выпуске «{edition.params.report.previous}»", "number", width=1.4),
        Column("now", "Стало", "number", width=1),
    ]
    shown = pd.DataFrame(frame.drop(columns=["value"]))
    result = (Evidence("results", "fail_pct"), Evidence("results", "n_participants"))
    return PublicationTable.from_frame(
        shown,
        columns,
        "Результаты, уточнённые после прошлого выпуска",
        rests_on={"before": result, "now": result},
        notes=("Прочерк — значение снято.",) if shown["now"].isna().any() else (),
        id="revised",
        row_headers=2,
        lookup=True,
    )
