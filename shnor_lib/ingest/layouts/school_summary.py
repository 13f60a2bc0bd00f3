"""A region's summary of ЕГЭ or ОГЭ, schools × subjects: participants and those who failed under each subject."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from shnor_lib.ground import wording
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.fractions import set_aside_fractions
from shnor_lib.ingest.cells.headings import COUNT, PERCENT, are_numbers_of_columns
from shnor_lib.ingest.cells.logins import login_digits
from shnor_lib.ingest.cells.numbers import plain_text, whole_number
from shnor_lib.ingest.cells.percentages import BAD, NUMBER, parse_share
from shnor_lib.ingest.cells.sheet import Sheet, SheetCell, Value, certain, is_blank
from shnor_lib.ingest.cells.texts import is_dash, listed, names_a_school, names_a_total, shortened
from shnor_lib.ingest.layouts.counts_or_shares import Measured, unit_by_numbers
from shnor_lib.ingest.layouts.exam_periods import MAIN
from shnor_lib.ingest.layouts.exam_protocols import ADVICE_NAMES, assessment_in
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.procedures import EXAM_GRADES
from shnor_lib.ingest.layouts.raw_rows import REGION, SAMPLE, SCHOOL, RawRows, printed_share
from shnor_lib.ingest.layouts.summary_headings import (
    LAYOUT,
    Column,
    SubjectColumns,
    SummaryHeading,
    find_heading,
    heading_keys,
    heading_words,
    is_columns_row,
    layout_words,
)

TITLE = "Сводная таблица по школам и предметам"
SIGNS = ("Образовательная организация", "Русский язык", "Приняли участие", "Не преодолели порог")
#: Roles of columns that are read: on the left of the subjects and under them.
READ_FIXED, READ = ("school", "code", "municipality"), ("participants", "failed")
#: A share printed in whole percents misses the count's by no more than this.
MOST_APART_PP = 0.51
MOST_CELLS_OF_TITLE = 2
BACKGROUND = (REGION, SAMPLE)
ADVICE_HEAD = "Впишите над таблицей строку вида «Результаты ЕГЭ в 2023 году»."
ADVICE_UNIT = "Впишите в заголовок колонки «чел.» или «%»."
ADVICE_NAMELESS = "Впишите заголовок колонки; если она не нужна, ничего делать не нужно."
ADVICE_VALUE = "Сверьте строку с исходной таблицей и исправьте файл."

_TWO_YEARS = re.compile(r"(?<!\d)(20\d\d) ?[/–—-] ?(?:20)?(\d\d)(?!\d)")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
#: «(286) МБОУ …»: the number of the school in the region's list; longer ones may be codes of the roster.
_NUMBER_BEFORE = re.compile(r"^\( ?\d{1,3} ?\) ?")


def recognise_school_summary(sheet: Sheet) -> bool:
    """Tell whether schools stand beside subjects, and under a subject participants and who failed."""
    return find_heading(sheet) is not None


@dataclass(frozen=True)
class Exams:
    """Which exams the table tells of: assessment, the year in which they were held, the period."""

    assessment: str
    year: int
    attempt: int


@dataclass
class SchoolRow:
    """A row of a school: its place, its name without a number before it, the digits of its login, its municipality."""

    row: int
    group: str
    login: str
    municipality: str


@dataclass
class Rows:
    """The rows of the table by what they are."""

    schools: list[SchoolRow] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    nameless: list[int] = field(default_factory=list)


def read_school_summary(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read the table; one raw row per school and subject.

    Who failed is a number or a share, as heading, «%», sums or plain arithmetic tell; where nothing does, a finding
    names both readings and the subject stays unread.  Scores, high results and totals are not needed or set aside.
    """
    heading = certain(find_heading(sheet))
    rows = RawRows()
    last = _last_row(sheet, heading)
    exams = _exams(sheet, heading)
    _settle_columns(sheet, heading, last)
    if exams is None:
        sheet.set_aside_known(heading.first_row, 1, sheet.last_row, sheet.last_column)
        return rows
    found = _sorted_rows(sheet, heading, last)
    _settle_rows(sheet, heading, found)
    for subject in heading.subjects:
        if subject.subject and (columns := _columns_of(sheet, subject, exams, found, last)):
            _read_subject(sheet, heading, columns, exams, found, rows)
    return rows


# The head


