"""Values of indicators against their targets, drawn for cells of tables."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.presentation.charts.drawing import Picture
from shnor_lib.presentation.charts.small.bullet import SIZE, bullet, squares
from shnor_lib.presentation.verdicts import target_words, verdict_words, with_unit

BAR_NOTE = "Полоса — доля, чёрная засечка — цель; сплошная полоса — цель достигнута, контурная — нет. Штуки — квадраты."


def verdict_bar(row: Any, size_mm: tuple[float, float] = SIZE) -> Picture:
    """Draw an indicator's value against its target: a share as a bar, pieces as squares.

    Args:
        row: a row of the table `indicators`.
        size_mm: width and height.
    """
    is_met = {"met": True, "not_met": False}.get(row.status)
    value, target = (None if pd.isna(number) else float(number) for number in (row.actual, row.target))
    if row.unit == "%" or value is None:
        return bullet(value, target if row.unit == "%" else None, is_met, *size_mm)
    whole = max(value, target or 0.0)
    if value < 0 or value % 1 or whole % 1:  # no pieces: a bar on a track as long as the larger of both
        share = None if value < 0 or not whole else 100 * value / whole
        return bullet(share, None if target is None or not whole else 100 * target / whole, is_met, *size_mm)
    return squares(int(value), int(whole), is_met, *size_mm)


def bar_words(row: Any, decimals: int) -> str:
    """Return what is said instead of a bar: «78 %, цель 40 %, достигнут»."""
    if pd.isna(row.actual):
        return verdict_words(row)
    value = wording.percent(row.actual, decimals) if row.unit == "%" else with_unit(row.actual, row.unit)
    aim = "цель не задана" if pd.isna(row.target) else f"цель {target_words(row)}, {verdict_words(row)}"
    return f"{value}, {aim}"
