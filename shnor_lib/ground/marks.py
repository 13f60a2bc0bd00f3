"""Numbers of marks behind printed shares, and what is computed from them: качество, успеваемость, СОУ, mean mark.

Arrays in, arrays out; percentages 0–100; an unknown number is NaN.  Formulas: METHODS of the project, §5 and §1.
"""

import numpy as np
import pandas as pd

MARKS = (2, 3, 4, 5)
#: What a mark is worth in СОУ (степень обученности учащихся), percent.
SOU_WORTH = (16.0, 36.0, 64.0, 100.0)
METRICS = ("quality_pct", "success_pct", "sou_pct", "mean_mark")
_FLOAT = 1e-9
#: A share is trusted to this many decimals at most.
MOST_DECIMALS = 6


def printed_decimals(values: np.ndarray) -> np.ndarray:
    """Return how many decimals each number has, `MOST_DECIMALS` at most; 0 where there is no number."""
    values = np.asarray(values, dtype=float)
    decimals = np.zeros(values.shape, dtype=int)
    with np.errstate(invalid="ignore"):
        for places in range(1, MOST_DECIMALS + 1):
            scaled = values * 10 ** (places - 1)
            decimals[np.abs(scaled - np.round(scaled)) > 1e-6] = places
    return decimals


def half_step(decimals: np.ndarray) -> np.ndarray:
    """Return half of the last printed decimal, in points; NaN where the decimals are unknown."""
    return 0.5 / 10 ** np.asarray(decimals, dtype=float)


def agreeing_counts(
    shares_pct: np.ndarray, n_participants: np.ndarray, decimals: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the greatest number of participants whose share is printed so: |100·k/n − x| ≤ half a step.

    Args:
        shares_pct: printed shares, (rows,).
        n_participants: participants, (rows,).
        decimals: how many decimals the shares' column has, (rows,).

    Returns:
        Two arrays, (rows,); NaN where share or participants are unknown, and where no whole number agrees.

    Source: METHODS of the project, §1 (known counts).
    """
    share, n = np.asarray(shares_pct, dtype=float), np.asarray(n_participants, dtype=float)
    n = np.where(n > 0, n, np.nan)
    bound = half_step(decimals) + _FLOAT

    def agrees(count: np.ndarray) -> np.ndarray:
        return (count >= 0) & (count <= n) & (np.abs(100 * count / n - share) <= bound)

    # Where a limit falls on a whole number the last bits decide: both neighbours are tried by the definition itself.
    first = np.maximum(np.floor((share - bound) * n / 100), 0)
    last = np.minimum(np.ceil((share + bound) * n / 100), n)
    with np.errstate(invalid="ignore"):
        least = np.select([agrees(first), agrees(first + 1)], [first, first + 1], np.nan)
        most = np.select([agrees(last), agrees(last - 1)], [last, last - 1], np.nan)
    return least, most


def recovered_counts(shares_pct: np.ndarray, n_participants: np.ndarray, half_step_pp: np.ndarray) -> np.ndarray:
    """Return the numbers of marks behind printed shares.

    Each count is the whole number nearest to its share; all four stand or fall together: every share must be the
    printed form of its count, and the counts must add up to the participants.  A share whose rounding covers more
    than one whole number recovers nothing (two decimals: from 10 000 participants on).

    Args:
        shares_pct: shares of the marks 2–5, (rows, 4).
        n_participants: participants, (rows,).
        half_step_pp: half of the last printed decimal of the shares, (rows,) or one number.

    Returns:
        Counts of the marks 2–5, (rows, 4); NaN where they cannot be recovered.
    """
    n = np.asarray(n_participants, dtype=float)[:, None]
    shares = np.asarray(shares_pct, dtype=float)
    step = np.broadcast_to(np.asarray(half_step_pp, dtype=float), (len(shares),))[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        counts = np.round(shares * n / 100)
        printed = np.abs(100 * counts / n - shares) <= step + _FLOAT
        unique = step * n / 100 < 0.5
        stand = (n > 0) & unique & printed.all(axis=1, keepdims=True) & (counts.sum(axis=1, keepdims=True) == n)
    return np.where(stand, counts, np.nan)


def nearest_counts(shares_pct: np.ndarray, n_participants: np.ndarray) -> np.ndarray:
    """Return shares × participants in whole pupils, (rows, 4): for large groups, where one pupil more does not tell."""
    return np.round(np.asarray(shares_pct, dtype=float) * np.asarray(n_participants, dtype=float)[:, None] / 100)


def mark_metrics(shares_pct: np.ndarray, counts: np.ndarray) -> pd.DataFrame:
    """Return качество, успеваемость and СОУ in percent and the mean mark; from counts, else from the printed shares.

    Args:
        shares_pct: shares of the marks 2–5, (rows, 4); only those that add up to 100 may be given.
        counts: numbers of the marks 2–5, (rows, 4).

    Returns:
        A frame with the columns `METRICS`; NaN where neither counts nor shares are known.
    """
    counts = np.asarray(counts, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        exact = 100 * counts / counts.sum(axis=1, keepdims=True)
    shares = np.where(np.isfinite(exact).all(axis=1, keepdims=True), exact, np.asarray(shares_pct, dtype=float))
    shares = np.where(np.isfinite(shares).all(axis=1, keepdims=True), shares, np.nan)
    return pd.DataFrame(
        {
            "quality_pct": shares[:, 2:].sum(axis=1),
            "success_pct": shares[:, 1:].sum(axis=1),
            "sou_pct": shares @ np.array(SOU_WORTH) / 100,
            "mean_mark": shares @ np.array(MARKS, dtype=float) / 100,
        }
    )
