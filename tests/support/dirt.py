"""Dirt of real workbooks, one fault to a file: what was planted, in which cell, and which check has to name it.

A fault is a function that writes one file about a procedure of its own, so that forty of them can lie in one folder
without meeting, and returns what it planted.  Controls look dirty and are not: they have to be read without complaint.
"""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.support import bombs
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import (
    FIRST_GROUP_ROW,
    STATISTICS_TITLE,
    Spelling,
    individual_rows,
    journal_rows,
    sheet_name,
    statistics_rows,
)
from tools.okrug.invented import SUBJECTS, InventedOkrug, InventedProcedure, MarkCounts, invent_okrug
from tools.okrug.own_tables import context_rows, long_rows
from tools.okrug.workbooks import write_csv, write_xls, write_xlsx

#: Rows of «Статистика по отметкам»: sample, region, municipality, then schools.
MUNICIPALITY_ROW = FIRST_GROUP_ROW + 2
SCHOOL_ROW = FIRST_GROUP_ROW + 3
N_SCHOOLS = 6
LAST_ROW = SCHOOL_ROW + N_SCHOOLS - 1
PRIMARY_GRADES = (4, 5, 6, 7, 8)
LARGEST_EXCEL_ROW = 1_048_576


@dataclass(frozen=True)
class Planted:
    """A fault: the checks of which one has to name it, the cell it stands in («»: the file as a whole), the words."""

    checks: tuple[str, ...]
    cell: str = ""
    words: str = ""


#: A control: read without an error or a warning of the first stages.
CLEAN = Planted(())

Writer = Callable[[Path, InventedOkrug, InventedProcedure], Path | None]


@dataclass(frozen=True)
class Fault:
    """How to write the file and what it plants."""

    name: str
    write: Writer
    planted: Planted


FAULTS: list[Fault] = []


def plants(*checks: str, cell: str = "", words: str = "") -> Callable[[Writer], Writer]:
    """Register a writer of a file with the fault; without checks it is a control."""

    def register(write: Writer) -> Writer:
        FAULTS.append(Fault(write.__name__, write, Planted(checks, cell, words)))
        return write

    return register


def full_okrug(seed: int = 40) -> InventedOkrug:
    """Return an okrug in which every school held every procedure with 20 to 25 participants."""
    okrug = invent_okrug(seed, N_SCHOOLS, years=(2021, 2022), subjects=tuple(SUBJECTS), vpr_grades=PRIMARY_GRADES)
    marks = {}
    for place, school in enumerate(okrug.schools):
        for number, procedure in enumerate(okrug.procedures):
            if procedure.grade <= school.highest_grade:
                failed, good = 1 + (place + number) % 3, 5 + (2 * place + 3 * number) % 4
                counts = (failed, 20 + place - failed - good - 3, good, 3)
                marks[school.school_id, procedure] = MarkCounts(counts, number % 3, 2, 1)
    return replace(okrug, marks=marks)


def procedures_for_faults(okrug: InventedOkrug) -> list[InventedProcedure]:
    """Return ВПР for one fault each, the years taking turns."""
    return [p for p in okrug.procedures if p.assessment == "VPR"]


def write_dirty_folder(folder: Path, okrug: InventedOkrug) -> list[tuple[Path, Fault]]:
    """Write a file for every fault, and beside them the litter that programs leave; faults that cannot be written
    here (no xlwt) are left out.
    """
    pool = procedures_for_faults(okrug)
    written = []
    for number, fault in enumerate(FAULTS):
        path = fault.write(folder / ("вложенная" if number % 4 == 3 else ""), okrug, pool[number])
        if path is not None:
            written.append((path, fault))
    litter(folder)
    return written


def litter(folder: Path) -> None:
    """Write what Excel, Windows and macOS leave in folders; none of it is data."""
    for name in ("~$Отчёт.xlsx", "Thumbs.db", ".DS_Store", "desktop.ini"):
        (folder / name).write_bytes(b"\x05litter")


