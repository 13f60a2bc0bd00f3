"""The programme's indicators: numerator, denominator, value and verdict, by school, by quarter and by person.

What has no source is ``no_data``, never zero.  «ШНОР» in the indicators means the listed schools.  Codes, names and
targets are the programme's rows; how a row is counted is its way, said in `declared`; who stands behind it, in
`members`; what has to be said beside it, in `remarks`.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import indicator_of_row, indicators_of
from shnor_lib.analysis.indicators.doubts import with_rows_aside
from shnor_lib.analysis.indicators.indicator import Group, Indicator, Of, Remark, RemarkCode, Value
from shnor_lib.analysis.indicators.remarks import schools_without_teachers
from shnor_lib.analysis.programme.due_dates import QUARTER_ENDS, days_within
from shnor_lib.analysis.programme.help_records import NEEDED, known_kinds
from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.roster import participation_known
from shnor_lib.ground import ways
from shnor_lib.ground.registers import SEPARATOR
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import DECLARED
from shnor_lib.ground.vocabulary import HAND_VALUE, RESULTS, WAY

#: Columns of the programme's indicators that the table of values repeats.
NAMED = ("id", "source_number", "name", "short_name", "unit", "evidence")
SHARE = ("numerator", "denominator", "actual")


def indicator_values(
    programme_indicators: pd.DataFrame, data: ProgrammeData, confirmed: "pd.Series[str] | None" = None
) -> pd.DataFrame:
    """Return the table `indicators`: the value of every indicator of the programme as of the reporting date.

    Args:
        programme_indicators: names, units (%, шт.) and targets, the table of that name.
        data: roster, registers, dynamics, window and params.
        confirmed: codes of listed schools that meet the criteria by data; shares over them stand beside.

    Returns:
        A row per indicator; shares in percent, ``deviation`` in points or pieces.  Beside the contract: ``group`` (of
        the table of targets or of the passport), ``all_listed_…`` (over all ШНОР), ``confirmed_…`` (over the confirmed
        schools), ``rows_aside`` (rows of registers that could not be used and could change the value: ``range_low`` and
        ``range_high`` allow for them), ``status_firm`` (each possible value has the same verdict), ``hidden`` (too few
        teachers to show their results), ``needs`` (what would supply a missing value).
    """
    rows = []
    for row in rows_of(programme_indicators):
        indicator = indicator_of_row(row)
        value = value_of(indicator, data) if indicator else by_hand(row)
        target = None if pd.isna(row.target) else float(row.target)
        goal = _text(row, "goal")
        rows.append(
            {
                **{name: getattr(row, name) for name in NAMED},
                "target": target,
                **asdict(value),
                **_beside(indicator, data, confirmed),
                "group": _group(row).value,
                "deviation": None if value.actual is None or target is None else value.actual - target,
                "status": status(value.actual, target, goal),
                "status_firm": is_firm(value, target, goal),
                "as_of": data.window.as_of.isoformat(),
                "denominator_words": row.denominator,
                "needs": _needs(indicator, value, data) if indicator else _needs_of_hand(row),
                **{name: _text(row, name) for name in COUNTED},
            }
        )
    return pd.DataFrame(rows, columns=None if rows else list(DECLARED["indicators"].columns))


#: Columns of the programme's indicators that say how they are counted, which the table of values repeats.
COUNTED = ("way", "over", "goal", "value_evidence")


def _text(row: Any, name: str) -> str | None:
    """Return a column of a row as a text; nothing where it is empty or the table is without it."""
    text = getattr(row, name, None)
    return text if isinstance(text, str) and text else None


def _group(row: Any) -> Group:
    """Return where the programme names an indicator: by whether it sets a target of its own for it."""
    stated = getattr(row, "stated_target", row.target)
    return Group.PASSPORT if pd.isna(stated) else Group.TARGETS


def by_hand(row: Any) -> Value:
    """Return the value that a row holds itself: one kept by hand; unknown where the row says how it is counted."""
    value: Any = getattr(row, "value", None)
    kept = _text(row, "way") == ways.BY_HAND and value is not None and not pd.isna(value)
    return Value(actual=float(value)) if kept else Value()


def _needs_of_hand(row: Any) -> str | None:
    """Return what a row lacks that is not counted: a way, or the value itself."""
    if _text(row, "way") is None:
        return WAY
    return None if by_hand(row).actual is not None else HAND_VALUE


def status(actual: float | None, target: float | None, goal: str | None = None) -> str:
    """Return the verdict: a code of `vocabulary.INDICATOR_STATUSES`; ``no_data`` goes before ``no_target``.

    ``goal`` is ``at_most`` where the value shall not exceed the target; otherwise it shall reach it.
    """
    if actual is None:
        return "no_data"
    if target is None:
        return "no_target"
    reached = actual <= target if goal == "at_most" else actual >= target
    return "met" if reached else "not_met"


def is_firm(value: Value, target: float | None, goal: str | None = None) -> bool:
    """Tell whether every value in the possible range has one verdict; a verdict of no value is none."""
    if value.actual is None or value.range_low is None or value.range_high is None:
        return True
    return status(value.range_low, target, goal) == status(value.range_high, target, goal)


def value_of(indicator: Indicator, data: ProgrammeData) -> Value:
    """Return an indicator's numbers."""
    value = counted(indicator.members(data), indicator.of)
    if indicator.members_at_start:
        value = replace(value, baseline=counted(indicator.members_at_start(data), indicator.of).actual)
    if indicator.range_in_percent:
        low, high = indicator.range_in_percent(data)
        value = replace(value, range_low=low, range_high=high)
    value = with_rows_aside(value, indicator, data)
    if indicator.shows_results and 0 < (value.denominator or 0) < data.params.smallest_group.value:
        value = replace(value, numerator=None, actual=None, range_low=None, range_high=None, hidden=True)
    return value


