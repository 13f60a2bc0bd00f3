"""Indicators of invented registers, as tables and as the words printed beside them."""

import pandas as pd

from shnor_lib.analysis.indicators.values import indicator_remarks, indicator_values, value_of
from shnor_lib.ground.schemas import TABLES
from shnor_lib.presentation.indicator_words import remarks_by_indicator
from tests.support import register_books

PROGRAMME = register_books.PROGRAMME["programme_indicators"]


def numbers(code: str, made) -> tuple:
    value = value_of(code, made)
    return value.numerator, value.denominator


def measured(made, **more) -> pd.DataFrame:
    return TABLES["indicators"].validate(indicator_values(PROGRAMME, made, **more)).set_index("id")


def said(made) -> dict[str, str]:
    """Return what is printed beside each indicator, with ordinary spaces."""
    values = indicator_values(PROGRAMME, made)
    remarks = TABLES["indicator_remarks"].validate(indicator_remarks(values, made))
    words = remarks_by_indicator(values, remarks, made.params)
    return {code: " ".join(one.text for one in own).replace("\u00a0", " ") for code, own in words.items()}


def both(who: str, before: float, after: float, **more) -> list[dict]:
    common = {"teacher_id": who, **more}
    return [
        {**common, "phase": "before", "result_pct": before, "held_on": "2021-10-01"},
        {**common, "phase": "after", "result_pct": after, "held_on": "2022-10-01"},
    ]
