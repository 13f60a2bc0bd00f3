"""One source cell is changed, the edition made anew: what changed in the report names the cell in its evidence."""

import random
from pathlib import Path

import pytest

from tests.support.source_mutations import Okrug, unexplained

#: Of each edition, so many cells of its files.
MUTATIONS = {"2022": 80, "demo": 120}


@pytest.mark.slow
@pytest.mark.parametrize("name", MUTATIONS)
def test_every_number_that_changed_has_the_cell_in_its_evidence(name: str, tmp_path: Path):
    okrug, stream = Okrug(name, tmp_path), random.Random(13)
    sheets = okrug.places_by_sheet()
    changed_at_all, unseen = 0, []
    for _ in range(MUTATIONS[name]):
        place = stream.choice(sheets[stream.choice(sorted(sheets))])
        value = okrug.another_value(place, stream)
        changed, lacking = unexplained(okrug.base, okrug.mutated(place, value), place)
        changed_at_all += changed > 0
        unseen += [f"{place} → {value!r}: {words}" for words in lacking]
    assert not unseen, "\n".join(unseen)
    assert changed_at_all
