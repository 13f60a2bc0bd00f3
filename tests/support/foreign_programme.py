"""Another okrug's programme: three items of a plan, two measures, indicators of other kinds under other codes.

Nothing of it is the shipped programme's: no name, no code, no number of an item, no year.  `SHIPPED_WORDS` are what a
report of it must not hold.
"""

import csv
import re
from functools import cache
from pathlib import Path

import pandas as pd
import yaml

from shnor_lib.ground.params import Params, load_params
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.programme.documents import FILES, read_programme
from tests.support.invented_registers import registers
from tests.support.made_edition import MadeEdition, SettledEdition
from tests.support.measured_edition import edition_of_results, measured

EARLIER, LATER = 2025, 2026
HELD, APPROVED, SINCE = "2026-02-10", "2026-03-05", "2025-09-01"
SCHOOLS = {"s1": "МБОУ «Речная СОШ»", "s2": "МБОУ «Полевая ООШ»", "s3": "МБОУ «Горная СОШ»", "s4": "МБОУ «Лесная СОШ»"}
#: Counts of marks «2»…«5» by school: the earlier year and the later one.
MARKS = {
    "s1": ((30, 20, 8, 2), (12, 30, 14, 4)),
    "s2": ((8, 8, 3, 1), (9, 8, 2, 1)),
    "s3": ((2, 20, 12, 6), (1, 20, 13, 6)),
    "s4": ((4, 20, 12, 4), (3, 20, 13, 4)),
}
#: What the shipped programme and its edition are called, counted and dated by.
#: (2023/24 is a year that a check asks for: the second before this programme's own.)
SHIPPED_WORDS = re.compile(
    r"ИМЦ|Ленинск|Кузнец|Краснинск|Ариничев|Демьяновск|Панфиловск|Подгорновск|Свердловск|Мирновск|Методический центр"
    r"|\b[ИП][1-7]\b|\bМ[1-3]\.\d|\bпункт\w* (?:[45679]|6а|8|1\d|2\d)\b|\b20(?:19|2[0-3])\b(?!/24)"
    r"|паспорт[а-я]* Программы|\b7 школ|\bсеми? школ|Учитель будущего|раздел 2\.[34]|Приложени[ея] 1\b"
)

INDICATOR = ("id", "source_number", "name", "short_name", "unit", "target", "denominator", "evidence", "source")
COUNTED = ("way", "over", "goal", "value", "value_evidence")
PLACE = "Муниципальная программа, таблица 2"
#: Rows of the programme's table: two of one way, one of each odd kind.
INDICATORS = (
    ("1.1", "1.1", "Школы, вышедшие из списка", "%", 25, "schools_leaving_list", "", "", None, ""),
    ("1.2", "1.2", "Школы с ростом результатов", "%", 50, "schools_improved", "", "", None, ""),
    (
        "2.1",
        "2.1",
        "Предметники на целевых курсах",
        "%",
        80,
        "teachers_trained",
        "subject_teachers_listed",
        "",
        None,
        "",
    ),
    ("2.2", "2.2", "Все педагоги на целевых курсах", "%", 30, "teachers_trained", "teachers_all", "", None, ""),
    ("К-3", "3", "Проведённые семинары", "шт.", 2, "events_held", "", "", None, ""),
    ("К-4", "4", "Утверждённые пособия", "шт.", 1, "documents_handbook", "", "", None, ""),
    ("К-5", "5", "Школы с наставником", "%", 100, "schools_with_partner", "", "", None, ""),
    ("К-6", "6", "Жалобы родителей", "шт.", 3, "by_hand", "", "at_most", 5, "журнал обращений за год"),
    ("К-7", "7", "Удовлетворённость учеников", "%", 70, "by_hand", "", "", 82.5, "опрос, май"),
    ("К-8", "8", "Стажировки директоров", "чел.", 4, "by_hand", "", "", None, ""),
    ("К-9", "9", "Прозрачность управления", "%", 60, "", "", "", None, ""),
    ("К-10", "10", "Школы в программе", "%", None, "schools_taking_part", "schools_listed", "", None, ""),
    ("К-11", "11", "Педагоги на мероприятиях", "%", None, "teachers_at_events", "teachers_listed", "", None, ""),
)
TABLES: dict[str, tuple[tuple[str, ...], list[tuple]]] = {
    "programme_indicators": (
        (*INDICATOR, *COUNTED),
        [
            (code, number, f"{name} за год", name, unit, target, "", "записи и документы", PLACE, way, over, *further)
            for code, number, name, unit, target, way, over, *further in INDICATORS
        ],
    ),
    "programme_plan": (
        ("id", "source_number", "activity", "due", "responsible", "role"),
        [
            ("1", "1.", "Семинары для педагогов", "В течение года", "Отдел образования", "seminars"),
            ("2", "2.", "Закрепление школ-наставников", "октябрь", "Отдел образования", "partnerships"),
            ("3", "3.", "Анализ результатов за год", "июнь", "Отдел образования", "results_analysis"),
        ],
    ),
    "programme_measures": (
        ("id", "source_number", "direction", "activity", "due", "responsible", "expected_result", "role"),
        [
            (
                "А",
                "а)",
                "Качество",
                "Сбор оценок за четверти",
                "В конце каждой четверти",
                "Школы",
                "Сведения",
                "quarters_monitoring",
            ),
            ("Б", "б)", "Кадры", "Индивидуальные маршруты", "ежегодно", "Школы", "Маршруты", ""),
        ],
    ),
    "programme_tasks": (
        ("id", "text", "indicators", "plan_items"),
        [("1", "Вывести школы из списка", "1.1;1.2", "3;А"), ("2", "Поддержать педагогов", "2.1;2.2;К-11", "1;Б")],
    ),
    "programme_expected": (("id", "text", "indicators", "plan_items"), [("1", "Список короче", "1.1;К-5", "2")]),
    "schools": (
        ("school_id", "school", "kind", "highest_grade", "listed", "participant_since", "source"),
        [
            (code, name, "ООШ" if "ООШ" in name else "СОШ", 9 if "ООШ" in name else 11, code != "s4", SINCE, "приказ")
            for code, name in SCHOOLS.items()
        ],
    ),
}


