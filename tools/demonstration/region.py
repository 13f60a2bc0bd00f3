"""The region around the demonstration municipality: three invented okrugs whose ВПР the region's exports hold."""

import random
from dataclasses import dataclass

from tools.demonstration.municipality import GAINED, NOT_GAINED, SEED, YEARS, Municipality
from tools.okrug.fis_oko import STATISTICS_HEADINGS, STATISTICS_TITLE, head, sheet_name
from tools.okrug.invented import (
    MUNICIPALITY,
    MUNICIPALITY_CODE,
    InventedOkrug,
    InventedProcedure,
    InventedSchool,
    MarkCounts,
    examined,
    procedures_of,
)

#: Words of places that are on no map: a school's name is one of the first and one of the second.
FIRST_WORDS = ("Ветро", "Камне", "Росо", "Туманно", "Медово", "Снего", "Песчано", "Травно", "Ягодно", "Звонко")
SECOND_WORDS = ("дольская", "гривская", "бродинская", "ключинская", "лесинская", "польинская")
#: Name and code of each other okrug.
OTHER_OKRUGS = (
    ("Примерный муниципальный округ", "reg99_m021"),
    ("Образцовый муниципальный округ", "reg99_m022"),
    ("Условный муниципальный округ", "reg99_m023"),
)
SCHOOLS_IN_AN_OKRUG = 20
#: The years that the report compares; of earlier ones nobody asked the region.
REGION_YEARS = YEARS[1:]
GRADES = (5, 6, 7, 8)

Rows = list[list]


@dataclass(frozen=True)
class Neighbour:
    """Another okrug of the region: its name as exports print it, its schools and their marks."""

    name: str
    okrug: InventedOkrug


def neighbours() -> tuple[Neighbour, ...]:
    """Return the other okrugs; every call gives the same."""
    held = tuple(p for year in REGION_YEARS for p in procedures_of(year, (GAINED, NOT_GAINED), GRADES, exams=False))
    found = []
    for number, (name, code) in enumerate(OTHER_OKRUGS):
        seed = SEED + 1 + number
        places = range(number * SCHOOLS_IN_AN_OKRUG, (number + 1) * SCHOOLS_IN_AN_OKRUG)
        schools = tuple(_school(seed, place) for place in places)
        found.append(Neighbour(f"{name}({code})", examined(seed, schools, held)))
    return tuple(found)


def _school(seed: int, place: int) -> InventedSchool:
    """Return a school; the region has weak ones as well, with which those of the list can be compared."""
    stream = random.Random(f"{seed}/region/{place}")
    kind, highest_grade = ("ООШ", 9) if place % 3 == 2 else ("СОШ", 11)
    name = FIRST_WORDS[place % len(FIRST_WORDS)] + SECOND_WORDS[place // len(FIRST_WORDS)]
    return InventedSchool(
        school_id=f"{13_101 + place}",
        school=f"МБОУ «{name} {kind}»",
        kind=kind,
        highest_grade=highest_grade,
        listed=False,
        digits=f"{991_000 + place:06}",
        grade_size=stream.choice((8, 12, 16, 20, 24, 30, 40, 56)),
        strength=stream.gauss(0.6, 0.7),
    )


def region_books(municipality: Municipality, others: tuple[Neighbour, ...]) -> dict[str, dict[str, Rows]]:
    """Return the region's exports, a workbook a year by its name, a sheet a procedure: all okrugs, ours among them."""
    okrugs = (Neighbour(f"{MUNICIPALITY}({MUNICIPALITY_CODE})", municipality.okrug), *others)
    held = {p.key: p for one in others for p in one.okrug.procedures}.values()
    return {
        f"ВПР {year}, все округа.xlsx": {
            sheet_name(p, STATISTICS_TITLE): _rows(okrugs, p) for p in held if p.school_year == year
        }
        for year in REGION_YEARS
    }


def _rows(okrugs: tuple[Neighbour, ...], procedure: InventedProcedure) -> Rows:
    rows = [*head(procedure, STATISTICS_TITLE), list(STATISTICS_HEADINGS)]
    rows += [_row(name, marks, schools) for name, schools, marks in okrugs[0].okrug.background(procedure)]
    for one in okrugs:
        schools = one.okrug.taking_part(procedure)
        rows.append(_row(one.name, one.okrug.municipality(procedure), len(schools)))
        rows += [_row(f"{school.school}({school.login(procedure.school_year)})", marks) for school, marks in schools]
    return rows


def _row(group: str, marks: MarkCounts, schools: int | None = None) -> list:
    return [group, schools, marks.n_participants, *marks.shares_pct]
