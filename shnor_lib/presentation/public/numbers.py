"""How the public edition words its numbers: a share with its count, or the symbol that stands in its place."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.public_tables import SHARES_IN_WHOLE_BELOW
from shnor_lib.ground.vocabulary import PUBLIC_SYMBOLS
from shnor_lib.presentation.tables import Column, PublicationTable

SYMBOLS = "Обозначения: {}."


def share_words(row: Mapping[Any, Any]) -> str:
    """Return «13 % (3 из 22)», the symbol, or a share alone where the number of participants is not known."""
    if row["symbol"]:
        return str(row["symbol"])
    if pd.isna(row["n_participants"]):
        return wording.percent(row["fail_pct"], None)
    decimals = 0 if row["n_participants"] < SHARES_IN_WHOLE_BELOW else 1
    counts = f"{wording.number(row['n_failed'])} из{wording.NBSP}{wording.number(row['n_participants'])}"
    return f"{wording.percent(row['fail_pct'], decimals)} ({counts})"


def symbols_note(symbols: Sequence[str]) -> str:
    """Return the note that explains the symbols a table holds; empty where it holds none."""
    used = [f"«{symbol}» — {words}" for symbol, words in PUBLIC_SYMBOLS.items() if symbol in set(symbols)]
    return SYMBOLS.format(", ".join(used)) if used else ""


def shares_by_year(
    results: pd.DataFrame, names: Sequence[str], heads: Sequence[Column], caption: str, table_id: str, **options: Any
) -> PublicationTable:
    """Return a table of shares: a row per value of ``names``, a column per school year.

    Args:
        results: rows with ``names``, ``school_year``, counts, shares and symbols; each once.
        names: the columns that name a row.
        heads: the columns of the publication table for ``names``.
        caption: what stands above the table.
        table_id: the table's id.
        options: fields of the publication table.
    """
    years = sorted(int(year) for year in results["school_year"].unique())
    words = results.assign(words=[share_words(row) for row in results.to_dict("records")])
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in words.to_dict("records"):
        key = tuple(row[name] for name in names)
        rows.setdefault(key, dict(zip(names, key, strict=True)))[str(row["school_year"])] = row["words"]
    frame = pd.DataFrame([{**dict.fromkeys(map(str, years), "–"), **row} for row in rows.values()])
    columns = [*heads, *(Column(str(year), wording.school_year_short(year), group="Доля «2»") for year in years)]
    used = [*results["symbol"], *(["–"] if (frame[[str(year) for year in years]] == "–").any(axis=None) else [])]
    return PublicationTable.from_frame(
        frame, columns, caption, notes=[symbols_note(used)], id=table_id, row_headers=len(heads), **options
    )
