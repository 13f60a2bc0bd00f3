"""Values of indicators and verdicts on them, as tables print them."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES, WAY

#: How a cell with a verdict is marked.
VERDICT_MARKS = {"met": "good", "not_met": "low", "no_data": "muted", "no_target": ""}


def verdict_words(row: Any) -> str:
    """Return an indicator's verdict; one that another possible value would change is preliminary.

    A value that tells of too few people is known and not shown: that is no lack of data.

    Args:
        row: a row of the table `indicators`.
    """
    if row.hidden:
        return "не показан: группа мала"
    if row.needs == WAY:
        return "не считается"
    words = INDICATOR_STATUSES[row.status]
    return words if row.status_firm else f"{words} (предварительно)"


def target_words(row: Any) -> str:
    """Return an indicator's target: «40 %», «не более 3 шт.» where the value shall not exceed it; a dash if none."""
    words = with_unit(row.target, row.unit)
    is_ceiling = getattr(row, "goal", None) == "at_most" and not pd.isna(row.target)
    return f"не более {words}" if is_ceiling else words


def with_unit(value: float, unit: str) -> str:
    """Return e.g. «40 %», «77,8 %» or «1 шт.»; a missing value is a dash.

    The value is rounded here and nowhere before, so that it reads alike wherever it is printed: 39.96 is «40,0 %».
    """
    if pd.isna(value):
        return wording.MISSING
    decimals = None if wording.rounded(value, 9) % 1 == 0 else 1
    return f"{wording.number(value, decimals)}{wording.NBSP}{unit}"


def share_decimals(rows: pd.DataFrame) -> int:
    """Return with how many decimals the shares of a column are printed: as many as its smallest denominator bears.

    Args:
        rows: of the table `indicators`.
    """
    wholes = rows.loc[rows["unit"] == "%", "denominator"].dropna()
    return wording.share_decimals(float(wholes.min())) if len(wholes) else 0


def share_words(row: Any, decimals: int) -> str:
    """Return an indicator's value with what it is made of: «69 % (56 из 81)», «3 шт.».

    A share that would be rounded to its target though it is another one keeps a decimal.
    """
    if pd.isna(row.numerator) or pd.isna(row.denominator) or row.unit != "%":
        return with_unit(row.actual, row.unit)
    looks_met = not pd.isna(row.target) and wording.rounded(row.actual, decimals) == row.target != row.actual
    share = wording.percent(row.actual, 1 if looks_met else decimals)
    return f"{share} ({int(row.numerator)} из{wording.NBSP}{int(row.denominator)})"
