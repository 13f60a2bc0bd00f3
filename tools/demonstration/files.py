"""The folder of the demonstration municipality: results, registers, the programme's documents, truths, README."""

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import openpyxl

from tools.demonstration.development import development_truths
from tools.demonstration.faults import READ, REPORTED, Planted, soil_long_table, soil_registers
from tools.demonstration.municipality import YEARS, Municipality, demonstration
from tools.demonstration.previous import revised, write_previous_edition
from tools.demonstration.readme import readme
from tools.demonstration.region import neighbours, region_books
from tools.demonstration.register_truths import (
    assignment_truths,
    indicator_truths,
    plan_truths,
    publication_truths,
    support_truths,
)
from tools.demonstration.registers import Registers, Row, invent_registers
from tools.demonstration.result_truths import classification_truths, dynamics_truths, effect_truths, region_truths
from tools.demonstration.rounds import quarter_truths, system_truths
from tools.demonstration.routes import route_truths
from tools.demonstration.signals import signal_truths
from tools.demonstration.works import work_rows, work_truths
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import (
    INDIVIDUAL_TITLE,
    JOURNAL_TITLE,
    STATISTICS_TITLE,
    Spelling,
    individual_rows,
    journal_rows,
    sheet_name,
    statistics_rows,
)
from tools.okrug.invented import InventedSchool
from tools.okrug.own_tables import context_rows
from tools.okrug.workbooks import write_form, write_xls, write_xlsx

RESULTS, PROGRAMME, REGION = "2024", "Программа.xlsx", "Регион"
REGISTERS = "Реестры_программы.xlsx"
MUNICIPAL = "МКР.xlsx"
#: Years of which each ВПР is a file of its own; of the others all stand in one workbook, as people keep old ones.
FILES_OF_THEIR_OWN = (2023, 2024)
#: ВПР whose marks are there pupil by pupil as well.
PUPIL_BY_PUPIL = (("MA", 6), ("RU", 5))

#: Words of the shipped programme that name its okrug, and what stands in their place.
OTHER_WORDS = (
    ("Ленинск-Кузнецкого муниципального округа", "Демонстрационного муниципального округа"),
    ("МБУ «ИМЦ»", "МБУ «Методический центр»"),
    ("на 2020-2021 годы", "на 2023–2024 годы"),
    ("Ленинск-Кузнецкий муниципальный округ", "Демонстрационный муниципальный округ"),
    ("2021 – 2022 учебный год", "2023 – 2024 годы"),
)
#: Sheets of the programme's workbook that the demonstration does not borrow, and the mark of a form's example row.
GUIDE, LISTS, ROSTER, CLAIMS, EXAMPLE = "Памятка", "Списки", "Школы", "Утверждения", "Пример:"


