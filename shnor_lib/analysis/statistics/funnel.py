"""Control limits of a funnel plot: how far shares of schools of a size may lie from the common one.

Numbers of participants are whole, shares and limits are fractions 0–1 unless a name ends in ``_pct``.
"""

import numpy as np


def funnel_upper_limit(target: float, n: int, quantile: float) -> float:
    """Return the upper control limit of a share under the binomial distribution, interpolated between whole counts.

    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185–1202, appendix A.1.1.
    """
    from scipy.special import bdtr

    counts = np.arange(n + 1)
    cumulative = bdtr(counts, n, target)
    reached = int(np.argmax(cumulative >= quantile))
    below = cumulative[reached - 1] if reached else 0.0
    excess = (cumulative[reached] - quantile) / (cumulative[reached] - below)
    return float((reached - excess) / n)