def write_programme(folder: Path) -> Path:
    """Write the programme's tables as files and return their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, (heading, rows) in TABLES.items():
        with (folder / FILES[table]).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([heading, *rows])
    return folder


def params_text(programme: str, results: str) -> str:
    """Return params of the edition, which the shipped ones lend their form alone."""
    params = yaml.safe_load((ROOT / "params" / "2022.yml").read_text(encoding="utf-8"))
    params["report"] |= {
        "title": "Справка о работе со школами с низкими результатами",
        "running_title": "Работа со школами",
        "organisation": "МКУ «Центр развития образования»",
        "municipality": "Заречный муниципальный округ",
        "place": "Заречный муниципальный округ",
        "year": LATER,
        "as_of": "2026-06-30",
        "approved_by": "Начальник отдела образования",
    }
    decided = {"source": "решение рабочей группы", "reason": "Так решено."}
    period = {"start": SINCE, "end": "2026-08-31", "plan_year": LATER, **decided}
    params["programme"] = {
        "name": "Муниципальная программа поддержки школ",
        "goal": "Поддержка школ",
        "term": "учебный год",
        "period": period,
    }
    params["data"] = {"results": results, "programme": programme, "required": []}
    params["procedures"] |= {"source": decided["source"], "exam_minimums": []}
    params["criteria"] = {
        name: one | {"source": "Муниципальная программа, таблица 1"}
        for name, one in params["criteria"].items()
        if name != "years"
    } | {"years": {"previous": LATER, "before_previous": EARLIER, **decided}}
    params["dynamics"] = {"from": EARLIER, "to": LATER, **decided}
    params.pop("plan")
    params.pop("corrections")
    return yaml.safe_dump(params, allow_unicode=True, sort_keys=False)


def foreign_edition(folder: Path) -> SettledEdition:
    """Return what the methods make of the programme, of results of two years and of registers.

    Args:
        folder: where the programme's files and the params are written.
    """
    return SettledEdition(**vars(_made(folder)))


@cache
def _made(folder: Path) -> MadeEdition:
    programme = read_programme(write_programme(folder / "programme"))
    path = folder / "foreign.yml"
    path.write_text(params_text("data/x/programme", "data/x/results"), encoding="utf-8")
    params: Params = load_params(path)
    results = pd.DataFrame(_results(programme["schools"]))
    return edition_of_results(params, programme, results, results.iloc[:0], registers(**REGISTERS))


def _results(schools: pd.DataFrame) -> list[dict]:
    return [
        measured(
            MARKS[school_id][place],
            school_id=school_id,
            school=name,
            source_cell="D10",
            assessment="VPR",
            level=None,
            subject=subject,
            grade=grade,
            school_year=year,
            season="spring",
        )
        for school_id, name in zip(schools["school_id"], schools["school"], strict=True)
        for place, year in enumerate((EARLIER, LATER))
        for subject in ("RU", "MA")
        for grade in (5, 6)
    ]


#: Rows of registers: three teachers of each school, what counts and what does not.
REGISTERS: dict[str, list[dict]] = {
    "teachers": [
        {"teacher_id": f"{school}-{n}", "school_id": school, "is_subject_teacher": n < 3}
        for school in SCHOOLS
        for n in (1, 2, 3)
    ],
    "courses": [{"teacher_id": f"{school}-1", "finished_on": HELD} for school in SCHOOLS],
    "events": [
        {"event_id": "7", "held_on": HELD, "plan_item": "1", "title": "Семинар"},
        {"event_id": "8", "held_on": "2025-06-01", "plan_item": "1", "title": "Прежний семинар"},
    ],
    "participation": [{"event_id": event, "teacher_id": "s1-1"} for event in ("7", "8")],
    "materials": [{"kind": "handbook", "title": "Пособие", "approved_on": APPROVED}],
    "partnerships": [{"school_id": "s1", "mentor": "s4", "since": "2025-10-01"}],
    "plan": [{"item": "2", "done_on": "2025-10-15"}],
    "quarters": [
        {"school_id": "s1", "school_year": LATER, "quarter": 1, "subject": "Математика", "grade": 5, "pupils": 20}
        | {"passed": 18, "good": 9}
    ],
}
#: Numerator, denominator, value and verdict of each indicator, counted by hand from the rows above.
EXPECTED = {
    "1.1": (2, 3, 200 / 3, "met"),
    "1.2": (2, 3, 200 / 3, "met"),
    "2.1": (3, 6, 50, "not_met"),
    "2.2": (4, 12, 100 / 3, "met"),
    "К-3": (1, None, 1, "not_met"),
    "К-4": (1, None, 1, "met"),
    "К-5": (1, 3, 100 / 3, "not_met"),
    "К-6": (None, None, 5, "not_met"),
    "К-7": (None, None, 82.5, "met"),
    "К-8": (None, None, None, "no_data"),
    "К-9": (None, None, None, "no_data"),
    "К-10": (3, 3, 100, "no_target"),
    "К-11": (1, 9, 100 / 9, "no_target"),
}
