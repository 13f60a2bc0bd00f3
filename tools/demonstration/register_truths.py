"""What the registers of the demonstration have to say: indicators, overdue items, counted in plain loops.

The rules are the programme's: the window runs from its start to the reporting date; a person counts once, whatever
number of schools; who has left, is on long leave or has not come yet does not count.
"""

from collections.abc import Set
from datetime import date

from tools.demonstration.municipality import AS_OF, PROGRAMME_START, Municipality
from tools.demonstration.registers import Registers, Row
from tools.demonstration.result_truths import dynamics_truths

#: Terms of items with one term, and of the periodic ones, as the plan's words mean them in the programme's period.
TERMS = {
    "1": date(2024, 1, 31),
    "2": date(2024, 2, 29),
    "3": date(2024, 3, 31),
    "6": AS_OF,
    "6а": AS_OF,
    "7": AS_OF,
    "9": date(2024, 4, 30),
    "10": date(2024, 6, 30),
    "16": AS_OF,
    "18": AS_OF,
    "19": AS_OF,
    "М1.6": AS_OF,
}
HALF_YEARS = ((2023, 12), (2024, 5), (2024, 12))
QUARTERS = ((2023, 10), (2023, 12), (2024, 3), (2024, 5), (2024, 10), (2024, 12))
#: Months in which nothing monthly is expected: holidays (params, plan: months_off).
MONTHS_OFF = (7, 8)
MONTHS = tuple((2023, month) for month in range(9, 13)) + tuple(
    (2024, month) for month in range(1, 13) if month not in MONTHS_OFF
)
YEARS = ((2023, 12), (2024, 12))
#: Item → the (year, month) in which its periods end.
PERIODS = {
    "4": MONTHS,
    "М1.1": HALF_YEARS,
    "М1.2": HALF_YEARS,
    "М1.3": QUARTERS,
    "М1.4": HALF_YEARS,
    "М1.5": HALF_YEARS,
    "М2.1": YEARS,
    "М3.1": YEARS,
}
TARGETS = {"И1": 1, "И2": 40, "И3": 10, "И4": 100, "И5": 100, "И6": 3, "И7": 40}


def within(day: object) -> bool:
    """Tell whether a day lies in the programme's window."""
    return isinstance(day, date) and PROGRAMME_START <= day <= AS_OF


def working(registers: Registers, schools: list[str], *, subject_teachers: bool = False) -> set[str]:
    """Return the codes of who works in any of the schools on the reporting date, each once."""
    found = set()
    for teacher in registers.teachers:
        if teacher.school_id in schools and teacher.counts and (teacher.teaches_subject or not subject_teachers):
            found.add(teacher.teacher_id)
    return found


def who(rows: list[Row], day: str, **conditions: object) -> set[object]:
    """Return the teachers of the rows dated within the window that fulfil the conditions (column with «_» → value)."""
    found = set()
    for row in rows:
        fits = True
        for name, value in conditions.items():
            fits = fits and row[name] == value
        if fits and row["Код педагога"] is not None and within(row[day]):
            found.add(row["Код педагога"])
    return found


def in_support_system(registers: Registers) -> set[object]:
    """Return who has any dated record: a course, a consultation, an event, interaction or a step of a route."""
    sheets = registers.sheets
    days = {event["№"]: event["Дата"] for event in sheets["Мероприятия"]}
    found = {row["Код педагога"] for row in sheets["Участие"] if within(days[row["№ мероприятия"]])}
    found |= who(sheets["КПК"], "Окончание")
    found |= who(sheets["Консультации"], "Дата")
    found |= who(sheets["Взаимодействие"], "Дата")
    return found | who(sheets["ИОМ"], "Выполнено")


def indicator_truths(municipality: Municipality, registers: Registers) -> list[dict]:
    """Return a row per indicator: numerator, denominator, value, verdict."""
    sheets, listed, participants = registers.sheets, municipality.listed, municipality.participants
    both = [code for code in listed if code in participants]
    targeted = who(sheets["КПК"], "Окончание", Целевая=True)
    diagnosed = who(sheets["Диагностика"], "Дата", Вид="диагностика")
    helped = who(sheets["Консультации"], "Дата", Адресная=True)
    partners = who(sheets["Взаимодействие"], "Дата")
    subject_teachers = working(registers, listed, subject_teachers=True)
    approved = [row for row in sheets["Материалы"] if within(row["Утверждён"])]
    improved = {r["school_id"] for r in dynamics_truths(municipality) if r["scope"] == "all" and r["positive"]}
    measured, raised = _measured_twice(registers)
    shares: dict[str, tuple[Set[object], Set[object]]] = {
        "И2": (set(both), set(listed)),
        "И3": (partners, working(registers, both)),
        "И4": (targeted, subject_teachers),
        "И5": (diagnosed, subject_teachers),
        "И7": (improved, set(listed)),
        "П1": (set(participants), {school.school_id for school in municipality.schools}),
        "П3": (targeted, working(registers, participants)),
        "П4": (helped, working(registers, listed)),
        "П5": (raised, measured),
    }
    rows = [_pieces("И1", approved, "целевая модель"), _pieces("И6", approved, "рекомендации")]
    rows += [_share(code, numerator, denominator) for code, (numerator, denominator) in shares.items()]
    return sorted(rows, key=lambda row: row["id"])


