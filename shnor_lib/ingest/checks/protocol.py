"""The data-control protocol: what the readers complained of, what the checks found, and what passed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.params import Criteria
from shnor_lib.ingest.checks.calendar import grade_absent, procedure_not_held
from shnor_lib.ingest.checks.comparison import municipality_sum, participants_over_roll, same_as_last_year
from shnor_lib.ingest.checks.objectivity import (
    journal_far_from_region,
    jump_at_pass_mark,
    mean_above_region,
    sharp_change,
)
from shnor_lib.ingest.checks.rows import checked_rows
from shnor_lib.ingest.checks.same_values import same_in_two_procedures
from shnor_lib.ingest.checks.shares import no_participants_but_shares, share_out_of_range, shares_sum, whole_counts
from shnor_lib.ingest.findings import COMPLAINT, Finding, checks, findings_of, findings_table, passed
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.layouts.raw_rows import SHEET

#: The code under which `maps/checks.csv` names the layout of Приложение 1, whose rows come with the results alone.
APPENDIX = "appendix"
#: The check that the sum of cells holds.
CELLS_ACCOUNTED = "cells_accounted"

#: Checks that look at rows alone.
CHECKS_OF_ROWS = (
    share_out_of_range,
    shares_sum,
    whole_counts,
    no_participants_but_shares,
    procedure_not_held,
    municipality_sum,
    same_as_last_year,
    mean_above_region,
    jump_at_pass_mark,
    sharp_change,
)


@dataclass(frozen=True)
class ReadData:
    """What the readers left, as far as checks look at it; a frame that no file gave is empty.

    ``rows`` are the raw rows of all layouts but Приложение 1, with ``school_id`` and ``school`` where the school is in
    the roster (see `rows.checked_rows`).  ``criteria`` are the programme's, where they are known: a warning names the
    low results that rest on doubtful values.
    """

    results: pd.DataFrame
    schools: pd.DataFrame
    cell_counts: pd.DataFrame
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    journal: pd.DataFrame = field(default_factory=pd.DataFrame)
    context: pd.DataFrame = field(default_factory=pd.DataFrame)
    criteria: Criteria | None = None


def control_protocol(findings: Sequence[Finding], data: ReadData) -> pd.DataFrame:
    """Return the table `findings`: the readers' complaints, those of all checks, and what passed."""
    made = _without_repeats(findings, run_checks(data))
    return findings_table([*findings, *passed_while_reading(findings, data), *made])


def joined_protocol(protocol: pd.DataFrame, findings: Sequence[Finding], cell_counts: pd.DataFrame) -> pd.DataFrame:
    """Return the protocol with further findings; what failed in either is no longer passed, all cells are counted.

    Args:
        protocol: the table `findings` of the results.
        findings: what the registers' readers found.
        cell_counts: the table `cell_counts` of both.
    """
    if not findings:
        return protocol
    every = [*findings_of(protocol), *findings]
    failed = {finding.check for finding in every if finding.result == COMPLAINT}
    kept = [
        finding for finding in every if finding.result == COMPLAINT or finding.check not in {*failed, CELLS_ACCOUNTED}
    ]
    return findings_table([*kept, _cells_accounted(cell_counts)])


def run_checks(data: ReadData) -> list[Finding]:
    """Run every check on what was read and return what it found, in the order of the protocol."""
    rows = checked_rows(data.rows, data.results)
    found = [finding for check in CHECKS_OF_ROWS for finding in check(rows)]
    found += same_in_two_procedures(data.results, data.criteria)
    found += grade_absent(rows, data.schools)
    found += participants_over_roll(rows, data.context)
    if len(data.journal):
        found += journal_far_from_region(data.journal)
    return [*found, _cells_accounted(data.cell_counts)]


def _without_repeats(findings: Sequence[Finding], found: list[Finding]) -> list[Finding]:
    """Drop what a reader has found already: the same complaint of the same cell, or passed where one failed."""
    places = {(f.check, f.file, f.sheet, f.cell) for f in findings if f.result == COMPLAINT}
    failed = {f.check for f in findings if f.result == COMPLAINT}
    return [
        finding
        for finding in found
        if ((finding.check, finding.file, finding.sheet, finding.cell) not in places)
        and (finding.result == COMPLAINT or finding.check not in failed)
    ]


def passed_while_reading(findings: Sequence[Finding], data: ReadData) -> list[Finding]:
    """Return a finding «passed» for each check that the readers of the files' layouts made without a complaint."""
    layouts = _layouts(data)
    failed = {finding.check for finding in findings}
    n_files, n_sheets = data.cell_counts["file"].nunique(), len(data.cell_counts)
    read = {
        "files": f"файлов — {wording.number(n_files)}",
        "layout": f"листов — {wording.number(n_sheets)}",
        "schools": f"школ списка — {wording.number(len(data.schools))}",
        "values": f"результатов — {wording.number(len(data.results))}",
        "comparison": f"листов — {wording.number(n_sheets)}",
    }
    return [
        passed(code, f"Проверено: {read[check.stage]}.")
        for code, check in checks().items()
        if code not in failed and check.stage in read and any(check.concerns(layout) for layout in layouts)
    ]


def _layouts(data: ReadData) -> set[str]:
    """Return the codes of the layouts that gave results."""
    layouts = set(data.rows["layout"].dropna()) if "layout" in data.rows else set()
    if _sheets(data.results) - (_sheets(data.rows) if len(data.rows) else set()):
        layouts.add(APPENDIX)
    return layouts


def _sheets(rows: pd.DataFrame) -> set[tuple[str, str]]:
    return set(tuples_of(rows.drop_duplicates(SHEET), SHEET))


def _cells_accounted(cell_counts: pd.DataFrame) -> Finding:
    """Return the finding that no cell was lost; a sheet that loses one stops ingest before."""
    total = {name: wording.number(int(cell_counts[name].sum())) for name in cell_counts.columns[2:]}
    return passed(
        CELLS_ACCOUNTED,
        f"Ячеек {total['total']}: использовано {total['used']}, отложено с замечанием {total['set_aside']}, "
        f"не нужны {total['not_needed']}, пустые {total['empty']}.",
    )
