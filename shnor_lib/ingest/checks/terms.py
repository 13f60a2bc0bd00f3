"""Terms of the programme's plan whose words are not understood: each is told once, with where it stands."""

from collections.abc import Mapping

import pandas as pd

from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.terms import Every, term_of
from shnor_lib.ground.vocabulary import DUE_DATE
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import place_of

TABLES_WITH_TERMS = {"programme_plan": "пункта", "programme_measures": "меры"}


def unread_terms(programme: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Return a finding for each item or measure whose term is not understood and has no «Срок (дата)».

    Args:
        programme: the programme's own tables.
    """
    return [
        _unread(noun, row.id, row.due, programme[table])
        for table, noun in TABLES_WITH_TERMS.items()
        for row in rows_of(_without_day(programme[table]))
        if isinstance(row.due, str) and term_of(row.due).every is Every.UNREAD
    ]


def _without_day(items: pd.DataFrame) -> pd.DataFrame:
    return items[items["due_date"].isna()] if "due_date" in items else items


def _unread(noun: str, code: str, due: str, items: pd.DataFrame) -> Finding:
    place = place_of(items, code)
    quoted = f"«{shortened(quotable(due))}»"
    return Finding(
        "warning",
        "term_unread",
        f"Срок {noun} {code} не распознан: {quoted}. Просроченным он не считается.",
        f"Впишите день в колонку «{DUE_DATE}» (в таблице .csv — due_date) или назовите срок иначе: «до 15 марта», "
        "«I квартал», «1 раз в месяц», «по графику».",
        place.file,
        place.sheet,
        place.cell,
    )
