"""Indicators of invented registers, as tables and as the words printed beside them."""

import pandas as pd

from shnor_lib.analysis.indicators import values
from shnor_lib.analysis.indicators.declared import indicators_of
from shnor_lib.analysis.indicators.values import indicator_remarks, indicator_values
from shnor_lib.ground.schemas import TABLES
from shnor_lib.presentation.indicator_words import remarks_by_indicator
from tests.support import register_books

PROGRAMME = register_books.PROGRAMME["programme_indicators"]
#: How the shipped programme's indicators are counted, by its codes.
INDICATORS = indicators_of(PROGRAMME)


def value_of(code: str, made):
    """Return the numbers of an indicator of the shipped programme."""
    return values.value_of(INDICATORS[code], made)


def numbers(code: str, made) -> tuple:
    value = value_of(code, made)
    return value.numerator, value.denominator


def measured(made, **more) -> pd.DataFrame:
    return TABLES["indicators"].validate(indicator_values(PROGRAMME, made, **more)).set_index("id")


def said(made) -> dict[str, str]:
    """Return what is printed beside each indicator, with ordinary spaces."""
    table = indicator_values(PROGRAMME, made)
    remarks = TABLES["indicator_remarks"].validate(indicator_remarks(table, made))
    words = remarks_by_indicator(table, remarks, made.params)
    return {code: " ".join(one.text for one in own).replace("\u00a0", " ") for code, own in words.items()}


def both(who: str, before: float, after: float, **more) -> list[dict]:
    common = {"teacher_id": who, **more}
    return [
        {**common, "phase": "before", "result_pct": before, "held_on": "2021-10-01"},
        {**common, "phase": "after", "result_pct": after, "held_on": "2022-10-01"},
    ]
