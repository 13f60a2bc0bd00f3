"""Fuzzing of the readers: mutated tables of every layout and damaged files; a command line for long runs.

    python -m tests.support.fuzzing --cases 100000 --seed 1

A case is one mutated table read from memory, or (every fifth) one damaged file read from disk, every hundredth time
through all of ingest beside a tidy file.  What has to hold of each: nothing raised but a `ReportError` in words, every
non-empty cell has a fate, cells set aside have a finding, no personal detail comes out, and it takes no longer than a
few seconds.
"""

import argparse
import math
import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from numbers import Number
from pathlib import Path

import pandas as pd
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.cell import range_boundaries

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import Procedures
from shnor_lib.ingest.cells.sheet import Sheet, is_blank
from shnor_lib.ingest.contents.content import content_of
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.raw_rows import RawRows, Rows
from shnor_lib.ingest.layouts.recognition import recognised
from shnor_lib.ingest.layouts.summary_headings import column_role
from tests.support.bombs import damaged
from tests.support.mutations import Mutation, mutated, random_mutations
from tests.support.programme_2022 import params_2022, results_of
from tools.okrug.exam_centre import appeal_rows, planted_names, protocol_rows
from tools.okrug.fis_oko import (
    SISTER_TITLES,
    individual_rows,
    journal_rows,
    journal_rows_2021,
    sister_rows,
    statistics_rows,
)
from tools.okrug.invented import InventedOkrug, invent_okrug
from tools.okrug.own_tables import context_rows, flat_rows, long_rows, roster_rows
from tools.okrug.summaries import summary_rows
from tools.okrug.workbooks import write_xlsx

MOST_SECONDS = 5.0
ONE_FILE_IN, ONE_WHOLE_READING_IN, WORKBOOKS_OF_A_LAYOUT = 5, 100, 40
#: Columns of raw rows whose number stands in the row's source cell.
MEASURED = ("fail_pct", "pct_lowered", "pct_confirmed", "pct_raised", "n_lowered", "n_confirmed", "n_raised", "pupils")
DAMAGES_IN_FILES = 2


@cache
def fuzzed_okrug() -> InventedOkrug:
    """Return a small okrug: a fault in a small table is a large fault."""
    return invent_okrug(3, n_schools=4, years=(2022,), vpr_grades=(5,))


@cache
def tables() -> dict[str, list[list]]:
    """Return a good table of every layout."""
    okrug = fuzzed_okrug()
    vpr = next(p for p in okrug.procedures if p.assessment == "VPR")
    oge = [p for p in okrug.procedures if p.assessment == "OGE"]
    ege = [p for p in okrug.procedures if p.assessment == "EGE"]
    return {
        "marks_statistics": statistics_rows(okrug, vpr),
        "journal_comparison": journal_rows(okrug, vpr),
        "journal_comparison_2021": journal_rows_2021(okrug, vpr),
        "individual_results": individual_rows(okrug, vpr, only={"12101", "12102"}),
        "oge_protocol": protocol_rows(okrug, oge, only={"12101"}),
        "ege_protocol": protocol_rows(okrug, ege, only={"12101", "12102"}),
        "long_table": long_rows(okrug, okrug.procedures)[:20],
        "flat_table": flat_rows(okrug, [p for p in okrug.procedures if p.assessment == "VPR"])[:20],
        "context_form": context_rows(okrug, 2022),
        "ball_protocol": [
            ["Балл" if cell == "Тестовый балл" else cell for cell in row]
            for row in protocol_rows(okrug, [p for p in ege if p.subject == "RU"], only={"12101", "12102"})
        ],
        "appeals": appeal_rows(okrug, oge),
        "school_summary": summary_rows(okrug, ege),
        "score_distribution": sister_rows(okrug, vpr),
        "task_results": sister_rows(okrug, vpr, SISTER_TITLES[1], range(1, 8)),
    }


