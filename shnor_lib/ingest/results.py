"""All result files of an edition: read sheet by sheet, matched with the roster, held against each other."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.appendix.reader import AppendixTables, read_appendix
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.checks.protocol import ReadData, control_protocol
from shnor_lib.ingest.contents.content import AppendixSheet, FileContent
from shnor_lib.ingest.contents.folder import SourceFolder
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import frame_of, tidy, tuples_of
from shnor_lib.ingest.joining.absent import absent_schools, unclear_procedures
from shnor_lib.ingest.joining.agreement import Comparison, agreed_rows
from shnor_lib.ingest.joining.appeals import appeal_findings
from shnor_lib.ingest.joining.appendix_sheets import JoinedTables, ResultKey, join_sheets, result_key
from shnor_lib.ingest.joining.complaints_of_others import without_complaints_of_others
from shnor_lib.ingest.joining.failed_counts import withheld_findings
from shnor_lib.ingest.joining.foreign_schools import foreign_schools
from shnor_lib.ingest.joining.group_results import (
    group_results,
    not_recovered_findings,
    numbered,
    rows_for_checks,
    unusable_shares,
    without_rows,
)
from shnor_lib.ingest.joining.matching import Matched, match_schools
from shnor_lib.ingest.joining.region_results import Compared, nothing_compared, region_results
from shnor_lib.ingest.joining.settled_readings import settle_readings
from shnor_lib.ingest.joining.unmatched import told_once, unmatched_findings
from shnor_lib.ingest.joining.works import told_works
from shnor_lib.ingest.layouts.exam_days import repeated_days
from shnor_lib.ingest.layouts.raw_rows import SHEET, AppealRows, ContextRows, JournalRows, RawRows, Rows
from shnor_lib.ingest.roster import Roster
from shnor_lib.ingest.rules import IngestRules

#: So many complaints stand in a refusal.
MOST_TOLD = 5
#: The check that there are results at all.
RESULTS_ABSENT = "results_absent"
#: Checks that take a procedure's columns away.
HEADING_CHECKS = ("header_unknown", "header_width", "header_repeated", "season_autumn")
#: What a result's column `reading` holds where another table may tell it.
UNKNOWN = ("missing", "ambiguous")


@dataclass
class ResultTables:
    """What the result files gave, as frames of the tables named so in `shnor_lib.ground.schemas`."""

    results: pd.DataFrame
    same_results: pd.DataFrame
    work_classes: pd.DataFrame
    region_results: pd.DataFrame
    readings: pd.DataFrame
    background: pd.DataFrame
    journal: pd.DataFrame
    context: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame
    cell_counts: pd.DataFrame


@dataclass
class _Gathered:
    """What the files left so far; ``contents`` tells a repeated sheet of Приложение 1 from a new one."""

    appendices: list[AppendixTables] = field(default_factory=list)
    contents: dict[frozenset, Sheet] = field(default_factory=dict)
    rows: dict[type[Rows], Rows] = field(
        default_factory=lambda: {kind: kind() for kind in (RawRows, JournalRows, ContextRows, AppealRows)}
    )
    findings: list[Finding] = field(default_factory=list)
    cell_counts: list[dict] = field(default_factory=list)
    sheets_read: int = 0


def read_results(
    folder: SourceFolder, schools: pd.DataFrame, rules: IngestRules, *, may_lack: bool = False
) -> ResultTables:
    """Make tables of what the result files of an edition hold.

    Args:
        folder: the files, read.
        schools: the table `schools`, the roster against which logins and names are matched.
        rules: what params say of the input.
        may_lack: whether a report can be made without results, from registers alone; then a finding says so.

    Returns:
        The tables; empty frames where no file gave any of their rows.

    Raises:
        ReportError: nothing readable is left and results may not be lacking, or a cell was lost (law of conservation).
    """
    roster = Roster(schools)
    gathered = _Gathered()
    for content in folder.contents:
        _gather(content, gathered)
        for appendix in content.appendices:
            _read_appendix(appendix, roster, rules, gathered)
    files = folder.result_files
    if not files:
        lack = "файла с результатами процедур" if folder.registers else "файла"
        refusal = ReportError(f"В папке нет ни одного {lack}.", "Положите туда таблицу результатов (.xlsx).")
        gathered.findings += _without_results(refusal, may_lack)
    elif not gathered.sheets_read:
        message = f"Ни в одном файле не найдено таблицы результатов: {listed_names(files)}."
        gathered.findings += _without_results(_nothing_read(message, gathered.findings), may_lack)
    return _tables(gathered, schools, roster, rules, files, may_lack)


def _without_results(refusal: ReportError, may_lack: bool) -> list[Finding]:
    """Return the finding that there are no results, where a report can be made without them; else refuse.

    Raises:
        ReportError: results may not be lacking.
    """
    if not may_lack:
        raise refusal
    reason, *_ = refusal.message.splitlines()
    return [
        Finding(
            "warning",
            RESULTS_ABSENT,
            f"{reason} Отчёт составлен по реестрам Программы; критерии ШНОР, результаты и динамика — без данных.",
            refusal.what_to_do,
        )
    ]


def _nothing_read(message: str, findings: Sequence[Finding]) -> ReportError:
    """Return the refusal with the gravest complaints, or else the notes: there is no protocol to look them up."""
    grave = [finding for finding in findings if finding.severity in ("error", "warning")] or [*findings]
    told = [
        f"\n  – {', '.join(part for part in (f.file, f.sheet, f.cell) if part)}: {f.message}" for f in grave[:MOST_TOLD]
    ]
    rest = f"\n  … и ещё {len(grave) - MOST_TOLD}" if len(grave) > MOST_TOLD else ""
    return ReportError(
        message + "".join(told) + rest,
        "Положите в папку выгрузки ФИС ОКО, протоколы или таблицу в форме Приложения 1 и проверьте логины и названия "
        "школ в списке школ Программы.",
    )


def _gather(content: FileContent, gathered: _Gathered) -> None:
    gathered.findings += content.findings
    for sheet in content.sheets:
        gathered.findings += sheet.findings
        gathered.cell_counts.append(sheet.counts)
        if sheet.rows is not None:
            gathered.rows[type(sheet.rows)].extend(sheet.rows)
            gathered.sheets_read += 1


def _read_appendix(appendix: AppendixSheet, roster: Roster, rules: IngestRules, gathered: _Gathered) -> None:
    sheet = appendix.sheet
    content = frozenset((key, cell.value, cell.number_format) for key, cell in sheet.cells.items())
    same = gathered.contents.setdefault(content, sheet)
    if same is sheet:
        gathered.appendices.append(read_appendix(sheet, appendix.heading_row, roster, rules))
        gathered.sheets_read += 1
    else:
        _set_aside_repeated(sheet, same)
    sheet.sweep()
    gathered.findings += sheet.findings
    gathered.cell_counts.append(sheet.counts())


def _set_aside_repeated(sheet: Sheet, same: Sheet) -> None:
    sheet.set_aside(
        sheet.cells.values(),
        sheet.finding(
            "note",
            "sheet_repeated",
            f"Лист «{sheet.name}» повторяет лист «{same.name}» файла «{same.file}» и не использован.",
            "Уберите лишнюю копию.",
        ),
    )


# Tables


def _tables(
    gathered: _Gathered,
    schools: pd.DataFrame,
    roster: Roster,
    rules: IngestRules,
    files: Sequence[str],
    may_lack: bool,
) -> ResultTables:
    matched, in_journal, in_context = tables = [
        match_schools(gathered.rows[kind].frame(), roster, rules.is_of_region, rules.municipality)
        for kind in (RawRows, JournalRows, ContextRows)
    ]
    works = told_works(matched.rows)
    rows = numbered(works.rows)
    known = _known_results(rows) if gathered.appendices else set()
    joined = join_sheets(gathered.appendices, roster, rules, files, known)
    told = [*gathered.findings, *joined.findings]
    stated = [row for sheet in gathered.appendices for row in sheet.results]
    foreign = foreign_schools(tables, stated, told, rules.is_of_region)
    read = [
        *told_once(foreign.without_its_schools(gathered.findings)),
        *unmatched_findings(tables, roster, foreign.files),
        *foreign.without_its_schools(joined.findings),
    ]
    is_usable = ((rows["school_id"] != "") & (rows["attempt"] == 1)).any() or joined.results
    if not is_usable and RESULTS_ABSENT not in {finding.check for finding in read}:
        read += _without_results(_nothing_usable(gathered, read), may_lack)
    made = group_results(
        rows, frame_of("results", _stated_by_appendices(joined, known)), rules.procedures, rules.is_of_region
    )
    readings = frame_of("readings", joined.readings)
    complete = {(sheet.file, sheet.sheet) for sheet in gathered.appendices}
    settled = settle_readings(readings, made.results, complete)
    unclear = unclear_procedures(matched.rows, matched.doubtful, read)
    absent = absent_schools(settled.results, complete, roster, unclear)
    journal, context = _journal(in_journal, rules), _context(in_context, rules)
    compared = region_results(matched.of_regions_files, _compared(rules))
    findings = [
        *read,
        *foreign.findings,
        *nothing_compared(matched.of_regions_files, compared, _compared(rules)),
        *repeated_days(matched.rows),
        *appeal_findings(gathered.rows[AppealRows].frame(), roster, rules.is_of_region),
        *not_recovered_findings(rows),
        *withheld_findings(rows),
        *made.findings,
        *settled.findings,
        *absent.findings,
        *journal.findings,
        *context.findings,
    ]
    aside = [matched.left_out, made.aside, unusable_shares(rows), journal.aside, context.aside]
    cell_counts = _with_cells_moved(frame_of("cell_counts", gathered.cell_counts), "set_aside", aside)
    of_region = [matched.of_region, journal.of_region, context.of_region]
    not_needed = [matched.elsewhere, compared.not_needed, made.needless]
    not_needed += [rows for table in (journal, context) for rows in (table.of_region, table.needless)]
    cell_counts = _with_cells_moved(cell_counts, "not_needed", not_needed)
    own = [matched.rows, journal.rows, context.rows]
    quieted = without_complaints_of_others(findings, of_region, own, rules.is_of_region)
    findings, cell_counts = quieted.findings, quieted.counted(cell_counts)
    results = pd.concat([settled.results, absent.rows]) if len(absent.rows) else settled.results
    results = _in_order(tidy("results", results), roster)
    read_once = without_rows(rows, made.needless)
    checked = ReadData(
        results, schools, cell_counts, rows_for_checks(read_once), journal.rows, context.rows, rules.criteria
    )
    return ResultTables(
        results=results,
        same_results=_same_results(rows, results),
        work_classes=tidy("work_classes", works.classes[works.classes["school_id"] != ""]),
        region_results=compared.rows,
        readings=settled.readings,
        background=tidy("background", made.background),
        journal=tidy("journal", journal.rows),
        context=tidy("context", context.rows),
        corrections=frame_of("corrections", joined.corrections),
        findings=control_protocol(findings, checked),
        cell_counts=cell_counts,
    )


def _same_results(rows: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the roster's schools that another table's row stands for in the results."""
    place = [*SHEET, "source_cell"]
    kept = set(tuples_of(results, place))
    own = rows[rows["school_id"] != ""]
    return tidy("same_results", own[[one not in kept for one in tuples_of(own, place)]])