def _pieces(code: str, approved: list[Row], kind: str) -> dict:
    number = sum(row["Вид"] == kind for row in approved)
    return {"id": code, "numerator": number, "denominator": None, "actual": number, "status": _status(code, number)}


def _share(code: str, numerator: Set[object], denominator: Set[object]) -> dict:
    counted = len(numerator & denominator)
    share = 100 * counted / len(denominator)
    return {
        "id": code,
        "numerator": counted,
        "denominator": len(denominator),
        "actual": round(share, 4),
        "status": _status(code, share),
    }


def _status(code: str, value: float) -> str:
    if code not in TARGETS:
        return "no_target"
    return "met" if value >= TARGETS[code] else "not_met"


def _measured_twice(registers: Registers) -> tuple[set[object], set[object]]:
    """Return who of the support system has both measurements, and whose result rose."""
    results: dict[object, dict[str, int]] = {}
    for row in registers.sheets["Диагностика"]:
        if row["Вид"] == "диагностика" and within(row["Дата"]):
            results.setdefault(row["Код педагога"], {})[row["Этап"]] = row["Результат, %"]
    working_anywhere = {teacher.teacher_id for teacher in registers.teachers if teacher.counts}
    supported = in_support_system(registers) & working_anywhere
    measured = {code for code, phases in results.items() if len(phases) == 2 and code in supported}
    return measured, {code for code in measured if results[code]["после"] > results[code]["до"]}


def support_truths(municipality: Municipality, registers: Registers) -> list[dict]:
    """Return П2, school by school: who of its teachers is in the support system."""
    supported = in_support_system(registers)
    rows = []
    for school in municipality.schools:
        staff = working(registers, [school.school_id])
        rows.append({"school_id": school.school_id, "numerator": len(staff & supported), "denominator": len(staff)})
    return rows


def plan_truths(registers: Registers) -> dict:
    """Return the items overdue on the reporting date, those done late, and the periods of periodic items left out."""
    done: dict[object, list[date]] = {}
    for row in registers.sheets["План"]:
        done.setdefault(row["Пункт"], [])
        if row["Выполнено"]:
            done[row["Пункт"]].append(row["Выполнено"])
    overdue = [item for item, term in TERMS.items() if term < AS_OF and not done.get(item)]
    late = [item for item, term in TERMS.items() if done.get(item) and max(done[item]) > term]
    missed = {}
    for item, ends in PERIODS.items():
        left_out = []
        for place, (year, month) in enumerate(ends):
            after = ends[place - 1] if place else (2023, 8)
            over = (year, month) < (AS_OF.year, AS_OF.month)
            if over and not any(after < (day.year, day.month) <= (year, month) for day in done.get(item, ())):
                left_out.append(f"{year}-{month:02}")
        if left_out:
            missed[item] = left_out
    return {"overdue": overdue, "done_late": late, "periods_left_out": missed}


def publication_truths(registers: Registers) -> dict:
    """Return the publications that are overdue on the reporting date, and those that came after their term."""
    rows = [row for row in registers.sheets["Публикации"] if row["Разместить до"]]
    return {
        "overdue": [row["Материал"] for row in rows if row["Дата"] is None and row["Разместить до"] < AS_OF],
        "done_late": [row["Материал"] for row in rows if row["Дата"] and row["Дата"] > row["Разместить до"]],
    }


def assignment_truths(registers: Registers) -> dict:
    """Return the assignments of the minutes that are overdue on the reporting date, and those done late."""
    overdue, late = [], []
    for row in registers.sheets["Протоколы"]:
        if row["Исполнено"] is None and row["Срок"] < AS_OF:
            overdue.append(row["Поручение"])
        elif row["Исполнено"] is not None and row["Исполнено"] > row["Срок"]:
            late.append(row["Поручение"])
    return {"overdue": overdue, "done_late": late}
