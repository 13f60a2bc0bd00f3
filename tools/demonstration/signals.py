"""Signals planted in the registers: one or two schools for each rule, and nothing by which the others would get any."""

from datetime import date

from tools.demonstration.municipality import AS_OF, Municipality
from tools.demonstration.people import Teacher

#: A line of a sheet, as in `registers.py`.
Row = dict[str, object]

#: Rule → places in the list of ШНОР of the schools that get its signal; of requests the register itself says which.
PLANTED = {"С-01": (2, 7), "С-02": (2, 5), "С-03": (4, 8), "С-05": (6, 7), "С-06": (1, 4)}
#: In which subject the results of the quarter fall in those two schools, and by which part of the passing pupils.
FALLEN = ("Математика", "Русский язык")
#: The days on which the planted agreements end; the others go on.
ENDS, GO_ON = (AS_OF, date(2025, 2, 14)), date(2025, 8, 31)
OLD_COURSE, RECENT_HELP, NEXT_STEP = date(2021, 5, 20), date(2024, 11, 26), date(2025, 3, 31)
DEFICIT_BELOW, DAYS_OPEN = 60, 30


def plant_signals(municipality: Municipality, teachers: list[Teacher], sheets: dict[str, list[Row]]) -> None:
    """Change and add rows of the sheets, in place, so that the planted schools get signals and no others do."""
    planted = {rule: [municipality.listed[place] for place in places] for rule, places in PLANTED.items()}
    for row in sheets["Партнёрства"]:
        school = row["Школа ШНОР"]
        if row["Действует по"] == AS_OF:
            row["Действует по"] = ENDS[planted["С-06"].index(school)] if school in planted["С-06"] else GO_ON
    for school in municipality.listed:
        if school not in planted["С-02"]:
            sheets["Консультации"].append(_whole_school(school))
    sheets["ИОМ"] += [_planned_step(code) for code in _with_deficit(teachers, sheets, planted["С-03"])]
    for school in planted["С-05"]:
        sheets["КПК"] += [_old_course(code) for code in _without_course(teachers, sheets, school)[:2]]
    sheets["Четверти"] += _next_year(sheets["Четверти"], planted["С-01"])


def signal_truths(municipality: Municipality, sheets: dict[str, list[Row]]) -> list[dict]:
    """Return the signals that were planted: rule and school, in the roster's order."""
    found = {(municipality.listed[place], rule) for rule, places in PLANTED.items() for place in places}
    for row in sheets["Запросы"]:
        day = row["Дата"]
        if row["Закрыт"] is None and isinstance(day, date) and (AS_OF - day).days > DAYS_OPEN:
            found.add((str(row["Код школы"]), "С-04"))
    return [{"school_id": school, "rule": rule} for school, rule in sorted(found)]


def _whole_school(school: str) -> Row:
    return {
        "Дата": RECENT_HELP,
        "Код педагога": None,
        "Код школы": school,
        "Вид": "групповая",
        "Тема": "Работа с неуспевающими",
        "Адресная": True,
        "По запросу №": None,
    }


def _with_deficit(teachers: list[Teacher], sheets: dict[str, list[Row]], left_out: list[str]) -> list[str]:
    """Return whose last diagnostics is low and who has no route, but for teachers of the schools left out."""
    last: dict[tuple[object, object], Row] = {}
    for row in sorted(sheets["Диагностика"], key=lambda row: str(row["Дата"])):
        if row["Вид"] == "диагностика":
            last[row["Код педагога"], row["Область компетенций"]] = row
    low = {code for (code, _), row in last.items() if int(str(row["Результат, %"])) < DEFICIT_BELOW}
    on_route = {row["Код педагога"] for row in sheets["ИОМ"]}
    spared = {teacher.teacher_id for teacher in teachers if teacher.school_id in left_out}
    return [code for code in sorted(map(str, low)) if code not in on_route and code not in spared]


def _planned_step(code: str) -> Row:
    return {
        "Код педагога": code,
        "Дефицит": "задания повышенного уровня",
        "Шаг маршрута": "предметный практикум",
        "Срок": NEXT_STEP,
        "Выполнено": None,
    }


def _without_course(teachers: list[Teacher], sheets: dict[str, list[Row]], school: str) -> list[str]:
    """Return who works in the school and has no course on record."""
    taught = {row["Код педагога"] for row in sheets["КПК"]}
    return [
        one.teacher_id for one in teachers if one.school_id == school and one.counts and one.teacher_id not in taught
    ]


def _old_course(code: str) -> Row:
    return {
        "Код педагога": code,
        "Программа": "Функциональная грамотность",
        "Целевая": False,
        "Часов": 36,
        "Окончание": OLD_COURSE,
        "Документ": f"удостоверение № {OLD_COURSE:%y%m}-{code[2:]}",
    }


def _next_year(rows: list[Row], fallen: list[str]) -> list[Row]:
    """Return the first quarter of the next school year: as it was a year before, but for the two that fall."""
    found = []
    for row in rows:
        if row["Четверть"] != 1:
            continue
        passed, school = int(str(row["Успевают"])), row["Код школы"]
        if school in fallen and row["Предмет"] == FALLEN[fallen.index(str(school))]:
            passed //= 3
        good = min(passed, int(str(row["На «4» и «5»"])))
        found.append({**row, "Учебный год": "2024/2025", "Успевают": passed, "На «4» и «5»": good})
    return found
