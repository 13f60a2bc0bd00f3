"""Secondary suppression: which further counts to hide so that no hidden one can be worked out, at the least cost.

The counts to hide are the solution of a covering problem (Fischetti and Salazar-González, 2001): in turns an attacker
finds a hidden count that can be told too well, by linear programming, and his proof, turned round by duality, is a cut
that the next choice has to keep.  The choice itself is `scipy.optimize.milp` (HiGHS).  A block of counts that is too
large for the best choice gets a safe one: more is hidden, never less.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from shnor_lib.analysis.disclosure.attacker import NEAR, Extreme, attacked, extreme, narrowed, ranges_known, spread
from shnor_lib.analysis.disclosure.counts import Counts, Integers, Truths

#: A block is solved for the best choice in so many turns of attack and choice, each with so many nodes of HiGHS; limits
#: of work and not of time, so that the same counts are hidden on every machine.
MOST_TURNS = 60
MOST_NODES = 5_000
#: Larger blocks get the safe choice at once.
LARGEST_BLOCK = 400


@dataclass(frozen=True)
class Suppression:
    """Which counts are hidden, and the sensitive ones that nothing protects: what was published before tells them."""

    hidden: Truths
    unprotected: Integers

    @property
    def is_safe(self) -> bool:
        """Whether every promise is kept."""
        return not len(self.unprotected)


@dataclass(frozen=True)
class _Cut:
    """What hiding each count adds to the range of an attacked count, and how much is needed."""

    gains: NDArray[np.float64]
    needed: float


def suppressed(counts: Counts) -> Suppression:
    """Return the cheapest counts to hide so that each sensitive one stays uncertain by its width.

    The last word has the attacker of whole numbers: where he narrows a count all the same, its whole block is hidden.
    """
    hidden = _always_hidden(counts)
    attainable, unprotected = what_can_be_promised(counts)
    for block in attainable.blocks():
        part = attainable.part(block)
        if part.promised.any():
            chosen = _chosen(part)
            hidden[block] = chosen if not len(narrowed(part, chosen)) else ~part.known
    return Suppression(hidden, unprotected)


def what_can_be_promised(counts: Counts) -> tuple[Counts, Integers]:
    """Return the counts with widths that are still possible, and the places where what was published allows no more.

    What earlier editions told cannot be taken back: a count that they narrow is kept from being narrowed further.
    """
    told = narrowed(counts, ~counts.known) if counts.known.any() else np.zeros(0, np.int64)
    if not len(told):
        return counts, told
    least, most = attacked(counts, ~counts.known, told)
    widths = counts.widths.copy()
    widths[told] = (most - least)[told]
    return replace(counts, widths=widths), told


def _chosen(counts: Counts) -> Truths:
    """Return the counts to hide in one block: the cheapest ones, or safe ones where that takes too long."""
    cuts: list[_Cut] = []
    if len(counts) <= LARGEST_BLOCK:
        hidden = _always_hidden(counts)
        for _ in range(MOST_TURNS):
            found = _violated(counts, hidden)
            if not found:
                return hidden
            cuts += found
            chosen = _cheapest(counts, cuts)
            if chosen is None:
                break
            hidden = chosen
    return _safe(counts)


def _always_hidden(counts: Counts) -> Truths:
    return (counts.sensitive | counts.closed) & ~counts.known


def _safe(counts: Counts) -> Truths:
    """Return counts to hide, found by hiding step by step whatever best answers the attacker's proofs."""
    hidden = _always_hidden(counts)
    while cuts := _violated(counts, hidden):
        before = hidden.copy()
        for cut in cuts:
            missing = cut.needed - cut.gains[hidden].sum()
            for place in _best_first(counts, cut, hidden):
                if missing <= NEAR:
                    break
                hidden[place] = True
                missing -= cut.gains[place]
        if (hidden == before).all():
            return ~counts.known
    return hidden


def _best_first(counts: Counts, cut: _Cut, hidden: Truths) -> list[int]:
    """Return counts that may be hidden and would help, those that help most for their cost first."""
    helping = np.flatnonzero((cut.gains > NEAR) & ~hidden & ~counts.known)
    cost = counts.weights[helping] / cut.gains[helping]
    return [int(place) for place in helping[np.lexsort((helping, cost))]]


def _violated(counts: Counts, hidden: Truths) -> list[_Cut]:
    """Return a cut for each sensitive count that the attacker can tell too well.

    Each state that he finds also bounds all other counts, so that most of them need no attack of their own.
    """
    promised = counts.promised
    smallest, largest = spread(counts, hidden, whole=False)
    cuts = []
    for place in np.flatnonzero(promised > 0):
        if largest[place] - smallest[place] >= promised[place] - NEAR:
            continue
        up = extreme(counts, hidden, int(place), largest=True)
        down = extreme(counts, hidden, int(place), largest=False)
        for state in (up.deviations, down.deviations):
            smallest, largest = np.minimum(smallest, state), np.maximum(largest, state)
        if up.deviations[place] - down.deviations[place] < promised[place] - NEAR:
            cuts.append(_cut(counts, up, down, float(promised[place])))
    return cuts


def _cut(counts: Counts, up: Extreme, down: Extreme, promised: float) -> _Cut:
    """Return what the attacker's proof says any choice has to hide, by duality.

    Whatever is hidden, the range of the attacked count is at most the sum of the ranges of the hidden ones, each times
    the price in his proof; a gain beyond what is needed counts as that.
    """
    below, above = ranges_known(counts, np.ones(len(counts), bool))
    gains = np.zeros(len(counts))
    for prices in (up.prices, down.prices):
        gains += np.maximum(prices, 0) * below + np.maximum(-prices, 0) * above
    return _Cut(np.minimum(gains, promised), promised)


def _cheapest(counts: Counts, cuts: list[_Cut]) -> Truths | None:
    """Return the cheapest choice that keeps all cuts, or ``None`` where there is none or it takes too long."""
    hidden = _always_hidden(counts)
    solved = milp(
        np.where(counts.closed, 0.0, counts.weights),
        integrality=np.ones(len(counts)),
        bounds=Bounds(hidden.astype(float), (~counts.known).astype(float)),
        constraints=LinearConstraint(
            np.array([cut.gains for cut in cuts]), [cut.needed - NEAR for cut in cuts], np.inf
        ),
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
    )
    return solved.x > 0.5 if solved.x is not None and solved.status == 0 else None
