"""The largest files that are read, and larger ones: each in a process of its own, with its memory and its seconds.

`python -m pytest -m slow -s tests/attacks/test_large_files.py` prints the table of docs/fuzzing.md.
"""

import subprocess
import sys

import pytest

from shnor_lib.ground.project import ROOT
from tests.support.large_files import LARGE_FILES

MOST_MEMORY_MB, MOST_SECONDS = 1_300, 30.0

#: Reads a file as a run does and prints what became of it, its peak of memory and its seconds of processor time.
PROGRAM = """
import resource, sys, time
from pathlib import Path
from shnor_lib.ground.errors import ReportError
from tests.support.programme_2022 import results_of
from tests.support.programme_2022 import _shipped

start = time.process_time()
try:
    tables = results_of([Path(sys.argv[1])], _shipped()[1]["schools"], may_lack=True)
    counts = tables.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    refused = set(tables.findings["check"]) & {"file_unreadable", "file_unknown"}
    outcome = "refused" if refused else "read"
except ReportError as error:
    assert "Ошибка программы" not in str(error), error
    outcome = "refused"
peak = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(outcome, int(peak[0]) // 1024, round(time.process_time() - start, 1))
"""


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the peak of memory is read from /proc")
@pytest.mark.parametrize("name", LARGE_FILES)
def test_a_large_file_is_read_or_refused_within_bounds(name, tmp_path):
    LARGE_FILES[name](tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / name)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr[-1_500:]
    outcome, memory, seconds = done.stdout.split()
    print(f"\n| `{name}` | {(tmp_path / name).stat().st_size / 2**20:.1f} | {outcome} | {memory} | {seconds} |")
    assert int(memory) <= MOST_MEMORY_MB
    assert float(seconds) <= MOST_SECONDS
