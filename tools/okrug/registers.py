"""A small filled register workbook of an invented okrug, sheet by sheet under the declared headers."""

from datetime import date
from pathlib import Path

import openpyxl

from shnor_lib.ground.registers import register_sheet, register_sheets
from tools.okrug.workbooks import write_xlsx

AS_OF = date(2022, 12, 31)

#: Rows by register, values under the English names of columns; every sheet has rows and none has a fault.
ROWS: dict[str, list[dict]] = {
    "settings": [
        {"name": "Отчётная дата", "value": date(2022, 12, 31)},
        {"name": "Целевое значение И3", "value": 15},
    ],
    "schools": [
        {
            "school_id": f"d0{n}",
            "login": f"edu9900{n}0",
            "school": f"МБОУ «{name}»",
            "kind": kind,
            "settlement": "с. Верхнеозёрское",
            "latitude": 54.5 + n,
            "longitude": 86.1,
            "listed_from": date(2021, 9, 1) if n < 3 else None,
            "participant_since": date(2021, 10, 1) if n == 1 else None,
        }
        for n, name, kind in (
            (1, "Верхнеозёрская СОШ", "СОШ"),
            (2, "Тихоструйная ООШ", "ООШ"),
            (3, "Дальнеполянская гимназия", "гимназия"),
        )
    ],
    "teachers": [
        {
            "teacher_id": f"П-{n:03}",
            "school_id": f"d0{1 + n % 3}",
            "position": "учитель",
            "is_head": "нет",
            "subjects": "математика; физика" if n % 2 else "русский язык",
            "is_subject_teacher": "да",
            "category": ("высшая", "первая", "соответствие", "нет")[n % 4],
            "is_main_job": "да",
            "hired_on": date(2010 + n, 9, 1),
        }
        for n in range(1, 9)
    ],
    "courses": [
        {
            "teacher_id": f"П-{n:03}",
            "programme": "Преодоление учебной неуспешности",
            "is_targeted": "да",
            "hours": 72,
            "finished_on": date(2022, 3, n),
            "document": f"удостоверение № 42{n}",
        }
        for n in range(1, 6)
    ],
    "catalogue": [{"kind": "КПК", "title": "Методика решения задач", "hours": 36, "area": "методическая"}],
    "diagnostics": [
        {
            "teacher_id": f"П-{n:03}",
            "held_on": date(2021 + (phase == "после"), 10, n),
            "instrument": "тест",
            "subject": "математика",
            "area": "предметная",
            "phase": phase,
            "result_pct": result,
            "kind": "диагностика",
        }
        for n in range(1, 5)
        for phase, result in (("до", 40 + n), ("после", 60 + n))
    ],
    "interaction": [
        {
            "teacher_id": "П-001",
            "form": "мастер-класс",
            "partner": "d03",
            "agreement": "№ 3",
            "held_on": date(2022, 2, 1),
        },
        {
            "teacher_id": "П-002",
            "form": "стажировка",
            "partner": "Лицей соседнего округа",
            "held_on": date(2022, 4, 1),
        },
    ],
    "consultations": [
        {
            "held_on": date(2022, 2, 10),
            "teacher_id": "П-003",
            "kind": "индивидуальная",
            "topic": "Текстовые задачи",
            "is_targeted": "да",
            "request_id": "1",
        },
        {
            "held_on": date(2022, 3, 10),
            "school_id": "d02",
            "kind": "групповая",
            "topic": "Анализ ВПР",
            "is_targeted": "нет",
        },
    ],
    "events": [
        {
            "event_id": str(n),
            "held_on": date(2022, n, 17),
            "plan_item": "4",
            "title": f"Семинар {n}",
            "form": "семинар",
            "audience": "педагоги",
        }
        for n in range(1, 4)
    ],
    "participation": [{"event_id": str(1 + n % 3), "teacher_id": f"П-{n:03}"} for n in range(1, 9)],
    "plan": [
        {"item": "1", "done_on": date(2022, 1, 20), "evidence": "приказ № 1"},
        {"item": "4", "done_on": date(2022, 1, 17)},
        {"item": "4", "done_on": date(2022, 2, 17)},
        {"item": "6а"},
        {"item": "М1.2", "done_on": date(2022, 6, 30)},
    ],
    "materials": [
        {
            "kind": "целевая модель",
            "title": "Целевая модель",
            "approved_on": date(2022, 2, 17),
            "minutes_id": "2",
            "published_url": "https://example.ru/model",
            "published_on": date(2022, 3, 1),
        },
        {
            "kind": "рекомендации",
            "title": "Рекомендации",
            "audience": "методисты; учителя",
            "approved_on": date(2022, 4, 1),
            "minutes_id": "2",
        },
    ],
    "minutes": [
        {
            "held_on": date(2022, 2, 17),
            "minutes_id": "2",
            "question": "О модели",
            "decision": "Утвердить",
            "assignment": "Разместить",
            "responsible": "методист",
            "due_on": date(2022, 3, 1),
            "done_on": date(2022, 3, 1),
        }
    ],
    "working_group": [
        {"post": "начальник отдела", "organisation": "управление", "role": "председатель", "since": date(2022, 1, 20)},
        {"post": "методист", "role": "член группы", "until": date(2022, 6, 30)},
    ],
    "publications": [
        {
            "material": "Целевая модель",
            "place": "сайт центра",
            "due_on": date(2022, 3, 10),
            "published_on": date(2022, 3, 1),
            "url": "https://example.ru/model",
        },
        {"material": "Рекомендации", "place": "рассылка по школам", "due_on": date(2023, 2, 1)},
    ],
    "routes": [
        {"teacher_id": "П-001", "deficit": "задачи", "step": "курс", "due_on": date(2022, 4, 30)},
        {"teacher_id": "П-001", "deficit": "задачи", "step": "урок", "done_on": date(2022, 5, 3)},
    ],
    "partnerships": [
        {
            "school_id": "d01",
            "mentor": "d03",
            "subject": "математика",
            "since": date(2021, 10, 1),
            "until": date(2022, 10, 1),
        }
    ],
    "factors": [
        {
            "school_id": "d01",
            "group": "территориальные",
            "factor": "удалённость",
            "level": "высокий",
            "measure": "подвоз",
        }
    ],
    "methodical_systems": [
        {
            "school_id": "d01",
            "held_on": date(2022, 5, 20),
            "criterion": "объединения",
            "mark": 2,
            "conclusion": "частично",
        }
    ],
    "development_programmes": [
        {
            "school_id": "d01",
            "document": "программа развития на 2021–2025 годы",
            "held_on": date(2022, 3, 15),
            "support": "методическая",
            "outcome": "программа доработана",
        },
        {"school_id": "d02", "document": "программа развития на 2020–2024 годы"},
    ],
    "context": [
        {
            "school_id": f"d0{n}",
            "school_year": "2021/2022",
            "vacancies": 1,
            "pupils": 300,
            "teachers": 24,
            "higher_education_pct": 20,
            "incomplete_families_pct": 28,
            "registered_pct": 3,
            "unemployed_parents_pct": 17,
            "non_native_pct": 4,
            "poor_housing_pct": 12,
        }
        for n in (1, 2)
    ],
    "extracurricular": [
        {
            "school_id": "d01",
            "year": "2021/2022",
            "event": "олимпиада",
            "level": "муниципальный",
            "participants": 40,
            "winners": 3,
        }
    ],
    "achievements": [{"teacher_id": "П-001", "held_on": date(2022, 4, 12), "kind": "конкурс", "result": "призёр"}],
    "requests": [
        {
            "request_id": "1",
            "received_on": date(2022, 1, 24),
            "school_id": "d01",
            "topic": "ОГЭ",
            "closed_on": date(2022, 2, 10),
        }
    ],
    "quarters": [
        {
            "school_id": "d01",
            "school_year": "2021/2022",
            "quarter": n,
            "subject": "математика",
            "grade": 6,
            "pupils": 48,
            "passed": 44,
            "good": 19,
        }
        for n in (1, 2)
    ],
}


