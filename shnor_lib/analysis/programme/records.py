"""The programme's registers as the methods take them, and the window in which a record counts."""

import re
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd

from shnor_lib.ground.registers import REPORTING_DATE

#: The setting that replaces the programme's target of an indicator.
TARGET = "Целевое значение {}"
SIGNATORY = "Подписывающий (должность)"


@dataclass(frozen=True)
class Window:
    """The days whose records count: from the programme's start to the reporting date, both included."""

    start: date
    as_of: date

    def holds(self, days: pd.Series) -> pd.Series:
        """Tell for each ISO date whether it lies in the window; an empty date does not."""
        return not_before(days, self.start) & not_after(days, self.as_of)


def not_after(days: pd.Series, day: date) -> pd.Series:
    """Tell for each ISO date whether it is known and not later than the day."""
    return (days.astype("string") <= day.isoformat()).fillna(False).astype(bool)


def not_before(days: pd.Series, day: date) -> pd.Series:
    """Tell for each ISO date whether it is known and not earlier than the day."""
    return (days.astype("string") >= day.isoformat()).fillna(False).astype(bool)


def in_force(since: pd.Series, until: pd.Series, day: date) -> pd.Series:
    """Tell for each pair of first and last days, either possibly empty, whether the day lies between them."""
    return (since.isna() | not_after(since, day)) & (until.isna() | not_before(until, day))


def is_true(column: pd.Series) -> pd.Series:
    """Return where a nullable truth is true."""
    return column.astype("boolean").fillna(False).astype(bool)


def days_between(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """Return the whole days from one column of ISO dates to another, empty where either is."""
    passed = pd.to_datetime(later.astype("string")) - pd.to_datetime(earlier.astype("string"))
    return passed.dt.days.astype("Int64")


def joined(texts) -> str | None:
    """Return the different texts in their order, parted by «; »; ``None`` if there are none."""
    return "; ".join(dict.fromkeys(text for text in texts if isinstance(text, str) and text)) or None


# Schools


def taking_part(schools: pd.DataFrame, day: date) -> pd.Series:
    """Tell for each school of the roster whether it takes part in the programme on the day, by the roster's dates."""
    until = schools.get("participant_until", pd.Series(pd.NA, index=schools.index, dtype="string"))
    return schools["participant_since"].notna() & in_force(schools["participant_since"], until, day)


def participation_known(schools: pd.DataFrame) -> bool:
    """Tell whether the roster says of any school since when it takes part; else nothing is known of it."""
    return bool(schools["participant_since"].notna().any())


def listed_schools(schools: pd.DataFrame) -> pd.DataFrame:
    """Return the ШНОР: the roster's rows of the listed schools, in its order."""
    return schools[is_true(schools["listed"])]


def confirmed_schools(classification: pd.DataFrame) -> pd.Series:
    """Return the codes of listed schools that meet the criteria by data."""
    return classification.loc[is_true(classification["listed"]) & is_true(classification["shnor"]), "school_id"]


# Settings


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

    ``target_source`` is ``settings`` where it does, else ``programme``.
    """
    given = [_number(_setting(settings, TARGET.format(code))) for code in programme_indicators["id"]]
    targets = programme_indicators["target"].astype("Float64")
    own = pd.array(given, dtype="Float64")
    return programme_indicators.assign(
        target=targets.where(own.isna(), own),
        target_source=["programme" if value is None else "settings" for value in given],
    )


def _setting(settings: pd.DataFrame, name: str) -> str:
    values = settings.loc[settings["name"] == name, "value"].dropna()
    return str(values.iloc[0]).strip() if len(values) else ""


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", text) else None