def _compared(rules: IngestRules) -> Compared:
    """Return which results of other okrugs' schools are kept: those of the years that statistics look at."""
    years = rules.stated.years.values() if rules.stated else ()
    excluded = rules.criteria.excluded_kinds.value if rules.criteria else ()
    return Compared(rules.procedures, frozenset(years), rules.municipality, excluded)


def _known_results(rows: pd.DataFrame) -> set[ResultKey]:
    """Return which results of the roster's schools the tables of groups tell, in the main period."""
    told = rows[(rows["school_id"] != "") & (rows["attempt"] == 1) & rows["fail_pct"].notna()]
    keys = tuples_of(told, ["school_id", *PROCEDURE_KEY])
    return {
        (school_id, (assessment, level, subject, int(grade), int(year)))
        for school_id, assessment, level, subject, grade, year in keys
    }


def _stated_by_appendices(joined: JoinedTables, known: set[ResultKey]) -> list[dict]:
    """Return the results of Приложение 1, but for those that it leaves unknown and another table tells."""
    return [
        row
        for row in joined.results
        if (key := result_key(row)) not in known or key in joined.disputed or row["reading"] not in UNKNOWN
    ]


def _nothing_usable(gathered: _Gathered, findings: Sequence[Finding]) -> ReportError:
    """Return the refusal where sheets were read and no result of a school of the roster is left."""
    if not gathered.appendices:
        return _nothing_read("В файлах нет результатов основного периода для школ из списка.", findings)
    reasons = [finding.message for finding in findings if finding.check in HEADING_CHECKS][:3]
    return ReportError(
        "В таблицах результатов нет ни одной процедуры, которую можно использовать. " + " ".join(reasons),
        "Напишите заголовки по образцу «ВПР МА 6 2021 весна» или «ОГЭ РУ 2019».",
    )


