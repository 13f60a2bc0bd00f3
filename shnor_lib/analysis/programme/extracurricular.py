"""What schools achieved outside lessons in a school year: events, participants, winners per hundred pupils."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.statistics.changes import chance_of_change, chances_at_once
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.rows import groups_of

COLUMNS = [
    "school_id",
    "school",
    "events",
    "levels",
    "participants",
    "winners",
    "pupils",
    "winners_per_100",
    "base_winners",
    "base_participants",
    "supported",
    "rose",
]


def extracurricular(registers: Registers, schools: pd.DataFrame, school_year: int) -> pd.DataFrame:
    """Return each school's events of a school year, beside the share of winners in the year before.

    Participants are counted event by event: a pupil who took part in two counts twice.  Whether the share of winners
    differs from that of the year before by more than chance is asked of all schools at once (Benjamini, Hochberg, 5 %);
    rows that lack one of the two numbers are left out of that.

    Returns:
        A row per school with events, in the roster's order: ``school_id``, ``school``, ``events``, ``levels``
        («региональный — 2»), ``participants``, ``winners``, ``pupils`` (empty: not known), ``winners_per_100`` (of
        them), ``base_winners`` and ``base_participants`` of the year before (empty: none), ``supported``, ``rose``.
    """
    own = registers.extracurricular
    context = registers.context
    pupils = (
        context[context["school_year"] == school_year].drop_duplicates("school_id").set_index("school_id")["pupils"]
    )
    pupils_of = dict(zip(pupils.index, pupils, strict=True))
    names = dict(zip(schools["school_id"], schools["school"], strict=True))
    before = _shares(own[own["year"] == school_year - 1])
    now = _shares(own[own["year"] == school_year])
    rows: list[dict[str, Any]] = []
    for school_id, events in groups_of(own[own["year"] == school_year], "school_id"):
        if school_id not in names:
            continue
        winners = int(events["winners"].sum())
        of_school = pupils_of.get(school_id)
        number = None if wording.is_missing(of_school) else int(str(of_school)) or None
        won, of = before.get(school_id, (None, None))
        rows.append(
            {
                "school_id": school_id,
                "school": names[school_id],
                "events": len(events),
                "levels": _levels(events["level"]),
                "participants": int(events["participants"].sum()),
                "winners": winners,
                "pupils": number,
                "winners_per_100": 100 * winners / number if number else None,
                "base_winners": won,
                "base_participants": of,
                "_now": now.get(school_id, (0, 0)),
            }
        )
    if not rows:
        return pd.DataFrame(columns=COLUMNS)
    return in_roster_order(_with_chance(pd.DataFrame(rows)), schools, [])[COLUMNS]


def _shares(events: pd.DataFrame) -> "dict[str, tuple[int | None, int | None]]":
    """Return winners and participants of each school, by the rows that give both."""
    known = events[events["winners"].notna() & events["participants"].notna()]
    sums = known.groupby("school_id")[["winners", "participants"]].sum()
    return {str(school): (int(row["winners"]), int(row["participants"])) for school, row in sums.iterrows()}


def _levels(levels: Iterable[object]) -> str:
    """Return «муниципальный — 2, региональный — 1», in the order in which they stand."""
    counted: dict[str, int] = {}
    for level in levels:
        word = "уровень не указан" if wording.is_missing(level) else str(level)
        counted[word] = counted.get(word, 0) + 1
    return ", ".join(f"{level} — {number}" for level, number in counted.items())


def _with_chance(table: pd.DataFrame) -> pd.DataFrame:
    """Say of each school with both years whether the share of winners differs beyond chance, and in which direction."""
    won, of = (np.array([pair[place] for pair in table["_now"]], dtype=float) for place in (0, 1))
    base_won, base_of = (table[name].astype(float).to_numpy() for name in ("base_winners", "base_participants"))
    known = (of > 0) & (base_of > 0)
    supported, rose = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    if known.any():
        chance = chance_of_change(won[known], of[known], base_won[known], base_of[known])
        supported[known] = chances_at_once(chance) <= 1 - CONFIDENCE
        rose[known] = won[known] / of[known] > base_won[known] / base_of[known]
    return table.assign(supported=supported, rose=rose)
