"""What several sheets say together: one result per school and procedure, no choice between sheets that disagree."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from shnor_lib.ground import wording
from shnor_lib.ground.params import Correction
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.appendix.corrections import correction_row, place_in_row
from shnor_lib.ingest.appendix.reader import AppendixTables
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.layouts.procedures import Procedure
from shnor_lib.ingest.roster import Roster
from shnor_lib.ingest.rules import IngestRules

#: A school's code and the key of a procedure.
ResultKey = tuple[str, tuple]

#: The description of the one reading that is left of several sheets' readings.
JOINT_READING = "общее у прочтений нескольких таблиц"


@dataclass
class JoinedTables:
    """Rows of the tables `results`, `readings` and `corrections` of all sheets together.

    ``disputed`` holds the keys about which sheets disagree.
    """

    results: list[dict] = field(default_factory=list)
    readings: list[dict] = field(default_factory=list)
    corrections: list[dict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    disputed: set[ResultKey] = field(default_factory=set)


def join_sheets(
    sheets: Sequence[AppendixTables],
    roster: Roster,
    rules: IngestRules,
    files: Sequence[str],
    known: Set[ResultKey] = frozenset(),
) -> JoinedTables:
    """Join what the sheets gave.

    A result that sheets state differently becomes ambiguous; one that no sheet states for a school of the roster is
    missing.  A recorded correction that was applied nowhere is told.

    Args:
        sheets: what each sheet gave, in the order of precedence for naming the source.
        roster: the schools of which every procedure is expected.
        rules: which procedures count towards the criteria, and all recorded corrections.
        files: names of all files that were looked at.
        known: results that tables of another layout tell: no sheet has to state them.
    """
    joined = JoinedTables()
    stated = _results_by_key(sheets)
    joined.results, joined.disputed = _settled_results(stated, joined.findings)
    joined.results += _absent_results(sheets, roster, rules, {*stated, *known}, joined.findings)
    joined.results = _in_order(joined.results, roster, sheets)
    joined.readings = _joint_readings(sheets, stated, joined.disputed)
    joined.corrections = _settled_corrections(sheets, roster, rules, files, joined.findings)
    return joined


# Results


def result_key(row: dict) -> ResultKey:
    """Return the school's code and the key of the procedure of a result or reading."""
    return row["school_id"], tuple(row[name] for name in PROCEDURE_KEY)


def _results_by_key(sheets: Sequence[AppendixTables]) -> dict[ResultKey, list[dict]]:
    stated: dict[ResultKey, list[dict]] = {}
    for sheet in sheets:
        for row in sheet.results:
            stated.setdefault(result_key(row), []).append(row)
    return stated


def _meaning(row: dict) -> tuple:
    """Return what a result says, no matter whether a correction made it say so."""
    reading = row["reading"]
    if reading == "repaired":
        reading = "not_held" if row["fail_pct"] is None else "as_read"
    return row["fail_pct"], row["top_pct"], reading


def _settled_results(stated: dict[ResultKey, list[dict]], findings: list[Finding]) -> tuple[list[dict], set[ResultKey]]:
    """Return one row per key, and the keys about which sheets disagree."""
    results: list[dict] = []
    agreeing: dict[tuple[str, str], list[dict]] = {}
    disputed: set[ResultKey] = set()
    for key, rows in stated.items():
        if len({_meaning(row) for row in rows}) > 1:
            disputed.add(key)
            results.append(rows[0] | {"fail_pct": None, "top_pct": None, "reading": "ambiguous", "doubtful": False})
            findings.append(_dispute(rows))
            continue
        results.append(next((row for row in rows if row["reading"] == "repaired"), rows[0]))
        if len(rows) > 1:
            agreeing.setdefault((key[0], _places(rows)), []).append(rows[0])
    findings += [_agreement(rows, places) for (_, places), rows in agreeing.items()]
    return results, disputed


def _places(rows: list[dict]) -> str:
    return "; ".join(f"«{row['source_file']}», лист «{row['source_sheet']}»" for row in rows)


def _dispute(rows: list[dict]) -> Finding:
    first = rows[0]
    name = wording.procedure(*(first[part] for part in PROCEDURE_KEY))
    return Finding(
        "error",
        "header_repeated",
        f"«{first['school']}»: результат {name} есть в нескольких таблицах ({_places(rows)}) с разными значениями; ни "
        "одно не использовано.",
        "Оставьте одну таблицу.",
        first["source_file"],
        first["source_sheet"],
        first["source_cell"] or "",
    )


def _agreement(rows: list[dict], places: str) -> Finding:
    first = rows[0]
    return Finding(
        "note",
        "header_repeated",
        f"«{first['school']}»: одни и те же результаты (процедур: {len(rows)}) есть в нескольких таблицах ({places}); "
        "значения совпадают.",
        "",
        first["source_file"],
        first["source_sheet"],
        first["source_cell"] or "",
    )