def _in_order(results: pd.DataFrame, roster: Roster) -> pd.DataFrame:
    """Return the results by the roster's order of schools; within a school as they were read."""
    places = {school.school_id: place for place, school in enumerate(roster.schools)}
    return results.iloc[results["school_id"].map(places).argsort(kind="stable")].reset_index(drop=True)


@dataclass
class _SideTable:
    """A table beside the results: its rows, findings, rows set aside, needless ones, those of the region's schools."""

    rows: pd.DataFrame
    findings: list[Finding]
    aside: pd.DataFrame
    needless: pd.DataFrame
    of_region: pd.DataFrame


def _journal(matched: Matched, rules: IngestRules) -> _SideTable:
    """Return the comparison with the journal, one row per group and procedure."""
    numbers = [f"{unit}_{way}" for unit in ("n", "pct") for way in ("lowered", "confirmed", "raised")]
    return _side_table(matched, ("group", *PROCEDURE_KEY, "attempt"), ["n_participants", *numbers], rules)


def _context(matched: Matched, rules: IngestRules) -> _SideTable:
    """Return the schools' context, one row per school of the roster and year."""
    numbers = ["pupils", "teachers", *(name for name in ContextRows.DEFAULTS if name.endswith("_pct"))]
    table = _side_table(matched, ("school_id", "school_year"), numbers, rules)
    return replace(table, rows=table.rows[table.rows["school_id"] != ""])


