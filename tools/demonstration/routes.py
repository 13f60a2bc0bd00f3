"""What is planted for routes and further training, and what the report has to find: counted in plain loops."""

from collections.abc import Callable
from datetime import date, timedelta

from tools.demonstration.municipality import AS_OF, PROGRAMME_START, Municipality
from tools.demonstration.people import Teacher

#: A line of a sheet, as in `registers.py`.
Row = dict[str, object]

DEFICIT_BELOW, SMALLEST_GROUP, STUCK_DAYS = 60, 5, 90
#: A targeted programme that the catalogue does not have, and how many teachers finished it.
OUTSIDE_PROGRAMME, TOOK_IT = "Предметные результаты по математике: от диагностики к уроку", 4
#: In which area some only say what they think of themselves.
ONLY_SELF, WHO_ONLY_SELF, SELF_RESULTS = "психолого-педагогическая", 7, (70, 65, 80, 75)
#: Group of factors → the item of the plan by whose records its measure is known.
MEASURES = {"организационно-управленческие": "М2.1", "психолого-педагогические": "7"}


def plant_routes(teachers: list[Teacher], sheets: dict[str, list[Row]]) -> None:
    """Change and add rows of the sheets, in place."""
    for row in sheets["Каталог"]:
        if row["Название"] == "Функциональная грамотность":
            row["Предмет"] = "Математика"
    for row in sheets["Факторы"]:
        row["Мера №"] = MEASURES.get(str(row["Группа факторов"]))
    subjects = {one.teacher_id: one.subjects.split(";")[0] for one in teachers if one.counts}
    finished = [row for row in sheets["КПК"] if row["Целевая"] and within(row["Окончание"])]
    mathematicians = [row for row in finished if subjects.get(str(row["Код педагога"])) == "Математика"]
    sheets["КПК"] += [_outside(row) for row in mathematicians[:TOOK_IT]]
    tested = [row for row in sheets["Диагностика"] if row["Вид"] == "диагностика" and row["Этап"] == "до"]
    mathematics = [row for row in tested if row["Предмет"] == "Математика" and str(row["Код педагога"]) in subjects]
    sheets["Диагностика"] += [_own_view(row, place) for place, row in enumerate(mathematics[:WHO_ONLY_SELF])]


def _outside(row: Row) -> Row:
    code = str(row["Код педагога"])
    day = date(2024, 10, 25)
    document = f"удостоверение № {day:%y%m}-{code[2:]}"
    return {**row, "Программа": OUTSIDE_PROGRAMME, "Часов": 36, "Окончание": day, "Документ": document}


def _own_view(row: Row, place: int) -> Row:
    return {
        **row,
        "Дата": date(2024, 9, 16),
        "Инструмент": "Анкета",
        "Область компетенций": ONLY_SELF,
        "Результат, %": SELF_RESULTS[place % len(SELF_RESULTS)],
        "Вид": "самооценка",
    }


def within(day: object) -> bool:
    """Tell whether a day lies in the programme's window."""
    return isinstance(day, date) and PROGRAMME_START <= day <= AS_OF


# Truths


def route_truths(municipality: Municipality, teachers: list[Teacher], sheets: dict[str, list[Row]]) -> dict:
    """Return numbers of routes by school, groups, programmes outside the catalogue, who got no help in the year."""
    schools = [one.school_id for one in municipality.schools]
    supported = [code for code in schools if code in {*municipality.listed, *municipality.participants}]
    staff = {code: {t.teacher_id for t in teachers if t.school_id == code and t.counts} for code in supported}
    everybody = set().union(*staff.values())
    last = _last_results(sheets, everybody)
    low = {key for key, result in last.items() if result < DEFICIT_BELOW}
    return {
        "schools": [_of_school(code, staff[code], last, low, sheets) for code in supported],
        "groups": _groups(low),
        "outside_catalogue": _outside_catalogue(sheets, everybody),
        "unaided": _unaided(supported, staff, sheets),
        "only_self": _only_self(municipality, staff, sheets),
    }


Key = tuple[str, str, str]