def _name(procedure: InventedProcedure) -> str:
    return sheet_name(procedure, STATISTICS_TITLE)


def _statistics(
    folder: Path,
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    file: str,
    cells: dict[tuple[int, int], object] | None = None,
    spelling: Spelling | None = None,
) -> Path:
    """Write «Статистика по отметкам» with some cells (row, column; from 1) replaced."""
    rows = statistics_rows(okrug, procedure, spelling or Spelling())
    for (row, column), value in (cells or {}).items():
        rows += [[] for _ in range(row - len(rows))]
        rows[row - 1] += [None] * (column - len(rows[row - 1]))
        rows[row - 1][column - 1] = value
    return write_xlsx(folder / file, {_name(procedure): rows})


def _edited(path: Path, edit: Callable[[Worksheet], None]) -> Path:
    """Open the workbook again and edit its only sheet: for what plain rows cannot say."""
    book = openpyxl.load_workbook(path)
    edit(book.worksheets[0])
    book.save(path)
    return path


def _with_part_replaced(path: Path, part: str, pattern: str, new: str) -> Path:
    """Replace what matches the pattern in a part of the workbook's archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text, found = re.subn(pattern, new, parts[part].decode())
    assert found == 1, f"{path.name}: {pattern} {found} times"
    parts[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _group(okrug: InventedOkrug, procedure: InventedProcedure, row: int) -> str:
    return statistics_rows(okrug, procedure)[row - 1][0]


# Controls: they look dirty and are read


@plants()
def tidy_export(folder, okrug, procedure):
    """Nothing is wrong."""
    return _statistics(folder, okrug, procedure, "1.xlsx")


@plants()
def shares_as_text(folder, okrug, procedure):
    """Shares are text with a decimal comma, the region's name is an older one."""
    return _statistics(folder, okrug, procedure, "запятые.xlsx", spelling=Spelling(True, True))


@plants()
def percent_signs_and_text_numbers(folder, okrug, procedure):
    """«30 %», «12,5%», a number of participants as text with a no-break space."""
    rows = statistics_rows(okrug, procedure)
    for row in rows[FIRST_GROUP_ROW - 1 :]:
        row[2] = f"{row[2]:,}".replace(",", "\u00a0")
        row[3:] = [f"{value} %".replace(".", ",") for value in row[3:]]
    return write_xlsx(folder / "проценты.xlsx", {_name(procedure): rows})


@plants()
def names_without_logins(folder, okrug, procedure):
    """Names without logins: other quotes, no legal form, no-break and double spaces, Latin look-alikes, case."""
    rows = statistics_rows(okrug, procedure)
    ways = (
        lambda name: name.replace("«", '"').replace("»", '"'),
        lambda name: name.replace("МБОУ ", ""),
        lambda name: f"  {name} ".replace(" ", "\u00a0 "),
        lambda name: name.replace("О", "O").replace("С", "C").replace("а", "a").replace("е", "e"),
        str.upper,
        lambda name: name.replace("ё", "е"),
    )
    for row, way in zip(rows[SCHOOL_ROW - 1 :], ways, strict=True):
        row[0] = way(row[0].partition("(")[0])
    return write_xlsx(folder / "без логинов.xlsx", {_name(procedure): rows})


@plants()
def empty_million_of_rows(folder, okrug, procedure):
    """The sheet claims all rows of Excel and is empty past the table."""
    path = _statistics(folder, okrug, procedure, "миллион строк.xlsx")

    def format_last_cell(sheet):
        sheet.cell(LARGEST_EXCEL_ROW, 1).number_format = "0.00"

    return _edited(path, format_last_cell)


@plants()
def formulas_with_values(folder, okrug, procedure):
    """A share is a formula whose value was saved."""
    rows = statistics_rows(okrug, procedure)
    pct = rows[SCHOOL_ROW - 1][3]
    path = _statistics(folder, okrug, procedure, "формулы.xlsx", {(SCHOOL_ROW, 4): f"=0+{pct}"})
    formula = f"<f>0+{pct}</f>"
    pattern = re.escape(formula) + r"(<v ?/>|<v></v>)"
    return _with_part_replaced(path, "xl/worksheets/sheet1.xml", pattern, f"{formula}<v>{pct}</v>")


