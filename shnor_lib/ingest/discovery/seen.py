"""Files read without a roster: which groups of participants they name, where, and of which procedures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from shnor_lib.ground.params import ExamMinimum, Procedures
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.appendix.named_rows import named_rows
from shnor_lib.ingest.cells.municipalities import own_municipalities
from shnor_lib.ingest.cells.texts import names_a_school, names_a_total
from shnor_lib.ingest.contents.content import AppendixSheet, SheetContent
from shnor_lib.ingest.contents.folder import SourceFolder, read_folder
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import MUNICIPALITY, REGION, SCHOOL
from shnor_lib.ingest.registers.tables import read_registers
from shnor_lib.ingest.rules import IngestRules

#: What is kept of a row: who it is about (``group``, digits of the login), which procedure, whether it tells a result,
#: where it stands (``cell`` is its first).
COLUMNS = ["group", "code", "assessment", "level", "subject", "grade", "school_year", "told", "municipality"]
COLUMNS += ["file", "sheet", "cell"]
#: A register's day later than this is none.
LAST_DAY = date(2099, 12, 31)


@dataclass
class Seen:
    """What files say of an okrug.

    ``schools`` has a row per group of a school and procedure in the columns `COLUMNS`; ``municipality`` is the group
    under which the row stands, or empty.  ``registered`` is the register of schools, ``municipalities`` and ``regions``
    are the names met by code or name, in order.  ``unnamed`` counts rows left out since they look like people's names.
    """

    schools: pd.DataFrame
    registered: pd.DataFrame
    municipalities: dict[str, str] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    unnamed: int = 0
    findings: list[Finding] = field(default_factory=list)
    has_registers: bool = False
    files: int = 0


def look_into(files: Sequence[Path], minimums: Sequence[ExamMinimum] = (), cache: Path | None = None) -> Seen:
    """Read all files of a folder as far as they can be read without knowing any school.

    Args:
        files: absolute paths of all files.
        minimums: the lowest passing results of exams, by which protocols are counted.
        cache: a folder in which contents of unchanged result files are kept.

    Raises:
        ReportError: a cell was lost (law of conservation).
    """
    rules = IngestRules(LAST_DAY, Procedures(counted=(), source="-", exam_minimums=tuple(minimums)))
    folder = read_folder(files, rules, cache)
    seen = Seen(pd.DataFrame(columns=COLUMNS), _registered(folder), has_registers=bool(folder.registers))
    seen.files = len(files)
    parts = []
    for content in folder.contents:
        seen.findings += content.findings
        parts += [_of_sheet(sheet, seen) for sheet in content.sheets if sheet.rows is not None]
        parts += [_of_appendix(appendix) for appendix in content.appendices]
        seen.findings += [finding for sheet in content.sheets for finding in sheet.findings]
    told = pd.concat([seen.schools, *parts], ignore_index=True).astype(object)
    told["municipality"] = told["municipality"].map(_by_known_names(told["municipality"].unique(), seen))
    personal = told["group"].map(lambda group: looks_like_name(group) and not names_a_school(group)).astype(bool)
    seen.unnamed = int(personal.sum())
    seen.schools = told[~personal].reset_index(drop=True)
    return seen


def _registered(folder: SourceFolder) -> pd.DataFrame:
    """Return the register of schools as the folder's registers give it."""
    nothing = {name: pd.DataFrame(columns=list(table.columns)) for name, table in TABLES.items()}
    return read_registers(folder.registers, nothing, LAST_DAY).schools


def _of_sheet(content: SheetContent, seen: Seen) -> pd.DataFrame:
    """Return the schools of a sheet with rows of its own; what stands above them tells their municipality."""
    assert content.rows is not None
    rows = content.rows.frame()
    for kind, known in ((MUNICIPALITY, seen.municipalities), (REGION, seen.regions)):
        for group in rows.loc[rows["kind"] == kind, "group"].unique():
            named = parse_group(group)
            known.setdefault(named.code or named.name, named.name)
    above = pd.Series(None, index=rows.index, dtype=object).mask(rows["kind"] == MUNICIPALITY, rows["group"]).ffill()
    told = pd.Series([_tells(row) for row in rows.to_dict("records")], index=rows.index, dtype=bool)
    municipality = pd.Series([_municipality(group) for group in above], index=rows.index, dtype=object)
    if "municipality" in rows:
        municipality = municipality.mask(rows["municipality"] != "", rows["municipality"])
    return (
        rows.assign(
            told=told,
            municipality=municipality,
            file=rows.get("source_file", ""),
            sheet=rows.get("source_sheet", ""),
            cell=rows.get("source_cell", ""),
        )
        .loc[(rows["kind"] == SCHOOL).to_numpy()]
        .reindex(columns=COLUMNS)
    )


def _by_known_names(named: Iterable[str], seen: Seen) -> dict[str, str]:
    """Return by each spelling of a municipality its code where one is known, else its first spelling."""
    keys: dict[str, str] = {}
    for name in named:
        like = (code for code, known in seen.municipalities.items() if own_municipalities(known, [name]))
        key = name if not name or name in seen.municipalities else next(like, name)
        keys[name] = key
        if key:
            seen.municipalities.setdefault(key, name)
    return keys


def _municipality(group: object) -> str:
    if not isinstance(group, str):
        return ""
    told = parse_group(group)
    return told.code or told.name


def _tells(row: Mapping[Any, Any]) -> bool:
    """Tell whether a row holds a result, and not only the name of a school."""
    return any(pd.notna(row.get(name)) for name in ("fail_pct", "n_2", "pct_2")) or bool(row.get("n_participants"))


def _of_appendix(appendix: AppendixSheet) -> pd.DataFrame:
    rows = [
        {
            "group": clean(row.name),
            "code": parse_group(row.name).code,
            "assessment": procedure.assessment,
            "level": procedure.level,
            "subject": procedure.subject,
            "grade": procedure.grade,
            "school_year": procedure.school_year,
            "told": told,
            "municipality": "",
            "file": appendix.sheet.file,
            "sheet": appendix.sheet.name,
            "cell": row.cell,
        }
        for row in named_rows(appendix.sheet, appendix.heading_row)
        for procedure, told in row.procedures
        if not names_a_total(row.name)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
