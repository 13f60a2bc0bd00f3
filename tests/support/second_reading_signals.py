"""Signals raised again in plain loops over an edition's CSV tables, those of people too; nothing of `shnor_lib`."""

import math
from datetime import date

from tests.support.second_reading_tables import Expected, Row, Tables, true

Z = 1.959963984540054
DEFICIT_BELOW, SMALLEST_GROUP, LEAST_PUPILS = 60, 5, 10
QUARTER_ENDS = {1: (10, 31, 1), 2: (12, 31, 1), 3: (3, 31, 0), 4: (5, 31, 0)}


def raised(tables: Tables, row: Row) -> Expected:
    """How many signals of how many schools there are, and how many of them are urgent."""
    own = tables["signals"]
    urgent = [one for one in own if one["severity"] == "urgent"]
    values = {"signals": len(own), "schools": len({one["school_id"] for one in own}), "urgent": len(urgent)}
    return bool(own), values


def none_raised(tables: Tables, row: Row) -> Expected:
    """No rule says anything."""
    return not tables["signals"], {}


READERS_OF_SIGNALS = {"signals.raised": raised, "signals.none": none_raised}


def signals_again(tables: Tables, start: str, today: str) -> set[tuple[str, str, str]]:
    """Return (rule, school, subject) of every signal that the usual rules raise between two days."""
    listed = [one["school_id"] for one in tables["schools"] if true(one["listed"])]
    since = {one["school_id"]: (one["participant_since"], one["participant_until"]) for one in tables["schools"]}
    inside = [code for code, (first, last) in since.items() if first and first <= today and (not last or last >= today)]
    supported = [one["school_id"] for one in tables["schools"] if one["school_id"] in {*listed, *inside}]
    people = at_work(tables, today)
    found = {("С-01", *one) for one in falls(tables, supported, start, today)}
    found |= {("С-02", code, "") for code in without_help(tables, listed, people, start, today)}
    found |= {("С-03", code, "") for code in without_step(tables, listed, people, start, today)}
    found |= {("С-04", code, "") for code in waiting(tables, supported, start, today)}
    found |= {("С-05", code, "") for code in long_ago(tables, listed, people, today)}
    return found | {("С-06", code, "") for code in ending(tables, supported, today)}


def days(earlier: str, later: str) -> int:
    """Return how many days lie between two ISO dates."""
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def at_work(tables: Tables, today: str) -> list[tuple[str, str]]:
    """Return (code, school) of who works on the day."""
    found = []
    for one in tables["register_teachers"]:
        left = one["left_on"] and one["left_on"] <= today
        away = (one["leave_from"] or one["leave_until"]) and one["leave_from"] <= today
        back = one["leave_until"] and one["leave_until"] < today
        if not (one["hired_on"] > today or left or (away and not back)):
            found.append((one["teacher_id"], one["school_id"]))
    return found


def falls(tables: Tables, schools: list[str], start: str, today: str) -> list[tuple[str, str]]:
    """Return the schools and subjects whose latest quarter is worse than that of a year before, among all of them."""
    by_subject: dict[tuple[str, str], list[Row]] = {}
    for one in tables["register_quarters"]:
        if one["school_id"] in schools and one["pupils"] and one["passed"] and end_of(one) <= today:
            by_subject.setdefault((one["school_id"], one["subject"]), []).append(one)
    asked = []
    for key, own in by_subject.items():
        last = max(end_of(one) for one in own)
        now = {one["grade"]: one for one in own if end_of(one) == last and last >= start}
        before = {
            other["grade"]: other
            for other in own
            for one in now.values()
            if other["quarter"] == one["quarter"] and int(other["school_year"]) == int(one["school_year"]) - 1
        }
        grades = [grade for grade in now if grade in before]
        x1, n1, x2, n2 = (
            sum(int(part[grade][name]) for grade in grades) for part in (now, before) for name in ("passed", "pupils")
        )
        if min(n1, n2) >= LEAST_PUPILS:
            asked.append((chance(x1, n1, x2, n2), highest(x1, n1, x2, n2), key))
    asked.sort(key=lambda one: one[0])
    significant = [place for place, one in enumerate(asked, start=1) if one[0] <= 0.05 * place / len(asked)]
    return [key for _, high, key in asked[: max(significant, default=0)] if high < 0]


