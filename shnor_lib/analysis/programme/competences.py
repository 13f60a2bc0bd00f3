"""Teachers' competences by diagnostics: before and after, deficits, self-assessment.

Each difference stands with the interval of paired values (`statistics.paired`); ``supported`` says of it that it is
more than chance, all groups of a table being asked at once.  Results of fewer than ``smallest_group`` teachers are
never shown: their values are empty and ``hidden`` is true.  Percentages are results of a diagnostic work, 0–100.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.statistics.changes import chances_at_once
from shnor_lib.analysis.statistics.paired import chance_of_moves, paired_change
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.params import Indicators

GROUP = ["area", "subject"]
PERSON = ["teacher_id", *GROUP]


def measurements(diagnostics: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return the diagnostics of the window that have a result.

    Returns:
        Rows of the register with ``area``, ``subject``, ``phase`` (empty text where not named) and ``kind``
        (``diagnostics`` where not named), in the order of their days.
    """
    known = diagnostics[window.holds(diagnostics["held_on"]) & diagnostics["result_pct"].notna()]
    filled = {name: known[name].astype("string").fillna("") for name in (*GROUP, "phase")}
    kind = known["kind"].astype("string").fillna("diagnostics")
    return known.assign(**filled, kind=kind, result_pct=known["result_pct"].astype(float)).sort_values("held_on")


def is_diagnostics(diagnostics: pd.DataFrame) -> pd.Series:
    """Tell for each row of the register whether it is a diagnostic work and not a self-assessment."""
    return diagnostics["kind"].astype("string").fillna("diagnostics") == "diagnostics"


