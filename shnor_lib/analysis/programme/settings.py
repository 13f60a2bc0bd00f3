"""What the sheet «Настройки» sets: the reporting date, who signs, targets of its own."""

import re
from datetime import date, datetime

import pandas as pd

from shnor_lib.ground.registers import REPORTING_DATE, TARGET

SIGNATORY = "Подписывающий (должность)"


def reporting_date(settings: pd.DataFrame, default: date) -> date:
    """Return the reporting date of the sheet «Настройки», or the default if it gives none that can be read."""
    text = _setting(settings, REPORTING_DATE)
    for layout in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, layout).date()
        except ValueError:
            continue
    return default


def signatory(settings: pd.DataFrame, default: str) -> str:
    """Return who approves the report by the sheet «Настройки» (a position, no name), or the default."""
    return _setting(settings, SIGNATORY) or default


def with_targets(programme_indicators: pd.DataFrame, settings: pd.DataFrame) -> pd.DataFrame:
    """Return the programme's indicators with the targets that the sheet «Настройки» sets otherwise.

    ``target_source`` is ``settings`` where it does, else ``programme``; ``stated_target`` is the programme's own.
    """
    given = [_number(_setting(settings, TARGET.format(code))) for code in programme_indicators["id"]]
    targets = programme_indicators["target"].astype("Float64")
    own = pd.array(given, dtype="Float64")
    return programme_indicators.assign(
        target=targets.where(own.isna(), own),
        stated_target=targets,
        target_source=["programme" if value is None else "settings" for value in given],
    )


def _setting(settings: pd.DataFrame, name: str) -> str:
    values = settings.loc[settings["name"] == name, "value"].dropna()
    return str(values.iloc[0]).strip() if len(values) else ""


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", text) else None
