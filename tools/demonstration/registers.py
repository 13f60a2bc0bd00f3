"""The programme's registers as clean rows: a sheet's Russian headings and its rows, before any dirt."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tools.demonstration.development import development_rows
from tools.demonstration.municipality import AS_OF, PROGRAMME_START, Municipality
from tools.demonstration.people import Teacher, invent_teachers
from tools.demonstration.previous import OF_MINUTES
from tools.demonstration.rounds import plant_rounds
from tools.demonstration.routes import plant_routes
from tools.demonstration.signals import plant_signals
from tools.okrug.invented import InventedSchool

#: A line of a sheet by its headings: texts, numbers, days, truths, nothing.
Row = dict[str, Any]

TARGETED = "Методическое сопровождение школ с низкими образовательными результатами"
OTHER_COURSES = ("Цифровые инструменты учителя", "Функциональная грамотность", "Охрана труда")
FORMS = ("стажировка", "взаимопосещение уроков", "совместный семинар", "сетевой урок")
OUTSIDE = "Опорная школа соседнего округа"


@dataclass(frozen=True)
class Registers:
    """The registers: rows by sheet, and the people in them."""

    sheets: dict[str, list[Row]]
    teachers: list[Teacher]


def invent_registers(municipality: Municipality) -> Registers:
    """Return all sheets of `Реестры_программы.xlsx` for the demonstration municipality."""
    teachers = invent_teachers(municipality)
    support = _support(municipality, teachers)
    sheets = {
        "Настройки": [
            {
                "Параметр": "Отчётная дата",
                "Значение": AS_OF,
                "Пояснение": "по состоянию на эту дату считаются показатели",
            },
        ],
        "Школы": [_school_row(municipality, school) for school in municipality.schools],
        "Педагоги": [_teacher_row(teacher) for teacher in teachers],
        **support,
        **_plan_and_papers(municipality),
        **_about_schools(municipality, teachers),
        "Программы развития": development_rows(municipality),
    }
    plant_signals(municipality, teachers, sheets)
    plant_rounds(municipality, sheets)
    plant_routes(teachers, sheets)
    return Registers({name: sheets[name] for name in SHEETS}, teachers)


#: Sheets in the order of the workbook.
SHEETS = (
    *("Настройки", "Школы", "Педагоги", "КПК", "Каталог", "Диагностика", "Взаимодействие", "Консультации"),
    *("Мероприятия", "Участие", "План", "Материалы", "Протоколы"),
    *("Состав рабочей группы", "Публикации", "ИОМ", "Партнёрства", "Факторы"),
    *("Методические системы", "Программы развития", "Контекст", "Внеучебные", "Достижения", "Запросы", "Четверти"),
)


def _school_row(municipality: Municipality, school: InventedSchool) -> Row:
    profile = municipality.profiles[school.school_id]
    stream = municipality.okrug.stream("place", school.school_id)
    was_listed = profile.listed or profile.listed_until
    return {
        "Код": school.school_id,
        "Логин ФИС ОКО": f"edu{school.digits}",
        "Название": school.school,
        "Вид": school.kind,
        "Населённый пункт": profile.settlement,
        "Широта": round(stream.uniform(60.05, 60.55), 4),
        "Долгота": round(stream.uniform(100.1, 100.9), 4),
        "В списке ШНОР с": PROGRAMME_START if was_listed else None,
        "В списке ШНОР по": profile.listed_until,
        "Участник Программы с": profile.participant_since,
    }


def _teacher_row(teacher: Teacher) -> Row:
    return {
        "Код педагога": teacher.teacher_id,
        "Код школы": teacher.school_id,
        "Должность": teacher.position,
        "Руководитель": teacher.is_head,
        "Предметы": teacher.subjects or None,
        "Учитель-предметник": None if teacher.flag_is_left_out else teacher.teaches_subject,
        "Категория": teacher.category,
        "Основное место": teacher.is_main_job,
        "Принят": teacher.hired_on,
        "Уволен": teacher.left_on,
        "Длительный отпуск с": teacher.leave_from,
        "Длительный отпуск по": teacher.leave_until,
    }


# Support of teachers


@dataclass(frozen=True)
class Person:
    """A teacher seen once, whatever number of schools: whether any of them is listed or takes part."""

    teacher_id: str
    school_id: str
    subjects: str
    teaches_subject: bool
    listed: bool
    takes_part: bool


def _people(municipality: Municipality, teachers: list[Teacher]) -> list[Person]:
    found: dict[str, Person] = {}
    for teacher in teachers:
        same = found.get(teacher.teacher_id)
        found[teacher.teacher_id] = Person(
            teacher.teacher_id,
            same.school_id if same else teacher.school_id,
            teacher.subjects,
            teacher.teaches_subject,
            teacher.school_id in municipality.listed or bool(same and same.listed),
            teacher.school_id in municipality.participants or bool(same and same.takes_part),
        )
    return list(found.values())


def _support(municipality: Municipality, teachers: list[Teacher]) -> dict[str, list[Row]]:
    """Return the sheets whose rows are about teachers, each teacher from a random stream of their own."""
    sheets: dict[str, list[Row]] = {
        name: [] for name in ("КПК", "Диагностика", "Взаимодействие", "Консультации", "ИОМ", "Достижения")
    }
    events = _events()
    attendance = []
    for person in _people(municipality, teachers):
        stream = municipality.okrug.stream("support", person.teacher_id)
        sheets["КПК"] += _courses(person, stream)
        sheets["Диагностика"] += _diagnostics(person, stream)
        sheets["Взаимодействие"] += _interaction(municipality, person, stream)
        sheets["Консультации"] += _consultations(person, stream)
        sheets["ИОМ"] += _route(person, stream)
        sheets["Достижения"] += _achievements(person, stream)
        attendance += _attendance(person, events, stream)
    for school_id in municipality.participants:
        sheets["Консультации"].append(
            _consultation(date(2024, 3, 12), None, school_id, "групповая", "Анализ результатов ВПР", targeted=False)
        )
    sheets["Консультации"].sort(key=lambda row: row["Дата"])
    return sheets | {"Мероприятия": events, "Участие": attendance, "Каталог": _catalogue()}


def _day(stream: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=stream.randint(0, (last - first).days))


def _courses(person: Person, stream: random.Random) -> list[Row]:
    rows = []
    if person.teaches_subject and (person.listed or person.takes_part):
        draw = stream.random()
        if draw < 0.78:
            day = _day(stream, date(2023, 10, 2), date(2024, 11, 29))
            rows.append(_course(person, TARGETED, 72, day, targeted=True))
        elif draw < 0.86:  # before the programme began: does not count
            rows.append(_course(person, TARGETED, 72, date(2022, 11, 25), targeted=True))
        elif draw < 0.9:  # not finished by the reporting date
            rows.append(_course(person, TARGETED, 72, date(2025, 2, 28), targeted=True))
    if stream.random() < (0.2 if person.listed else 0.12):
        day = _day(stream, date(2022, 9, 5), date(2024, 12, 13))
        rows.append(_course(person, stream.choice(OTHER_COURSES), 36, day, targeted=False))
    return rows


def _course(person: Person, name: str, hours: int, day: date, *, targeted: bool) -> Row:
    return {
        "Код педагога": person.teacher_id,
        "Программа": name,
        "Целевая": targeted,
        "Часов": hours,
        "Окончание": day,
        "Документ": f"удостоверение № {day:%y%m}-{person.teacher_id[2:]}",
    }


def _diagnostics(person: Person, stream: random.Random) -> list[Row]:
    """Return measurements before and after: the second differs by 15 points at least, or not upwards."""
    if not (person.teaches_subject and person.listed) or stream.random() < 0.1:
        return []
    before = stream.randint(35, 70)
    area = "предметная" if stream.random() < 0.8 else "методическая"
    day = _day(stream, date(2023, 10, 9), date(2023, 11, 30))
    rows = [_measurement(person, day, area, "до", before, "диагностика")]
    if person.takes_part and stream.random() < 0.7:
        gain = stream.choice((15, 18, 20, 24, 0, -4))
        rows.append(_measurement(person, day.replace(year=2024), area, "после", before + gain, "диагностика"))
    if stream.random() < 0.5:  # what one thinks of oneself is no diagnosis
        rows.append(_measurement(person, date(2023, 9, 25), area, "до", 80, "самооценка"))
    return rows


def _measurement(person: Person, day: date, area: str, phase: str, result: int, kind: str) -> Row:
    return {
        "Код педагога": person.teacher_id,
        "Дата": day,
        "Инструмент": "Диагностическая работа" if kind == "диагностика" else "Анкета",
        "Предмет": person.subjects.split(";")[0],
        "Область компетенций": area,
        "Этап": phase,
        "Результат, %": result,
        "Вид": kind,
    }


def _interaction(municipality: Municipality, person: Person, stream: random.Random) -> list[Row]:
    if not person.takes_part or stream.random() > 0.22:
        return []
    partner = OUTSIDE if stream.random() < 0.2 else stream.choice(_strong(municipality))
    form, agreement = stream.choice(FORMS), f"№ {stream.randint(1, 9)} от 02.10.2023"
    day = _day(stream, date(2023, 10, 16), date(2024, 12, 6))
    return [
        {
            "Код педагога": person.teacher_id,
            "Форма": form,
            # Every second record is of the school's own mentor.
            "Школа-партнёр": _mentors(municipality).get(person.school_id, partner) if day.day % 2 else partner,
            "Соглашение": agreement,
            "Дата": day,
        }
    ]


def _strong(municipality: Municipality) -> list[str]:
    return [school.school_id for school in municipality.schools if school.strength > 1.2 and not school.listed]


def _mentors(municipality: Municipality) -> dict[str, str]:
    """Return the mentor of each listed school."""
    strong = _strong(municipality)
    return {
        school.school_id: OUTSIDE if place == 6 else strong[place % len(strong)]
        for place, school in enumerate(municipality.schools)
        if school.listed
    }


def _consultations(person: Person, stream: random.Random) -> list[Row]:
    if not (person.listed or person.takes_part) or stream.random() > 0.35:
        return []
    topic = stream.choice(("Разбор заданий ВПР", "Работа с неуспевающими", "Подготовка к ОГЭ", "Оценивание на уроке"))
    targeted = stream.random() < 0.75
    request = stream.randint(1, N_REQUESTS) if targeted and stream.random() < 0.3 else None
    day = _day(stream, date(2023, 11, 1), date(2024, 12, 18))
    return [_consultation(day, person.teacher_id, None, "индивидуальная", topic, targeted=targeted, request=request)]


def _consultation(
    day: date,
    teacher_id: str | None,
    school_id: str | None,
    kind: str,
    topic: str,
    *,
    targeted: bool,
    request: int | None = None,
) -> Row:
    return {
        "Дата": day,
        "Код педагога": teacher_id,
        "Код школы": school_id,
        "Вид": kind,
        "Тема": topic,
        "Адресная": targeted,
        "По запросу №": request,
    }


def _route(person: Person, stream: random.Random) -> list[Row]:
    """Return the steps of an individual route; some wait, some are late."""
    if not (person.takes_part and person.teaches_subject) or stream.random() > 0.3:
        return []
    deficit = stream.choice(("анализ учебных затруднений", "формирующее оценивание", "задания повышенного уровня"))
    steps = (
        ("диагностика", date(2023, 11, 30)),
        ("стажировка", date(2024, 4, 30)),
        ("открытый урок", date(2024, 11, 29)),
    )
    done = 1 + stream.randint(0, 2)
    return [
        {
            "Код педагога": person.teacher_id,
            "Дефицит": deficit,
            "Шаг маршрута": step,
            "Срок": due,
            "Выполнено": due - timedelta(days=stream.randint(-9, 20)) if place < done else None,
        }
        for place, (step, due) in enumerate(steps)
    ]


def _achievements(person: Person, stream: random.Random) -> list[Row]:
    if stream.random() > 0.08:
        return []
    kind = stream.choice(("конкурс", "публикация", "категория", "награда"))
    return [
        {
            "Код педагога": person.teacher_id,
            "Дата": _day(stream, PROGRAMME_START, AS_OF),
            "Вид": kind,
            "Уровень": stream.choice(("муниципальный", "региональный")),
            "Результат": {"конкурс": "участник", "публикация": "статья", "категория": "первая"}.get(kind, "грамота"),
        }
    ]


# Events

AUDIENCES = ("педагогические команды", "управленческие команды", "педагоги")
#: Months in which the monthly seminar (item 4) was held: July and August are holidays, December is not over.
SEMINAR_MONTHS = tuple((2023, month) for month in (9, 10, 11, 12)) + tuple(
    (2024, month) for month in (1, 2, 3, 4, 5, 6, 9, 10, 11)
)


def _events() -> list[Row]:
    events = [
        _event(number, date(year, month, 18), "4", f"Тематический семинар, {month:02}.{year}", "семинар")
        for number, (year, month) in enumerate(SEMINAR_MONTHS, start=1)
    ]
    further = (
        (date(2023, 12, 5), "5", "Семинар адресной помощи по математике", "семинар"),
        (date(2024, 4, 16), "5", "Семинар адресной помощи по русскому языку", "вебинар"),
        (date(2024, 2, 14), "М1.6", "Муниципальная контрольная работа по математике, 6 класс", "контрольная работа"),
        (date(2024, 10, 22), "М2.1", "Ярмарка педагогических практик", "форум"),
    )
    return events + [_event(len(events) + place, *words) for place, words in enumerate(further, start=1)]


def _event(number: int, day: date, item: str, title: str, form: str) -> Row:
    return {
        "№": number,
        "Дата": day,
        "Пункт плана": item,
        "Название": title,
        "Форма": form,
        "Аудитория": AUDIENCES[number % len(AUDIENCES)],
        "Подтверждение": f"лист регистрации № {number}",
    }


def _attendance(person: Person, events: list[Row], stream: random.Random) -> list[Row]:
    chance = 0.14 if person.takes_part else 0.01
    return [
        {"№ мероприятия": event["№"], "Код педагога": person.teacher_id} for event in events if stream.random() < chance
    ]


def _catalogue() -> list[Row]:
    rows = (
        ("КПК", TARGETED, 72, "методическая", None),
        ("КПК", "Функциональная грамотность", 36, "предметная", None),
        ("семинар", "Тематические семинары для педагогических команд", 4, "методическая", None),
        ("форум", "Ярмарка педагогических практик", 6, "коммуникативная", None),
        ("мониторинг", "Мониторинг предметных компетенций учителей математики", None, "предметная", "Математика"),
    )
    names = ("Вид", "Название", "Часов", "Область компетенций", "Предмет")
    return [
        {**dict(zip(names[:2], row[:2], strict=True)), "Организатор": "Методический центр"}
        | dict(zip(names[2:], row[2:], strict=True))
        for row in rows
    ]


# Plan, minutes, materials, requests

N_REQUESTS = 12


def _plan_and_papers(municipality: Municipality) -> dict[str, list[Row]]:
    return {
        "План": [
            {
                "Пункт": item,
                "Выполнено": day,
                "Подтверждение": f"протокол, приказ или справка по пункту {item}",
                "Примечание": note,
            }
            for item, day, note in _done()
        ],
        "Материалы": _materials(),
        "Протоколы": _minutes(),
        "Состав рабочей группы": _working_group(),
        "Публикации": _publications(),
        "Запросы": _requests(municipality),
    }


#: What the plan's register says of items with one term: day done, remark.  Item 10 has never been done.
DONE_ONCE = {
    "1": (date(2024, 1, 22), None),
    "2": (date(2024, 2, 20), None),
    "3": (date(2024, 4, 19), "утверждена позже срока"),
    "6": (date(2024, 12, 13), None),
    "6а": (date(2024, 11, 29), None),
    "7": (date(2024, 12, 18), None),
    "9": (date(2024, 4, 25), None),
    "10": (None, "пособие не готово"),
    "16": (date(2024, 12, 17), None),
    "18": (date(2024, 12, 20), None),
    "19": (date(2024, 12, 18), None),
    "М1.6": (date(2024, 5, 15), None),
}
#: Periodic items: the days on which they were done.  М1.3 has missed the end of the first quarter of 2023/24; the
#: second of 2024/25 ends on the reporting date.
DONE_OFTEN = {
    "4": tuple(date(year, month, 18) for year, month in SEMINAR_MONTHS),
    "5": (date(2023, 12, 5), date(2024, 4, 16)),
    "8": (date(2024, 5, 21), date(2024, 11, 26)),
    "М1.1": (date(2023, 12, 26), date(2024, 5, 28), date(2024, 12, 24)),
    "М1.2": (date(2023, 12, 26), date(2024, 5, 28), date(2024, 12, 24)),
    "М1.3": (date(2023, 12, 27), date(2024, 3, 27), date(2024, 5, 29), date(2024, 10, 29)),
    "М1.4": (date(2023, 12, 22), date(2024, 5, 30), date(2024, 12, 23)),
    "М1.5": (date(2023, 12, 25), date(2024, 5, 27), date(2024, 12, 26)),
    "М2.1": (date(2023, 10, 2), date(2024, 10, 22)),
    "М3.1": (date(2023, 12, 1), date(2024, 12, 2)),
}


def _done() -> list[tuple[str, date | None, str | None]]:
    once = [(item, day, note) for item, (day, note) in DONE_ONCE.items()]
    return once + [(item, day, None) for item, days in DONE_OFTEN.items() for day in days]


def _materials() -> list[Row]:
    rows = (
        ("целевая модель", "Целевая модель методического сопровождения ШНОР", "руководители", date(2024, 2, 20), "2"),
        ("рекомендации", "Как руководителю работать с результатами ВПР", "руководители", date(2024, 4, 25), "4"),
        ("рекомендации", "Адресная помощь учителю: методисту", "методисты", date(2024, 4, 25), "4"),
        ("рекомендации", "Преодоление учебной неуспешности на уроке", "учителя", date(2024, 9, 26), "6"),
        ("рекомендации", "Работа с семьёй неуспевающего ученика", "учителя", None, None),
        ("дорожная карта", "Муниципальная дорожная карта на 2023–2024 годы", "руководители", date(2024, 4, 19), "3"),
    )
    return [
        {
            "Вид": kind,
            "Название": title,
            "Адресат": audience,
            "Утверждён": approved,
            "Протокол №": minutes,
            "Ссылка на публикацию": f"https://demo.invalid/materials/{place}" if approved else None,
            "Дата публикации": approved + timedelta(days=5) if approved else None,
        }
        for place, (kind, title, audience, approved, minutes) in enumerate(rows, start=1)
    ]


def _minutes() -> list[Row]:
    rows = (
        (date(2024, 1, 22), "1", "Создание рабочей группы", "Представить состав", date(2024, 1, 31), date(2024, 1, 29)),
        (date(2024, 2, 20), "2", "Целевая модель", "Опубликовать модель", date(2024, 3, 1), date(2024, 2, 26)),
        (date(2024, 2, 20), "2", "Темы семинаров", "Составить график семинаров", date(2024, 3, 15), date(2024, 4, 2)),
        (date(2024, 4, 19), "3", "Список ШНОР", OF_MINUTES, date(2024, 5, 6), date(2024, 4, 27)),
        (date(2024, 4, 25), "4", "Методические рекомендации", "Провести обсуждение в школах", date(2024, 5, 31), None),
        (date(2024, 6, 18), "5", "Методическое пособие", "Доработать пособие", date(2024, 10, 1), None),
        (
            date(2024, 9, 26),
            "6",
            "Рекомендации для учителей",
            "Разослать рекомендации",
            date(2024, 10, 10),
            date(2024, 10, 8),
        ),
        (date(2024, 12, 20), "7", "Итоги Программы", "Подготовить предложения на новый период", date(2025, 2, 1), None),
    )
    return [
        {
            "Дата": day,
            "Номер": number,
            "Вопрос": question,
            "Решение": "принять к исполнению",
            "Поручение": assignment,
            "Ответственный (должность)": "заведующий методическим центром" if place % 2 else "главный специалист",
            "Срок": due,
            "Исполнено": done,
        }
        for place, (day, number, question, assignment, due, done) in enumerate(rows)
    ]


def _working_group() -> list[Row]:
    """Return the group by posts; the methodist who left in summer is in it no more."""
    created, left = date(2024, 1, 22), date(2024, 6, 28)
    rows = (
        ("заместитель начальника", "управление образования", "председатель", created, None),
        ("заведующий", "методический центр", "заместитель председателя", created, None),
        ("методист по качеству образования", "методический центр", "секретарь", created, None),
        ("главный специалист", "управление образования", "член группы", created, None),
        ("методист по математике", "методический центр", "член группы", created, left),
        ("методист по русскому языку", "методический центр", "член группы", created, None),
        ("директор", "школа с высокими результатами", "член группы", date(2024, 9, 2), None),
    )
    names = ("Должность", "Организация", "Роль в группе", "В составе с", "В составе по")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _publications() -> list[Row]:
    """Return what is published and due: one late, one overdue, two ahead, a memo that has no term."""
    site, mailing = "сайт методического центра", "рассылка по школам"
    rows = (
        ("Целевая модель методического сопровождения ШНОР", site, date(2024, 3, 1), date(2024, 2, 25)),
        ("Муниципальная дорожная карта на 2023–2024 годы", site, date(2024, 4, 22), date(2024, 4, 24)),
        ("Адресная помощь учителю: методисту", mailing, date(2024, 11, 29), None),
        ("Преодоление учебной неуспешности на уроке", mailing, date(2025, 1, 20), None),
        ("Итоги Программы за 2024 год", site, date(2025, 2, 14), None),
        ("Памятка о взаимопосещении уроков", mailing, None, date(2024, 10, 15)),
    )
    return [
        {
            "Материал": material,
            "Где": place,
            "Разместить до": due,
            "Дата": day,
            "Ссылка": f"https://demo.invalid/news/{number}" if day and place == site else None,
        }
        for number, (material, place, due, day) in enumerate(rows, start=1)
    ]


def _requests(municipality: Municipality) -> list[Row]:
    stream = municipality.okrug.stream("requests")
    rows = []
    for number in range(1, N_REQUESTS + 1):
        day = _day(stream, date(2023, 9, 11), date(2024, 11, 8))
        rows.append(
            {
                "№": number,
                "Дата": day,
                "Код школы": stream.choice(municipality.participants),
                "Тема": stream.choice(("разбор результатов ВПР", "подготовка к ОГЭ", "работа с молодым учителем")),
                "Закрыт": day + timedelta(days=stream.randint(5, 30)) if number % 4 else None,
            }
        )
    return rows


# About schools


def _about_schools(municipality: Municipality, teachers: list[Teacher]) -> dict[str, list[Row]]:
    sheets: dict[str, list[Row]] = {
        name: [] for name in ("Партнёрства", "Факторы", "Методические системы", "Контекст", "Внеучебные", "Четверти")
    }
    mentors = _mentors(municipality)
    for place, school in enumerate(municipality.schools):
        stream = municipality.okrug.stream("about", school.school_id)
        sheets["Контекст"].append(_context(school, teachers, stream))
        sheets["Внеучебные"].append(_extracurricular(school, stream))
        if school.listed:
            sheets["Партнёрства"].append(_partnership(school, mentors[school.school_id], is_over=place % 11 == 1))
            sheets["Факторы"] += _factors(school, stream)
            sheets["Методические системы"] += _methodical_system(school, stream)
            sheets["Четверти"] += _quarters(school, stream)
    return sheets


def _partnership(school: InventedSchool, mentor: str, *, is_over: bool) -> Row:
    return {
        "Школа ШНОР": school.school_id,
        "Школа-наставник": mentor,
        "Предмет": "Математика",
        "Соглашение": "№ 4 от 02.10.2023",
        "Действует с": date(2023, 10, 2),
        "Действует по": date(2024, 6, 30) if is_over else date(2024, 12, 31),
    }


FACTORS = (
    ("социально-экономические", "доля семей с низким достатком", "посещение семей, бесплатные кружки"),
    ("территориальные", "удалённость школы", "подвоз, занятия на расстоянии"),
    ("организационно-управленческие", "нехватка учителей", "совместители, сетевые уроки"),
    ("психолого-педагогические", "низкая учебная мотивация", "наставничество, работа психолога"),
)


def _factors(school: InventedSchool, stream: random.Random) -> list[Row]:
    return [
        {
            "Код школы": school.school_id,
            "Группа факторов": group,
            "Фактор": factor,
            "Уровень": stream.choice(("низкий", "средний", "высокий")),
            "Источник": "рисковый профиль школы",
            "Мера": measure,
        }
        for group, factor, measure in FACTORS
    ]


def _methodical_system(school: InventedSchool, stream: random.Random) -> list[Row]:
    return [
        {
            "Код школы": school.school_id,
            "Дата": date(2024, 5, 21),
            "Критерий": criterion,
            "Оценка": stream.randint(1, 3),
            "Вывод": "система работает" if criterion == "планирование" else "нужна помощь",
        }
        for criterion in ("планирование", "анализ уроков", "работа с результатами")
    ]


def _context(school: InventedSchool, teachers: list[Teacher], stream: random.Random) -> Row:
    weak = school.strength < 0.5
    low, high = (8, 30) if weak else (25, 65)
    return {
        "Код школы": school.school_id,
        "Год": 2024,
        "Вакансии": stream.randint(1, 4) if weak else stream.randint(0, 1),
        "Численность обучающихся": school.grade_size * school.highest_grade,
        "Количество учителей": sum(t.school_id == school.school_id and t.counts for t in teachers),
        "Доля родителей с высшим образованием": round(stream.uniform(low, high), 1),
        "Доля неполных семей": round(stream.uniform(10, 40), 1),
        "Доля обучающихся, состоящих на учёте": round(stream.uniform(1, 8 if weak else 3), 1),
        "Доля неработающих родителей": round(stream.uniform(5, 30 if weak else 12), 1),
        "Доля обучающихся, для которых русский язык не родной": round(stream.uniform(1, 20), 1),
        "Доля обучающихся, проживающих в неблагоустроенном жилье": round(stream.uniform(2, 45 if weak else 15), 1),
    }


def _extracurricular(school: InventedSchool, stream: random.Random) -> Row:
    taking_part = stream.randint(3, 30)
    return {
        "Код школы": school.school_id,
        "Год": 2024,
        "Событие": "Всероссийская олимпиада школьников",
        "Уровень": "муниципальный",
        "Участников": taking_part,
        "Призёров": stream.randint(0, taking_part // 4),
    }


def _quarters(school: InventedSchool, stream: random.Random) -> list[Row]:
    rows: list[Row] = []
    for quarter in (1, 2, 3, 4):
        for subject in ("Русский язык", "Математика"):
            passed = school.grade_size - stream.randint(0, max(1, school.grade_size // 5))
            rows.append(
                {
                    "Код школы": school.school_id,
                    "Учебный год": "2023/2024",
                    "Четверть": quarter,
                    "Предмет": subject,
                    "Класс": 6,
                    "Учеников": school.grade_size,
                    "Успевают": passed,
                    "На «4» и «5»": stream.randint(passed // 4, passed // 2),
                }
            )
    return rows