def _exams(sheet: Sheet, heading: SummaryHeading) -> Exams | None:
    """Return the exams that title, sheet's name and headings tell, or nothing with a finding."""
    above = [
        text
        for row in range(1, heading.first_row)
        for cell in sheet.row_cells(row)
        if isinstance(text := cell.value, str)
    ]
    titles = [text for text in above if assessment_in(heading_words(text))]
    fixed = [
        sheet.text(row, column)
        for row in range(heading.first_row, heading.last_row + 1)
        for column in heading.fixed.values()
    ]
    sources = (titles, [sheet.name], fixed, above)
    sheet.not_needed_block(1, 1, heading.first_row - 1, sheet.last_column)
    where = sheet.address(heading.first_row, 1)
    years = {year for source in sources[:3] for year in years_in(" ".join(source))} or years_in(" ".join(above))
    if len(years) != 1:
        found = f"названы разные годы ({listed(sorted(years))})" if years else "не указан год"
        return _unknown(sheet, f"в заголовке, имени листа и колонках {found}", where)
    told = (assessment_in(" ".join(map(heading_words, source))) for source in sources)
    assessment = next(filter(None, told), "") or _assessment_by_columns(heading)
    if not assessment:
        return _unknown(sheet, "не видно, ЕГЭ это или ОГЭ", where)
    words = " ".join(map(heading_words, titles or above))
    periods = (number for number, pattern in layout_words("periods") if re.search(pattern, words))
    return Exams(assessment, years.pop(), next(periods, MAIN))


def _assessment_by_columns(heading: SummaryHeading) -> str:
    """Return the assessment that levels of mathematics or scores up to 100 tell, or «»."""
    high = any(subject.subject and subject.of_role("high") for subject in heading.subjects)
    return "EGE" if high or any(subject.level for subject in heading.subjects) else ""


def years_in(text: str) -> set[int]:
    """Return the years that a text names, a school year as the year it ends in, days left out."""
    words = _DAY.sub(" ", text)
    ends = {2000 + int(match[2]) for match in _TWO_YEARS.finditer(words)}
    return ends | {int(year) for year in _YEAR.findall(_TWO_YEARS.sub(" ", words))}


def _unknown(sheet: Sheet, problem: str, address: str) -> Exams | None:
    """Return nothing, with the finding that says why."""
    sheet.complain(
        "error",
        "header_unknown",
        f"Сводная таблица по школам и предметам: {problem}. Значения листа не использованы.",
        ADVICE_HEAD,
        address,
    )
    return None


# Columns


def _settle_columns(sheet: Sheet, heading: SummaryHeading, last: int) -> None:
    """Give the columns their fates; those whose heading says nothing are set aside, and unknown subjects."""
    top = heading.first_row
    sheet.use_block(top, 1, heading.last_row, sheet.last_column)
    personal = heading.personal_columns(sheet)
    for column in heading.unknown_columns(sheet):
        _set_aside_column(sheet, column, top, last)
    for role, column in heading.fixed.items():
        if role in READ_FIXED:
            sheet.use_block(top, column, last, column)
        else:
            sheet.not_needed_block(top, column, last, column)
    for subject in heading.subjects:
        if not subject.columns:
            continue
        first, end = subject.columns[0].place, subject.columns[-1].place
        if not subject.subject:
            named = "" if personal or looks_like_name(subject.heading) else f" «{shortened(subject.heading)}»"
            unread = [column for column in range(first, end + 1) if column not in personal]
            if unread and sheet.filled(heading.last_row + 1, last, unread).any():
                sheet.set_aside_range(
                    top,
                    first,
                    last,
                    end,
                    "note",
                    "column_unknown",
                    f"В колонках под заголовком{named} нет предмета, известного отчёту: они не использованы.",
                )
            continue
        for under in subject.columns:
            if under.role in READ:
                sheet.use_block(heading.last_row + 1, under.place, last, under.place)
            elif under.role or under.place in personal:
                sheet.not_needed_block(heading.last_row + 1, under.place, last, under.place)
            else:
                _set_aside_column(sheet, under.place, top, last)

    if personal:
        _leave_personal(sheet, heading, personal, last)


def _leave_personal(sheet: Sheet, heading: SummaryHeading, columns: Sequence[int], last: int) -> None:
    """Leave columns of people unread, with a warning."""
    for column in columns:
        sheet.not_needed_block(heading.first_row, column, last, column)
    sheet.complain(
        "warning",
        "names_in_file",
        "В таблице есть колонки с персональными данными: их значения не читаются и нигде не сохраняются.",
        ADVICE_NAMES,
        sheet.range(heading.first_row, min(columns), heading.first_row, max(columns)),
    )


