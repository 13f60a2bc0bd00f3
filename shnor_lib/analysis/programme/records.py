"""Records of the registers: the window in which one counts, days, truths and joined texts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd


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
    last = day.isoformat()
    return _known_and(days, lambda own: own <= last)


def not_before(days: pd.Series, day: date) -> pd.Series:
    """Tell for each ISO date whether it is known and not earlier than the day."""
    first = day.isoformat()
    return _known_and(days, lambda own: own >= first)


def _known_and(days: pd.Series, holds: Callable[[str], bool]) -> pd.Series:
    """Tell for each ISO date whether it is known and holds: a plain loop, since pandas makes three passes of it."""
    known = days.notna().tolist()
    found = [is_known and holds(str(day)) for day, is_known in zip(days, known, strict=True)]
    return pd.Series(found, index=days.index, dtype=bool)


def in_force(since: pd.Series, until: pd.Series, day: date) -> pd.Series:
    """Tell for each pair of first and last days, either possibly empty, whether the day lies between them."""
    return (since.isna() | not_after(since, day)) & (until.isna() | not_before(until, day))


def is_true(column: pd.Series) -> pd.Series:
    """Return where a nullable truth is true."""
    return pd.Series(
        column.astype("boolean").to_numpy(dtype=bool, na_value=False), index=column.index, name=column.name
    )


def days_between(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """Return the whole days from one column of ISO dates to another, empty where either is."""
    passed = pd.to_datetime(later.astype("string")) - pd.to_datetime(earlier.astype("string"))
    return passed.dt.days.astype("Int64")


def joined(texts: Iterable[object]) -> str | None:
    """Return the different texts in their order, parted by «; »; ``None`` if there are none."""
    return "; ".join(dict.fromkeys(text for text in texts if isinstance(text, str) and text)) or None
