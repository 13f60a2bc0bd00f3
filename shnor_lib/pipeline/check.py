"""`make check`: the data are read and checked, the protocol is shown and saved; no edition is touched."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shnor_lib.edition import open_edition
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.table_files import write_table
from shnor_lib.ground.vocabulary import CHECK_STAGES
from shnor_lib.ground.wording import join, plural, sentence_case
from shnor_lib.ingest.checks.drafts import TO_FILL
from shnor_lib.ingest.findings import COMPLAINT, PASSED, checks
from shnor_lib.ingest.programme.stated import programme_of
from shnor_lib.ingest.rules import IngestRules
from shnor_lib.ingest.sources import read_sources
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.summary import SEVERITIES

CHECKED = ".check"
#: So many complaints of one severity are shown on the screen; the table holds all.
MOST_ON_SCREEN = 100


@dataclass(frozen=True)
class Checked:
    """The protocol (the table `findings`), the file in which it was saved, and what is to be said of the params."""

    protocol: pd.DataFrame
    file: Path
    notes: tuple[str, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Tell whether any complaint is an error."""
        return bool((self.protocol["severity"] == "error").any())


def check_data(request: Request) -> Checked:
    """Read and check the input files of an edition; save the protocol beside the issued editions.

    Raises:
        ReportError: the params or the programme's files are wrong, nothing readable is left, or the protocol cannot be
            written.
    """
    edition = open_edition(request.edition, params_file=request.params_file)
    programme = programme_of(edition.params_of_file, edition.params_file)
    rules = IngestRules.of(programme.params, edition.params_file, programme.waiting)
    protocol = read_sources(edition.result_files, programme.tables, rules, edition.content_cache).findings
    file = request.issued.parent / CHECKED / request.issued.name / "findings.csv"
    _save(protocol, file)
    return Checked(protocol, file, programme.params.notes)


def _save(protocol: pd.DataFrame, file: Path) -> None:
    """Write the protocol in one go: a reader sees the old one or the new one."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".new-", dir=file.parent))
        try:
            write_table(protocol, scratch / file.name)
            os.replace(scratch / file.name, file)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    except OSError as error:
        raise refused(f"Протокол «{file.name}» не записывается", error) from None


def protocol_lines(project: Project, checked: Checked) -> list[str]:
    """Return the protocol as lines for the screen: complaints by severity, what passed by stage, the counts."""
    complaints = checked.protocol[checked.protocol["result"] == COMPLAINT]
    passed = checked.protocol[checked.protocol["result"] == PASSED]
    lines: list[str] = [*checked.notes, *([""] if checked.notes else [])]
    counts = []
    for severity, forms in SEVERITIES.items():
        own = complaints[complaints["severity"] == severity]
        counts.append(plural(len(own), *forms))
        if len(own):
            lines += [f"{sentence_case(counts[-1])}:", *_complaint_lines(own), ""]
    if len(passed):
        lines += ["Выполнено без замечаний:", *_passed_lines(passed), ""]
    total = plural(len(passed), "проверка выполнена", "проверки выполнены", "проверок выполнено")
    lines += [f"Итого: {join(counts)}; {total} без замечаний.", f"Протокол: {project.shown(checked.file)}"]
    return [*lines, _verdict(checked)]


def _verdict(checked: Checked) -> str:
    """Return the last word: whether a report of these data is final, preliminary or a draft."""
    complaints = checked.protocol[checked.protocol["result"] == COMPLAINT]
    waiting = int((complaints["check"] == TO_FILL).sum())
    draft = f" Справка пока черновик: ждут заполнения {plural(waiting, 'место', 'места', 'мест')}." if waiting else ""
    if checked.has_errors:
        return f"Есть ошибки: отчёт собирается и с ними, но выводы, которые от них зависят, предварительные.{draft}"
    return f"Ошибок нет.{draft}"


def _complaint_lines(complaints: pd.DataFrame) -> list[str]:
    lines = []
    for row in complaints.head(MOST_ON_SCREEN).itertuples():
        place = ", ".join(part for part in (row.file, row.sheet, row.cell) if isinstance(part, str))
        lines += [f"  – {checks()[str(row.check)].title}{f' ({place})' if place else ''}", f"    {row.message}"]
        lines += [f"    Что сделать: {row.what_to_do}"] if isinstance(row.what_to_do, str) else []
    rest = len(complaints) - MOST_ON_SCREEN
    return [*lines, f"  … и ещё {rest}: они есть в таблице протокола."] if rest > 0 else lines


def _passed_lines(passed: pd.DataFrame) -> list[str]:
    by_stage = passed.groupby("stage", sort=False)["check"]
    return [
        f"  – {CHECK_STAGES[str(stage)]}: {'; '.join(checks()[code].title for code in codes)}"
        for stage, codes in by_stage
    ]