def _set_aside_column(sheet: Sheet, column: int, top: int, last: int) -> None:
    if sheet.filled(top, last, [column]).any():
        sheet.set_aside_range(
            top,
            column,
            last,
            column,
            "note",
            "column_unknown",
            f"Колонка {get_column_letter(column)} карте сводной таблицы не известна; она не использована.",
        )


# Rows


def _last_row(sheet: Sheet, heading: SummaryHeading) -> int:
    """Return the table's last row; another table below it is set aside with a finding."""
    own = heading_keys(sheet, heading.columns_row)
    subjects = heading_keys(sheet, heading.subjects[0].row)
    for row in range(heading.last_row + 1, sheet.last_row + 1):
        if not is_columns_row(sheet.rows[row - 1]):
            continue
        above = range(row - 1, max(row - 4, heading.last_row), -1)
        same = any(heading_keys(sheet, r) == subjects for r in above) and heading_keys(sheet, row) == own
        titled = next((r for r in above if _names_other_exams(sheet, heading, r)), None)
        if same and titled is None:
            continue
        first = titled or max(row - 1, heading.last_row + 1)
        sheet.set_aside_range(
            first,
            1,
            sheet.last_row,
            sheet.last_column,
            "error",
            "header_repeated",
            f"Ниже, со строки {first}, на листе стоит другая таблица: она не использована.",
            "Положите каждую таблицу на отдельный лист или в отдельный файл.",
        )
        return first - 1
    return sheet.last_row


def _names_other_exams(sheet: Sheet, heading: SummaryHeading, row: int) -> bool:
    """Tell whether a line between two headings names an exam or a year: then it is the title of another table."""
    texts = [cell.value for cell in sheet.row_cells(row) if isinstance(cell.value, str)]
    words = " ".join(map(heading_words, texts))
    return len(texts) <= MOST_CELLS_OF_TITLE and bool(assessment_in(words) or years_in(words))


def _sorted_rows(sheet: Sheet, heading: SummaryHeading, last: int) -> Rows:
    """Tell schools from totals, lines of municipalities, repeated headings and rows of nobody."""
    found, municipality = Rows(), ""
    has_names = bool(heading.personal_columns(sheet))
    numbers = [c.place for s in heading.subjects for c in s.columns if c.role in READ]
    for row in range(heading.last_row + 1, last + 1):
        values = sheet.rows[row - 1]
        if all(map(is_blank, values)):
            continue
        if _is_heading_again(sheet, heading, row):
            sheet.use_block(row, 1, row, sheet.last_column)
            continue
        texts = {role: clean(sheet.text(row, column)) for role, column in heading.fixed.items()}
        named = texts.get("school") or texts.get("code", "")
        if _is_total(values[: min(numbers) - 1], named):
            found.totals.append(row)
        elif all(is_blank(values[column - 1]) for column in numbers):
            municipality = _municipality_line(sheet, row) or municipality
        elif not named and texts.get("municipality"):
            found.totals.append(row)
        elif not named or looks_like_name(named) or (has_names and not (names_a_school(named) or named.isdecimal())):
            found.nameless.append(row)
        else:
            municipality = texts.get("municipality") or municipality
            found.schools.append(_school_row(row, texts, municipality))
    return found


def _is_heading_again(sheet: Sheet, heading: SummaryHeading, row: int) -> bool:
    """Tell whether a row repeats the heading after a page break, or numbers the columns."""
    values = sheet.rows[row - 1]
    return (
        are_numbers_of_columns(values)
        or is_columns_row(values)
        or heading_keys(sheet, row) == heading_keys(sheet, heading.subjects[0].row)
    )


def _is_total(values: Sequence[Value], named: str) -> bool:
    """Tell whether the cells on the left of the numbers are those of a total, or of a group larger than a school."""
    words = " ".join(heading_words(value) for value in values if isinstance(value, str))
    is_total = re.search(layout_words("total"), words) is not None or names_a_total(named)
    return is_total or parse_group(named).kind in BACKGROUND


def _municipality_line(sheet: Sheet, row: int) -> str:
    """Return the municipality that a line without numbers names, its cells used; «» if it names none."""
    line = next((clean(cell.value) for cell in sheet.row_cells(row) if isinstance(cell.value, str)), "")
    if not re.search(layout_words("municipality"), heading_words(line)):
        return ""
    sheet.use_block(row, 1, row, sheet.last_column)
    return line