@plants()
def blank_rows_and_margins(folder, okrug, procedure):
    """The table stands two columns to the right, with empty rows inside."""
    rows = [[None, None, *row] for row in statistics_rows(okrug, procedure)]
    rows[SCHOOL_ROW:SCHOOL_ROW] = [[], []]
    return write_xlsx(folder / "сдвиг.xlsx", {_name(procedure): rows})


@plants()
def hidden_rows_and_columns(folder, okrug, procedure):
    """A school's row and the column of «4» are hidden: hidden or not, they are results."""
    path = _statistics(folder, okrug, procedure, "скрытые строки.xlsx")

    def hide(sheet):
        sheet.row_dimensions[SCHOOL_ROW].hidden = True
        sheet.column_dimensions["F"].hidden = True

    return _edited(path, hide)


@plants()
def merged_head(folder, okrug, procedure):
    """Head cells are merged over the table's width."""
    path = _statistics(folder, okrug, procedure, "объединённые.xlsx")

    def merge(sheet):
        sheet.merge_cells("A1:G1")
        sheet.merge_cells("A3:G3")

    return _edited(path, merge)


@plants()
def old_excel_format(folder, okrug, procedure):
    """The file is a true .xls."""
    try:
        return write_xls(folder / "старый.xls", {_name(procedure): statistics_rows(okrug, procedure)})
    except ImportError:
        return None


@plants()
def old_format_named_xlsx(folder, okrug, procedure):
    """A .xls that somebody named .xlsx."""
    try:
        path = write_xls(folder / "переименованный.xls", {_name(procedure): statistics_rows(okrug, procedure)})
    except ImportError:
        return None
    return path.rename(path.with_suffix(".xlsx"))


@plants()
def new_format_named_xls(folder, okrug, procedure):
    """An .xlsx that somebody named .xls."""
    path = _statistics(folder, okrug, procedure, "новый.xlsx")
    return path.rename(path.with_suffix(".xls"))


@plants()
def long_table_in_cp1251(folder, okrug, procedure):
    """The okrug's own table as a .csv in cp1251."""
    return write_csv(folder / "наша таблица.csv", long_rows(okrug, [procedure]))


# Values


@plants("bad_value", cell=f"D{SCHOOL_ROW}", words="тридцать|текст")
def share_in_words(folder, okrug, procedure):
    """A share is a word."""
    return _statistics(folder, okrug, procedure, "словами.xlsx", {(SCHOOL_ROW, 4): "тридцать"})


@plants("bad_value", cell=f"D{SCHOOL_ROW}", words="ошибк")
def excel_error(folder, okrug, procedure):
    """A share is #REF!."""
    return _statistics(folder, okrug, procedure, "ссылка.xlsx", {(SCHOOL_ROW, 4): "#REF!"})


@plants("bad_value", cell=f"D{SCHOOL_ROW}", words="формул")
def formula_without_value(folder, okrug, procedure):
    """A share is a formula that was never calculated."""
    return _statistics(folder, okrug, procedure, "формула.xlsx", {(SCHOOL_ROW, 4): "=10+20"})


@plants("bad_value", cell=f"D{SCHOOL_ROW}", words="дат")
def date_for_a_share(folder, okrug, procedure):
    """Excel turned «12.05» into a date."""
    return _statistics(folder, okrug, procedure, "дата.xlsx", {(SCHOOL_ROW, 4): date(2022, 5, 12)})


@plants("bad_value", "share_out_of_range", cell=f"D{SCHOOL_ROW}")
def share_over_100(folder, okrug, procedure):
    """A share of 123.45 %."""
    return _statistics(folder, okrug, procedure, "больше ста.xlsx", {(SCHOOL_ROW, 4): 123.45})