def register_rows(rows: dict[str, list[dict]] = ROWS) -> dict[str, list[list]]:
    """Return the sheets of a register workbook: a header row, then the rows."""
    return {
        sheet.title: [
            [column.header for column in sheet.columns],
            *([row.get(column.name) for column in sheet.columns] for row in rows.get(sheet.name, ())),
        ]
        for sheet in register_sheets()
    }


def write_registers(path: Path, rows: dict[str, list[dict]] = ROWS) -> Path:
    """Write a register workbook."""
    return write_xlsx(path, register_rows(rows))


def fill_form(form: Path, filled: Path, rows: dict[str, list[dict]] = ROWS) -> Path:
    """Type rows into a copy of the empty form, below its example rows, as a person would."""
    book = openpyxl.load_workbook(form)
    for name, own in rows.items():
        register = register_sheet(name)
        sheet = book[register.title]
        places = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
        first = 2 if name == "settings" else 3
        if sheet.max_row >= first:
            sheet.delete_rows(first, sheet.max_row)
        for at, row in enumerate(own, start=first):
            for column_name, value in row.items():
                cell = sheet.cell(at, places[register.column(column_name).header], value)
                if isinstance(value, date):
                    cell.number_format = "DD.MM.YYYY"
    book.save(filled)
    return filled
