"""The attacker: what a reader can work out of hidden counts from all that is published.

He knows every published count, every sum, and the bounds of each count beforehand; he solves for the least and the most
that a hidden count can be.  Counts are whole numbers, so that his programs are whole too (HiGHS by scipy).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from shnor_lib.analysis.disclosure.counts import Counts, Integers, Truths

#: Solvers answer in floating point: what lies nearer to a whole number than this is that number.
NEAR = 1e-6


@dataclass(frozen=True)
class Extreme:
    """A possible state of all counts in which one of them is extreme, as deviations from the true ones.

    ``prices``: by how much the extreme grows with the range of each count: upwards where negative, downwards where
    positive (the reduced costs, by which a cut is made).
    """

    deviations: NDArray[np.float64]
    prices: NDArray[np.float64]


def ranges_known(counts: Counts, hidden: Truths) -> tuple[Integers, Integers]:
    """Return by how much each count may lie below and above its true value before the sums are held against it."""
    below = np.where(hidden, counts.values - counts.least, 0)
    above = np.where(hidden, counts.most - counts.values, 0)
    return below, above


def extreme(counts: Counts, hidden: Truths, place: int, *, largest: bool) -> Extreme:
    """Return a state in which the count at the place is as large, or as small, as all that is published allows.

    Fractions are allowed: an attack of this kind finds at least the range of the whole numbers.
    """
    below, above = ranges_known(counts, hidden)
    cost = np.zeros(len(counts))
    cost[place] = -1.0 if largest else 1.0
    equations = counts.equations
    solved = linprog(
        cost,
        A_eq=equations if equations.shape[0] else None,
        b_eq=np.zeros(equations.shape[0]) if equations.shape[0] else None,
        bounds=np.column_stack([-below, above]),
        method="highs-ds",
    )
    prices = solved.lower.marginals + solved.upper.marginals
    return Extreme(solved.x, np.where(abs(prices) < NEAR, 0.0, prices))


def attacked(counts: Counts, hidden: Truths, places: Integers | None = None) -> tuple[Integers, Integers]:
    """Return the least and the most that each count can be, as far as a reader can tell.

    Args:
        counts: all that is published together.
        hidden: which counts are not printed; closed ones are hidden in any case.
        places: the counts that are attacked; by default the hidden ones.

    Returns:
        The bounds of all counts; those that were not attacked have the bounds known beforehand, or are known.
    """
    hidden = (hidden | counts.closed) & ~counts.known
    least = np.where(hidden, counts.least, counts.values)
    most = np.where(hidden, counts.most, counts.values)
    wanted = set(np.flatnonzero(hidden) if places is None else places)
    for block in counts.blocks():
        attacked_here = [int(place) for place in block if place in wanted and hidden[place]]
        if attacked_here and len(block) > 1:
            part = counts.part(block)
            at = {int(place): here for here, place in enumerate(block)}
            for place in attacked_here:
                least[place], most[place] = _whole_range(part, hidden[block], at[place])
    return least, most


def narrowed(counts: Counts, hidden: Truths) -> Integers:
    """Return the places of sensitive counts that a reader can narrow to less than was promised.

    A state of all counts that is found for one of them is a state of the others too, so that most need no attack.
    """
    hidden = (hidden | counts.closed) & ~counts.known
    found: list[int] = []
    for block in counts.blocks():
        part, told = counts.part(block), hidden[block]
        if part.promised.any():
            found += [int(block[place]) for place in _narrowed_in_block(part, told)]
    return np.array(sorted(found), dtype=np.int64)


def _narrowed_in_block(counts: Counts, hidden: Truths) -> list[int]:
    found = []
    smallest, largest = spread(counts, hidden, whole=True)
    for place in np.flatnonzero(counts.promised > 0):
        needed = counts.promised[place] - NEAR
        for upwards in (True, False):
            if hidden[place] and largest[place] - smallest[place] < needed:
                state = _state(counts, hidden, _towards(counts, int(place), -1.0 if upwards else 1.0), whole=True)
                smallest, largest = np.minimum(smallest, state), np.maximum(largest, state)
        if largest[place] - smallest[place] < needed:
            found.append(int(place))
    return found


def spread(counts: Counts, hidden: Truths, *, whole: bool) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how far below and above its true value each count lies in some states that differ much.

    In each of them half of the sensitive counts go up and half go down together, neighbours by size against each other:
    in a large okrug that shows of nearly every count at once that it stays uncertain.
    """
    places = np.flatnonzero((counts.promised > 0) & hidden)
    places = places[np.argsort(counts.most[places], kind="stable")]
    smallest, largest = np.zeros(len(counts)), np.zeros(len(counts))
    for period in (1, 2):
        for start in (0, period):
            cost = np.zeros(len(counts))
            cost[places] = np.where((np.arange(len(places)) + start) // period % 2, -1.0, 1.0)
            state = _state(counts, hidden, cost, whole=whole)
            smallest, largest = np.minimum(smallest, state), np.maximum(largest, state)
    return smallest, largest


def _towards(counts: Counts, place: int, sign: float) -> NDArray[np.float64]:
    cost = np.zeros(len(counts))
    cost[place] = sign
    return cost


def _whole_range(counts: Counts, hidden: Truths, place: int) -> tuple[int, int]:
    low, high = (_state(counts, hidden, _towards(counts, place, sign), whole=True)[place] for sign in (1.0, -1.0))
    return int(counts.values[place] + round(low)), int(counts.values[place] + round(high))


def _state(counts: Counts, hidden: Truths, cost: NDArray[np.float64], *, whole: bool) -> NDArray[np.float64]:
    """Return the deviations of the cheapest state that agrees with what is published.

    Where no solver answers it is the true state, which promises nothing.
    """
    below, above = ranges_known(counts, hidden)
    equations = counts.equations
    solved = milp(
        cost,
        integrality=np.full(len(counts), int(whole)),
        bounds=Bounds(-below, above),
        constraints=LinearConstraint(equations, 0, 0) if equations.shape[0] else (),
    )
    if solved.x is None or solved.status != 0:
        return np.zeros(len(counts))
    return np.rint(solved.x) if whole else solved.x
