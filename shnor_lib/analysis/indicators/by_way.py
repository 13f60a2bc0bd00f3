"""The programme's indicators by the way in which they are counted, whatever codes the programme gives them."""

import pandas as pd


def codes_with(indicators: pd.DataFrame, way: str, over: str | None = None) -> tuple[str, ...]:
    """Return the codes of the indicators counted in a way, in the programme's order.

    Args:
        indicators: the table of that name, or `programme_indicators`.
        way: its code in `ways.yml`.
        over: the denominator that is meant; by default any.
    """
    if "way" not in indicators:
        return ()
    own = indicators[indicators["way"] == way]
    return tuple(own["id"] if over is None else own.loc[own["over"].fillna(over) == over, "id"])
