"""All input of an edition: registers and results of a folder, the roster of both lists of schools, one protocol."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shnor_lib.ingest.checks.drafts import findings_to_confirm, hidden_findings, waiting_findings
from shnor_lib.ingest.checks.params_against_data import claims_against_data, params_against_data
from shnor_lib.ingest.checks.protocol import joined_protocol
from shnor_lib.ingest.checks.terms import unread_terms
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.joining.context_rows import joined_context
from shnor_lib.ingest.programme.documents import ProgrammeTables
from shnor_lib.ingest.programme.previous_edition import read_previous_edition
from shnor_lib.ingest.registers.schools import schools_of_edition
from shnor_lib.ingest.registers.tables import RegisterTables, read_registers
from shnor_lib.ingest.results import ResultTables, read_results
from shnor_lib.ingest.rules import IngestRules, StatedByParams


@dataclass
class SourceTables:
    """What the input gave: the roster `schools`, the list before, registers, results, and what concerns all of them."""

    schools: pd.DataFrame
    previous: dict[str, pd.DataFrame]
    registers: RegisterTables
    results: ResultTables
    findings: pd.DataFrame
    cell_counts: pd.DataFrame


def read_sources(
    files: Sequence[Path], programme: Mapping[str, pd.DataFrame], rules: IngestRules, cache: Path | None = None
) -> SourceTables:
    """Read all files of the results folder; which of them are registers is told by their content.

    Args:
        files: absolute paths of all files in the results folder.
        programme: the programme's own tables (`shnor_lib.ingest.programme.documents`), complaints of them included.
        rules: what params say of the input.
        cache: a folder in which contents of unchanged result files are kept; registers are never kept there.

    Raises:
        ReportError: as `read_folder` and `read_results`.
    """
    folder = read_folder(files, rules, cache)
    registers = read_registers(folder.registers, programme, rules.as_of)
    schools = schools_of_edition(programme["schools"], registers.schools, registers.as_of)
    results = read_results(folder, schools, rules, may_lack=registers.tell_of_the_programme)
    results.context, about_context = joined_context(results.context, registers.tables["register_context"], schools)
    cell_counts = pd.concat([results.cell_counts, pd.DataFrame(registers.cell_counts)], ignore_index=True)
    stated = _held_against_params(rules.stated, schools, results.results) if rules.stated else []
    previous, about_previous = read_previous_edition(rules.previous, rules.previous_folder)
    about_params = (
        [*stated, *waiting_findings(rules.waiting), *findings_to_confirm(rules.to_confirm), *about_previous]
        if rules.stated
        else about_previous
    )
    about_programme = [
        *([*programme.findings, *programme.passed] if isinstance(programme, ProgrammeTables) else ()),
        *unread_terms(programme),
    ]
    about_params += hidden_findings(rules.hidden)
    findings = joined_protocol(
        results.findings, [*about_programme, *registers.findings, *about_context, *about_params], cell_counts
    )
    return SourceTables(schools, previous, registers, results, findings, cell_counts)


def _held_against_params(stated: StatedByParams, schools: pd.DataFrame, results: pd.DataFrame) -> list[Finding]:
    """Return what params state against the data; without any result the lack of one year after another is no news."""
    if len(results):
        return params_against_data(stated, schools, results)
    return claims_against_data(stated, stated.claims, schools, results) if stated.claims else []
