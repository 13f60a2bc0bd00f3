"""What the report of the year reads of a period's report: one row of the table `period_reports`."""

from collections.abc import Iterable, Iterator

import pandas as pd

from shnor_lib.analysis.programme.periods import ANSWERED_BY, OF_WORK, rows_held
from shnor_lib.presentation.monitoring.attention import attention
from shnor_lib.presentation.monitoring.changes import MEASURES, changes_since, moved
from shnor_lib.presentation.monitoring.overdue import late_assignments, late_items
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, MonitoredWork


def period_row(monitored: MonitoredPeriod | MonitoredWork) -> pd.DataFrame:
    """Return the row of `period_reports` of a period or a work.

    Returns:
        ``period``, ``name``, ``since`` and ``until`` (the days told; a work has one), ``as_of`` (the reporting date),
        ``roles`` (of the plan's items that it answers), ``schools`` (that it is about), ``attention`` (that its rules
        name), ``worse`` and ``better`` (that moved beyond chance since any earlier time), ``overdue`` (items and
        assignments due within it; of a work unknown).
    """
    period, worse, better = monitored.period, set(_moved(monitored, -1)), set(_moved(monitored, 1))
    row = {
        "period": period.id,
        "name": period.words,
        **_days(monitored),
        "as_of": monitored.today.isoformat(),
        "roles": "; ".join(_roles(monitored)) or None,
        "schools": len(monitored.schools),
        "attention": len(attention(monitored)),
        "worse": len(worse),
        "better": len(better),
        "overdue": None,
    }
    if isinstance(monitored, MonitoredPeriod):
        row["overdue"] = len(late_items(monitored)) + len(late_assignments(monitored))
    return pd.DataFrame([row]).astype({"overdue": "Int64"})


def _days(monitored: MonitoredPeriod | MonitoredWork) -> dict[str, str | None]:
    if isinstance(monitored, MonitoredWork):
        day = monitored.period.held_on or None
        return {"since": day, "until": day}
    return {"since": monitored.period.since.isoformat(), "until": monitored.period.end.isoformat()}


def _roles(monitored: MonitoredPeriod | MonitoredWork) -> Iterable[str]:
    if isinstance(monitored, MonitoredWork):
        return [OF_WORK]
    held = rows_held(monitored.registers, monitored.period)
    return [role for role, register in ANSWERED_BY[monitored.period.kind].items() if held[register]]


def _moved(monitored: MonitoredPeriod | MonitoredWork, sign: int) -> Iterator[str]:
    """Yield the schools that are better (1) or worse (−1) beyond chance; more «2» is worse."""
    if isinstance(monitored, MonitoredWork):
        for base in monitored.bases.values():
            yield from moved(monitored.changes_since(base), -sign)["school_id"]
        return
    for period in monitored.bases.values():
        for measure in MEASURES:
            yield from moved(changes_since(monitored, period, measure), sign)["school_id"]
