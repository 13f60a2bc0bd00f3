"""Whatever is done to a table or a file: no traceback, no value lost, no name let out, no hang."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support import fuzzing
from tests.support.depth import every, examples
from tests.support.mutations import DIRT, KINDS, random_mutations

LAYOUTS = sorted(fuzzing.tables())
MUTATIONS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 40), st.integers(0, 25), st.sampled_from(DIRT)),
    min_size=1,
    max_size=5,
)
QUIET = {"deadline": None, "derandomize": True, "suppress_health_check": list(HealthCheck)}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_good_table_is_recognised_and_every_cell_is_used_or_not_needed(layout):
    rows = fuzzing.tables()[layout]
    taken_for, raw, sheet = fuzzing.read_table(rows)
    assert taken_for == fuzzing.LAYOUT_OF.get(layout, layout)
    assert not [finding for finding in sheet.findings if finding.severity == "error"]
    fuzzing.check_cells(rows, sheet)
    if layout in fuzzing.WITHOUT_RESULTS:
        assert raw is None and [finding.check for finding in sheet.findings] == ["form_without_marks"]
        return
    assert len(raw)
    noted = [finding for finding in sheet.findings if finding.check == "row_total"]
    assert sheet.counts()["set_aside"] == 0 or noted, sheet.findings
    fuzzing.check_rows(raw, sheet)
    fuzzing.check_privacy(raw, sheet.findings, sheet.counts())


def test_a_pair_of_columns_whose_share_is_cut_off():
    """Found by a long run: a sub-heading turned the order of a pair whose second column is beyond the sheet."""
    rows = fuzzing.tables()["journal_comparison"]
    turned = [*rows[8][:2], *("Кол-во участников", "%") * 3]
    rows = [row[:7] for row in (*rows[:8], turned, *rows[9:])]
    taken_for, _, sheet = fuzzing.read_table(rows)
    assert taken_for == "unknown"
    fuzzing.check_cells(rows, sheet)


@pytest.mark.parametrize(("n", "cell"), [(0, "C12"), (8, "D12"), (None, "D12")])
def test_the_cell_of_a_row_in_which_nobody_took_part_is_that_of_the_participants(n, cell):
    """Met by a long run whose own check did not know it."""
    rows = [list(row) for row in fuzzing.tables()["marks_statistics"]]
    rows[11][2:4] = [n, 40.0]
    _, raw, sheet = fuzzing.read_table(rows)
    fuzzing.check_rows(raw, sheet)
    assert raw["source_cell"][3] == cell


@pytest.mark.parametrize("layout", every(3, LAYOUTS))
@settings(max_examples=examples(20), **QUIET)
@given(mutations=MUTATIONS)
def test_mutated_tables(layout, mutations):
    fuzzing.fuzz_table(layout, mutations)


@pytest.mark.parametrize("first", every(6, range(0, 48, 8)))
def test_damaged_files(first, tmp_path):
    """Eight files a folder: what ingest does once a folder is paid for once, and the files meet each other."""
    streams = {seed: random.Random(seed) for seed in range(first, first + 8)}
    fuzzing.read_beside_tidy(
        *(
            fuzzing.damaged_file(tmp_path / f"порча {seed}.xlsx", s.choice(LAYOUTS), random_mutations(s), s)
            for seed, s in streams.items()
        )
    )


def test_fuzzing_is_not_idle():
    """Mutated tables are still recognised as a rule, else nothing behind the recogniser is tried."""
    outcomes = [
        fuzzing.fuzz_table(layout, random_mutations(random.Random(seed))) for layout in LAYOUTS for seed in range(8)
    ]
    assert outcomes.count("recognised") > 0.5 * len(outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_100_000_cases(seed):
    """Ten runs of `python -m tests.support.fuzzing --cases 10000 --seed …`; docs/fuzzing.md has the figures."""
    complaints = []
    assert fuzzing.run(10_000, seed, complaints.append) == 0, "\n".join(complaints)
