"""Quarters of the school year before and a second round of methodical systems, with planted changes."""

from datetime import date

from tools.demonstration.municipality import Municipality

#: A line of a sheet, as in `registers.py`.
Row = dict[str, object]

EARLIER_YEAR, YEAR = "2022/2023", "2023/2024"
#: In this quarter two schools, by their places in the list of ШНОР, differ from the year before beyond chance: of one
#: far fewer pupils passed then, of the other far more.
QUARTER, ROSE, FELL = 3, 0, 7
#: Days of the two rounds; in the second one the mark of a criterion is lower in one school, higher in another.
ROUNDS = (date(2024, 5, 21), date(2024, 11, 26))
SYSTEM_FELL, SYSTEM_ROSE, CRITERION = 3, 5, "анализ уроков"
HIGH, LOW = 3, 1


def plant_rounds(municipality: Municipality, sheets: dict[str, list[Row]]) -> None:
    """Add the earlier year and the second round to the sheets, in place."""
    listed = municipality.listed
    quarters = [_year_before(row, listed) for row in sheets["Четверти"] if row["Учебный год"] == YEAR]
    for row in sheets["Четверти"]:
        if (row["Код школы"], row["Учебный год"], row["Четверть"]) == (listed[FELL], YEAR, QUARTER):
            row["Успевают"] = int(str(row["Учеников"])) // 2
            row["На «4» и «5»"] = min(int(str(row["На «4» и «5»"])), int(str(row["Успевают"])))
    sheets["Четверти"][:0] = quarters
    first = sheets["Методические системы"]
    for row in first:
        school, criterion = row["Код школы"], row["Критерий"]
        if criterion == CRITERION and school in (listed[SYSTEM_FELL], listed[SYSTEM_ROSE]):
            row["Оценка"] = HIGH if school == listed[SYSTEM_FELL] else LOW
    sheets["Методические системы"] += [_second_round(row, listed) for row in first]


def _year_before(row: Row, listed: list[str]) -> Row:
    """Return the same quarter of the year before: as many passed, but for the school that rose since."""
    found = {**row, "Учебный год": EARLIER_YEAR}
    if (row["Код школы"], row["Четверть"]) == (listed[ROSE], QUARTER):
        found["Успевают"] = int(str(row["Учеников"])) // 3
        found["На «4» и «5»"] = min(int(str(row["На «4» и «5»"])), int(str(found["Успевают"])))
    return found


def _second_round(row: Row, listed: list[str]) -> Row:
    marks = {listed[SYSTEM_FELL]: LOW, listed[SYSTEM_ROSE]: HIGH}
    is_planted = row["Критерий"] == CRITERION and row["Код школы"] in marks
    mark = marks[str(row["Код школы"])] if is_planted else row["Оценка"]
    return {**row, "Дата": ROUNDS[1], "Оценка": mark}


def quarter_truths(municipality: Municipality) -> dict:
    """Return in which quarter which school rose and fell against the same quarter of the year before."""
    listed = municipality.listed
    return {"quarter": f"2024-ч{QUARTER}", "rose": listed[ROSE], "fell": listed[FELL]}


def system_truths(municipality: Municipality) -> dict:
    """Return whose mark by which criterion fell and rose from the first round to the second."""
    listed = municipality.listed
    return {
        "rounds": [day.isoformat() for day in ROUNDS],
        "criterion": CRITERION,
        "fell": listed[SYSTEM_FELL],
        "rose": listed[SYSTEM_ROSE],
    }
