"""Files made to hurt are refused or read in words, in bounded time and memory, each in a process of its own limits."""

import subprocess
import sys

import pytest

from shnor_lib.ground.project import ROOT
from tests.support.bombs import BOMBS
from tests.support.dirt import FAULTS, full_okrug, procedures_for_faults

MOST_MEMORY_MB = 1_200
MOST_SECONDS = 60

#: Reads the files named on the command line one after another and prints what became of each, then the memory used.
PROGRAM = """
import resource, sys, time
from pathlib import Path
import pandas as pd
from shnor_lib.ground.errors import ReportError
from tests.support.dirt import full_okrug
from tools.okrug.own_tables import roster_rows
from tests.support.programme_2022 import results_of

resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, 4 * 2**30))
heading, *rows = roster_rows(full_okrug())
for name in sys.argv[1:]:
    path = Path(name)
    start = time.monotonic()
    try:
        tables = results_of([path], pd.DataFrame(rows, columns=heading))
        counts = tables.cell_counts
        assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
        outcome = "read"
    except ReportError as error:
        assert "Ошибка программы" not in str(error), error
        outcome = "refused"
    print(path.stem, outcome, round(time.monotonic() - start, 1), flush=True)
# The peak of this very program: what getrusage tells begins with the parent's.
peak = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print("memory", int(peak[0]) // 1024)
"""


def good_workbook(folder):
    okrug = full_okrug()
    return FAULTS[0].write(folder, okrug, procedures_for_faults(okrug)[0]).read_bytes()


def run(folder, names):
    good = good_workbook(folder)
    for name in names:
        (folder / f"{name}.xlsx").write_bytes(BOMBS[name](good))
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *(str(folder / f"{name}.xlsx") for name in names)],
        capture_output=True,
        text=True,
        timeout=MOST_SECONDS * len(names),
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-1500:]}"
    *lines, (_, memory) = [line.split() for line in done.stdout.splitlines()]
    return {name: (outcome, float(seconds)) for name, outcome, seconds in lines}, int(memory)


@pytest.mark.slow
def test_bombs_are_refused_or_read_within_bounds(tmp_path):
    outcomes, memory = run(tmp_path, list(BOMBS))
    assert set(outcomes) == set(BOMBS)
    assert memory < MOST_MEMORY_MB, outcomes
    assert sum(seconds for _, seconds in outcomes.values()) < MOST_SECONDS
    for name in ("spaces", "lying_about_its_size", "beyond_excel", "one_string_everywhere", "cells_without_address"):
        assert outcomes[name][0] == "refused", name
    for name in ("far_corner", "far_row", "far_column", "two_corners"):
        assert outcomes[name][0] == "read", name


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_each_bomb_alone(name, tmp_path):
    outcomes, memory = run(tmp_path, [name])
    assert memory < MOST_MEMORY_MB
    assert outcomes[name][1] < MOST_SECONDS
