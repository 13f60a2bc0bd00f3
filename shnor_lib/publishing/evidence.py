"""What the statements of an edition rest on, in words: shown on the page when a sentence is clicked."""

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shnor_lib.ground.tables import table_path
from shnor_lib.ground.wording import NBSP, plural

#: A table of this name is the edition's file of params.
PARAMS = "params"
#: More values of a key than this are counted and not listed.
MOST_VALUES = 12

#: What a rule rests on (the column ``basis``), in words.
BASES = {
    "grounds": "по годам, за которые Программа отбирает школы",
    "latest": "по последним результатам каждой процедуры",
}


def evidence_of(folder: Path | None) -> dict[str, tuple[str, ...]]:
    """Return by the statement's id the lines that say where its numbers stand; empty where no table lies beside."""
    path = folder and folder / table_path("statements")
    if not path or not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as table:
        return {row["id"]: tuple(_lines(row)) for row in csv.DictReader(table) if row["holds"] == "true"}


def _lines(row: Mapping[str, str]) -> Iterable[str]:
    if row["rule"]:
        basis = BASES.get(row["basis"])
        yield f"Правило {row['rule']}{f', {basis}' if basis else ''}"
    yield from dict.fromkeys(map(_cells, json.loads(row["evidence"])))


def _cells(evidence: Mapping[str, Any]) -> str:
    """Return «таблица classification.csv, столбец standing, строки: school_id – lk01, lk02»."""
    if evidence["table"] == PARAMS:
        return f"параметры выпуска, раздел {evidence['column']}"
    where = f"таблица {table_path(evidence['table']).rsplit('/', 1)[-1]}"
    column = "" if evidence["column"] == "*" else f", столбец {evidence['column']}"
    keys = "; ".join(f"{name}{NBSP}– {_values(value)}" for name, value in evidence["key"].items())
    return f"{where}{column}{f', строки: {keys}' if keys else ', все строки'}"


def _values(value: Any) -> str:
    values = [_one(one) for one in (value if isinstance(value, list) else [value])]
    if len(values) > MOST_VALUES:
        return plural(len(values), "значение", "значения", "значений")
    return ", ".join(values) or "нет таких"


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "пусто" if value in (None, "") else str(value)
