"""How far estimates of true shares are off: raw, by procedure, with the school; docs/методика.md, section 3.

python -m tools.simulations.true_shares
"""

from collections.abc import Iterator

import numpy as np

from shnor_lib.analysis.statistics import shrinkage
from shnor_lib.ground.intervals import Numbers
from tools.simulations.okrugs import DRIFTS, THRESHOLD, draw

#: Participants of the classes looked at: about 10.
LEAST, MOST = 8, 12


def errors_at_ten(okrugs: int, schools: int, procedures: int = 12, seed: int = 1) -> dict[str, float]:
    """Return root mean squared errors of three estimates, in points, and how well the third knows its own error.

    Args:
        okrugs: how many are drawn.
        schools: in each; participants 5–90, true shares as in `tools.simulations.okrugs`.
        procedures: in one school year.
        seed: of the source of chance.

    Returns:
        ``raw``, ``by_procedure``, ``with_school``: errors in classes of about 10 participants; ``covered``: how often,
        in per cent, the 95 % interval holds the true share; ``promised`` and ``came_true``: the mean probability of a
        share of at least the threshold, and how many there were; ``together`` and ``together_raw``: errors of the
        school's share over all procedures.
    """
    found = [np.concatenate(parts) for parts in zip(*_drawn(okrugs, schools, procedures, seed), strict=True)]
    raw, single, whole, covered, promised, came_true, together, together_raw = found
    return {
        "raw": _points(raw),
        "by_procedure": _points(single),
        "with_school": _points(whole),
        "covered": float(100 * covered.mean()),
        "promised": float(100 * promised.mean()),
        "came_true": float(100 * came_true.mean()),
        "together": _points(together),
        "together_raw": _points(together_raw),
    }


def _points(off: Numbers) -> float:
    return float(100 * np.sqrt((off**2).mean()))


def _drawn(okrugs: int, schools: int, procedures: int, seed: int) -> Iterator[tuple[Numbers, ...]]:
    """Yield for each okrug what is off in each cell of about 10 participants, and in each school."""
    drawn = draw(okrugs, schools, procedures, DRIFTS["без сдвига"], np.random.default_rng(seed))
    for share, n, truth in zip(drawn.years.shares[:, 2], drawn.years.participants[:, 2], drawn.truth, strict=True):
        failed = share * n
        priors = [shrinkage.prior_by_likelihood(failed[:, place], n[:, place]) for place in range(procedures)]
        each = [shrinkage.shrunken(failed[:, place], n[:, place], prior) for place, prior in enumerate(priors)]
        single = np.stack([one.mean for one in each], axis=1)
        prior = shrinkage.school_prior(failed, n, np.array([one.mean for one in priors]))
        of_schools = shrinkage.school_posteriors(failed, n, prior)
        low, high = of_schools.cells.interval()
        small = (n >= LEAST) & (n <= MOST)
        part = n / n.sum(axis=1, keepdims=True)
        true_together = (part * truth).sum(axis=1)
        yield (
            (share - truth)[small],
            (single - truth)[small],
            (of_schools.cells.mean - truth)[small],
            ((low <= truth) & (truth <= high))[small],
            of_schools.cells.at_least(THRESHOLD)[small],
            (truth >= THRESHOLD)[small],
            of_schools.together.mean - true_together,
            (part * share).sum(axis=1) - true_together,
        )


def main() -> None:
    """Print the errors for okrugs of several sizes."""
    for schools in (15, 24, 60):
        found = errors_at_ten(150, schools)
        gain = {name: 100 * (1 - found["with_school"] / found[name]) for name in ("raw", "by_procedure")}
        print(schools, {name: round(value, 2) for name, value in found.items()}, {k: round(v) for k, v in gain.items()})


if __name__ == "__main__":
    main()
