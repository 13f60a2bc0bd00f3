"""Values of indicators against their targets, drawn for cells of tables."""

from typing import Any

import pandas as pd

from shnor_lib.presentation.charts.drawing import Picture
from shnor_lib.presentation.charts.small.bullet import SIZE, bullet, squares

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
    whole = value if target is None else max(value, target)
    return squares(int(value), int(whole), is_met, *size_mm)