def _side_table(matched: Matched, key: tuple[str, ...], numbers: list[str], rules: IngestRules) -> _SideTable:
    frame = matched.rows.assign(
        who=matched.rows["group"],
        **{name: pd.to_numeric(matched.rows[name], errors="coerce").astype(float) for name in numbers},
    )
    # A stranger has no key of its own in a table of the roster's schools.
    known = frame[~matched.strangers] if "group" not in key else frame
    agreed = agreed_rows(known, key, Comparison(numbers), repeats_others=rules.is_of_region)
    left = agreed.rows
    if agreed.contradicted.any():
        left.loc[agreed.contradicted, numbers] = float("nan")
    # Background groups and strangers repeat themselves in every file: that needs no words.
    findings = [f for f in agreed.findings if f.severity != "note" or "group" not in key]
    aside = pd.concat([matched.left_out, agreed.dropped])
    return _SideTable(left, findings, aside, agreed.needless, matched.of_region)


def _with_cells_moved(cell_counts: pd.DataFrame, where: str, groups: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Move the cells of rows that were read and then given up from used to set aside (why, findings say) or not needed.

    Not needed are the rows of a region's schools outside the roster that nothing is compared with.
    """
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for rows in groups:
        for file, sheet, cells in tuples_of(rows, [*SHEET, "n_cells"]):
            moved[file, sheet] += int(cells)
    places = zip(cell_counts["file"], cell_counts["sheet"], strict=True)
    cells = pd.Series([moved.get(place, 0) for place in places], index=cell_counts.index, dtype=int)
    cells = cells.clip(upper=cell_counts["used"].astype(int))
    return cell_counts.assign(**{"used": cell_counts["used"] - cells, where: cell_counts[where] + cells})
