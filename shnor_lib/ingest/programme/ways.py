"""How the programme's indicators are counted, as its table says it: read in one way, and every doubt told.

What cannot be meant (a share in pieces, teachers as the denominator of schools) stops the run with the row; what is
missing or said twice is a finding, and the report is made.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from shnor_lib.ground import ways, wording
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.findings import Finding

CHECK = "programme_ways"
WAY, OVER = "«Как считается»", "«От кого считается»"


def settled_ways(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the programme's indicators with units spelled one way, and ``by_hand`` where a row has a value alone.

    Args:
        indicators: the table `programme_indicators` with its optional columns; ``way_from`` may be filled already.

    Raises:
        ReportError: a row's way does not fit its unit or its denominator; the text names the row's place.
    """
    own = indicators.assign(
        unit=indicators["unit"].map(ways.unit_of), value_evidence=indicators["value_evidence"].map(_without_names)
    )
    alone = own["way"].isna() & own["value"].notna()
    own = own.assign(
        way=own["way"].mask(alone, ways.BY_HAND),
        way_from=own["way_from"].mask(own["way"].notna() & own["way_from"].isna(), "row").mask(alone, "value"),
    )
    for row in rows_of(own):
        if isinstance(row.way, str):
            _refuse_unit(row, ways.way(row.way))
            _refuse_over(row, ways.way(row.way))
    return own


def _without_names(evidence: object) -> object:
    """Return what confirms a value; a text that looks like a person's name is kept nowhere."""
    return HIDDEN if isinstance(evidence, str) and looks_like_name(evidence) else evidence


def _refuse_unit(row: Any, way: ways.Way) -> None:
    """Refuse a share that is no percentage, and pieces that are one; pieces may have any name."""
    if way.code == ways.BY_HAND or (way.unit == ways.PERCENT) == (row.unit == ways.PERCENT):
        return
    raise ReportError(
        f"{_place(row)}: {WAY} — «{way.word}», это значение в единицах «{way.unit}», а единица показателя — "
        f"«{shortened(row.unit)}».",
        f"Исправьте единицу или {WAY}.",
    )


def _refuse_over(row: Any, way: ways.Way) -> None:
    if not isinstance(row.over, str) or row.over in way.overs:
        return
    words = "; ".join(f"«{ways.over(code).word}»" for code in way.overs)
    raise ReportError(
        f"{_place(row)}: {OVER} — «{ways.over(row.over).word}», а {WAY} — «{way.word}»: так посчитать нельзя.",
        f"Укажите одно из значений: {words}." if words else f"Для такого показателя {OVER} не заполняется.",
    )


def _place(row: Any) -> str:
    """Return the row's place in words: «Файл «…», A4, показатель К1»."""
    named = [
        f"файл «{row.source_file}»" if isinstance(row.source_file, str) else "",
        f"лист «{row.source_sheet}»" if isinstance(row.source_sheet, str) else "",
        str(row.source_cell) if isinstance(row.source_cell, str) else "",
        f"показатель «{shortened(row.id)}»",
    ]
    return wording.sentence_case(", ".join(filter(None, named)))


def about_ways(programme: Mapping[str, pd.DataFrame]) -> list[Finding]:
    """Return what is to be said of how the programme's indicators are counted; nothing where every row says it."""
    indicators = programme["programme_indicators"]
    if "way" not in indicators:
        return []
    return [*_by_code(indicators), *(finding for row in rows_of(indicators) for finding in _about(row))]


def _by_code(indicators: pd.DataFrame) -> Iterator[Finding]:
    """Yield one note of all the indicators whose way is known by the first programme's codes alone."""
    known = indicators[indicators["way_from"] == "code"]
    if len(known):
        yield Finding(
            "note",
            CHECK,
            f"В таблице показателей нет колонки {WAY} (way): показатели {wording.id_ranges(known['id'])} названы так "
            "же, как в первой Программе, и считаются так же.",
            "Если это верно, ничего делать не нужно; иначе добавьте колонку way и впишите, как считается показатель.",
            _text(known.iloc[0].get("source_file")),
        )


def _about(row: Any) -> Iterator[Finding]:
    code = f"Показатель «{shortened(row.id)}»"
    has_value = not pd.isna(row.value)
    if not isinstance(row.way, str):
        yield _finding(
            row, "warning", f"{code}: не указано, как он считается; показатель не считается.", f"Заполните {WAY}."
        )
    elif row.way == ways.BY_HAND and not has_value:
        yield _finding(
            row,
            "warning",
            f"{code}: {WAY} — «{ways.way(row.way).word}», а значения нет.",
            "Впишите значение и чем оно подтверждается.",
        )
    elif row.way == ways.BY_HAND and not isinstance(row.value_evidence, str):
        yield _finding(
            row,
            "warning",
            f"{code}: значение «{wording.number(row.value)}» вписано вручную, а чем оно подтверждается, не указано.",
            "Укажите подтверждение: документ, дату, номер.",
        )
    elif row.way == ways.BY_HAND and row.value_evidence == HIDDEN:
        yield _finding(
            row,
            "warning",
            f"{code}: подтверждение значения похоже на имя человека и не сохранено.",
            "Назовите документ и должность, без фамилии.",
        )
    elif row.way != ways.BY_HAND and has_value:
        yield _finding(
            row,
            "warning",
            f"{code}: указаны и {WAY} («{ways.way(row.way).word}»), и значение «{wording.number(row.value)}»; "
            "показатель посчитан, вписанное значение не использовано.",
            f"Уберите значение или выберите в {WAY} «{ways.way(ways.BY_HAND).word}».",
        )


def _finding(row: Any, severity: str, message: str, what_to_do: str) -> Finding:
    place = (_text(getattr(row, f"source_{name}", None)) for name in ("file", "sheet", "cell"))
    return Finding(severity, CHECK, message, what_to_do, *place)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
