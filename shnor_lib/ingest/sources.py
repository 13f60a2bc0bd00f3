"""All input of an edition: registers parted from results, the roster made of both lists of schools, one protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from shnor_lib.ground.params import Correction, Procedures
from shnor_lib.ingest.checks.protocol import joined_protocol
from shnor_lib.ingest.registers.recognition import split_registers
from shnor_lib.ingest.registers.schools import schools_of_edition
from shnor_lib.ingest.registers.tables import RegisterTables, read_registers
from shnor_lib.ingest.results import ResultTables, read_results


@dataclass
class SourceTables:
    """What the input gave: the roster `schools`, the registers, the results, and what concerns all of them."""

    schools: pd.DataFrame
    registers: RegisterTables
    results: ResultTables
    findings: pd.DataFrame
    cell_counts: pd.DataFrame


def read_sources(
    files: Sequence[Path],
    programme: Mapping[str, pd.DataFrame],
    as_of: date,
    required: Sequence[str],
    counted: Procedures,
    corrections: Sequence[Correction],
    cache: Path | None = None,
) -> SourceTables:
    """Read all files of the results folder; which of them are registers is told by their content.

    Args:
        files: absolute paths of all files in the results folder.
        programme: the programme's own tables (`shnor_lib.ingest.programme.documents`).
        as_of: the reporting date.
        required: names of the files without which no report is made.
        counted: which procedures count towards the criteria, and the minimums of exams.
        corrections: recorded corrections of single rows of Приложение 1.
        cache: a folder in which readings of unchanged result files are kept; registers are never kept there.

    Raises:
        ReportError: as `read_results`.
    """
    parted = split_registers(files)
    registers = read_registers(parted.registers, programme, as_of)
    schools = schools_of_edition(programme["schools"], registers.schools, registers.as_of)
    results = read_results(parted.results, required, schools, counted, corrections, cache)
    cell_counts = pd.concat([results.cell_counts, pd.DataFrame(registers.cell_counts)], ignore_index=True)
    findings = joined_protocol(results.findings, registers.findings, cell_counts)
    return SourceTables(schools, registers, results, findings, cell_counts)
