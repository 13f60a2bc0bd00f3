"""Protocols of ОГЭ and ЕГЭ of the regional exam centre (РЦОИ): pupil rows summed up by school, names never read.

Of a pupil's row only school code, class and result are looked at; no value of another column is kept, quoted or logged.
Several exams may follow each other on one sheet, each under a line «12 - Обществознание 2026.07.03».
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby, islice

from shnor_lib.ground.marks import MARKS
from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.headings import HeadingMap, HeadingRow, heading_key, layout_map
from shnor_lib.ingest.cells.numbers import plain_text, whole_number
from shnor_lib.ingest.cells.sheet import Sheet, is_blank
from shnor_lib.ingest.cells.texts import listed
from shnor_lib.ingest.layouts.exam_periods import attempt_on
from shnor_lib.ingest.layouts.procedures import EXAM_GRADES
from shnor_lib.ingest.layouts.raw_rows import RawRows, printed_share

LAYOUT = "exam_protocols"
TITLE = "Протокол ОГЭ или ЕГЭ"
HIGHEST_SCORE = 100
MOST_NUMBERS_IN_HEADING = 2
MOST_CELLS_OF_LINE = 3
MOST_ROWS_TO_HEADING = 60

#: «12 - Обществознание 2026.07.03»: code of the subject, its name, the day.
_EXAM_LINE = re.compile(r"(\d{1,2}) ?[-–—] ?(\D.*?) ?\(?(\d{4})[.\-](\d{2})[.\-](\d{2})\)?$")
_DAY_AT_THE_END = re.compile(r"(?<!\d)(\d{2})[./](\d{2})[./](\d{4})(?: ?г\.?)?(?=\)?$)")
#: «20 - Кемеровская область»: the region under the title.
_REGION_LINE = re.compile(r"\d{1,3} ?[-–—] ?\D+$")
SCHOOL_CODE = re.compile(r"\d{3,8}$")
_CLASS = re.compile(r"(\d{1,2})(?!\d)")

ADVICE_NAMES = (
    "Храните такие файлы отдельно, вне папки отчёта и с ограниченным доступом; для отчёта достаточно сводной таблицы "
    "по школам."
)
ADVICE_RESULT = "Верните заголовки протокола: «Код ОО», «Класс», «Оценка» (ОГЭ) или «Тестовый балл» (ЕГЭ)."
ADVICE_PROTOCOL = "Сверьте с протоколом РЦОИ и исправьте файл."


@dataclass(frozen=True)
class Exam:
    """An exam's line: its row, the subject's code and name, the level that the code means in ЕГЭ, the day."""

    row: int
    code: int
    name: str
    subject: str
    ege_level: str
    held_on: date


@dataclass
class SchoolResults:
    """What a protocol says of a school: how often each result was got, how many were not read, and where.

    ``column`` holds the results, ``columns`` are all that are read.
    """

    column: int
    first_row: int
    last_row: int = 0
    results: Counter = field(default_factory=Counter)
    n_unread: int = 0
    n_cells: int = 0
    columns: tuple[int, ...] = ()


@cache
def _map() -> HeadingMap:
    return HeadingMap.of(layout_map(LAYOUT))


def signs() -> tuple[str, ...]:
    """Return the headings by which the layout is known, each with another spelling after «|»."""
    read = layout_map(LAYOUT)["read"]
    return (read["school"][0], read["class"][0], "Первичный балл", f"{read['mark'][0]}|{read['score'][1]}")


def recognise_exam_protocols(sheet: Sheet) -> bool:
    """Tell whether the sheet is a protocol: a line that names an exam, and a heading row with school code and result.

    The line may stand above any of the first tables; a sheet of one exam whose line was lost is no protocol.
    """
    top = sheet.rows[:MOST_ROWS_TO_HEADING]
    return any(_is_heading(values) for values in top) and any(exam_line(values) for values in top)


def _is_heading(values: Sequence[object]) -> bool:
    # A pupil's row is full of numbers: telling it by them spares the reading of its texts.
    kinds = [value.__class__ for value in values]
    if kinds.count(float) + kinds.count(int) > MOST_NUMBERS_IN_HEADING:
        return False
    roles = _map().roles_in(values)
    return "school" in roles and bool(roles & {"mark", "score", "result"})


def exam_line(values: Sequence[object]) -> re.Match | None:
    """Return the match of an exam's line if the row is one: its texts, in few cells, and nothing else."""
    filled = list(islice((value for value in values if not is_blank(value)), MOST_CELLS_OF_LINE + 1))
    if not 1 <= len(filled) <= MOST_CELLS_OF_LINE or filled[0].__class__ is not str:
        return None
    words = [value.strftime("%Y.%m.%d") if isinstance(value, date) else str(value) for value in filled]
    lines = (_DAY_AT_THE_END.sub(r"\3.\2.\1", clean(line)) for line in [" ".join(words), *words])
    return next((found for line in lines if (found := _EXAM_LINE.match(line))), None)


