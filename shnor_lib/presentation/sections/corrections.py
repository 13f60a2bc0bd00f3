"""Recorded corrections of single rows of the source."""

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.protocol_words import place_words
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section


def corrections_table(edition: Edition) -> PublicationTable | None:
    """Return the recorded corrections: what, why, by whom, and whether they were applied."""
    corrections = edition.corrections
    if corrections.empty:
        return None
    frame = corrections.assign(
        name=[wording.short_school_name(name) for name in corrections["school"]],
        place=[place_words(row) for row in rows_of(corrections)],
        state=[
            f"{'применено' if done else 'не применено'}; {status}"
            for done, status in zip(is_true(corrections["applied"]), corrections["status"], strict=True)
        ],
    )
    columns = [
        Column("id", "№", "code", width=0.6),
        Column("name", "Школа", width=2),
        Column("place", "Лист и ячейка", width=1.6),
        Column("action", "Что сделано", width=2.4),
        Column("state", "Состояние", width=2.2),
        Column("author", "Кто записал", width=1.6),
        Column("date", "Дата", "date", width=1.3),
    ]
    return PublicationTable.from_frame(frame, columns, "Исправления исходных данных", id="corrections")


def corrections_text(edition: Edition) -> Text:
    """Return what corrections are, or that there are none."""
    if edition.corrections.empty:
        return paragraphs("Исходные данные использованы без исправлений.")
    reasons = [f"**{row.id}.** {row.reason}" for row in rows_of(edition.corrections)]
    judged = edition.classification[edition.classification["readings"] > 1]
    readings = [
        f"{wording.short_school_name(row.school)}: допустимых прочтений строки — {row.readings}, из них критерии "
        f"выполнены при {row.readings_shnor}."
        for row in rows_of(judged)
    ]
    return paragraphs(
        "Исправление не меняет исходный файл: оно записано в параметрах выпуска, применяется только к той строке, "
        "для которой сделано, и отмечено знаком «*» в таблицах и на рисунках.",
        *reasons,
        " ".join(readings),
    )


SECTION = Section(
    id="corrections",
    title="Исправления",
    kind="appendix",
    commented=False,
    parts=(corrections_text, corrections_table),
)
