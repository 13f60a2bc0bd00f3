"""Results that the edition before had otherwise: the same school, procedure and year, another value."""

import pandas as pd

from shnor_lib.analysis.results.comparison import ROW, Step, Stored, compared
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import DECLARED, RESULT_KEY
from shnor_lib.ground.vocabulary import REVISED_VALUES

COLUMNS = list(DECLARED["revised_results"].columns)
_TABLE = "previous_results"


def revised_results(results: pd.DataFrame, previous_results: pd.DataFrame) -> pd.DataFrame:
    """Return the values of results that differ from those of the edition before, as `make diff` compares them.

    A result that one of both editions alone has was not revised: it came or went.  A value that was not known before
    is no revision either.

    Args:
        results: the table `results`, of the present edition.
        previous_results: the table `previous_results`; without rows there is nothing to compare with.

    Returns:
        The table `revised_results` in the order of the results; ``now`` is empty where the value was taken back.
    """
    if previous_results.empty or results.empty:
        return pd.DataFrame(columns=COLUMNS)
    declared = DECLARED[_TABLE]
    before, now = ({_TABLE: _stored(frame)} for frame in (previous_results, results))
    changes = compared(before, [Step((), now)], {_TABLE: declared}, {_TABLE: _TABLE}).changes
    by_place = {(change.place.key, change.place.column): change for change in changes if change.place.column != ROW}
    rows = [
        {**{name: getattr(row, name) for name in ("school_id", "school", *RESULT_KEY[1:])}, "season": row.season}
        | {"value": value, "before": _number(change.before), "now": _number(change.after)}
        for row in rows_of(results)
        for value in REVISED_VALUES
        if (change := by_place.get((_key(row), value))) and change.before
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _stored(frame: pd.DataFrame) -> Stored:
    """Return a frame's columns that are compared, as texts."""
    names = tuple(name for name in DECLARED[_TABLE].columns if name in frame)
    texts = {name: ["" if pd.isna(value) else str(value) for value in frame[name]] for name in names}
    return Stored(names, [dict(zip(names, row, strict=True)) for row in zip(*texts.values(), strict=True)])


def _key(row: object) -> tuple[str, ...]:
    return tuple("" if pd.isna(value := getattr(row, name)) else str(value) for name in RESULT_KEY)


def _number(text: str) -> float | None:
    return float(text) if text else None