def read_exam_protocols(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> RawRows:
    """Read every exam of the sheet; one raw row per exam line and school.

    Marks of ОГЭ and base mathematics give ``n_2`` … ``n_5``; test scores give ``n_2`` as the number below the minimum
    and ``mean_score``.  ``attempt`` is 1 for the main period, more for reserve days and September; two days of one
    exam stay two rows.
    """
    rows = RawRows()
    tables = _tables(sheet)
    assessment = _assessment_above(sheet, tables)
    for exam, own in groupby(tables, key=lambda table: table.exam):
        if exam is None:
            for table in own:
                _set_aside_table(sheet, table)
        else:
            _read_exam(sheet, exam, list(own), assessment, minimums, rows)
    return rows


# Tables of a sheet


@dataclass(frozen=True)
class Table:
    """A table of the sheet: its exam (``None``: it cannot be told which), its heading, its last row.

    ``has_line`` tells whether a line stands above it that names an exam, rightly or wrongly.
    """

    exam: Exam | None
    has_line: bool
    heading: HeadingRow
    last_row: int

    @property
    def rows(self) -> range:
        """The rows below the heading."""
        return range(self.heading.row + 1, self.last_row + 1)


def _tables(sheet: Sheet) -> list[Table]:
    """Find the tables; lines between them are used or left to the sweep."""
    starts: list[tuple[Exam | None, bool, HeadingRow]] = []
    ends: list[int] = []
    exam, has_line, open_table = None, False, False
    for row, values in enumerate(sheet.rows, start=1):
        if words := exam_line(values):
            exam, has_line = _exam(sheet, row, words), True
        elif _is_heading(values):
            starts.append((exam, has_line, _map().read(row, values)))
        else:
            if not starts:
                _use_title(sheet, row, values)
            continue
        if open_table:
            ends.append(row - 1)
        open_table = len(starts) > len(ends)
    ends += [len(sheet.rows)] * (len(starts) - len(ends))
    return [Table(*start, end) for start, end in zip(starts, ends, strict=True)]


def _exam(sheet: Sheet, row: int, words: re.Match) -> Exam | None:
    """Return the exam that a line names, or nothing with a finding."""
    code, name = int(words[1]), heading_key(words[2])
    subject = _subjects().get(code)
    cells = sheet.row_cells(row)
    sheet.use(cells)
    problem = ""
    if subject is None:
        problem = f"предмет с кодом {code} не известен"
    elif not name.startswith(subject.name):
        problem = f"название предмета не соответствует его коду {code}"
    elif subject.ege_level and level_in(name) not in ("", subject.ege_level):
        problem = f"уровень математики не соответствует коду {code}"
    try:
        held_on: date | None = date(int(words[3]), int(words[4]), int(words[5]))
    except ValueError:
        held_on = None
        problem = problem or "такой даты нет"
    if problem or subject is None or held_on is None:
        # Exams that the report knows nothing of are no fault of the file.
        sheet.complain(
            "error" if subject else "warning",
            "header_unknown",
            f"Строка экзамена не распознана: {problem}. Результаты под ней не использованы.",
            "Строка должна выглядеть так: «12 - Обществознание 2026.07.03».",
            cells[0].address,
        )
        return None
    return Exam(row, code, subject.name, subject.subject, subject.ege_level, held_on)


@dataclass(frozen=True)
class ExamSubject:
    """A line of the map file `maps/exam_subjects.csv`."""

    name: str
    subject: str
    ege_level: str


@cache
def _subjects() -> dict[int, ExamSubject]:
    text = files("shnor_lib.ingest").joinpath("maps/exam_subjects.csv").read_text(encoding="utf-8")
    return {
        int(row["code"]): ExamSubject(row["name"], row["subject"], row["ege_level"])
        for row in csv.DictReader(text.splitlines())
    }


def named_subject(name: str) -> str:
    """Return the code of the subject with whose name a text begins, or «»."""
    return next((known.subject for known in _subjects().values() if name.startswith(known.name)), "")


def level_in(name: str) -> str:
    """Return the level that a subject's name says, or «»."""
    return next((level for word, level in layout_map(LAYOUT)["level_words"].items() if word in name), "")


def _use_title(sheet: Sheet, row: int, values: Sequence[object]) -> None:
    """Mark the title and the region above the first table as used."""
    titles = tuple(layout_map(LAYOUT)["title"])
    for column, value in enumerate(values, start=1):
        if isinstance(value, str) and (heading_key(value).startswith(titles) or _REGION_LINE.match(clean(value))):
            sheet.use([sheet.cell(row, column)])


def _set_aside_table(sheet: Sheet, table: Table) -> None:
    """Set a table's results aside whose exam is unknown; its other columns are not needed as ever."""
    _settle_columns(sheet, table, set())
    for column in table.heading.read.values():
        sheet.set_aside_known(table.heading.row, column, table.last_row, column)
    if not table.has_line:
        sheet.complain(
            "error",
            "header_unknown",
            "Не ясно, какому экзамену принадлежит таблица: её результаты не использованы.",
            "Верните над таблицей строку вида «12 - Обществознание 2026.07.03».",
            sheet.address(table.heading.row, 1),
        )


# An exam


@dataclass(frozen=True)
class Measure:
    """How an exam is measured: assessment, level, whether by marks or by test scores, and from which result on."""

    assessment: str
    level: str
    by_mark: bool
    minimum: ExamMinimum | None

    @property
    def possible(self) -> Sequence[int]:
        """The results that there may be."""
        return MARKS if self.by_mark else range(HIGHEST_SCORE + 1)


def _assessment_above(sheet: Sheet, tables: Sequence[Table]) -> str:
    """Return the assessment that the title above the first table names, or else the sheet's name, or «»."""
    top = tables[0].heading.row if tables else 1
    words = " ".join(heading_key(value) for row in sheet.rows[: top - 1] for value in row if isinstance(value, str))
    return assessment_in(words) or assessment_in(heading_key(sheet.name))


def assessment_in(words: str) -> str:
    """Return the one assessment that a text names, or «»."""
    named = {code for word, code in layout_map(LAYOUT)["assessment_words"].items() if re.search(word, words)}
    return named.pop() if len(named) == 1 else ""


def _measure(exam: Exam, assessment: str, minimums: Sequence[ExamMinimum]) -> Measure:
    """Tell how an exam of the assessment is measured; base mathematics by marks, told by its code."""
    level = exam.ege_level if assessment == "EGE" else ""
    by_mark = assessment == "OGE" or level == "base"
    measure = "mark" if by_mark else "score"
    own = [m for m in minimums if m.measure == measure]
    year = exam.held_on.year
    minimum = next((m for m in own if m.concerns(assessment, level, exam.subject, year)), None)
    return Measure(assessment, level, by_mark, minimum)


def _read_exam(
    sheet: Sheet,
    exam: Exam,
    tables: Sequence[Table],
    assessment: str,
    minimums: Sequence[ExamMinimum],
    rows: RawRows,
) -> None:
    """Read the tables under one line: a page break repeats the heading, the school goes on below it."""
    tables, assessment = _with_assessment(sheet, exam, tables, assessment)
    if not tables:
        return
    measure = _measure(exam, assessment, minimums)
    schools: dict[str, SchoolResults] = {}
    for table in tables:
        column = _result_column(table.heading, measure)
        if column is None or "school" not in table.heading.read:
            _complain_of_columns(sheet, table)
            _set_aside_table(sheet, table)
        else:
            _settle_columns(sheet, table, {table.heading.read["school"], table.heading.read.get("class"), column})
            _gather(sheet, table, column, measure, schools)
    if schools and measure.minimum is None:
        _complain_of_no_minimum(sheet, exam)
    for code, found in schools.items():
        rows.add(
            layout=LAYOUT,
            group=code,
            assessment=measure.assessment,
            level=measure.level,
            subject=exam.subject,
            grade=EXAM_GRADES[measure.assessment],
            school_year=exam.held_on.year,
            held_on=exam.held_on.isoformat(),
            attempt=attempt_on(measure.assessment, exam.held_on),
            **_summed_up(found, measure),
            source_file=sheet.file,
            source_sheet=sheet.name,
            source_cell=sheet.range(found.first_row, found.column, found.last_row, found.column),
            source_cells=sheet.range(found.first_row, min(found.columns), found.last_row, max(found.columns)),
            n_cells=found.n_cells,
        )


def _with_assessment(sheet: Sheet, exam: Exam, tables: Sequence[Table], assessment: str) -> tuple[Sequence[Table], str]:
    """Return the tables and their assessment: by the title, base mathematics by its code, else by their columns.

    A column «Балл» alone holds marks or test scores: classes of pupils tell which, or a number that is no mark.
    Tables of which nothing tells it are set aside with a finding that names both readings, and are not returned.
    """
    problem = _problem_of_result(sheet, exam, tables, assessment)
    if problem:
        sheet.complain("error", "column_unknown", problem, ADVICE_RESULT, sheet.address(tables[0].heading.row, 1))
        for table in tables:
            _set_aside_table(sheet, table)
        return [], ""
    if assessment or exam.ege_level == "base" or not _is_of_results(tables[0].heading):
        by_columns = "EGE" if exam.ege_level == "base" or "score" in tables[0].heading.read else "OGE"
        return tables, assessment or by_columns
    return tables, _assessment_of_results(sheet, tables)


def _is_of_results(heading: HeadingRow) -> bool:
    """Tell whether the result stands under «Балл» and under no heading that says what it is."""
    return "result" in heading.read and not heading.read.keys() & {"mark", "score"}


def _problem_of_result(sheet: Sheet, exam: Exam, tables: Sequence[Table], assessment: str) -> str:
    """Return in what two ways a column «Балл» may be read, or «» where there is but one."""
    own = [table for table in tables if _is_of_results(table.heading)]
    if not own:
        return ""
    named = f"Колонка «Балл» экзамена «{exam.name}»"
    primary = heading_key(layout_map(LAYOUT)["primary"])
    if not all(primary in map(heading_key, sheet.rows[table.heading.row - 1]) for table in own):
        return (
            f"{named}: рядом нет колонки «Первичный балл», поэтому это может быть и первичный балл, и результат "
            "экзамена. Результаты не использованы."
        )
    told = assessment or ("EGE" if exam.ege_level == "base" else _assessment_of_results(sheet, own))
    if not told:
        return (
            f"{named}: классы этого не решают, а числа не больше 5 — это могут быть и отметки ОГЭ, и тестовые баллы "
            "ЕГЭ. Результаты не использованы."
        )
    has_scores = any(number > max(MARKS) for number in _results_in(sheet, own))
    of_marks = "ГВЭ или базовая математика" if exam.subject == "MA" else "ГВЭ"
    if told == "EGE" and exam.ege_level != "base" and not has_scores:
        return (
            f"{named}: числа не больше 5 — это могут быть и отметки ({of_marks}), и тестовые баллы ЕГЭ. Результаты "
            "не использованы."
        )
    if told == "OGE" and has_scores:
        return f"{named}: экзамен сдавал 9 класс, но есть числа больше 5 — это не отметки. Результаты не использованы."
    return ""


def _assessment_of_results(sheet: Sheet, tables: Sequence[Table]) -> str:
    """Return the assessment that classes, or else numbers under «Балл», tell; «» if neither does."""
    found = {int(match[1]) for text in _texts_under(sheet, tables, "class") if (match := _CLASS.match(text))}
    fitting = [code for code, classes in layout_map(LAYOUT)["classes"].items() if found and found <= set(classes)]
    if len(fitting) == 1:
        return fitting[0]
    return "EGE" if any(number > max(MARKS) for number in _results_in(sheet, tables)) else ""


def _results_in(sheet: Sheet, tables: Sequence[Table]) -> list[int]:
    texts = _texts_under(sheet, tables, "result")
    return [number for text in texts if (number := whole_number(text)) is not None and number <= HIGHEST_SCORE]


def _texts_under(sheet: Sheet, tables: Sequence[Table], role: str) -> list[str]:
    """Return the texts of a column in the rows of pupils."""
    return [
        plain_text(sheet.value(row, table.heading.read[role]))
        for table in tables
        if role in table.heading.read
        for row in table.rows
        if not _is_footer(sheet.rows[row - 1])
    ]


def _result_column(heading: HeadingRow, measure: Measure) -> int | None:
    """Return the column of marks or of test scores; base mathematics may have its mark under «Тестовый балл»."""
    read = heading.read
    named = read.get("mark") if measure.by_mark else read.get("score")
    if named is None and measure.level == "base":
        named = read.get("score")
    return read.get("result") if named is None and _is_of_results(heading) else named


def _complain_of_columns(sheet: Sheet, table: Table) -> None:
    sheet.complain(
        "error",
        "column_unknown",
        "В таблице экзамена нет колонки кода школы или результата, или она названа дважды: результаты не использованы.",
        ADVICE_RESULT,
        sheet.address(table.heading.row, 1),
    )


def _settle_columns(sheet: Sheet, table: Table, used: set[int | None]) -> None:
    """Give the columns their fates; a column without a heading continues the merged heading on its left."""
    heading, top, bottom = table.heading, table.heading.row, table.last_row
    kinds = dict.fromkeys(heading.read.values(), "not_needed") | dict.fromkeys(used - {None}, "used")
    kinds |= dict.fromkeys((*heading.not_needed, *heading.personal), "not_needed")
    kinds |= dict.fromkeys((*heading.unknown, *heading.repeated), "unknown")
    kind = ""
    for column in range(1, heading.last_column + 1):
        if column in kinds:
            kind = kinds[column]
            if kind == "used":
                sheet.use_block(top, column, bottom, column)
            elif kind == "unknown":
                _set_aside_unknown_column(sheet, top, bottom, column)
        if kind == "not_needed":
            sheet.not_needed_block(top, column, bottom, column)
    if heading.personal:
        warn_of_names(sheet, heading)


def _set_aside_unknown_column(sheet: Sheet, top: int, bottom: int, column: int) -> None:
    # The heading is not quoted: after a shift of cells it may be a name.
    sheet.set_aside_block(
        top,
        column,
        bottom,
        column,
        sheet.finding(
            "note",
            "column_unknown",
            f"Колонка {sheet.address(top, column)} карте протоколов не известна или повторяется; она не использована.",
            "Если в ней результат экзамена, исправьте заголовок по образцу протокола РЦОИ.",
            sheet.address(top, column),
        ),
    )


def warn_of_names(sheet: Sheet, heading: HeadingRow) -> None:
    """Complain once of a sheet's columns of personal data, of none of which a value is read."""
    if any(finding.check == "names_in_file" for finding in sheet.findings):
        return
    sheet.complain(
        "warning",
        "names_in_file",
        "В файле есть колонки с персональными данными участников (имена, документы). Их значения не читаются и нигде "
        "не сохраняются.",
        ADVICE_NAMES,
        sheet.range(heading.row, min(heading.personal), heading.row, max(heading.personal)),
    )


def _gather(sheet: Sheet, table: Table, column: int, measure: Measure, schools: dict[str, SchoolResults]) -> None:
    """Add the rows of pupils to the schools by code; rows that belong to no school or class are set aside."""
    read, unread = table.heading.read, defaultdict(list)
    place, class_place = read["school"] - 1, read.get("class", 0) - 1
    used = [column for column in (read["school"], read.get("class"), column) if column]
    nameless, of_other_class = [], []
    for row in table.rows:
        values = sheet.rows[row - 1]
        code, result = _at(values, place), _at(values, column - 1)
        if _is_footer(values):
            sheet.not_needed_block(row, 1, row, len(values))
        elif is_blank(code) and is_blank(result):
            continue
        elif not SCHOOL_CODE.match(code_text := plain_text(code)):
            nameless.append(row)
        elif not _class_fits(_at(values, class_place) if class_place >= 0 else None, measure.assessment):
            of_other_class.append(row)
        else:
            school = code_text.lstrip("0")
            found = schools.get(school) or schools.setdefault(school, SchoolResults(column, row, columns=tuple(used)))
            found.last_row = row
            found.n_cells += sum(not is_blank(_at(values, column - 1)) for column in used)
            number = whole_number(result)
            if number in measure.possible:
                found.results[number] += 1
            else:
                found.n_unread += 1
                found.n_cells -= not is_blank(result)
                unread[school].append(row)
    _set_aside_nameless(sheet, used, nameless)
    _set_aside_other_class(sheet, used, of_other_class)
    for code, own in unread.items():
        _set_aside_unread(sheet, code, column, own)


def _at(values: Sequence[object], place: int) -> object:
    return values[place] if place < len(values) else None


def _is_footer(values: Iterable[object]) -> bool:
    first = next((value for value in values if value not in ("", None)), None)
    return isinstance(first, str) and heading_key(first).startswith(tuple(layout_map(LAYOUT)["footer"]))


def _class_fits(value: object, assessment: str) -> bool:
    """Tell whether pupils of the class sit this exam at the end of their school; an empty class is no objection."""
    found = _CLASS.match(plain_text(value))
    return found is None or int(found[1]) in layout_map(LAYOUT)["classes"][assessment]


def _cells(sheet: Sheet, rows: Iterable[int], columns: Iterable[int]) -> list:
    return [cell for row in rows for column in columns if (cell := sheet.cell(row, column)) is not None]


def _set_aside_rows(
    sheet: Sheet, columns: Sequence[int], rows: Sequence[int], severity: str, check: str, message: str, advice: str
) -> None:
    """Set the read cells of rows aside with one finding that lists the rows and quotes nothing."""
    if rows:
        where = sheet.range(rows[0], min(columns), rows[-1], max(columns))
        sheet.set_aside(
            _cells(sheet, rows, columns),
            sheet.finding(severity, check, f"{message} (строки листа: {listed(rows)}).", advice, where),
        )


def _set_aside_nameless(sheet: Sheet, columns: Sequence[int], rows: Sequence[int]) -> None:
    _set_aside_rows(
        sheet, columns, rows, "error", "row_unnamed", "Нет кода школы: результаты не учтены", ADVICE_PROTOCOL
    )


def _set_aside_other_class(sheet: Sheet, columns: Sequence[int], rows: Sequence[int]) -> None:
    _set_aside_rows(
        sheet,
        columns,
        rows,
        "note",
        "class_other",
        "Участники не из выпускных классов этого экзамена: их результаты не учтены",
        "Ничего делать не нужно, если это обучающиеся других классов или выпускники прошлых лет.",
    )


def _set_aside_unread(sheet: Sheet, code: str, column: int, rows: Sequence[int]) -> None:
    _set_aside_rows(
        sheet,
        [column],
        rows,
        "error",
        "bad_value",
        f"Школа {code}: результат участника не прочитан, поэтому доля не сдавших в школе не определена",
        ADVICE_PROTOCOL,
    )


def _complain_of_no_minimum(sheet: Sheet, exam: Exam) -> None:
    sheet.complain(
        "warning",
        "exam_minimum",
        f"Для экзамена «{exam.name}» {exam.held_on.year} года не задан минимум: доля не сдавших не определена.",
        "Впишите минимум с источником в раздел procedures: exam_minimums файла параметров.",
        sheet.address(exam.row, 1),
    )


def _summed_up(found: SchoolResults, measure: Measure) -> dict[str, float | int | None]:
    """Return participants, counts, shares (percent, two decimals as ФИС ОКО prints them) and mean score.

    One unread result leaves counts and shares unknown: the school has that many participants and no more is known.
    """
    n = found.results.total() + found.n_unread
    summed: dict[str, float | int | None] = {"n_participants": n}
    if found.n_unread:
        return summed
    if measure.by_mark:
        summed |= {f"n_{mark}": found.results[mark] for mark in MARKS}
        summed |= {f"pct_{mark}": printed_share(found.results[mark], n) for mark in MARKS}
    else:
        summed["mean_score"] = round(sum(score * count for score, count in found.results.items()) / n, 2)
    if measure.minimum is not None:
        failed = sum(count for result, count in found.results.items() if result < measure.minimum.minimum)
        summed |= {"n_2": failed, "fail_pct": printed_share(failed, n)}
    return summed