def _school_row(row: int, texts: Mapping[str, str], municipality: str) -> SchoolRow:
    """Return a school's row; a login decides, a code of another kind stands beside the name for the roster to see."""
    name, code = _NUMBER_BEFORE.sub("", texts.get("school", "")), texts.get("code", "")
    code = "" if is_dash(code) else code
    login = login_digits(code) or login_digits(name)
    beside = f"{name} (код {code})" if name and code and not login else name or code
    return SchoolRow(row, beside, login, municipality)


def _settle_rows(sheet: Sheet, heading: SummaryHeading, found: Rows) -> None:
    """Set totals and rows of nobody aside, each kind with one finding."""
    columns = [column for role, column in heading.fixed.items() if role in READ_FIXED]
    columns += [column.place for s in heading.subjects if s.subject for column in s.columns if column.role in READ]
    for rows, severity, check, message, advice in (
        (found.totals, "note", "row_total", "Итоговые строки — не школы: их значения в результаты не вошли", ""),
        (found.nameless, "error", "row_unnamed", "У строк нет школы: их значения не использованы", ADVICE_VALUE),
    ):
        if rows:
            sheet.set_aside(
                [sheet.cell(row, column) for row in rows for column in columns],
                sheet.finding(
                    severity,
                    check,
                    f"{message} (строки листа: {listed(rows)}).",
                    advice,
                    sheet.range(rows[0], 1, rows[-1], sheet.last_column),
                ),
            )


# A subject


@dataclass(frozen=True)
class ReadColumns:
    """The columns of a subject that are read: participants, those who failed as a number, as a share; the level."""

    subject: SubjectColumns
    level: str
    participants: int
    count: int | None
    share: int | None

    @property
    def failed(self) -> int:
        """The column of those who failed, as a number where there is one."""
        return certain(self.count or self.share)

    def told_by(self, results: Mapping[str, float | int | None]) -> int:
        """Return the column whose cell told a school's result."""
        is_of_share = results["fail_pct"] is not None and results["n_2"] is None
        return certain(self.share) if is_of_share else self.failed


def _columns_of(sheet: Sheet, subject: SubjectColumns, exams: Exams, found: Rows, last: int) -> ReadColumns | None:
    """Return the columns by their units, or nothing, the columns set aside with a finding that names the doubt."""
    participants, failed = subject.of_role("participants"), subject.of_role("failed")
    counted = [column for column in participants if column.unit != PERCENT]
    level, problem = _level(subject, exams)
    if len(counted) != 1 or not failed:
        problem = problem or "нет колонки участников или колонки не преодолевших порог, или она названа дважды"
    if problem:
        _set_aside_subject(sheet, subject, last, problem, ADVICE_HEAD if "уровень" in problem else ADVICE_VALUE)
        return None
    place = counted[0].place
    units = _units_of(sheet, failed, place, found)
    _set_aside_nameless(sheet, [column for column in failed if column.place not in units], found, last)
    counts = [column for column, unit in units.items() if unit == COUNT]
    shares = [column for column, unit in units.items() if unit == PERCENT]
    unknown = [column for column, unit in units.items() if not unit]
    if unknown and all(_is_zero(sheet, row.row, column) for column in unknown for row in found.schools):
        # Nobody failed: as a number and as a share alike.
        counts, unknown = (counts or unknown[:1]), []
    if unknown or len(counts) > 1 or len(shares) > 1:
        problem = _two_readings(sheet, (unknown or [*counts, *shares])[0], place, found)
        _set_aside_subject(sheet, subject, last, problem, ADVICE_UNIT)
        return None
    return ReadColumns(subject, level, place, counts[0] if counts else None, shares[0] if shares else None)


def _level(subject: SubjectColumns, exams: Exams) -> tuple[str, str]:
    """Return the level of an exam and what is wrong with it: mathematics of ЕГЭ is two exams."""
    if exams.assessment != "EGE":
        return "", f"в ОГЭ нет уровней, а указан «{shortened(subject.heading)}»" if subject.level else ""
    if subject.subject != "MA" or subject.level:
        return subject.level, ""
    # Base mathematics has marks: nobody gets 80 or 100 points there.
    return ("profile", "") if subject.of_role("high") else ("", "не указан уровень математики: базовый или профильный")