def counted(members: Members, of: Of) -> Value:
    """Count members: documents and events in pieces, schools and teachers as a share; each member counts once."""
    if members is None:
        return Value()
    numerator = int(members.loc[members["counted"], "member"].nunique())
    if not of.gives_share:
        return Value(numerator, None, float(numerator))
    denominator = int(members["member"].nunique())
    return Value(numerator, denominator, 100 * numerator / denominator) if denominator else Value()


def _beside(indicator: Indicator | None, data: ProgrammeData, confirmed: "pd.Series[str] | None") -> dict[str, Any]:
    """Return the same share over all ШНОР and over the schools that data confirm, where the indicator has them."""
    over_all, over_confirmed = Value(), Value()
    if indicator and indicator.members_of_all_listed:
        over_all = counted(indicator.members_of_all_listed(data), indicator.of)
    if indicator and indicator.over_confirmed and confirmed is not None:
        over_confirmed = value_of(indicator, data.of_schools(confirmed))
    return {f"all_listed_{name}": getattr(over_all, name) for name in SHARE} | {
        f"confirmed_{name}": getattr(over_confirmed, name) for name in SHARE
    }


def _needs(indicator: Indicator, value: Value, data: ProgrammeData) -> str | None:
    """Return what would supply a missing value: the registers that are empty, joined, or ``results``."""
    if value.actual is not None or value.hidden:
        return None
    enough = indicator.over_system and bool(known_kinds(data.registers))
    missing = [name for name in indicator.registers if _is_empty(name, data) and not (enough and _is_help(name))]
    return SEPARATOR.join(missing or indicator.registers) or RESULTS


def _is_help(register: str) -> bool:
    return any(register in names for names in NEEDED.values())


def _is_empty(register: str, data: ProgrammeData) -> bool:
    return not participation_known(data.schools) if register == "schools" else data.registers.empty(register)


# What has to be said beside a value