def _last_results(sheets: dict[str, list[Row]], people: set[str]) -> dict[Key, int]:
    last: dict[Key, int] = {}
    for row in sorted(sheets["Диагностика"], key=lambda row: str(row["Дата"])):
        if row["Вид"] == "диагностика" and within(row["Дата"]) and row["Код педагога"] in people:
            last[_key(row)] = int(str(row["Результат, %"]))
    return last


def _key(row: Row) -> Key:
    return str(row["Код педагога"]), str(row["Область компетенций"]), str(row["Предмет"])


def _of_school(code: str, staff: set[str], last: dict[Key, int], low: set[Key], sheets: dict[str, list[Row]]) -> dict:
    tested = {one for one, *_ in last} & staff
    weak = {one for one, *_ in low} & staff
    steps = [row for row in sheets["ИОМ"] if row["Код педагога"] in staff]
    waiting = [row for row in steps if row["Выполнено"] is None or not within(row["Выполнено"])]
    days = [(AS_OF - row["Срок"]).days for row in waiting if isinstance(row["Срок"], date)]
    routed = {row["Код педагога"] for row in sheets["ИОМ"]}
    told = len(tested) >= SMALLEST_GROUP
    return {
        "school_id": code,
        "with_deficit": len(weak) if told else None,
        "without_step": len(weak - routed) if told else None,
        "steps": len(steps),
        "done": len(steps) - len(waiting),
        "overdue": sum(passed > 0 for passed in days),
        "stuck": sum(passed > STUCK_DAYS for passed in days),
    }


def _groups(low: set[Key]) -> list[dict]:
    shared: dict[tuple[str, str], set[str]] = {}
    for code, area, subject in low:
        shared.setdefault((subject, area), set()).add(code)
    return [
        {"subject": subject, "area": area, "people": len(codes) if len(codes) >= SMALLEST_GROUP else None}
        for (subject, area), codes in sorted(shared.items())
        if len(codes) > 1
    ]


def _outside_catalogue(sheets: dict[str, list[Row]], people: set[str]) -> list[dict]:
    titles = {row["Название"] for row in sheets["Каталог"]}
    took: dict[str, set[object]] = {}
    for row in sheets["КПК"]:
        counts = row["Целевая"] and within(row["Окончание"]) and row["Код педагога"] in people
        if counts and row["Программа"] not in titles:
            took.setdefault(str(row["Программа"]), set()).add(row["Код педагога"])
    return [{"programme": name, "people": len(codes)} for name, codes in sorted(took.items())]


def _unaided(supported: list[str], staff: dict[str, set[str]], sheets: dict[str, list[Row]]) -> list[dict]:
    since = AS_OF.replace(year=AS_OF.year - 1) + timedelta(days=1)

    def lately(day: object) -> bool:
        return isinstance(day, date) and since <= day <= AS_OF

    held = {row["№"]: row["Дата"] for row in sheets["Мероприятия"]}
    aided = {row["Код педагога"] for row in sheets["Участие"] if lately(held[row["№ мероприятия"]])}
    aided |= _who(sheets["КПК"], "Окончание", lately) | _who(sheets["Консультации"], "Дата", lately)
    aided |= _who(sheets["Взаимодействие"], "Дата", lately) | _who(sheets["ИОМ"], "Выполнено", lately)
    return [
        {"school_id": code, "teachers": len(staff[code]), "unaided": len(staff[code] - aided)} for code in supported
    ]


def _who(rows: list[Row], day: str, holds: Callable[[object], bool]) -> set[object]:
    return {row["Код педагога"] for row in rows if holds(row[day])}


def _only_self(municipality: Municipality, staff: dict[str, set[str]], sheets: dict[str, list[Row]]) -> list[dict]:
    listed = set().union(*(staff[code] for code in municipality.listed))
    rows = [row for row in sheets["Диагностика"] if within(row["Дата"]) and row["Код педагога"] in listed]
    tested = {_key(row) for row in rows if row["Вид"] == "диагностика"}
    alone: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        code, area, subject = _key(row)
        if row["Вид"] == "самооценка" and (code, area, subject) not in tested:
            alone.setdefault((area, subject), set()).add(code)
    return [
        {"area": area, "subject": subject, "people": len(codes)}
        for (area, subject), codes in sorted(alone.items())
        if len(codes) >= SMALLEST_GROUP
    ]
