"""One source cell is changed, the edition made anew: what changed in the report names the cell in its evidence."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils import get_column_letter

from shnor_lib.analysis.results import classify, dynamics
from shnor_lib.analysis.results.latest import latest_results
from shnor_lib.ground.table_files import write_table
from shnor_lib.ground.tables import DECLARED, table_path
from shnor_lib.publishing.cell_ranges import blocks_of
from shnor_lib.publishing.whence import Whence
from tests.support.depth import every_case
from tests.support.programme_2022 import (
    ROWS,
    appendix_rows,
    column_of,
    ingest,
    params_2022,
    programme_2022,
    write_workbook,
)
from tests.support.source_mutations import Okrug, unexplained

#: Of each edition so many rounds, each of so many cells of its files: two hundred cells in all.
ROUNDS, CELLS = {"2022": 4, "demo": 6}, 20


@pytest.mark.slow
@pytest.mark.parametrize(("name", "round_"), [(name, one) for name, number in ROUNDS.items() for one in range(number)])
def test_every_number_that_changed_has_the_cell_in_its_evidence(name: str, round_: int, tmp_path: Path):
    okrug, stream = Okrug(name, tmp_path), random.Random(13 + round_)
    sheets = okrug.places_by_sheet()
    changed_at_all, unseen = 0, []
    for _ in range(CELLS):
        place = stream.choice(sheets[stream.choice(sorted(sheets))])
        value = okrug.another_value(place, stream)
        changed, lacking = unexplained(okrug.base, okrug.mutated(place, value), place)
        changed_at_all += changed > 0
        unseen += [f"{place} → {value!r}: {words}" for words in lacking]
    assert not unseen, "\n".join(unseen)
    assert changed_at_all


# Three cells of Приложение 1 and the tables made of them: what the fast suite can afford


def stored(rows: list[list], folder: Path) -> Whence:
    """Return what stands behind the tables made of Приложение 1, read and judged by the shipped params."""
    params, schools = params_2022(), programme_2022()["schools"]
    read = ingest(write_workbook(rows, folder / "Приложение_1.xlsx"))
    judged = read.results, read.readings, schools, params.criteria
    tables = {
        **{name: getattr(read, name) for name in ("results", "readings", "same_results", "corrections")},
        "classification": classify.classify_schools(*judged),
        "subject_repeats": classify.subject_repeats(*judged),
        "base_years": classify.base_years(read.results, schools, params.criteria),
        "latest_results": latest_results(read.results, params.criteria),
        "dynamics": dynamics.comparable_pairs(read.results, params.dynamics, params.programme.period),
    }
    for name, frame in tables.items():
        write_table(frame, folder / table_path(name))
    return Whence(folder)


@pytest.fixture(scope="module")
def as_shipped(tmp_path_factory: pytest.TempPathFactory) -> Whence:
    return stored(appendix_rows(), tmp_path_factory.mktemp("shipped"))


COMPARED = ("results", "classification", "subject_repeats", "base_years", "latest_results", "dynamics")


def by_key(whence: Whence, table: str) -> dict[tuple[str, ...], dict[str, str]]:
    key = DECLARED[table].key
    return {tuple(row[name] for name in key): row for row in whence.stored.rows(table)}


def changed_cells(before: Whence, after: Whence, table: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield key and column of each cell that stands in both tables and says something else now."""
    old, new = by_key(before, table), by_key(after, table)
    for key in old.keys() & new.keys():
        columns = (column for column in old[key] if not column.startswith("source_"))
        yield from ((key, column) for column in columns if old[key][column] != new[key][column])


def rests_on(whence: Whence, table: str, key: tuple[str, ...], column: str, address: str) -> bool:
    evidence: dict[str, Any] = {
        "table": table,
        "column": column,
        "key": dict(zip(DECLARED[table].key, key, strict=True)),
    }
    (cell,) = blocks_of(address)
    return any(
        block.holds(cell) for *_, cells in whence.sources(whence.of_evidence([evidence])) for block in blocks_of(cells)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("school", "heading", "value"),
    every_case(
        4,
        [
            ("Краснинская", "ВПР МА 6 2021 весна", 64),
            ("Демьяновская", "ОГЭ РУ 2021", None),
            ("Подгорновская", "ВПР МА 5 2019", 7),
            ("Краснинская", "ЕГЭ РУ 2021", None),
        ],
    ),
    ids=["other", "empty", "in a doubtful row", "half of a pair"],
)
def test_what_a_cell_changes_in_stored_tables_rests_on_it(school, heading, value, as_shipped, tmp_path):
    before, rows = as_shipped, appendix_rows()
    place = column_of(rows, heading)
    rows[ROWS[school]][place] = value
    after = stored(rows, tmp_path)
    address = f"{get_column_letter(place + 1)}{ROWS[school] + 1}"
    changed = [(table, *one) for table in COMPARED for one in changed_cells(before, after, table)]
    assert changed
    assert [one for one in changed if not (rests_on(before, *one, address) or rests_on(after, *one, address))] == []
