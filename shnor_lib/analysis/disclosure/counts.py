"""Counts that are published together: cells, their totals, and what anybody knows of them beforehand."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Sum:
    """A total and the counts it is the sum of, by their places."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Counts:
    """Counts of pupils that hang together by sums; a total is a count like any other.

    Args:
        values: the true counts.
        least, most: what anybody knows of each count beforehand: no fewer than nobody, no more than all participants.
        sums: which counts are totals of which.
        weights: what hiding a count costs; above 0.
        widths: by how much a hidden count has to stay uncertain; 0: it needs no protection of its own.
        sensitive: counts that must not be published.
        known: counts that were published before, and cannot be hidden any more.
        closed: counts that are published in no case (of a table that is not printed); hiding them costs nothing.
    """

    values: Integers
    least: Integers
    most: Integers
    sums: tuple[Sum, ...]
    weights: NDArray[np.float64]
    widths: Integers
    sensitive: Truths
    known: Truths
    closed: Truths = field(default_factory=lambda: np.zeros(0, bool))

    def __post_init__(self) -> None:
        if not len(self.closed):
            object.__setattr__(self, "closed", np.zeros(len(self.values), bool))

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def promised(self) -> Integers:
        """By how much each sensitive count stays uncertain: no more than it was uncertain beforehand.

        What was published before is promised nothing.
        """
        promised = np.minimum(self.widths, self.most - self.least)
        return np.where(self.sensitive & ~self.known, promised, 0)

    @cached_property
    def equations(self) -> csr_array:
        """The sums as rows of coefficients: each row times the counts is 0."""
        rows = [row for row, one in enumerate(self.sums) for _ in range(len(one.parts) + 1)]
        places = [place for one in self.sums for place in (one.total, *one.parts)]
        signs = [sign for one in self.sums for sign in (-1.0, *[1.0] * len(one.parts))]
        return coo_array((signs, (rows, places)), shape=(len(self.sums), len(self))).tocsr()

    def blocks(self) -> Iterator[Integers]:
        """Yield the places of counts that hang together; counts of different blocks say nothing of each other."""
        rows = self.equations
        near = (abs(rows).T @ abs(rows)).tocsr() if len(self.sums) else csr_array((len(self), len(self)))
        _, label = connected_components(near, directed=False)
        order = np.argsort(label, kind="stable")
        yield from np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else ()

    def part(self, places: Sequence[int] | Integers) -> "Counts":
        """Return the counts at these places and the sums within them, in that order."""
        at = np.asarray(places, dtype=np.int64)
        place_of = {int(place): new for new, place in enumerate(at)}
        sums = tuple(
            Sum(place_of[one.total], tuple(place_of[part] for part in one.parts))
            for one in self.sums
            if one.total in place_of
        )
        arrays = ("values", "least", "most", "weights", "widths", "sensitive", "known", "closed")
        return replace(self, sums=sums, **{name: getattr(self, name)[at] for name in arrays})


def two_way(rows: Sequence[Sequence[int]], sensitive: Sequence[tuple[int, int]], width: int) -> Counts:
    """Return a table with its margins and grand total published, of which nothing is known but that counts are whole.

    The counts stand row by row, then the totals of rows, of columns, of all.  Only cells may be hidden.
    """
    inner = np.asarray(rows, dtype=np.int64)
    height, breadth = inner.shape
    cells = np.arange(inner.size).reshape(inner.shape)
    of_rows, of_columns, grand = inner.size + np.arange(height), inner.size + height + np.arange(breadth), -1
    values = np.concatenate([inner.ravel(), inner.sum(axis=1), inner.sum(axis=0), [inner.sum()]])
    grand = len(values) - 1
    sums = [Sum(int(of_rows[row]), tuple(map(int, cells[row]))) for row in range(height)]
    sums += [Sum(int(of_columns[column]), tuple(map(int, cells[:, column]))) for column in range(breadth)]
    sums += [Sum(grand, tuple(map(int, of_rows)))]
    hidden = np.zeros(len(values), bool)
    hidden[[cells[place] for place in sensitive]] = True
    return Counts(
        values=values,
        least=np.zeros(len(values), np.int64),
        most=np.full(len(values), inner.sum()),
        sums=tuple(sums),
        weights=values.astype(float),
        widths=np.full(len(values), width),
        sensitive=hidden,
        known=np.arange(len(values)) >= inner.size,
    )
