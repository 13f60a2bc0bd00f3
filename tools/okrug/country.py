"""A country of invented okrugs for tests and measurements: sizes as a country has them, files in federal layouts."""

import math
import random
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import STATISTICS_TITLE, sheet_name, statistics_rows
from tools.okrug.invented import MUNICIPALITY, PLACES, InventedOkrug, InventedSchool, invent_okrug
from tools.okrug.workbooks import write_form, write_xlsx

#: Half of the okrugs have no more schools than this; logarithms of sizes are spread by so much, within these bounds.
MEDIAN_SCHOOLS, SPREAD = 12, 0.85
FEWEST_SCHOOLS, MOST_SCHOOLS = 1, 400
YEARS = (2022, 2023, 2024)
#: The weakest schools of an okrug are on its list: this share, at least one.
LISTED_SHARE = 0.25

PROGRAMME, PARAMS, DATA, LIST = "Программа.xlsx", "params", "data", "список.txt"
#: Sheets of the programme's workbook: the roster is the okrug's own, nothing is claimed, explanations stay behind.
ROSTER, CLAIMS, LEFT_OUT = "Школы", "Утверждения", ("Как заполнять", "Списки")


@dataclass(frozen=True)
class Okrug:
    """An okrug of the country: its name among editions and its results."""

    name: str
    results: InventedOkrug


def sizes(n_okrugs: int, seed: int) -> list[int]:
    """Return how many schools each okrug has: a log-normal distribution with a long tail."""
    stream = random.Random(f"{seed}/sizes")
    drawn = [round(math.exp(stream.gauss(math.log(MEDIAN_SCHOOLS), SPREAD))) for _ in range(n_okrugs)]
    return [min(MOST_SCHOOLS, max(FEWEST_SCHOOLS, size)) for size in drawn]


def okrugs(n_okrugs: int, seed: int = 1) -> Iterator[Okrug]:
    """Yield the okrugs of a country, each drawn from the seed and its number alone."""
    for number, n_schools in enumerate(sizes(n_okrugs, seed), start=1):
        invented = invent_okrug(1000 * seed + number, n_schools, YEARS)
        stem = PLACES[number % len(PLACES)].removesuffix("ая")
        place = f"{stem}{'ий' if stem.endswith('к') else 'ый'}"
        yield Okrug(
            f"okrug-{number:04}",
            replace(
                invented,
                municipality_name=f"{place} муниципальный округ № {number}",
                municipality_code=f"reg99_m{number:04}",
                schools=_listed(invented.schools),
            ),
        )


def _listed(schools: Sequence[InventedSchool]) -> tuple[InventedSchool, ...]:
    weakest = sorted(schools, key=lambda school: school.strength)[: max(1, round(LISTED_SHARE * len(schools)))]
    chosen = {school.school_id for school in weakest}
    return tuple(replace(school, listed=school.school_id in chosen) for school in schools)


def write_country(folder: Path, documents: Path, params: Path, n_okrugs: int, seed: int = 1) -> Path:
    """Write the country's files and params; return the list of its editions, as `make fleet` takes it.

    Args:
        folder: where ``data``, ``params`` and the list are laid.
        documents: the workbook of a programme, whose plan, indicators and tasks all okrugs share.
        params: a params file of an edition, whose rules all okrugs share.
        n_okrugs: how many.
        seed: the same seed gives the same country; more okrugs change none of the first.
    """
    sheets = _programme_sheets(documents)
    shared = yaml.safe_load(params.read_text(encoding="utf-8"))
    names = []
    for okrug in okrugs(n_okrugs, seed):
        place = folder / DATA / okrug.name
        write_results(okrug.results, place)
        write_form(place / PROGRAMME, _of_okrug(sheets, okrug.results) | {ROSTER: _roster(okrug.results)})
        own = folder / PARAMS / f"{okrug.name}.yml"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(_params(shared, okrug, place), encoding="utf-8")
        names.append(f"{PARAMS}/{own.name}")
    listed = folder / LIST
    listed.write_text("# Выдуманная страна\n" + "\n".join(names) + "\n", encoding="utf-8")
    return listed


def write_results(okrug: InventedOkrug, folder: Path) -> None:
    """Write ВПР as ФИС ОКО exports them, ОГЭ and ЕГЭ as protocols of the exam centre without names."""
    for year in YEARS:
        held = [procedure for procedure in okrug.procedures if procedure.school_year == year]
        vpr = [procedure for procedure in held if procedure.assessment == "VPR"]
        tables = {sheet_name(one, STATISTICS_TITLE): statistics_rows(okrug, one) for one in vpr}
        write_xlsx(folder / str(year) / "ВПР.xlsx", tables)
        for assessment, name in (("OGE", "ОГЭ"), ("EGE", "ЕГЭ")):
            exams = [procedure for procedure in held if procedure.assessment == assessment]
            rows = protocol_rows(okrug, exams, named=False)
            write_xlsx(folder / str(year) / f"{name}.xlsx", {"Page 1": rows})


def _programme_sheets(documents: Path) -> dict[str, list[list]]:
    book = openpyxl.load_workbook(documents)
    grids = {sheet.title: [list(row) for row in sheet.values] for sheet in book if sheet.title not in LEFT_OUT}
    grids[CLAIMS] = grids[CLAIMS][:1]
    return grids


def _of_okrug(sheets: dict[str, list[list]], okrug: InventedOkrug) -> dict[str, list[list]]:
    """Return the programme's sheets with the okrug's name in the place of the one that they are borrowed from."""

    def renamed(value: object) -> object:
        return value.replace(MUNICIPALITY, okrug.municipality_name) if isinstance(value, str) else value

    return {title: [[renamed(value) for value in row] for row in rows] for title, rows in sheets.items()}


def _roster(okrug: InventedOkrug) -> list[list]:
    headings = ["Код", "Логин ФИС ОКО", "Название", "Вид", "Старший класс", "В списке ШНОР", "Участник с", "Источник"]
    return [
        headings,
        *(
            [
                school.school_id,
                f"edu{school.digits}",
                school.school,
                school.kind,
                school.highest_grade,
                "да" if school.listed else "нет",
                None,
                "выдуманная страна",
            ]
            for school in okrug.schools
        ),
    ]


def _params(shared: dict[str, Any], okrug: Okrug, data: Path) -> str:
    own = deepcopy(shared)
    own["report"] |= {
        "municipality": okrug.results.municipality_name,
        "place": okrug.results.municipality_name,
        "demonstration": True,
    }
    own["report"].pop("previous", None)
    own["data"] = {"results": data.as_posix(), "programme": (data / PROGRAMME).as_posix()}
    return yaml.safe_dump(own, allow_unicode=True, sort_keys=False)
