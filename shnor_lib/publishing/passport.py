"""The passport of an issue: from which files, by which code the report was made."""

import json
from itertools import zip_longest
from pathlib import Path

from shnor_lib.presentation.tables import Cell, Column, PublicationTable

NO_PASSPORT = (
    "Паспорт выпуска составляется при выпуске отчёта командой `make report`: "
    "здесь тетрадь опубликована отдельно от выпуска."
)

EXPLANATION = (
    "Паспорт выпуска позволяет проверить, из каких файлов и какой программой получен отчёт: при тех же файлах, "
    "параметрах, коде и окружении отчёт получится таким же до последнего знака."
)

#: First hexadecimal digits of SHA-256 that are printed.
SHOWN_DIGITS = 16

_KINDS = (
    ("inputs", "исходные данные"),
    ("params", "параметры"),
    ("comments", "текст аналитика"),
    ("code", "код программы"),
    ("lock", "состав окружения"),
)

_COLUMNS = (
    Column("kind", "Что", width=1.3),
    Column("name", "Файл или таблица", width=2.4),
    Column("hash", "Контрольная сумма", kind="hash", width=1.5),
)

#: Tables stand two in a row, so that the passport keeps to one page.
_TABLE_COLUMNS = (
    Column("left", "Таблица", width=2),
    Column("left_hash", "Контрольная сумма", kind="hash", width=1.6),
    Column("right", "Таблица", width=2),
    Column("right_hash", "Контрольная сумма", kind="hash", width=1.6),
)


def passport_blocks(folder: Path | None) -> list[str | PublicationTable]:
    """Return the passport's Markdown and table, from key ``passport`` of ``manifest.json`` in the folder."""
    passport = passport_of(folder)
    if not passport:
        return [NO_PASSPORT]
    rows = [row for key, kind in _KINDS for row in _rows(kind, passport.get(key))]
    edition, version, python = (passport.get(key, "–") for key in ("edition", "version", "python"))
    versions = f"Выпуск {edition}, версия программы {version}, Python {python}."
    note = f"Контрольная сумма — первые {SHOWN_DIGITS} знаков SHA-256; полностью — в файле manifest.json."
    sources = PublicationTable("Исходные файлы, параметры и код", _COLUMNS, tuple(rows), notes=(note,), id="passport")
    return [f"{EXPLANATION}\n\n{versions}", sources, _tables(passport.get("tables"))]


def _tables(hashes: dict | None) -> PublicationTable:
    """Return the hashes of the edition's tables, two to a row, read down the columns."""
    named = sorted((hashes or {}).items())
    half = -(-len(named) // 2)
    pairs = zip_longest(named[:half], named[half:], fillvalue=("", ""))
    rows = tuple(
        tuple(cell for name, digest in pair for cell in (Cell(name, name), Cell(digest, digest[:SHOWN_DIGITS])))
        for pair in pairs
    )
    return PublicationTable("Таблицы выпуска (папка tables)", _TABLE_COLUMNS, rows, id="passport-tables")


def passport_of(folder: Path | None) -> dict:
    """Return the passport of the edition in the folder; empty where there is no manifest, or none that can be read."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) if folder else {}
    except (OSError, ValueError, RecursionError):
        return {}
    passport = manifest.get("passport") if isinstance(manifest, dict) else None
    return passport if isinstance(passport, dict) else {}


def _rows(kind: str, hashes: dict | str | None) -> list[tuple[Cell, ...]]:
    """Return a row per hashed thing; a lone hash has no name of its own."""
    named = hashes if isinstance(hashes, dict) else {"–": hashes} if hashes else {}
    return [
        (Cell(kind, kind), Cell(name, name), Cell(str(digest), str(digest)[:SHOWN_DIGITS]))
        for name, digest in sorted(named.items())
    ]