def indicator_remarks(indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the table `indicator_remarks`: what has to be said beside each value that is known or hidden.

    Args:
        indicators: the table of that name.
        data: what it was made of.

    Returns:
        ``id``, ``remark`` (a `RemarkCode`), ``part``, ``whole`` (schools, people, documents), ``codes`` (joined).
    """
    counted_by = indicators_of(indicators)
    rows = [
        {
            "id": row.id,
            "remark": one.remark.value,
            "part": one.part,
            "whole": one.whole,
            "codes": SEPARATOR.join(one.codes) or None,
        }
        for row in rows_of(indicators)
        if row.id in counted_by and (row.hidden or pd.notna(row.actual))
        for one in _remarks(counted_by[row.id], data, _lowest_wanted(row))
    ]
    return pd.DataFrame(rows, columns=["id", "remark", "part", "whole", "codes"])


def _lowest_wanted(row: Any) -> float | None:
    """Return the target where the value shall reach it; none where it shall not exceed it."""
    return None if pd.isna(row.target) or _text(row, "goal") == "at_most" else row.target


def _remarks(indicator: Indicator, data: ProgrammeData, target: float | None) -> Iterator[Remark]:
    value = value_of(indicator, data)
    if value.rows_aside and value.range_low is not None:
        yield Remark(RemarkCode.ROWS_SET_ASIDE, value.rows_aside)
    for remarks in indicator.remarks:
        yield from remarks(data, value, target)
    if indicator.of is Of.TEACHERS:
        yield from schools_without_teachers(data, indicator.schools(data))


# By school, by quarter, by person


def indicator_schools(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the table `indicator_schools`: for each indicator the numbers of each school behind it.

    A teacher of two schools counts in both.  Schools stand in the roster's order, never by result.  Results of fewer
    teachers than ``smallest_group`` are empty with ``hidden``; so are further schools' if their sum would show them.

    Returns:
        ``id``, ``school_id``, ``school``, ``numerator``, ``denominator`` (teachers, or 1 for the school itself),
        ``value_pct``, ``hidden``.
    """
    rows = []
    for code, indicator in indicators_of(programme_indicators).items():
        by_school = _numbers_by_school(indicator, data)
        hidden = _too_few(indicator, by_school, data)
        for school in rows_of(data.schools):
            if school.school_id not in by_school.index:
                continue
            numbers = by_school.loc[school.school_id]
            shown = not hidden[school.school_id]
            rows.append(
                {
                    "id": code,
                    "school_id": school.school_id,
                    "school": school.school,
                    "numerator": int(numbers["numerator"]) if shown else None,
                    "denominator": int(numbers["denominator"]) if shown else None,
                    "value_pct": 100 * numbers["numerator"] / numbers["denominator"] if shown else None,
                    "hidden": not shown,
                }
            )
    columns = ["id", "school_id", "school", "numerator", "denominator", "value_pct", "hidden"]
    return pd.DataFrame(rows, columns=columns).astype({"hidden": bool})


def _numbers_by_school(indicator: Indicator, data: ProgrammeData) -> pd.DataFrame:
    """Return ``numerator`` and ``denominator`` by ``school_id``; no rows for what is counted in pieces or unknown."""
    members = indicator.members(data) if indicator.of.gives_share else None
    if members is None:
        return pd.DataFrame(columns=["numerator", "denominator"])
    return (
        members[members["known"]]
        .groupby("school_id")
        .agg(numerator=("counted", "sum"), denominator=("counted", "size"))
    )


def _too_few(indicator: Indicator, by_school: pd.DataFrame, data: ProgrammeData) -> "pd.Series[bool]":
    """Tell which schools to hide: small groups, and as many others as cover them from subtraction."""
    hidden = pd.Series(False, index=by_school.index)
    if not indicator.shows_results:
        return hidden
    smallest = data.params.smallest_group.value
    people = by_school["denominator"].sort_values(kind="stable")
    hidden = (people < smallest).reindex(by_school.index)
    for school_id in people.index[people >= smallest]:
        if not hidden.any() or (hidden.sum() > 1 and people[hidden.index[hidden]].sum() >= smallest):
            break
        hidden[school_id] = True
    return hidden


def quarter_ends(window: Window) -> list[date]:
    """Return the last days of school quarters within the window, and the reporting date itself."""
    return sorted({*days_within(QUARTER_ENDS, window.start, window.as_of), window.as_of})


def indicator_quarters(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the table `indicator_quarters`: the indicators as they stood at each quarter's end: a line to the target.

    Schools are those listed on the reporting date.  Indicators that are not followed by quarters are left out.

    Returns:
        ``id``, ``on`` (ISO date), ``value``, ``target`` in the indicator's unit; ``value`` is empty where unknown.
    """
    counted_by = indicators_of(programme_indicators)
    rows = [
        {
            "id": row.id,
            "on": day.isoformat(),
            "value": value_of(counted_by[row.id], data.at(day)).actual,
            "target": row.target,
        }
        for row in rows_of(programme_indicators)
        if row.id in counted_by and counted_by[row.id].by_quarters
        for day in quarter_ends(data.window)
    ]
    return pd.DataFrame(rows, columns=["id", "on", "value", "target"])


def indicator_people(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the codes of teachers behind numerators and denominators: for official use only, no table of an edition.

    Returns:
        ``id``, ``teacher_id``, ``school_id``, ``counted`` (bool: belongs to the numerator).
    """
    parts = [
        members.rename(columns={"member": "teacher_id"}).assign(id=code)
        for code, indicator in indicators_of(programme_indicators).items()
        if indicator.of is Of.TEACHERS and (members := indicator.members(data)) is not None
    ]
    columns = ["id", "teacher_id", "school_id", "counted"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