@plants("bad_value", "share_out_of_range", cell=f"D{SCHOOL_ROW}")
def negative_share(folder, okrug, procedure):
    """A share below zero."""
    return _statistics(folder, okrug, procedure, "минус.xlsx", {(SCHOOL_ROW, 4): -5})


@plants("shares_sum", cell=f"D{SCHOOL_ROW}:G{SCHOOL_ROW}")
def shares_do_not_add_up(folder, okrug, procedure):
    """The shares of marks add up to 130 %."""
    pct = statistics_rows(okrug, procedure)[SCHOOL_ROW - 1][3]
    return _statistics(folder, okrug, procedure, "сумма.xlsx", {(SCHOOL_ROW, 4): pct + 30})


@plants("whole_counts", "counts_not_recovered", cell=f"D{SCHOOL_ROW}:G{SCHOOL_ROW}")
def shares_of_no_whole_counts(folder, okrug, procedure):
    """Shares add up to 100 but are those of no whole number of pupils."""
    cells = {(SCHOOL_ROW, 4): 11.11, (SCHOOL_ROW, 5): 38.89, (SCHOOL_ROW, 6): 33.33, (SCHOOL_ROW, 7): 16.67}
    return _statistics(folder, okrug, procedure, "не целые.xlsx", cells)


@plants("no_participants_but_shares", cell=f"C{SCHOOL_ROW}")
def nobody_but_shares(folder, okrug, procedure):
    """Nobody took part, yet there are shares."""
    return _statistics(folder, okrug, procedure, "никого.xlsx", {(SCHOOL_ROW, 3): 0})


@plants("bad_value", cell=f"C{SCHOOL_ROW}")
def half_a_participant(folder, okrug, procedure):
    """10.5 participants."""
    return _statistics(folder, okrug, procedure, "половина.xlsx", {(SCHOOL_ROW, 3): 10.5})


@plants("missing_value", "bad_value", "shares_sum", cell=f"D{SCHOOL_ROW}:G{SCHOOL_ROW}")
def share_left_out(folder, okrug, procedure):
    """The share of «2» is empty."""
    return _statistics(folder, okrug, procedure, "пропуск.xlsx", {(SCHOOL_ROW, 4): None})


# Rows and schools


@plants("school_unknown", cell=f"A{SCHOOL_ROW}", words="555555|Неведом")
def foreign_school(folder, okrug, procedure):
    """A school of another okrug."""
    return _statistics(
        folder, okrug, procedure, "чужая школа.xlsx", {(SCHOOL_ROW, 1): "МБОУ «Неведомская СОШ»(edu555555)"}
    )


@plants("school_doubtful", cell=f"A{SCHOOL_ROW}")
def misspelt_school(folder, okrug, procedure):
    """A school without login whose name is almost that of the roster."""
    name = okrug.schools[0].school.replace("озёрская", "озёровская")
    return _statistics(folder, okrug, procedure, "опечатка.xlsx", {(SCHOOL_ROW, 1): name})


@plants("school_unknown", "row_unnamed", cell=f"A{SCHOOL_ROW}")
def formula_for_a_name(folder, okrug, procedure):
    """A school's name is a link."""
    link = '=HYPERLINK("https://example.org/","МБОУ «Ссылкинская СОШ»")'
    return _statistics(folder, okrug, procedure, "гиперссылка.xlsx", {(SCHOOL_ROW, 1): link})


@plants("school_unknown", cell=f"A{SCHOOL_ROW}")
def path_for_a_name(folder, okrug, procedure):
    """A school's name is a path."""
    return _statistics(folder, okrug, procedure, "путь.xlsx", {(SCHOOL_ROW, 1): "../../Отчёты/школа.xlsx"})


