"""Regression to the mean where nobody outside can be compared: how far chosen schools move by themselves."""

import math
from typing import Literal


def tail_mean(z: float) -> float:
    """Return how many standard deviations above the mean a normal variable lies on average, given it is above ``z``.

    This is φ(z)/(1 − Φ(z)), taken by logarithms so that far cuts do not divide by zero.
    """
    from scipy.special import log_ndtr

    return math.exp(-z * z / 2 - math.log(2 * math.pi) / 2 - float(log_ndtr(-z)))


def expected_move_towards_the_mean(
    cut: float, mean: float, sd: float, correlation: float, chosen: Literal["above", "below"] = "above"
) -> float:
    """Return how far the mean of those chosen by one measurement moves back at the next one, without any influence.

    It is (1 − ρ)·σ·φ(z)/(1 − Φ(z)) with z = (c − μ)/σ for a choice above the cut and (μ − c)/σ for one below it.
    Measurements are taken to be normal, with one mean and spread both times.
    Source: Barnett, van der Pols, Dobson, International Journal of Epidemiology 34 (2005) 215–220.

    Args:
        cut: who lies beyond it is chosen, in the unit of the measurement (e.g. per cent of «2»).
        mean: of all, not of the chosen alone.
        sd: of all, at one measurement; more than 0.
        correlation: between two measurements of one school, 0–1.
        chosen: on which side of the cut the chosen lie.

    Returns:
        The size of the move, at least 0: a fall for a choice above the cut, a rise for one below.

    Raises:
        ValueError: the spread is not positive, or the correlation lies outside 0–1.
    """
    if not sd > 0 or not 0 <= correlation <= 1:
        raise ValueError(f"sd {sd}, correlation {correlation}")
    z = (cut - mean) / sd if chosen == "above" else (mean - cut) / sd
    return (1 - correlation) * sd * tail_mean(z)