#: Layouts of those tables whose own names they do not bear.
LAYOUT_OF = {
    "journal_comparison_2021": "journal_comparison",
    "flat_table": "long_table",
    "oge_protocol": "exam_protocols",
    "ege_protocol": "exam_protocols",
    "ball_protocol": "exam_protocols",
    "score_distribution": "sister_forms",
    "task_results": "sister_forms",
}
#: Tables in which no result of a school stands.
WITHOUT_RESULTS = ("score_distribution", "task_results")


@cache
def roster() -> pd.DataFrame:
    """Return the okrug's schools."""
    heading, *rows = roster_rows(fuzzed_okrug())
    return pd.DataFrame(rows, columns=heading)


@cache
def procedures() -> Procedures:
    """Return the shipped choice of counted procedures with the exams' minimums."""
    return params_2022().procedures


def read_beside_tidy(*paths: Path) -> str:
    """Read files through all of ingest beside a tidy one; return «read», or «unreadable» if any was."""
    okrug = fuzzed_okrug()
    other = [p for p in okrug.procedures if p.assessment == "VPR"][-1]
    tidy = write_xlsx(paths[0].with_name("чистый.xlsx"), {"Лист": statistics_rows(okrug, other)})
    read = results_of([*paths, tidy], roster())
    counts = read.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    said = "".join(frame.to_csv() for frame in vars(read).values())
    leaked = [word for word in planted_names() if word in said]
    assert not leaked, leaked
    own = read.results[(read.results["subject"] == other.subject) & (read.results["assessment"] == "VPR")]
    assert own["reading"].isin(["as_read", "not_held", "missing", "ambiguous"]).all()
    unreadable = read.findings[read.findings["check"] == "file_unreadable"]
    return "unreadable" if (unreadable["result"] == "complaint").any() else "read"


def read_alone(path: Path) -> str:
    """Read a file into rows and findings alone; return «read» or «unreadable»."""
    try:
        sheets = content_of(open_book(path), procedures().exam_minimums).sheets
    except ReportError:
        return "unreadable"
    for sheet in sheets:
        counts = sheet.counts
        assert sum(counts[fate] for fate in ("used", "set_aside", "not_needed", "empty")) == counts["total"], counts
        assert not counts["set_aside"] or sheet.findings, "cells set aside without a word"
        check_privacy(sheet.rows, sheet.findings, counts)
    return "read"


def read_table(rows: list[list]) -> tuple[str, Rows | None, Sheet]:
    """Recognise and read a table from memory; return (layout or «unknown», its rows, the sheet with its fates)."""
    sheet = Sheet("порча.xlsx", "Лист", [[_as_read(value) for value in row] for row in rows])
    layout = recognised(sheet)
    if layout is None:
        sheet.sweep()
        return "unknown", None, sheet
    raw = layout.read(sheet, procedures().exam_minimums)
    sheet.sweep()
    return layout.code, raw, sheet


def fuzz_table(layout: str, mutations: list[Mutation]) -> str:
    """Read a mutated table from memory and hold what came out against what went in; return what it was taken for."""
    rows = mutated(tables()[layout], mutations)
    began = time.process_time()  # others may have the machine
    taken_for, raw, sheet = read_table(rows)
    assert time.process_time() - began < MOST_SECONDS, "too slow"
    check_cells(rows, sheet)
    check_privacy(raw, sheet.findings, sheet.counts())
    if raw is not None:
        check_rows(raw, sheet)
    if layout in WITHOUT_RESULTS:
        check_no_results(raw, sheet)
    return "unknown" if taken_for == "unknown" else "recognised"


def check_cells(rows: list[list], sheet: Sheet) -> None:
    """Hold the law of conservation, counting the cells anew."""
    counts = sheet.counts()
    filled = sum(not is_blank(_as_read(value)) for row in rows for value in row)
    assert counts["used"] + counts["set_aside"] + counts["not_needed"] == filled, (counts, filled)
    assert filled + counts["empty"] == counts["total"], (counts, filled)
    assert not counts["set_aside"] or sheet.findings, "cells set aside without a word"
    assert all(finding.message for finding in sheet.findings)


def check_privacy(raw: Rows | None, findings: list[Finding], counts: dict) -> None:
    """Find no name and no document in what leaves the sheet."""
    said = repr(findings) + repr(raw.columns if raw else "") + repr(counts)
    leaked = [word for word in planted_names() if word in said]
    assert not leaked, leaked


