"""Laws of one row: shares of marks, numbers of marks and the number of participants belong together."""

from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.marks import MARKS
from shnor_lib.ingest.checks.outcomes import RESULTS, SOURCE_ADVICE, complaints_of, outcome
from shnor_lib.ingest.checks.rows import row_name
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.joining.rounding import half_steps_pp
from shnor_lib.ingest.layouts.raw_rows import SHARES

_FLOAT_PP = 1e-6
#: Four parts of one with four decimals each miss 1 by rounding alone by less than this.
NEAR_ONE = 0.005


def share_out_of_range(rows: pd.DataFrame) -> list[Finding]:
    """A share is a percentage from 0 to 100."""
    shares = rows[[*SHARES, "fail_pct", "top_pct"]]
    known = shares.notna().any(axis=1)
    wrong = rows[((shares < 0) | (shares > 100)).any(axis=1)]
    found = complaints_of(
        wrong, "share_out_of_range", "error", lambda row: f"{row_name(row)}: доля вне границ от 0 до 100 %."
    )
    return outcome("share_out_of_range", int(known.sum()), found, RESULTS)


def shares_sum(rows: pd.DataFrame) -> list[Finding]:
    """The shares of the four marks add up to 100 %, but for the rounding of each."""
    known = rows[_all_shares(rows) & ~(rows["n_participants"] == 0)]
    if known.empty:
        return []
    known = known.assign(total=known[SHARES].sum(axis=1))
    found = complaints_of(
        known[_sum_is_off(known)],
        "shares_sum",
        "error",
        lambda row: (
            f"{row_name(row)}: доли отметок в сумме дают {wording.number(row.total)} % вместо 100 %"
            + _likely_cause(row)
            + _what_became_of_the_share(row)
        ),
    )
    return outcome("shares_sum", len(known), found, RESULTS)


def _likely_cause(row: Any) -> str:
    if row.total == row.n_participants and all(getattr(row, name) == int(getattr(row, name)) for name in SHARES):
        return ", столько же, сколько участников: похоже, вместо долей указано число отметок. "
    if abs(row.total - 1) < NEAR_ONE:
        return ": похоже, указаны доли единицы, а не проценты. "
    return ". "


def _all_shares(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows have all four shares, each of them possible; the others are `share_out_of_range`'s."""
    return ((rows[SHARES] >= 0) & (rows[SHARES] <= 100)).all(axis=1)


def _sum_is_off(rows: pd.DataFrame) -> np.ndarray:
    """Tell which rows' four shares miss 100 by more than rounding allows."""
    return np.abs(rows[SHARES].sum(axis=1) - 100).to_numpy() > len(MARKS) * half_steps_pp(rows) + _FLOAT_PP


def _what_became_of_the_share(row: Any) -> str:
    return "Доля «2» не использована." if np.isnan(row.fail_pct) else "Доля «2» взята, как указана."


def whole_counts(rows: pd.DataFrame) -> list[Finding]:
    """Each share times the number of participants is a whole number of pupils, and the numbers add up."""
    known = rows[_all_shares(rows) & (rows["n_participants"] > 0)]
    known = known[~_sum_is_off(known)]
    n = known["n_participants"].to_numpy()[:, None]
    pupils = known[SHARES].to_numpy() * n / 100
    # What half of the last printed decimal means in pupils; from half a pupil on nothing can be told.
    bound = half_steps_pp(known)[:, None] * n / 100
    telling = (bound < 0.5).ravel()
    off = np.abs(pupils - np.round(pupils)) > bound + _FLOAT_PP * n
    other_sum = np.round(pupils).sum(axis=1) != n.ravel()
    impossible = rows["impossible"] == 1
    wrong = known[telling & (off.any(axis=1) | other_sum) & ~impossible.loc[known.index]]
    found = complaints_of(rows[impossible], "whole_counts", "error", _impossible_words, IMPOSSIBLE_ADVICE)
    found += complaints_of(
        wrong,
        "whole_counts",
        "warning",
        lambda row: (
            f"{row_name(row)}: при числе участников {wording.number(row.n_participants)} такие доли получиться не "
            f"могут ({_pupils_words(row)}). {_what_became_of_the_share(row)}"
        ),
        "Сверьте число участников и доли с исходной выгрузкой.",
    )
    return outcome("whole_counts", int(telling.sum()), found, RESULTS)


#: What to do about a share that no whole number of pupils gives.
IMPOSSIBLE_ADVICE = (
    "Сверьте число участников и долю с исходной выгрузкой. До этого число получивших «2» неизвестно, и вывод сделан по "
    "указанной доле."
)


def _impossible_words(row: Any) -> str:
    """Return e.g. «доля 46 % невозможна при 11 участниках»."""
    n = int(row.n_participants)
    participants = wording.plural(n, "участнике", "участниках", "участниках")
    return f"{row_name(row)}: доля {wording.percent(row.fail_pct, None)} невозможна при {participants}."


def _pupils_words(row: Any) -> str:
    """Return e.g. ««2» — 11,3 участника» for the shares that give no whole number."""
    words = []
    for mark in MARKS:
        pupils = getattr(row, f"pct_{mark}") * row.n_participants / 100
        if abs(pupils - round(pupils)) > 0.005:
            words.append(f"«{mark}» — {wording.number(pupils)} участника")
    return ", ".join(words) or "число отметок не равно числу участников"


def no_participants_but_shares(rows: pd.DataFrame) -> list[Finding]:
    """Where nobody took part there are no shares."""
    known = rows[rows["n_participants"].notna()]
    shares = known[[*SHARES, "fail_pct", "top_pct"]]
    wrong = known[(known["n_participants"] == 0) & (shares > 0).any(axis=1)]
    found = complaints_of(
        wrong,
        "no_participants_but_shares",
        "error",
        lambda row: f"{row_name(row)}: участников 0, а доли отметок указаны. {_what_became_of_the_share(row)}",
        SOURCE_ADVICE,
    )
    return outcome("no_participants_but_shares", len(known), found, RESULTS)