@plants("school_repeated", cell=f"A{LAST_ROW + 1}:G{LAST_ROW + 1}")
def school_twice(folder, okrug, procedure):
    """The first school's row stands again under the table."""
    row = statistics_rows(okrug, procedure)[SCHOOL_ROW - 1]
    cells = {(LAST_ROW + 1, column): value for column, value in enumerate(row, start=1)}
    return _statistics(folder, okrug, procedure, "дважды.xlsx", cells)


@plants("school_repeated", "table_conflict", cell=f"A{LAST_ROW + 1}:G{LAST_ROW + 1}")
def school_twice_differently(folder, okrug, procedure):
    """The same school has two rows with different shares."""
    name = _group(okrug, procedure, SCHOOL_ROW)
    cells = {(LAST_ROW + 1, column): value for column, value in enumerate([name, None, 20, 50, 25, 15, 10], start=1)}
    return _statistics(folder, okrug, procedure, "две строки.xlsx", cells)


@plants("row_unnamed", cell=f"A{SCHOOL_ROW}:G{SCHOOL_ROW}")
def row_without_a_name(folder, okrug, procedure):
    """The name of a school got lost."""
    return _statistics(folder, okrug, procedure, "без имени.xlsx", {(SCHOOL_ROW, 1): None})


@plants("row_total", cell=f"A{LAST_ROW + 1}")
def total_below(folder, okrug, procedure):
    """A total was added under the table."""
    row = ["Итого по округу", None, 135, 10, 40, 30, 20]
    cells = {(LAST_ROW + 1, column): value for column, value in enumerate(row, start=1)}
    return _statistics(folder, okrug, procedure, "итог.xlsx", cells)


@plants("not_parsed", "row_unnamed", "school_unknown", cell=f"A{LAST_ROW + 3}")
def footnote(folder, okrug, procedure):
    """A note of the methodologist stands under the table."""
    return _statistics(
        folder, okrug, procedure, "сноска.xlsx", {(LAST_ROW + 3, 1): "Проверено методистом, уточнить в школе"}
    )


@plants("not_parsed", "column_unknown", cell="I8:I12")
def column_beside(folder, okrug, procedure):
    """A column of the methodologist's own stands beside the table."""
    cells = {(8, 9): "Комментарий", (SCHOOL_ROW, 9): "звонили в школу"}
    return _statistics(folder, okrug, procedure, "пометки.xlsx", cells)


@plants("municipality_sum", cell=f"C{MUNICIPALITY_ROW}:G{MUNICIPALITY_ROW}")
def municipality_is_not_the_sum(folder, okrug, procedure):
    """As many «2» in the municipality as the schools have «3» together, and the other way round."""
    two, three = statistics_rows(okrug, procedure)[MUNICIPALITY_ROW - 1][3:5]
    cells = {(MUNICIPALITY_ROW, 4): three, (MUNICIPALITY_ROW, 5): two}
    return _statistics(folder, okrug, procedure, "муниципалитет.xlsx", cells)


# Headings and sheets


@plants("header_unknown", cell="A3:B4", words="предмет|Волшебств")
def unknown_subject(folder, okrug, procedure):
    """A subject that no map knows."""
    cells = {(3, 1): f"ВПР {procedure.school_year} Волшебство 5 класс", (4, 2): "Волшебство"}
    return _statistics(folder, okrug, procedure, "предмет.xlsx", cells)


@plants("header_unknown", "header_repeated", cell="A3:B4")
def heads_disagree(folder, okrug, procedure):
    """The title and the line «Предмет» name different subjects."""
    other = "Физика" if procedure.subject != "PH" else "Химия"
    return _statistics(folder, okrug, procedure, "разные предметы.xlsx", {(4, 2): other})


@plants("season_autumn", cell="A3:B6")
def autumn(folder, okrug, procedure):
    """The work was held in autumn: class or programme cannot be told."""
    return _statistics(folder, okrug, procedure, "осень.xlsx", {(6, 2): f"20.10.{procedure.school_year}"})


