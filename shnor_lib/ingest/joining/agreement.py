"""Rows of several tables that speak of the same thing: equal ones are read once, different ones are nobody's value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of
from shnor_lib.ingest.joining.matching import row_range

_FLOAT = 1e-6


@dataclass
class Agreed:
    """What is left: one row per key; which of them are contradicted; findings; the rows set aside, those not needed."""

    rows: pd.DataFrame
    contradicted: pd.Series
    findings: list[Finding]
    dropped: pd.DataFrame
    needless: pd.DataFrame


@dataclass(frozen=True)
class Comparison:
    """How rows are compared: numbers that have to be equal, and a share that may differ by its rounding.

    ``exact`` numbers decide where both rows know them; ``share`` counts where ``count`` is unknown in either, within
    the sum of both rows' ``half_step_pp``.
    """

    exact: Sequence[str]
    share: str = ""
    count: str = ""


def _none(file: str) -> bool:
    return False


def agreed_rows(
    rows: pd.DataFrame,
    key: Sequence[str],
    comparison: Comparison,
    severity: str = "error",
    repeats_others: Callable[[str], bool] = _none,
) -> Agreed:
    """Keep one row per key, the one that knows most.

    Args:
        rows: rows with the key, the compared numbers, ``who`` (a name for messages), the source and, for a share,
            ``half_step_pp``; ``held`` (nullable) tells results of works held from those not held.
        key: the columns that make two rows speak of the same thing.
        comparison: how they are compared.
        severity: of the finding about rows that contradict each other.
        repeats_others: tells which files repeat others by their nature (a region's), so that it needs no words.

    Returns:
        The rows in their order; of rows that contradict each other the first stays, marked as contradicted.
    """
    rows = rows.reset_index(drop=True)
    if rows.empty:
        return Agreed(rows, pd.Series(False, index=rows.index), [], rows, rows)
    group = rows.groupby(list(key), dropna=False, sort=False).ngroup()
    several = group.duplicated(keep=False)
    if not several.any():
        return Agreed(rows, pd.Series(False, index=rows.index), [], rows.iloc[:0], rows.iloc[:0])
    numbers = [*comparison.exact, *([comparison.share] if comparison.share else [])]
    known = rows[numbers].notna().sum(axis=1)
    named = {file: repeats_others(file) for file in rows.loc[several, "source_file"].unique()}
    second = rows["source_file"].map(named).fillna(False).astype(bool)
    order = pd.DataFrame({"group": group, "lack": -known, "second": second, "place": rows.index})[several]
    order = order.sort_values(["group", "lack", "second", "place"], kind="stable")
    best = order.groupby("group")["place"].transform("first")
    others = order.index[order.index != best]
    pairs = pd.DataFrame({"other": others, "best": best.loc[others]})
    differ = _differ(rows.loc[pairs["best"]], rows.loc[pairs["other"]], comparison)
    pairs["differ"] = differ
    contradicted = pd.Series(False, index=rows.index)
    contradicted.loc[pairs.loc[differ, "best"]] = True
    needless = _expected_to_repeat(second, pairs)
    findings = _findings(rows, pairs[~needless], severity)
    kept = _with_cells_of_both(rows, pairs[differ]).drop(index=others)
    aside = pairs.loc[~needless, "other"].tolist() + pairs.loc[differ, "best"].unique().tolist()
    return Agreed(
        kept.reset_index(drop=True),
        contradicted.loc[kept.index].reset_index(drop=True),
        findings,
        rows.loc[aside],
        rows.loc[pairs.loc[needless, "other"].tolist()],
    )


def _with_cells_of_both(rows: pd.DataFrame, differing: pd.DataFrame) -> pd.DataFrame:
    """Return the rows; a contradicted one stands in the cells of all rows of its sheet that speak of the same."""
    if "source_cells" not in rows or differing.empty:
        return rows
    cells = rows["source_cells"].copy()
    for group, others in differing.groupby("best")["other"]:
        best = cast(int, group)
        place = rows.loc[best, ["source_file", "source_sheet"]]
        own = rows.loc[others]
        own = own[(own["source_file"] == place["source_file"]) & (own["source_sheet"] == place["source_sheet"])]
        cells[best] = ", ".join(filter(None, [cells[best], *own["source_cells"]]))
    return rows.assign(source_cells=cells)


def _expected_to_repeat(second: pd.Series, pairs: pd.DataFrame) -> np.ndarray:
    """Tell which pairs are equal rows of two files of which one repeats others by its nature."""
    best, other = (second.loc[pairs[name]].to_numpy(dtype=bool) for name in ("best", "other"))
    return (best != other) & ~pairs["differ"].to_numpy(dtype=bool)


def _differ(best: pd.DataFrame, other: pd.DataFrame, comparison: Comparison) -> np.ndarray:
    """Tell pair by pair whether the rows contradict each other."""
    differ = np.zeros(len(best), dtype=bool)
    for name in comparison.exact:
        a, b = best[name].to_numpy(dtype=float), other[name].to_numpy(dtype=float)
        differ |= np.abs(a - b) > _FLOAT
    if comparison.share:
        a, b = best[comparison.share].to_numpy(dtype=float), other[comparison.share].to_numpy(dtype=float)
        bound = best["half_step_pp"].to_numpy(dtype=float) + other["half_step_pp"].to_numpy(dtype=float)
        counted = best[comparison.count].notna().to_numpy() & other[comparison.count].notna().to_numpy()
        differ |= ~counted & (np.abs(a - b) > bound + _FLOAT)
    if "held" in best:
        a, b = best["held"].to_numpy(dtype=float), other["held"].to_numpy(dtype=float)
        differ |= np.abs(a - b) > 0
    if "season" in best:
        a, b = best["season"].fillna("").to_numpy(dtype=str), other["season"].fillna("").to_numpy(dtype=str)
        differ |= (a != b) & (a != "") & (b != "")
    return differ


def _findings(rows: pd.DataFrame, pairs: pd.DataFrame, severity: str) -> list[Finding]:
    """Return a finding for each pair of sheets that speak of the same, and for each row repeated within a sheet."""
    best, other = rows.loc[pairs["best"]], rows.loc[pairs["other"]]
    table = pd.DataFrame(
        {
            "file": other["source_file"].to_numpy(),
            "sheet": other["source_sheet"].to_numpy(),
            "cell": other["source_cell"].fillna("").to_numpy(),
            "who": other["who"].to_numpy(),
            "file_before": best["source_file"].to_numpy(),
            "sheet_before": best["source_sheet"].to_numpy(),
            "differ": pairs["differ"].to_numpy(),
        }
    )
    same_sheet = (table["file"] == table["file_before"]) & (table["sheet"] == table["sheet_before"])
    found = [_row_repeated(row, severity) for row in rows_of(table[same_sheet])]
    for names, own in groups_of(
        table[~same_sheet], ["file", "sheet", "file_before", "sheet_before", "differ"], dropna=False
    ):
        found.append(_tables_meet(names, own, severity))
    return found


def _row_repeated(row: Any, severity: str) -> Finding:
    if row.differ:
        message = f"«{row.who}» стоит в таблице больше одного раза с разными значениями; ни одно не использовано."
        return Finding(
            severity, "school_repeated", message, "Оставьте одну строку.", row.file, row.sheet, row_range(row.cell)
        )
    message = f"Строка «{row.who}» повторяет другую строку таблицы и прочитана один раз."
    return Finding("note", "school_repeated", message, "", row.file, row.sheet, row_range(row.cell))


def _tables_meet(names: tuple, own: pd.DataFrame, severity: str) -> Finding:
    file, sheet, file_before, sheet_before, differ = names
    number = wording.plural(len(own), "результат", "результата", "результатов")
    before = f"«{file_before}», лист «{sheet_before}»"
    if not differ:
        return Finding(
            "note",
            "file_repeated",
            f"{number} повторяют другую таблицу ({before}): значения совпадают и прочитаны один раз.",
            "",
            file,
            sheet,
            row_range(own["cell"].iloc[0]),
        )
    whose = listed_names(dict.fromkeys(own["who"]))
    return Finding(
        severity,
        "table_conflict",
        f"Таблица расходится с другой таблицей той же процедуры ({before}): разные значения у {whose}; ни одно "
        "не использовано.",
        "Оставьте одну таблицу.",
        file,
        sheet,
        row_range(own["cell"].iloc[0]),
    )
