"""What rows that were set aside leave open: the possible range of an indicator (METHODS 4, last items)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from shnor_lib.analysis.indicators.indicator import Doubts, Indicator, Of, Value
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.rows_read import lost_rows

#: What one school more or less changes in a share: in its part and in its whole.
Turn = tuple[int, int]


def with_rows_aside(value: Value, indicator: Indicator, data: ProgrammeData) -> Value:
    """Return the value with the range that rows set aside leave open; where none could change it, the value as it is.

    The bounds hold whatever the rows say: each could make one member more count, add a member, turn one, or decide of
    one school whether it is meant, as the indicator declares.  A range that is there already (of results that are not
    firm) is widened, never narrowed.
    """
    doubts, rows = indicator.doubts, _rows(indicator.doubts, data)
    if value.actual is None or value.numerator is None or not rows:
        return replace(value, rows_aside=rows)
    if not indicator.of.gives_share:
        low, high = value.actual, value.actual + _lost(doubts.adds, data)
    else:
        low, high = _bounds(value, indicator, data)
    return replace(
        value,
        rows_aside=rows,
        range_low=low if value.range_low is None else min(low, value.range_low),
        range_high=high if value.range_high is None else max(high, value.range_high),
    )


def _bounds(value: Value, indicator: Indicator, data: ProgrammeData) -> tuple[float, float]:
    """Return the lowest and highest share (0–100) that so many rows leave possible."""
    assert value.numerator is not None and value.denominator is not None
    doubts = indicator.doubts
    adds, joins, flips, turns = (_lost(part, data) for part in (doubts.adds, doubts.joins, doubts.flips, doubts.turns))
    counted, others = value.numerator, value.denominator - value.numerator
    up, down = [(1, 0)] * others, [(1, 0)] * counted  # a school that is meant may turn
    if turns and indicator.of is Of.TEACHERS:
        everyone = _teachers_of_every_school(indicator, data)
        if turns >= everyone.loc[everyone["meant"], "school_id"].nunique():
            return 0.0, 100.0  # perhaps nobody is left of whom there would be a share
        up, down = _turns(everyone, everyone["counted"]), _turns(everyone, ~everyone["counted"])
    part, of = _highest(counted + adds + joins + flips, value.denominator + joins, up, turns)
    rest, of_rest = _highest(others + joins + flips, value.denominator + joins, down, turns)
    return 100 * (of_rest - rest) / of_rest, 100 * part / of


def _highest(part: int, whole: int, turns: Iterable[Turn], most: int) -> tuple[int, int]:
    """Return part and whole of the highest share that at most so many turns give; never more than the whole.

    Against a share that is reached already, a turn is worth its part less that share of its whole: taking the turns
    of most worth raises the share until none is worth anything (Dinkelbach's method for ratios).
    """
    every, best = list(turns), (part, whole)
    while 0 <= best[0] < best[1]:
        share = best[0] / best[1]
        worth = sorted(every, key=lambda turn: turn[0] - share * turn[1], reverse=True)[:most]
        chosen = [turn for turn in worth if turn[0] - share * turn[1] > 0]
        found = part + sum(turn[0] for turn in chosen), whole + sum(turn[1] for turn in chosen)
        if found[1] > 0 and found[0] * best[1] <= best[0] * found[1]:
            return best
        best = found
    return 1, 1


def _teachers_of_every_school(indicator: Indicator, data: ProgrammeData) -> pd.DataFrame:
    """Return the teachers who would be members if every school were meant, a row for each of their schools.

    Returns:
        ``member``, ``school_id``, ``counted``, ``meant`` (the school is), ``alone`` (they work in no other school),
        ``new`` (none of their schools is meant).
    """
    everyone = indicator.members(data.of_every_school())
    assert everyone is not None
    everyone = everyone.drop_duplicates(["member", "school_id"])
    meant = everyone["school_id"].isin(set(indicator.schools(data)))
    return everyone.assign(
        meant=meant,
        alone=~everyone["member"].duplicated(keep=False),
        new=~everyone["member"].isin(everyone.loc[meant, "member"]),
    )


def _turns(everyone: pd.DataFrame, raising: "pd.Series[bool]") -> list[Turn]:
    """Return what each school that is meant no more, or now is, could at most do for the share of those who raise it.

    Who works in several schools is told in favour of the share: with one school they come if they raise it, and go if
    they do not, since another may have them still.
    """
    raises, alone = raising, everyone["alone"]
    going = {"part": -(raises & alone).astype(int), "rest": -(~raises).astype(int)}
    coming = {"part": (raises & everyone["new"]).astype(int), "rest": (~raises & alone & everyone["new"]).astype(int)}
    parts = pd.DataFrame({name: going[name].where(everyone["meant"], coming[name]) for name in going})
    by_school = parts.groupby(everyone["school_id"]).sum()
    return [(int(part), int(part + rest)) for part, rest in zip(by_school["part"], by_school["rest"], strict=True)]


def _lost(rows: Mapping[str, tuple[str, ...]], data: ProgrammeData) -> int:
    return sum(lost_rows(data.rows_read, register, columns) for register, columns in rows.items())


def _rows(doubts: Doubts, data: ProgrammeData) -> int:
    """Return how many rows could change the indicator, each once whatever it could do."""
    columns: dict[str, set[str]] = {}
    for part in (doubts.adds, doubts.joins, doubts.flips, doubts.turns):
        for register, names in part.items():
            columns.setdefault(register, set()).update(names)
    return sum(lost_rows(data.rows_read, register, names) for register, names in columns.items())