@plants("header_unknown", "procedure_not_held", cell="A3:B6")
def date_of_another_year(folder, okrug, procedure):
    """The title says one year, the date another."""
    return _statistics(folder, okrug, procedure, "другой год.xlsx", {(6, 2): "20.04.2019"})


@plants("procedure_not_held", cell="A3:G40")
def spring_of_2020(folder, okrug, procedure):
    """ВПР of spring 2020, which was not held."""
    cells = {(3, 1): f"ВПР 2020 {procedure.subject_name} {procedure.grade} класс", (6, 2): "20.04.2020"}
    return _statistics(folder, okrug, procedure, "весна 2020.xlsx", cells)


@plants("sheet_unknown", "column_unknown", words="похож|не хватает")
def heading_lost(folder, okrug, procedure):
    """The heading of participants was renamed: the sheet looks like the form but is not."""
    return _statistics(folder, okrug, procedure, "переименованы.xlsx", {(8, 3): "Сколько писало", (8, 4): "двойки"})


@plants("sheet_unknown")
def explanatory_note(folder, okrug, procedure):
    """A workbook without results."""
    rows = [["Пояснительная записка"], ["Школы получили рекомендации", 5], [None, "Методист"]]
    return write_xlsx(folder / "записка.xlsx", {"Лист1": rows})


@plants("sheet_unknown")
def hidden_sheet(folder, okrug, procedure):
    """Something stands on a hidden sheet."""
    path = write_xlsx(
        folder / "скрытый лист.xlsx",
        {_name(procedure): statistics_rows(okrug, procedure), "Тайный": [["черновик", 1], ["ещё", 2]]},
    )
    book = openpyxl.load_workbook(path)
    book["Тайный"].sheet_state = "hidden"
    book.save(path)
    return path


# Other layouts


@plants("names_in_file", words="отдельно|вне папки|хранит|персональн")
def protocol_with_names(folder, okrug, procedure):
    """A protocol of ОГЭ with names and documents."""
    exams = [p for p in okrug.procedures if p.assessment == "OGE" and p.subject == "RU" and p.school_year == 2022]
    return write_xlsx(folder / "протокол.xlsx", {"Page 1": protocol_rows(okrug, exams)})


@plants("grade_absent", cell="A2:G2", words="11|класс|параллел")
def exam_in_a_school_without_the_grade(folder, okrug, procedure):
    """ЕГЭ in a school that has nine grades."""
    school = next(s for s in okrug.schools if s.highest_grade == 9)
    exam = next(p for p in okrug.procedures if p.assessment == "EGE" and p.subject == "RU")
    marks = {(school.school_id, exam): MarkCounts((1, 2, 3, 4))}
    return write_xlsx(folder / "егэ.xlsx", {"Лист1": long_rows(replace(okrug, marks=marks), [exam])})


@plants("bad_value", cell="M10", words="7|отметк")
def impossible_mark(folder, okrug, procedure):
    """A pupil got «7»."""
    rows = individual_rows(okrug, procedure)
    rows[9][12] = 7
    return write_xlsx(folder / "отметка 7.xlsx", {sheet_name(procedure, "Индивидуальные результаты"): rows})


@plants("bad_value", "shares_sum", cell=f"C{SCHOOL_ROW + 1}:H{SCHOOL_ROW + 1}")
def journal_shares_do_not_add_up(folder, okrug, procedure):
    """Lowered, confirmed and raised add up to 150 %."""
    rows = journal_rows(okrug, procedure)
    rows[SCHOOL_ROW][2] += 50
    return write_xlsx(folder / "журнал.xlsx", {sheet_name(procedure, "Сравнение отметок с отметками"): rows})


@plants("bad_value", "missing_value", cell="F3:G3")
def nonsense_in_the_long_table(folder, okrug, procedure):
    """More got «2» than took part."""
    rows = long_rows(okrug, [procedure])
    rows[2][6] = 500
    return write_xlsx(folder / "длинная.xlsx", {"Лист1": rows})


