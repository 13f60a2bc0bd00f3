"""How the programme's indicators are counted, as its table says it: read in one way, and every doubt told.

What cannot be meant (a share in pieces, teachers as the denominator of schools), what is missing and what is said twice
is a finding with its place; the report is made, and such an indicator is not counted.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from shnor_lib.ground import ways, wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.percentages import doubt_of_fraction
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.findings import Finding

CHECK = "programme_ways"
WAY, OVER = "«Как считается»", "«От кого считается»"
#: The shares of an indicator that people write down.
FRACTIONS = {"target": "целевое значение", "value": "значение, вписанное вручную,"}


def settled_ways(indicators: pd.DataFrame, complaints: Iterable[Finding] = ()) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the programme's indicators with one spelling of units, and what is to be said of how they are counted.

    A row with a value alone is kept by hand; a way that does not fit the row's unit or denominator is not used.

    Args:
        indicators: the table `programme_indicators` with its optional columns; ``way_from`` may be filled already.
        complaints: what the reader complained of: a choice that it gave up is not told twice.
    """
    own = indicators.assign(unit=indicators["unit"].map(ways.unit_of))
    own, doubts = _without_fractions(own)
    alone = own["way"].isna() & own["value"].notna()
    own = own.assign(
        way=own["way"].mask(alone, ways.BY_HAND),
        way_from=own["way_from"].mask(own["way"].notna() & own["way_from"].isna(), "row").mask(alone, "value"),
    )
    rows = list(rows_of(own))
    refused = {row.id: finding for row in rows if (finding := _refusal(row))}
    told = {(one.sheet, _row_number(one.cell)) for one in complaints if one.check.endswith("_choice")}
    findings = [*doubts, *refused.values(), *_by_code(own)]
    for row in rows:
        if row.id not in refused and (_text(row.source_sheet), _row_number(_text(row.source_cell))) not in told:
            findings += _about(row)
    unused = own["id"].isin(list(refused))
    blank = {name: own[name].mask(unused, None) for name in ("way", "over", "way_from")}
    return own.assign(**blank), findings


def _without_fractions(indicators: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Take away the shares of CSV tables that may be parts of one; a workbook's reader sees the signs of its cells."""
    own, findings = indicators, []
    for name, words in FRACTIONS.items():
        numbers = pd.to_numeric(own[name], errors="coerce")
        doubtful = (own["unit"] == ways.PERCENT) & (numbers > 0) & (numbers < 1) & own["source_sheet"].isna()
        for row in rows_of(own[doubtful]):
            number = float(getattr(row, name))
            quoted = f"{number:g}".replace(".", ",")
            findings.append(
                _finding(
                    row,
                    "error",
                    f"{_name(row)}: {words} «{quoted}»: {doubt_of_fraction(number)}; не использовано.",
                    "Запишите число в процентах, например 85; долю меньше 1 % — в книге Программы, со знаком «%».",
                )
            )
        own = own.assign(**{name: own[name].mask(doubtful, None)})
    return own, findings


def _row_number(cell: str) -> str:
    return re.sub(r"\D", "", cell)


def _refusal(row: Any) -> Finding | None:
    """Return why a row's way cannot be meant: a share that is no percentage, a denominator that it cannot have."""
    if not isinstance(row.way, str):
        return None
    way = ways.way(row.way)
    if way.code != ways.BY_HAND and (way.unit == ways.PERCENT) != (row.unit == ways.PERCENT):
        return _finding(
            row,
            "error",
            f"{_name(row)}: {WAY} — «{way.word}», это значение в единицах «{way.unit}», а единица показателя — "
            f"«{shortened(row.unit)}»; показатель не считается.",
            f"Исправьте единицу или {WAY}.",
        )
    if not isinstance(row.over, str) or row.over in way.overs:
        return None
    words = "; ".join(f"«{ways.over(code).word}»" for code in way.overs)
    return _finding(
        row,
        "error",
        f"{_name(row)}: {OVER} — «{ways.over(row.over).word}», а {WAY} — «{way.word}»: так посчитать нельзя; "
        "показатель не считается.",
        f"Укажите одно из значений: {words}." if words else f"Для такого показателя {OVER} не заполняется.",
    )


def _name(row: Any) -> str:
    return f"Показатель «{shortened(row.id)}»"


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
    code = _name(row)
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
    elif row.way != ways.BY_HAND and has_value:
        yield _finding(
            row,
            "warning",
            f"{code}: указаны и {WAY} («{ways.way(row.way).word}»), и значение «{wording.number(row.value)}»; "
            "показатель посчитан, вписанное значение не использовано.",
            f"Уберите значение или выберите в {WAY} «{ways.way(ways.BY_HAND).word}».",
        )


def _finding(row: Any, severity: str, message: str, what_to_do: str) -> Finding:
    file, sheet, cell = (_text(getattr(row, f"source_{name}", None)) for name in ("file", "sheet", "cell"))
    return Finding(severity, CHECK, message, what_to_do, file, sheet, cell)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