def _units_of(sheet: Sheet, failed: Sequence[Column], participants: int, found: Rows) -> dict[int, str]:
    """Return the unit of each column of those who failed, «» where nothing tells it.

    A column without a heading of its own is one of them only if its numbers agree with those of a named one, as a
    number of pupils and its share do: else it may hold whatever its lost heading said.
    """
    units = {
        column.place: column.unit or _unit(sheet, column.place, participants, found)
        for column in failed
        if column.is_named
    }
    for column in failed:
        for named in () if column.is_named else [*units]:
            ways = ((COUNT, named, column.place), (PERCENT, column.place, named))
            for unit, count, share in ways:
                if units[named] in ("", unit) and _agree(sheet, count, share, participants, found):
                    units |= {count: COUNT, share: PERCENT}
    return units


def _agree(sheet: Sheet, count: int, share: int, participants: int, found: Rows) -> bool:
    """Tell whether one column is the share of the other in most of the schools that have both."""
    pairs = [
        abs(of_count.as_share_pct - of_share.value) <= MOST_APART_PP
        for row in found.schools
        if (of_count := _measured(sheet, row.row, count, participants))
        and (of_share := _measured(sheet, row.row, share, participants))
    ]
    return 2 * sum(pairs) > len(pairs)


def _set_aside_nameless(sheet: Sheet, columns: Sequence[Column], found: Rows, last: int) -> None:
    """Set aside the numbers of columns that have no heading and agree with none that has one."""
    for column in columns:
        cells = [cell for row in found.schools if (cell := sheet.cell(row.row, column.place)) is not None]
        if cells:
            sheet.set_aside(
                cells,
                sheet.finding(
                    "warning",
                    "column_unknown",
                    f"Над колонкой {get_column_letter(column.place)} нет заголовка, и её числа не сходятся с колонкой "
                    f"«{shortened(column.heading)}»: она не использована.",
                    ADVICE_NAMELESS,
                    sheet.range(cells[0].row, column.place, last, column.place),
                ),
            )


def _unit(sheet: Sheet, column: int, participants: int, found: Rows) -> str:
    """Return the unit that «%» in cells or the numbers themselves tell, or «»."""
    cells = [sheet.cell(row.row, column) for row in found.schools]
    shares = [parse_share(cell) for cell in cells if cell is not None]
    if any(share.is_surely_percent for share in shares):
        return PERCENT
    schools = [measured for row in found.schools if (measured := _measured(sheet, row.row, column, participants))]
    totals = [measured for row in found.totals if (measured := _measured(sheet, row, column, participants))]
    return unit_by_numbers(schools, totals)


def _measured(sheet: Sheet, row: int, column: int, participants: int) -> Measured | None:
    value, n = parse_share(sheet.cell(row, column)), whole_number(sheet.value(row, participants))
    number = whole_number(sheet.value(row, column)) if value.kind == BAD else value.pct
    return Measured(float(number), n) if number is not None and n else None


def _is_zero(sheet: Sheet, row: int, column: int) -> bool:
    value = sheet.value(row, column)
    return is_blank(value) or (isinstance(value, str) and is_dash(value)) or whole_number(value) == 0


def _two_readings(sheet: Sheet, column: int, participants: int, found: Rows) -> str:
    """Name a cell and what it may mean as a number of participants and as a share."""
    for row in found.schools:
        measured = _measured(sheet, row.row, column, participants)
        if measured is not None and measured.value:
            value = plain_text(sheet.value(row.row, column))
            return (
                f"не видно, число это участников или доля в процентах: в ячейке {sheet.address(row.row, column)} "
                f"«{shortened(value)}» при {measured.n} участниках может значить {shortened(value)} чел. или "
                f"{shortened(value)} %"
            )
    return "не видно, число это участников или доля в процентах"


def _set_aside_subject(sheet: Sheet, subject: SubjectColumns, last: int, problem: str, advice: str) -> None:
    places = [column.place for column in subject.columns if column.role in READ]
    for place in places:
        sheet.set_aside_known(subject.row, place, last, place)
    sheet.complain(
        "error",
        "column_unknown",
        f"«{shortened(subject.heading)}»: {problem}. Результаты по предмету не использованы.",
        advice,
        sheet.range(subject.row, min(places), last, max(places)) if places else sheet.address(subject.row, 1),
    )


