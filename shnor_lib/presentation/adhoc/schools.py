"""The school that an analyst means, and what an edition knows of it over the years."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import spelled_alike
from shnor_lib.ground.wording import quoted, short_school_name
from shnor_lib.presentation.cards.card import Card, open_card
from shnor_lib.presentation.cards.outcomes import procedure_words
from shnor_lib.presentation.school_names import told_apart
from shnor_lib.presentation.tables import Column, PublicationTable

#: A complaint names so many schools.
_MOST_NAMED = 8


def card_of(edition: Edition, wanted: str) -> Card:
    """Return the card of the school that a text means: its code, or a part of its name that no other school has.

    Raises:
        ReportError: no school, or several, may be meant; nothing is guessed.
    """
    schools = told_apart(edition).schools
    found = _meant(schools, wanted)
    if len(found) == 1:
        return open_card(edition, found[0])
    names = [
        f"{row.school_id} — {short_school_name(row.school)}"
        for row in rows_of(schools)
        if row.school_id in found or not found
    ]
    shown = "; ".join(names[:_MOST_NAMED]) + ("; …" if len(names) > _MOST_NAMED else "")
    what = f"Под «{wanted}» подходят несколько школ" if found else f"Школы {quoted(wanted)} в выпуске нет"
    raise ReportError(f"{what}: {shown}.", "Впишите в ячейку с меткой parameters код или более полное название.")


def _meant(schools: pd.DataFrame, wanted: str) -> list[str]:
    """Return the codes of schools that a text may mean: of that code, else whose name holds it."""
    key = spelled_alike(str(wanted))
    codes = [code for code in schools["school_id"] if spelled_alike(code) == key]
    if codes or not key:
        return codes
    named = zip(schools["school_id"], schools["school"], strict=True)
    return [code for code, name in named if key in spelled_alike(name)]


def changes_of(card: Card) -> PublicationTable:
    """Return every comparable pair of the school's results, earlier and later share side by side."""
    pairs = card.own(card.edition.dynamics)
    frame = pairs.assign(
        procedure=[
            procedure_words(row.assessment, row.subject, row.level if isinstance(row.level, str) else "", row.grade_to)
            for row in rows_of(pairs)
        ],
        compared=pairs["kind"].map({"cohort": "те же обучающиеся", "same_grade": "та же параллель"}),
        years=[
            f"{wording.school_year_short(row.year_from)} и {wording.school_year_short(row.year_to)}"
            for row in rows_of(pairs)
        ],
    )
    columns = [
        Column("procedure", "Процедура", width=3.4),
        Column("compared", "Что сравнивается", width=2.2),
        Column("years", "Учебные годы", width=1.8),
        Column("fail_from_pct", "Было, %", "percent", 1, width=1.2),
        Column("fail_to_pct", "Стало, %", "percent", 1, width=1.2),
        Column("change_pp", "Изменение, п. п.", "points", width=1.5),
    ]
    note = "Изменение доли одной школы за год чаще всего случайно: интервалы — в отчёте и карточке школы."
    return PublicationTable.from_frame(
        frame, columns, "Сопоставимые пары результатов", id="school-changes", notes=(note,) if len(frame) else ()
    )