def write_demonstration(folder: Path, documents: Path) -> dict:
    """Write the whole folder; the same code gives the same bytes.

    Args:
        folder: where to; what stands there goes.
        documents: the workbook of the shipped programme, whose plan, indicators and tasks the demonstration borrows.

    Returns:
        The truths, as `truths.json` holds them.
    """
    municipality = demonstration()
    registers = invent_registers(municipality)
    shutil.rmtree(folder, ignore_errors=True)
    results = folder / RESULTS
    truths = _truths(municipality, registers)
    planted = [
        *_write_registers(registers, results),
        *_write_municipal_tests(municipality, results),
        *_write_assessments(municipality, results),
    ]
    _write_exams(municipality, results)
    for name, sheets in region_books(municipality, neighbours()).items():
        write_xlsx(folder / REGION / name, sheets)
    write_xlsx(results / "Контекстная форма 2023.xlsx", {"2023": context_rows(municipality.okrug, 2023)})
    _write_programme(municipality, folder / PROGRAMME, documents)
    write_previous_edition(municipality, folder)
    truths["faults"] = [asdict(one) for one in planted]
    text = json.dumps(truths, ensure_ascii=False, indent=1, default=str) + "\n"
    (folder / "truths.json").write_text(text, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(readme(truths), encoding="utf-8", newline="\n")
    return truths


def _truths(municipality: Municipality, registers: Registers) -> dict:
    return {
        "classification": classification_truths(municipality),
        "dynamics": dynamics_truths(municipality),
        "effects": effect_truths(municipality),
        "region": region_truths(neighbours()),
        "indicators": indicator_truths(municipality, registers),
        "support_by_school": support_truths(municipality, registers),
        "plan": plan_truths(registers),
        "assignments": assignment_truths(registers),
        "publications": publication_truths(registers),
        "revised": revised(municipality),
        "signals": signal_truths(municipality, registers.sheets),
        "works": work_truths(municipality),
        "quarters": quarter_truths(municipality),
        "methodical_systems": system_truths(municipality),
        "development": development_truths(municipality, registers.sheets["Программы развития"]),
        "routes": route_truths(municipality, registers.teachers, registers.sheets),
    }


# Registers


def _write_registers(registers: Registers, results: Path) -> list[Planted]:
    grids = {name: _grid(rows) for name, rows in registers.sheets.items()}
    planted = soil_registers(grids, REGISTERS)
    write_form(results / REGISTERS, grids)
    lock = f"~${REGISTERS}"
    (results / lock).write_bytes(b"\x06Excel " + b" " * 40)
    planted.append(Planted(lock, "", "", "файл блокировки открытой книги: не данные", READ))
    return planted


def _grid(rows: list[Row]) -> list[list]:
    """Return headings and values; truths as «да» and «нет»."""
    headings = list(rows[0])
    return [headings, *([_cell(row[name]) for name in headings] for row in rows)]


def _cell(value: object) -> object:
    return {True: "да", False: "нет"}[value] if isinstance(value, bool) else value


# Results


def _write_municipal_tests(municipality: Municipality, results: Path) -> list[Planted]:
    rows = work_rows(municipality)
    planted = soil_long_table(rows, MUNICIPAL, "МКР", municipality)
    write_xlsx(results / MUNICIPAL, {"МКР": rows})
    return planted


def _write_assessments(municipality: Municipality, results: Path) -> list[Planted]:
    okrug = municipality.okrug
    planted = []
    for year in YEARS:
        vpr = [p for p in okrug.procedures if p.assessment == "VPR" and p.school_year == year]
        folder = results / f"ВПР {year}"
        spelling = Spelling(older=year == 2021, shares_as_text=year == 2022)
        tables = {sheet_name(p, STATISTICS_TITLE): statistics_rows(okrug, p, spelling) for p in vpr}
        if year in FILES_OF_THEIR_OWN:
            for number, (name, rows) in enumerate(tables.items(), start=1):
                write_xlsx(folder / f"Отчёт ({number}).xlsx", {name: rows})
            journals = {sheet_name(p, JOURNAL_TITLE): journal_rows(okrug, p) for p in vpr}
            write_xlsx(folder / "Сравнение с журналом.xlsx", journals)
        else:
            write_xlsx(folder / "СВОД.xlsx", tables)
            if spelling.shares_as_text:
                what = "доли записаны текстом с десятичной запятой"
                planted.append(Planted(f"ВПР {year}/СВОД.xlsx", next(iter(tables)), "D9", what, READ))
    _write_pupils(municipality, results / "ВПР 2024")
    original = results / "ВПР 2024" / "Отчёт (2).xlsx"
    copy = Path(shutil.copy(original, original.with_name(f"Копия {original.name}")))
    return [*planted, Planted(f"{copy.parent.name}/{copy.name}", "", "", "вторая копия файла", REPORTED)]


def _write_pupils(municipality: Municipality, folder: Path) -> None:
    vpr = {
        (p.subject, p.grade): p for p in municipality.okrug.procedures if (p.assessment, p.school_year) == ("VPR", 2024)
    }
    for subject, grade in PUPIL_BY_PUPIL:
        name = sheet_name(vpr[subject, grade], INDIVIDUAL_TITLE)
        rows = individual_rows(municipality.okrug, vpr[subject, grade])
        write_xlsx(folder / f"Ф1 {name[:4].strip()}.xlsx", {name: rows})


def _write_exams(municipality: Municipality, results: Path) -> None:
    """Write the protocols of ОГЭ in the old Excel format, those of ЕГЭ in the new one; personal columns are empty."""
    for year in YEARS:
        for assessment, name, write in (("OGE", "ОГЭ", write_xls), ("EGE", "ЕГЭ", write_xlsx)):
            exams = [p for p in municipality.okrug.procedures if (p.assessment, p.school_year) == (assessment, year)]
            rows = protocol_rows(municipality.okrug, exams, named=False)
            write(results / "ГИА" / f"{name} {year}{'.xls' if write is write_xls else '.xlsx'}", {"Page 1": rows})


# The programme's documents


def _write_programme(municipality: Municipality, path: Path, documents: Path) -> None:
    """Write the programme's workbook: the shipped one's sheets in other words, a roster of its own, no claims."""
    book = openpyxl.load_workbook(documents)
    grids: dict[str, list[list]] = {}
    for sheet in book:
        rows = [[_other_words(value) for value in row] for row in sheet.values]
        if sheet.title not in (GUIDE, LISTS):
            grids[sheet.title] = [row for row in rows if not str(row[0]).startswith(EXAMPLE)]
    grids[ROSTER] = _grid([_roster_row(municipality, school) for school in municipality.schools])
    grids[CLAIMS] = grids[CLAIMS][:1]
    write_form(path, grids)


def _other_words(value: object) -> object:
    if not isinstance(value, str):
        return value
    for own, other in OTHER_WORDS:
        value = value.replace(own, other)
    return value


def _roster_row(municipality: Municipality, school: InventedSchool) -> Row:
    return {
        "Код": school.school_id,
        "Логин ФИС ОКО": f"edu{school.digits}",
        "Название": school.school,
        "Вид": school.kind,
        "Старший класс": school.highest_grade,
        "В списке ШНОР": school.listed,
        "Участник с": municipality.profiles[school.school_id].participant_since,
        "Источник": "демонстрационные данные",
    }