def _absent_results(
    sheets: Sequence[AppendixTables],
    roster: Roster,
    rules: IngestRules,
    stated: Set[ResultKey],
    findings: list[Finding],
) -> list[dict]:
    """Return missing results for what no sheet states of a school, so that its verdict stays open."""
    expected = {procedure.key: (sheet, procedure) for sheet in reversed(sheets) for procedure in sheet.procedures}
    absent = []
    for school in roster.schools:
        unstated = [place for key, place in expected.items() if (school.school_id, key) not in stated]
        if not unstated:
            continue
        has_rows = any(school.school_id in sheet.spans for sheet in sheets)
        sheet = unstated[-1][0]
        findings.append(
            Finding(
                "error",
                "school_absent",
                f"В таблицах нет строки школы «{school.school}»"
                + (f" с результатами части процедур ({len(unstated)})." if has_rows else "."),
                "Добавьте строку. До этого её результаты считаются неизвестными.",
                sheet.file,
                sheet.sheet,
                sheet.names,
            )
        )
        absent += [school.columns() | _missing(sheet, procedure, rules) for sheet, procedure in unstated]
    return absent


def _missing(sheet: AppendixTables, procedure: Procedure, rules: IngestRules) -> dict:
    return {
        **procedure.columns(),
        "n_participants": None,
        "fail_pct": None,
        "top_pct": None,
        "attempt": 1,
        "counted": rules.procedures.counts(procedure.assessment, procedure.subject, procedure.grade),
        "reading": "missing",
        "doubtful": False,
        "source_file": sheet.file,
        "source_sheet": sheet.sheet,
        "source_cell": "",
    }


def _in_order(results: list[dict], roster: Roster, sheets: Sequence[AppendixTables]) -> list[dict]:
    """Return the results by the roster's order of schools and the sheets' order of procedures."""
    schools = {school.school_id: place for place, school in enumerate(roster.schools)}
    procedures: dict[tuple, int] = {}
    for sheet in sheets:
        for procedure in sheet.procedures:
            procedures.setdefault(procedure.key, len(procedures))
    return sorted(results, key=lambda row: (schools[row["school_id"]], procedures[result_key(row)[1]]))


# Readings


def _joint_readings(
    sheets: Sequence[AppendixTables], stated: dict[ResultKey, list[dict]], disputed: set[ResultKey]
) -> list[dict]:
    """Return every school's readings: as its sheet gave them, or what is common to all if several sheets have a say.

    Readings of two sheets would have to be combined each with each, and those of a disputed result do not tell all
    that may be true of it.  One reading is left then, ambiguous wherever the sheets leave a choice.
    """
    by_school: dict[str, list[list[dict]]] = {}
    for sheet in sheets:
        for school_id in dict.fromkeys(row["school_id"] for row in sheet.readings):
            own = [row for row in sheet.readings if row["school_id"] == school_id]
            by_school.setdefault(school_id, []).append(own)
    readings = []
    for of_sheets in by_school.values():
        rows = [row for of_sheet in of_sheets for row in of_sheet]
        if len(of_sheets) == 1 and not any(result_key(row) in disputed for row in rows):
            readings += rows
        else:
            readings += _common_reading(rows, stated)
    return readings


def _common_reading(rows: list[dict], stated: dict[ResultKey, list[dict]]) -> list[dict]:
    by_key: dict[ResultKey, list[dict]] = {}
    for row in rows:
        by_key.setdefault(result_key(row), []).append(row)
    common = []
    for key, variants in by_key.items():
        said = {_meaning(row) for row in [*variants, *stated.get(key, ())]}
        agreed = {} if len(said) == 1 else {"fail_pct": None, "top_pct": None, "reading": "ambiguous"}
        common.append(variants[0] | agreed | {"variant": 1, "description": JOINT_READING})
    return common


# Corrections


def _settled_corrections(
    sheets: Sequence[AppendixTables],
    roster: Roster,
    rules: IngestRules,
    files: Sequence[str],
    findings: list[Finding],
) -> list[dict]:
    """Return one row per recorded correction; one that was applied nowhere leaves a finding that says why."""
    applied: dict[str, dict] = {}
    for sheet in sheets:
        for row in sheet.corrections:
            applied.setdefault(row["id"], row)
    names = {school.school_id: school.school for school in roster.schools}
    rows = []
    for correction in rules.corrections:
        if correction.id not in applied:
            findings.append(_why_not_applied(correction, sheets, names, files))
        unapplied = correction_row(
            correction, names.get(correction.school, correction.school), correction.file_name, applied=False
        )
        rows.append(applied.get(correction.id, unapplied))
    return rows


def _why_not_applied(
    correction: Correction, sheets: Sequence[AppendixTables], names: dict[str, str], files: Sequence[str]
) -> Finding:
    file, school = correction.file_name, names.get(correction.school)
    own = [sheet for sheet in sheets if sheet.file == file and correction.school in sheet.spans]
    not_applied = f"Исправление {correction.id} не применено: "
    advice = "Исправьте запись в разделе corrections файла параметров или удалите её."
    if own:
        return Finding(
            "warning",
            "correction",
            f"{not_applied}строка «{school}» уже не та, для которой оно записано (ожидалось значений: "
            f"{correction.values_in_row}, исключить {place_in_row(correction)}).",
            "Удалите исправление из раздела corrections или запишите его заново.",
            own[0].file,
            own[0].sheet,
            own[0].spans[correction.school],
        )
    if school is None:
        why = f"школы с кодом «{correction.school}» нет в списке школ."
    elif file not in files:
        why = f"файла «{file}» нет среди файлов с результатами; возможно, он переименован."
    else:
        why = f"в файле «{file}» нет строки школы «{school}» (или лист повторяет другой и не использован)."
    return Finding("error", "correction", not_applied + why, advice, file if file in files else "")