def measurement_pairs(diagnostics: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Pair each teacher's first diagnostics before with the last one after, in one area and subject.

    Returns:
        A row per teacher, area and subject with both, the later not before the earlier: ``before_pct``, ``after_pct``.
    """
    own = measurements(diagnostics, window)
    own = own[own["kind"] == "diagnostics"]
    before = own[own["phase"] == "before"].drop_duplicates(PERSON, keep="first")
    after = own[own["phase"] == "after"].drop_duplicates(PERSON, keep="last")
    columns = [*PERSON, "held_on", "result_pct"]
    pairs = before[columns].merge(after[columns], on=PERSON, suffixes=("_before", "_after"), validate="1:1")
    pairs = pairs[pairs["held_on_before"] <= pairs["held_on_after"]]
    names = {"result_pct_before": "before_pct", "result_pct_after": "after_pct"}
    return pairs.rename(columns=names)[[*PERSON, *names.values()]].reset_index(drop=True)


def gains_pp(diagnostics: pd.DataFrame, window: Window) -> pd.Series:
    """Return by how many points each teacher's mean over areas and subjects rose, by ``teacher_id``.

    Only teachers with both measurements have a gain.
    """
    pairs = measurement_pairs(diagnostics, window)
    means = pairs.groupby("teacher_id")[["before_pct", "after_pct"]].mean()
    return (means["after_pct"] - means["before_pct"]).round(9)


def competences(
    diagnostics: pd.DataFrame, teacher_ids: Iterable[str], window: Window, params: Indicators
) -> pd.DataFrame:
    """Return the table `competences`: what changed in each area and subject with those who have both measurements.

    Beside the means and their change with its interval: how many were below ``deficit_below`` at first and how many
    are at last, how many left that state (``risen``) and came into it (``fallen``), and whether that is more than
    chance (``deficits_supported``).
    """
    pairs = measurement_pairs(diagnostics[diagnostics["teacher_id"].isin(set(teacher_ids))], window)
    low = {name: pairs[f"{name}_pct"] < params.deficit_below.value for name in ("before", "after")}
    pairs = pairs.assign(
        change_pp=pairs["after_pct"] - pairs["before_pct"],
        low_before=low["before"],
        low_after=low["after"],
        risen=low["before"] & ~low["after"],
        fallen=low["after"] & ~low["before"],
    )
    counts = ["low_before", "low_after", "risen", "fallen"]
    found = pairs.groupby(GROUP).agg(
        people=("teacher_id", "nunique"),
        **{name: (name, "mean") for name in ("before_pct", "after_pct", "change_pp")},
        **{name: (name, "sum") for name in counts},
    )
    shown = found["people"] >= params.smallest_group.value
    moves = found.loc[shown, ["risen", "fallen"]].astype(int)
    chances = [chance_of_moves(risen, fallen) for risen, fallen in moves.itertuples(index=False)]
    found["deficits_supported"] = _supported(pd.Series(chances, moves.index, dtype=float), found.index)
    found = _with_interval(found, pairs, "change_pp", shown)
    return _shown(found, ["before_pct", "after_pct", *_of_difference("change_pp"), *counts], params)


def _of_difference(name: str) -> tuple[str, str, str]:
    """Return the columns of a difference in points and the ends of its interval."""
    stem = name.removesuffix("_pp")
    return name, f"{stem}_low_pp", f"{stem}_high_pp"


def _with_interval(found: pd.DataFrame, pairs: pd.DataFrame, name: str, shown: pd.Series) -> pd.DataFrame:
    """Add to the groups the interval of a mean paired difference, and ``supported``, both empty where not shown."""
    is_shown = shown.to_dict()
    changes = {key: paired_change(own) for key, own in pairs.groupby(GROUP)[name] if is_shown[key]}
    _, low, high = _of_difference(name)
    ends = pd.DataFrame(
        [(one.low, one.high, one.chance) for one in changes.values()],
        pd.MultiIndex.from_tuples(changes, names=GROUP) if changes else found.index[:0],
        columns=[low, high, "chance"],
        dtype=float,
    )
    supported = _supported(ends["chance"].dropna(), found.index)
    return found.join(ends.drop(columns="chance")).assign(supported=supported)


def _supported(chances: pd.Series, groups: pd.Index) -> pd.Series:
    """Tell of each group whether its p-value, taken together with the others', is at most that of chance."""
    found = pd.Series(chances_at_once(chances) <= np.round(1 - CONFIDENCE, 9), chances.index, dtype="boolean")
    return found.reindex(groups)


def deficits(diagnostics: pd.DataFrame, teacher_ids: Iterable[str], window: Window, params: Indicators) -> pd.DataFrame:
    """Return the table `deficits`: for each area, subject and phase the share of teachers whose result is low.

    A teacher counts by the last result of the phase; low is below ``deficit_below``.
    """
    own = measurements(diagnostics[diagnostics["teacher_id"].isin(set(teacher_ids))], window)
    own = own[(own["kind"] == "diagnostics") & (own["phase"] != "")]
    last = own.drop_duplicates([*PERSON, "phase"], keep="last")
    last = last.assign(low=last["result_pct"] < params.deficit_below.value)
    found = last.groupby([*GROUP, "phase"]).agg(people=("teacher_id", "nunique"), low=("low", "sum"))
    found["low_pct"] = 100 * found["low"] / found["people"]
    return _shown(found, ["low", "low_pct"], params)


def self_assessment(
    diagnostics: pd.DataFrame, teacher_ids: Iterable[str], window: Window, params: Indicators
) -> pd.DataFrame:
    """Return the table `self_assessment`: for each area and subject what teachers think of themselves against tests.

    Only those with both count, each by the first of either kind; ``difference_pp`` is what they think minus the test.
    """
    own = measurements(diagnostics[diagnostics["teacher_id"].isin(set(teacher_ids))], window)
    first = own.drop_duplicates([*PERSON, "kind"], keep="first")
    both = first[first["kind"] == "self_assessment"].merge(
        first[first["kind"] == "diagnostics"], on=PERSON, suffixes=("_self", "_tested"), validate="1:1"
    )
    both = both.assign(difference_pp=both["result_pct_self"] - both["result_pct_tested"])
    found = both.groupby(GROUP).agg(
        people=("teacher_id", "nunique"),
        self_pct=("result_pct_self", "mean"),
        tested_pct=("result_pct_tested", "mean"),
        difference_pp=("difference_pp", "mean"),
    )
    found = _with_interval(found, both, "difference_pp", found["people"] >= params.smallest_group.value)
    return _shown(found, ["self_pct", "tested_pct", *_of_difference("difference_pp")], params)


def _shown(found: pd.DataFrame, values: list[str], params: Indicators) -> pd.DataFrame:
    """Empty the values of groups that are too small, and mark them; the number of people goes with the values."""
    hidden = found["people"] < params.smallest_group.value
    shown = found.astype({name: "Float64" for name in values}).astype({"people": "Int64"})
    shown.loc[hidden, ["people", *values]] = pd.NA
    return shown.assign(hidden=hidden).reset_index()
