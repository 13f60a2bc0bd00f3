"""How many schools show positive dynamics, and what range doubtful changes leave open."""

from typing import Any

import pandas as pd


def share_with_positive_dynamics(school_dynamics: pd.DataFrame, listed: pd.Series) -> dict[str, Any]:
    """Return how many listed schools show positive dynamics, with the range that firmness leaves open.

    Args:
        school_dynamics: rows of one scope of the table `school_dynamics`.
        listed: codes of the listed schools.

    Returns:
        ``numerator``, ``denominator`` (schools), ``value``, ``range_low`` (firm falls only) and ``range_high`` (all but
        firm rises), in percent; values are ``None`` where no listed school has a comparable pair.
    """
    own = school_dynamics[school_dynamics["school_id"].isin(listed)]
    denominator = len(listed)
    if not denominator or not (own["pairs"] > 0).any():
        return {"numerator": None, "denominator": denominator, "value": None, "range_low": None, "range_high": None}
    positive = own["positive"].astype("boolean")
    firm = own["firm"].astype("boolean").fillna(False)
    falls = int(positive.fillna(False).sum())
    firm_falls = int((positive.fillna(False) & firm).sum())
    firm_rises = int((~positive.fillna(True) & firm).sum())
    return {
        "numerator": falls,
        "denominator": denominator,
        "value": 100 * falls / denominator,
        "range_low": 100 * firm_falls / denominator,
        "range_high": 100 * (denominator - firm_rises) / denominator,
    }