def end_of(row: Row) -> str:
    """Return the last day of a quarter."""
    month, day, back = QUARTER_ENDS[int(row["quarter"])]
    return f"{int(row['school_year']) - back}-{month:02}-{day}"


def chance(x1: int, n1: int, x2: int, n2: int) -> float:
    """Return the p-value of the score test of two shares."""
    p = (x1 + x2) / (n1 + n2)
    spread = math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2))
    return math.erfc(abs(x1 / n1 - x2 / n2) / spread / math.sqrt(2)) if spread else 1.0


def highest(x1: int, n1: int, x2: int, n2: int) -> float:
    """Return the upper end of Newcombe's interval of the difference of two shares."""
    _, upper = wilson(x1, n1)
    lower, _ = wilson(x2, n2)
    return x1 / n1 - x2 / n2 + math.hypot(upper - x1 / n1, x2 / n2 - lower)


def wilson(x: int, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a share."""
    p = x / n
    centre, spread = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (centre - spread) / (1 + Z * Z / n), (centre + spread) / (1 + Z * Z / n)


def without_help(
    tables: Tables, schools: list[str], people: list[tuple[str, str]], start: str, today: str
) -> list[str]:
    """Return the schools without addressed help in the last 60 days."""
    found = []
    for school in schools:
        last = start
        for one in tables["register_consultations"]:
            own = one["school_id"] == school or (one["teacher_id"], school) in people
            if own and true(one["is_targeted"]) and start <= one["held_on"] <= today:
                last = max(last, one["held_on"])
        if days(last, today) > 60:
            found.append(school)
    return found


def without_step(
    tables: Tables, schools: list[str], people: list[tuple[str, str]], start: str, today: str
) -> list[str]:
    """Return the schools where somebody has a deficit for more than 30 days and no step of a route."""
    last: dict[tuple[str, str, str], Row] = {}
    for one in sorted(tables["register_diagnostics"], key=lambda one: one["held_on"]):
        if one["result_pct"] and one["kind"] in ("", "diagnostics") and start <= one["held_on"] <= today:
            last[one["teacher_id"], one["area"], one["subject"]] = one
    low = {
        code
        for (code, _, _), one in last.items()
        if float(one["result_pct"]) < DEFICIT_BELOW and days(one["held_on"], today) > 30
    }
    low -= {one["teacher_id"] for one in tables["register_routes"]}
    diagnosed = {code for code, _, _ in last}
    return [
        school
        for school in schools
        if sum(own == school and code in diagnosed for code, own in people) >= SMALLEST_GROUP
        and any(own == school and code in low for code, own in people)
    ]


def waiting(tables: Tables, schools: list[str], start: str, today: str) -> set[str]:
    """Return the schools with a request that waits for more than 30 days."""
    found = set()
    for one in tables["register_requests"]:
        is_open = not (one["closed_on"] and one["closed_on"] <= today) and not one["closed_on_as_typed"]
        if is_open and start <= one["received_on"] <= today and days(one["received_on"], today) > 30:
            found.add(one["school_id"])
    return found & set(schools)


def long_ago(tables: Tables, schools: list[str], people: list[tuple[str, str]], today: str) -> list[str]:
    """Return the schools with a teacher whose last course ended more than three years ago."""
    bound = f"{int(today[:4]) - 3}{today[4:]}"
    last: dict[str, str] = {}
    for one in tables["register_courses"]:
        if one["finished_on"] <= today:
            last[one["teacher_id"]] = max(last.get(one["teacher_id"], ""), one["finished_on"])
    found = []
    for school in schools:
        own = [code for code, where in people if where == school]
        if len(own) >= SMALLEST_GROUP and any(last.get(code, today) < bound for code in own):
            found.append(school)
    return found


def ending(tables: Tables, schools: list[str], today: str) -> set[str]:
    """Return the schools with an agreement that ends within 90 days and no other of the subject the day after."""
    found = set()
    for one in tables["register_partnerships"]:
        own = one["school_id"] in schools and one["since"] <= today <= one["until"]
        if not own or days(today, one["until"]) > 90:
            continue
        goes_on = [
            other
            for other in tables["register_partnerships"]
            if other["school_id"] == one["school_id"]
            and other["subject"] in ("", one["subject"])
            and (not other["until"] or other["until"] > one["until"])
            and (not other["since"] or days(one["until"], other["since"]) <= 1)
        ]
        if not goes_on:
            found.add(one["school_id"])
    return found