def _read_subject(
    sheet: Sheet, heading: SummaryHeading, columns: ReadColumns, exams: Exams, found: Rows, rows: RawRows
) -> None:
    places = [place for place in (columns.participants, columns.count, columns.share) if place]
    if columns.share:
        _doubt_fractions(sheet, columns, [school.row for school in found.schools])
    for school in found.schools:
        values = [sheet.value(school.row, place) for place in places]
        if all(is_blank(value) or (isinstance(value, str) and is_dash(value)) for value in values):
            continue
        results = _results(sheet, columns, school)
        rows.add(
            layout=LAYOUT,
            group=school.group,
            code=school.login,
            kind=SCHOOL,
            municipality=school.municipality,
            assessment=exams.assessment,
            level=columns.level,
            subject=columns.subject.subject,
            grade=EXAM_GRADES[exams.assessment],
            school_year=exams.year,
            attempt=exams.attempt,
            **results,
            source_file=sheet.file,
            source_sheet=sheet.name,
            source_cell=sheet.address(school.row, columns.told_by(results)),
            source_cells=sheet.range(school.row, min(places), school.row, max(places)),
            n_cells=sheet.used_in_row(school.row, places),
        )


def _doubt_fractions(sheet: Sheet, columns: ReadColumns, rows: Sequence[int]) -> None:
    """Set aside what may be parts of one in a column of shares."""
    place = certain(columns.share)
    shares = [parse_share(sheet.cell(row, place)).pct for row in rows]
    participants = [whole_number(sheet.value(row, columns.participants)) for row in rows]
    set_aside_fractions(sheet, [shares], participants, lambda i, _: (rows[i], place))


def _results(sheet: Sheet, columns: ReadColumns, school: SchoolRow) -> Mapping[str, float | int | None]:
    """Return a school's numbers under the names of `RawRows`; what cannot be read is set aside and unknown."""
    row = school.row
    n = _count(sheet, row, columns.participants, None)
    failed = _count(sheet, row, columns.count, n) if columns.count else None
    share = _share(sheet, row, columns.share) if columns.share else None
    of_count = printed_share(failed, n) if failed is not None and n else None
    if of_count is not None and share is not None and abs(of_count - share) > MOST_APART_PP:
        where = [certain(columns.count), certain(columns.share)]
        sheet.set_aside(
            [sheet.cell(row, place) for place in where],
            sheet.finding(
                "error",
                "bad_value",
                f"«{shortened(school.group)}»: не преодолели порог {failed} из {n} — это "
                f"{wording.percent(of_count, 2)}, а в таблице {wording.percent(share, 2)}. Оба значения не "
                "использованы.",
                ADVICE_VALUE,
                sheet.range(row, min(where), row, max(where)),
            ),
        )
        failed = share = of_count = None
    if n is None and (failed is not None or share is not None):
        _complain_of_gap(sheet, row, columns.participants, school.group, "число участников")
    elif n and failed is None and share is None and is_blank(sheet.value(row, columns.failed)):
        _complain_of_gap(sheet, row, columns.failed, school.group, "сколько не преодолели порог")
    known = of_count is not None
    return {"n_participants": n, "n_2": failed if known else None, "fail_pct": of_count if known else share}


def _count(sheet: Sheet, row: int, column: int, most: int | None) -> int | None:
    cell = sheet.cell(row, column)
    if cell is None or (isinstance(cell.value, str) and is_dash(cell.value)):
        return None
    number = None if cell.is_error or cell.is_lost_formula else whole_number(cell.value)
    if number is None:
        _set_aside_value(sheet, cell, "нужно целое число участников")
    elif most is not None and number > most:
        _set_aside_value(sheet, cell, f"{number} — больше, чем участников ({most})")
        return None
    return number


def _share(sheet: Sheet, row: int, column: int) -> float | None:
    share = parse_share(sheet.cell(row, column))
    if share.kind == BAD:
        _set_aside_value(sheet, share.at, share.problem)
    return share.pct if share.kind == NUMBER and sheet.used_in_row(row, [column]) else None


def _set_aside_value(sheet: Sheet, cell: SheetCell, problem: str) -> None:
    sheet.set_aside(
        [cell],
        sheet.finding(
            "error",
            "bad_value",
            f"Ячейка {cell.address}: {problem}; значение не использовано.",
            ADVICE_VALUE,
            cell.address,
        ),
    )


def _complain_of_gap(sheet: Sheet, row: int, column: int, group: str, what: str) -> None:
    sheet.complain(
        "warning",
        "missing_value",
        f"«{shortened(group)}»: не указано {what}, результат неполон.",
        ADVICE_VALUE,
        sheet.address(row, column),
    )
