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
    """Return the places of sensitive counts that a reader can narrow to less than what was promised.

    A state of all counts that is found for one of them is a state of the others too, so that most need no attack.
    """
    hidden = (hidden | counts.closed) & ~counts.known
    found = []
    for block in counts.blocks():
        part, told = counts.part(block), hidden[block]
        smallest, largest = np.zeros(len(part)), np.zeros(len(part))
        for place in np.flatnonzero(part.promised > 0):
            if not told[place]:
                found.append(int(block[place]))
                continue
            for largest_wanted in (True, False):
                if largest[place] - smallest[place] < part.promised[place] - NEAR:
                    state = _whole_state(part, told, int(place), largest=largest_wanted)
                    smallest, largest = np.minimum(smallest, state), np.maximum(largest, state)
            if largest[place] - smallest[place] < part.promised[place] - NEAR:
                found.append(int(block[place]))
    return np.array(sorted(found), dtype=np.int64)


def _whole_range(counts: Counts, hidden: Truths, place: int) -> tuple[int, int]:
    ends = [_whole_state(counts, hidden, place, largest=largest)[place] for largest in (False, True)]
    return int(counts.values[place] + round(ends[0])), int(counts.values[place] + round(ends[1]))


def _whole_state(counts: Counts, hidden: Truths, place: int, *, largest: bool) -> NDArray[np.float64]:
    """Return a state in which the count is extreme among whole numbers; the true one where no solver answers."""
    below, above = ranges_known(counts, hidden)
    cost = np.zeros(len(counts))
    cost[place] = -1.0 if largest else 1.0
    equations = counts.equations
    solved = milp(
        cost,
        integrality=np.ones(len(counts)),
        bounds=Bounds(-below, above),
        constraints=LinearConstraint(equations, 0, 0) if equations.shape[0] else (),
    )
    return np.rint(solved.x) if solved.x is not None and solved.status == 0 else np.zeros(len(counts))