def check_rows(raw: Rows, sheet: Sheet) -> None:
    """Find every number possible in its field and every source cell filled."""
    assert len({len(column) for column in raw.columns.values()}) == 1
    for name, column in raw.columns.items():
        for value in column:
            if value is None or not isinstance(value, Number):
                continue
            assert math.isfinite(value) and value >= 0, (name, value)
            assert (not name.endswith("_pct") and not name.startswith("pct_")) or value <= 100, (name, value)
            assert not name.startswith("n_") or value == int(value), (name, value)
    for place, cell in enumerate(raw["source_cell"]):
        if all(raw[name][place] is None for name in MEASURED if name in raw.columns):
            continue
        first_column, first_row, last_column, last_row = range_boundaries(cell)
        block = [row[first_column - 1 : last_column] for row in sheet.rows[first_row - 1 : last_row]]
        assert any(not is_blank(value) for row in block for value in row), cell
    if isinstance(raw, RawRows):
        check_sources(raw, sheet)
        check_marks(raw, sheet)
        check_summary(raw, sheet)
        assert all(grade is None or 1 <= grade <= 12 for grade in raw["grade"])
        assert all(date.fromisoformat(day) for day in raw["held_on"] if day)


def check_no_results(raw: Rows | None, sheet: Sheet) -> None:
    """Find no value of a sister form taken for a result, as long as its title stands in its place or 0, 1, 6 above it.

    A mutation may put another table's heading there, or take away all that tells the form.
    """
    if not isinstance(raw, RawRows) or all(value is None for value in raw["fail_pct"]):
        return
    top = next((n for n, row in enumerate(sheet.rows) if "Группы участников" in row), 0)
    words = {str(value).strip().casefold() for row in sheet.rows[:top] for value in row[:1]}
    assert not words & {title.casefold() for title in SISTER_TITLES}, "a sister form was read"
    assert not set(sheet.rows[top]) & {0.0, 1.0, 6.0, 7.0, 8.0}, "scores or tasks were read as marks"


def check_sources(raw: RawRows, sheet: Sheet) -> None:
    """Find the share of «2» of «Статистика по отметкам» in the very cell it names, and its group in the same row.

    Where nobody took part the cell is that of the participants: what gainsays the shares.
    """
    columns = ("layout", "group", "n_participants", "fail_pct", "source_cell")
    for layout, group, n, share, cell in zip(*(raw[name] for name in columns), strict=True):
        if layout == "marks_statistics" and share is not None:
            column, row, *_ = range_boundaries(cell)
            stands = str(sheet.rows[row - 1][column - 1]).replace(",", ".").rstrip("%").split()
            assert abs(float("".join(stands).rstrip("%")) - (share if n != 0 else 0)) < 1e-6, (cell, share)
            words = re.sub(r"\W", "", group)
            texts = [sheet.text(row, place + 1) for place in range(len(sheet.rows[row - 1]))]
            assert any(words == re.sub(r"\W", "", text) for text in texts), (cell, group)


def check_marks(raw: RawRows, sheet: Sheet) -> None:
    """Find what a long table tells of «2» in the cell it names: as per cent, as part of one, or as a count of its n."""
    columns = ("layout", "n_participants", "n_2", "fail_pct", "source_cell")
    for layout, n, count, share, cell in zip(*(raw[name] for name in columns), strict=True):
        if layout == "long_table" and share is not None:
            column, row, *_ = range_boundaries(cell)
            value = str(sheet.rows[row - 1][column - 1]).replace(",", ".").replace("%", "")
            stands = float(re.sub(r"\s", "", value))
            if count is None:
                assert min(abs(stands - share), abs(100 * stands - share)) < 1e-6, (cell, share)
            else:
                assert stands == count and abs(100 * count / n - share) < 0.005 + 1e-6, (cell, count, share)


