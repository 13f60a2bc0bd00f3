"""Recorded corrections of single rows of the source."""

from collections.abc import Iterator

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.protocol_words import place_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
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
    """Return what corrections are and why each was recorded, or that there are none."""
    corrections = edition.corrections
    return paragraphs(
        Statement(
            "corrections.none",
            "Исходные данные использованы без исправлений.",
            {},
            (Evidence("corrections", "*"),),
            holds=corrections.empty,
        ),
        None if corrections.empty else explained("what_a_correction_is"),
        *_reasons(edition),
        sentences(*_readings(edition)),
    )


def _reasons(edition: Edition) -> Iterator[Statement]:
    """Say of each correction why it was recorded."""
    for row in rows_of(edition.corrections):
        yield Statement(
            f"corrections.reason.{row.id}",
            "**{id}.** {reason}",
            {"id": row.id, "reason": row.reason},
            (Evidence("corrections", "reason", {"id": row.id}),),
            school_ids=(row.school_id,),
        )


def _readings(edition: Edition) -> Iterator[Statement]:
    """Say of each school whose row can be read in several ways under how many of them it meets the criteria."""
    judged = edition.classification[edition.classification["readings"] > 1]
    columns = ("readings", "readings_shnor")
    for row in rows_of(judged):
        yield Statement(
            f"corrections.readings.{row.school_id}",
            "{school}: допустимых прочтений строки — {readings}, из них критерии выполнены при {readings_shnor}.",
            {
                "school": wording.short_school_name(row.school),
                "readings": row.readings,
                "readings_shnor": row.readings_shnor,
            },
            tuple(Evidence("classification", name, {"school_id": row.school_id}) for name in columns),
            holds=not edition.corrections.empty,
            school_ids=(row.school_id,),
        )


SECTION = Section(
    id="corrections",
    title="Исправления",
    kind="appendix",
    commented=False,
    parts=(corrections_text, corrections_table),
)
