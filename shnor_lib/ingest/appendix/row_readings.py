"""Admissible readings of a row that has one value too many or one too few.

Which value is surplus cannot be seen from the row.  A reading is admissible if every pair holds two numbers that
do not exceed 100 together, or two dashes, or nothing (source: the programme's Приложение 1; decision of the centre).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from shnor_lib.ingest.cells.percentages import DASH, EMPTY, NUMBER, Share

#: A row with more surplus values than this is not guessed at.
MOST_SURPLUS = 2


@dataclass(frozen=True)
class RowReading:
    """One way to read a row: its pairs in the order of the columns, and which ordinals (from 1) it drops or inserts."""

    pairs: tuple[tuple[Share, Share], ...]
    dropped: tuple[tuple[int, ...], ...] = ()
    inserted: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[tuple[str, float | None], ...]:
        """What the reading says, regardless of which of equal neighbours it drops."""
        return tuple((share.kind, share.pct) for pair in self.pairs for share in pair)

    def drops(self, ordinals: tuple[int, ...]) -> bool:
        """Tell whether dropping these ordinals gives this reading."""
        return tuple(ordinals) in self.dropped

    @property
    def description(self) -> str:
        """The reading in Russian words."""
        if self.dropped:
            return "исключено значение " + " или ".join("№ " + " и № ".join(map(str, way)) for way in self.dropped)
        if self.inserted:
            return "пропущено значение на месте " + " или ".join(f"№ {place}" for place in self.inserted)
        return "как в строке"


def row_readings(shares: Sequence[Share], n_pairs: int) -> list[RowReading]:
    """Return the distinct readings of a row's shares as ``n_pairs`` pairs; none if the row cannot be read.

    A row of the right length has one reading, as it stands.  A surplus of up to `MOST_SURPLUS` values gives the
    admissible readings that drop as many; a shortage of one gives those that insert one unknown value.
    """
    surplus = len(shares) - 2 * n_pairs
    if surplus == 0:
        return [RowReading(_pairs(shares))]
    if 0 < surplus <= MOST_SURPLUS:
        ways = combinations(range(1, len(shares) + 1), surplus)
        return _distinct([(_without(shares, way), way) for way in ways], dropping=True)
    if surplus == -1:
        places = range(1, len(shares) + 2)
        return _distinct([(_with_gap(shares, place), (place,)) for place in places], dropping=False)
    return []


def is_admissible(pair: tuple[Share, Share]) -> bool:
    """Tell whether a pair may stand as it is: two numbers up to 100 together, two dashes, or two empty cells."""
    first, second = pair
    if first.kind == second.kind == NUMBER:
        return first.number + second.number <= 100
    return first.kind == second.kind and first.kind in (DASH, EMPTY)


def _pairs(shares: Sequence[Share]) -> tuple[tuple[Share, Share], ...]:
    return tuple(zip(shares[::2], shares[1::2], strict=True))


def _without(shares: Sequence[Share], ordinals: tuple[int, ...]) -> list[Share]:
    return [share for ordinal, share in enumerate(shares, start=1) if ordinal not in ordinals]


def _with_gap(shares: Sequence[Share], place: int) -> list[Share]:
    return [*shares[: place - 1], Share(EMPTY), *shares[place - 1 :]]


def _distinct(candidates: list[tuple[list[Share], tuple[int, ...]]], *, dropping: bool) -> list[RowReading]:
    """Keep the admissible candidates; those that say the same become one reading."""
    found: dict[tuple, list] = {}
    for shares, way in candidates:
        pairs = _pairs(shares)
        gap = None if dropping else (way[0] - 1) // 2
        if all(index == gap or is_admissible(pair) for index, pair in enumerate(pairs)):
            found.setdefault(RowReading(pairs).values, [pairs, []])[1].append(way)
    return [
        RowReading(pairs, dropped=tuple(ways)) if dropping else RowReading(pairs, inserted=tuple(w[0] for w in ways))
        for pairs, ways in found.values()
    ]