def check_summary(raw: RawRows, sheet: Sheet) -> None:
    """Find over the cell of a summary's result a heading that speaks of those who failed."""
    columns = ("layout", "fail_pct", "source_cell")
    for layout, share, cell in zip(*(raw[name] for name in columns), strict=True):
        if layout == "school_summary" and share is not None:
            column, row, *_ = range_boundaries(cell)
            above = sheet.column_values(column, 1, row - 1)
            assert any(column_role(value) == "failed" for value in above), (cell, share)


def _as_read(value: object) -> object:
    """Return the value as the reader of workbooks gives it: empty texts for nothing, floats for numbers."""
    if value is None:
        return ""
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def fuzz_file(
    layout: str,
    mutations: list[Mutation],
    stream: random.Random,
    folder: Path,
    read: Callable[[Path], str] = read_beside_tidy,
) -> str:
    """Write a mutated table, damage the file and read it."""
    return read(damaged_file(folder / "порча.xlsx", layout, mutations, stream))


def damaged_file(path: Path, layout: str, mutations: list[Mutation], stream: random.Random) -> Path:
    """Write a mutated table to the path and damage the file."""
    content = workbook(layout, tuple(mutations))
    for _ in range(stream.randint(1, DAMAGES_IN_FILES)):
        content = damaged(content, stream) if content else content
    path.write_bytes(content)
    return path


@lru_cache(maxsize=1_000)
def workbook(layout: str, mutations: tuple[Mutation, ...]) -> bytes:
    """Return a mutated table as a file."""
    rows = [[_writable(value) for value in row] for row in mutated(tables()[layout], mutations)]
    with tempfile.TemporaryDirectory() as folder:
        return write_xlsx(Path(folder) / "порча.xlsx", {"Лист": rows}).read_bytes()


def _writable(value: object) -> object:
    """Return what openpyxl can put into a cell: no control characters."""
    if isinstance(value, str):
        return ILLEGAL_CHARACTERS_RE.sub("", value)[:32_000]
    return value


def random_case(stream: random.Random, number: int, folder: Path) -> tuple[str, list[Mutation], str]:
    """Run one random case; return (layout, mutations, outcome)."""
    layout = stream.choice(sorted(tables()))
    mutations = random_mutations(stream)
    if number % ONE_WHOLE_READING_IN == 0:
        return layout, mutations, f"folder {fuzz_file(layout, mutations, stream, folder)}"
    if number % ONE_FILE_IN == 0:
        # To write a workbook takes longer than to read it: many cases damage the same few.
        mutations = random_mutations(random.Random(stream.randrange(WORKBOOKS_OF_A_LAYOUT)))
        return layout, mutations, f"file {fuzz_file(layout, mutations, stream, folder, read_alone)}"
    return layout, mutations, f"table {fuzz_table(layout, mutations)}"


def run(cases: int, seed: int, report: Callable[[str], None] = print) -> int:
    """Run so many cases; report progress and every failure; return the number of failures."""
    outcomes: Counter[str] = Counter()
    slowest, failures, start = 0.0, 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(cases):
            stream = random.Random(f"{seed}/{number}")
            began = time.monotonic()
            try:
                layout, _, outcome = random_case(stream, number, Path(folder))
                outcomes[f"{layout}: {outcome}"] += 1
            except BaseException as error:  # also panics of native code, which are no Exception
                if isinstance(error, KeyboardInterrupt):
                    raise
                failures += 1
                report(f"case {seed}/{number}: {type(error).__name__}: {str(error)[:300]}")
            slowest = max(slowest, time.monotonic() - began)
            if (number + 1) % 10_000 == 0:
                report(f"{number + 1} cases, {failures} failures, {time.monotonic() - start:.0f} s")
    for name, count in sorted(outcomes.items()):
        report(f"  {name}: {count}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    report(
        f"{cases} cases, {failures} failures, {time.monotonic() - start:.0f} s, slowest {slowest:.2f} s, {memory} MB"
    )
    return failures


def main() -> int:
    """Parse the command line and run; exit with 1 if anything failed."""
    parser = argparse.ArgumentParser(description="Fuzz the readers of ingest.")
    parser.add_argument("--cases", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    return min(1, run(options.cases, options.seed))


if __name__ == "__main__":
    sys.exit(main())