@plants("bad_value", cell="F2")
def nonsense_in_the_context_form(folder, okrug, procedure):
    """A share of parents of 700 %."""
    rows = context_rows(okrug, 2022)
    rows[1][5] = 700
    return write_xlsx(folder / "контекст.xlsx", {"Лист1": rows})


# Files


@plants("file_repeated", "table_conflict", words="повтор|совпад|дважды")
def copy_of_a_file(folder, okrug, procedure):
    """The same export lies there twice."""
    path = _statistics(folder, okrug, procedure, "отчёт.xlsx")
    copy = path.with_name("Копия отчёт.xlsx")
    copy.write_bytes(path.read_bytes())
    return copy


@plants("table_conflict", words="разн|расход|противореч")
def two_tables_of_one_procedure(folder, okrug, procedure):
    """Two exports of one procedure say different things of a school."""
    _statistics(folder, okrug, procedure, "первая выгрузка.xlsx")
    cells = {(SCHOOL_ROW, 3): 20, (SCHOOL_ROW, 4): 50, (SCHOOL_ROW, 5): 25, (SCHOOL_ROW, 6): 15, (SCHOOL_ROW, 7): 10}
    return _statistics(folder, okrug, procedure, "вторая выгрузка.xlsx", cells)


@plants("file_unreadable", words="книг|Excel")
def text_named_xlsx(folder, okrug, procedure):
    """A text file named .xlsx."""
    path = folder / "текст.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("это не книга", encoding="utf-8")
    return path


@plants("file_unreadable", words="повреж|не до конца")
def truncated(folder, okrug, procedure):
    """A download that broke off."""
    path = _statistics(folder, okrug, procedure, "обрыв.xlsx")
    path.write_bytes(path.read_bytes()[:3000])
    return path


@plants("file_unreadable", words="парол|защищ")
def encrypted(folder, okrug, procedure):
    """A workbook with a password."""
    path = folder / "пароль.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encrypted_container())
    return path


@plants("file_unreadable", words="МБ|больш|велик")
def zip_bomb(folder, okrug, procedure):
    """A small file that unpacks to 600 MB."""
    path = _statistics(folder, okrug, procedure, "бомба.xlsx")
    path.write_bytes(bombs.spaces(path.read_bytes()))
    return path


@plants("file_unreadable", "file_unknown")
def empty_file(folder, okrug, procedure):
    """A file of no bytes."""
    path = folder / "пусто.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


@plants("file_unknown")
def document(folder, okrug, procedure):
    """A PDF among the results."""
    path = folder / "приказ.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4\n%nothing\n")
    return path


def encrypted_container() -> bytes:
    """Return an OLE container that holds nothing but the stream «EncryptedPackage», as Excel writes with a password.

    Layout: MS-CFB, version 3: header, one sector of the allocation table, one of the directory, eight of content.
    """
    sector, free, end, fat = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + _words(2, 0x3E, 3, 0xFFFE, 9, 6) + bytes(10))
    header += _words(4, 1, 1, 0, 4096, end, 0, end, 0, 0) + b"\xff" * 4 * 108
    chain = [fat, end, *range(3, 10), end]
    table = _words(4, *chain) + b"\xff" * (sector - 4 * len(chain))
    entries = _entry("Root Entry", 5, child=1, start=end, size=0)
    entries += _entry("EncryptedPackage", 2, child=free, start=2, size=8 * sector)
    directory = entries + bytes(sector - len(entries))
    return bytes(header) + table + directory + bytes(range(256)) * 16


def _words(size: int, *values: int) -> bytes:
    return b"".join(value.to_bytes(size, "little") for value in values)


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    """Return a directory entry of 128 bytes: name, kind (2 stream, 5 root), links, first sector, size."""
    encoded = (name + "\0").encode("utf-16-le")
    links = _words(4, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return (
        encoded.ljust(64, b"\0")
        + _words(2, len(encoded))
        + bytes([kind, 1])
        + links
        + bytes(36)
        + _words(4, start, size, 0)
    )
