"""The edition before of the demonstration: its list, the results that it knew, the decisions that it drafted.

The tables are those that such an edition leaves in its folder.  Most results are the same as today; a few were revised
since, and these are planted.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from tools.demonstration.municipality import Municipality
from tools.okrug.invented import InventedProcedure, InventedSchool

#: Its name, its reporting date, and where it lies below the demonstration's folder.
NAME, AS_OF = "2023", date(2023, 12, 31)
FOLDER = f"Прежний выпуск/{NAME}/tables"
#: Of these results the edition before had other numbers of «2»: place of the school, assessment, subject, grade, more.
REVISED = ((2, "OGE", "RU", 9, 2), (6, "VPR", "MA", 5, -3), (15, "VPR", "RU", 8, 1), (23, "VPR", "MA", 6, 1))
#: Assigned by minutes in the very words of a decision.
OF_MINUTES = "Уточнить основание включения школ в список ШНОР (Среднеручейская СОШ и Хлебодаровская СОШ)"


def revised(municipality: Municipality) -> list[dict]:
    """Return the results that were revised: whose, of which procedure, and the share of «2» before and now."""
    return [
        {
            "school_id": school.school_id,
            "school": school.school,
            "assessment": procedure.assessment,
            "subject": procedure.subject,
            "grade": procedure.grade,
            "school_year": procedure.school_year,
            "before": _share(municipality, school, procedure, more),
            "now": _share(municipality, school, procedure, 0),
        }
        for school, procedure, more in _planted(municipality)
    ]


def write_previous_edition(municipality: Municipality, folder: Path) -> None:
    """Write the three tables of the edition before below the demonstration's folder."""
    made = {"schools": _schools, "results": _results, "decisions": _decisions}
    for name, rows in ((name, rows_of(municipality)) for name, rows_of in made.items()):
        path = folder / FOLDER / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_as_csv(rows), encoding="utf-8", newline="\n")


def _as_csv(rows: Iterable[dict]) -> str:
    every = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(every[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(every)
    return text.getvalue()


def _planted(municipality: Municipality) -> Iterator[tuple[InventedSchool, InventedProcedure, int]]:
    for place, assessment, subject, grade, more in REVISED:
        own = next(
            one
            for one in municipality.okrug.procedures
            if (one.assessment, one.subject, one.grade, one.school_year) == (assessment, subject, grade, AS_OF.year)
        )
        yield municipality.schools[place], own, more


def _share(municipality: Municipality, school: InventedSchool, procedure: InventedProcedure, more: int) -> float:
    marks = municipality.okrug.marks[school.school_id, procedure]
    return marks.share_pct(marks.counts[0] + more)


def _schools(municipality: Municipality) -> Iterator[dict]:
    """Yield the roster as it was: a school that has left the list since was in it."""
    for school in municipality.schools:
        profile = municipality.profiles[school.school_id]
        was_listed = profile.listed or bool(profile.listed_until and profile.listed_until > AS_OF)
        yield {"school_id": school.school_id, "school": school.school, "listed": str(was_listed).lower()}


def _results(municipality: Municipality) -> Iterator[dict]:
    more_of = {(school.school_id, procedure): more for school, procedure, more in _planted(municipality)}
    for procedure in municipality.okrug.procedures:
        if procedure.school_year > AS_OF.year:
            continue
        for school, marks in municipality.okrug.taking_part(procedure):
            more = more_of.get((school.school_id, procedure), 0)
            yield {
                "school_id": school.school_id,
                "assessment": procedure.assessment,
                "level": procedure.level,
                "subject": procedure.subject,
                "grade": procedure.grade,
                "school_year": procedure.school_year,
                "season": "spring",
                "attempt": 1,
                "n_participants": marks.n_participants,
                "fail_pct": f"{_share(municipality, school, procedure, more):.6f}".rstrip("0").rstrip("."),
            }


def _decisions(municipality: Municipality) -> Iterator[dict]:
    """Yield what the rules drafted then: of whom, by when."""
    ids = [school.school_id for school in municipality.schools]
    centre = "МБУ «Методический центр»"
    rows = (
        ("Д-01", "grounds", f"{OF_MINUTES}.", "Управление образования", 1, [ids[9], ids[19]]),
        (
            "Д-04",
            "",
            "Представить результаты ВПР, ОГЭ и ЕГЭ, полученные после начала Программы, с числом участников по каждой "
            "школе и процедуре.",
            "Управление образования",
            1,
            ["И7"],
        ),
        (
            "Д-09",
            "latest",
            "Утвердить план адресной методической помощи по математике школам с низкими результатами (ВПР, ОГЭ и ЕГЭ "
            "2022/23 учебного года): Тихоструйная СОШ, Стародубравинская СОШ, Кедровоградская СОШ, Широкопадинская ООШ "
            "и Лугозаводинская ООШ.",
            f"Рабочая группа (проект плана — {centre})",
            2,
            [ids[place] for place in (1, 6, 10, 11, 23)],
        ),
        (
            "Д-06",
            "",
            "Представить сведения об исполнении пунктов плана и мер (1–3): дата и подтверждающий документ.",
            "Ответственные по плану",
            1,
            ["1", "2", "3"],
        ),
        (
            "Д-13",
            "",
            "Утвердить правила расчёта, принятые при подготовке справки (предыдущие учебные годы, учитываемые "
            "процедуры, период Программы, положительная динамика).",
            "Рабочая группа",
            1,
            ["правила"],
        ),
    )
    for number, (rule, basis, text, responsible, months, subjects) in enumerate(rows, start=1):
        yield {
            "id": rule,
            "number": number,
            "rule": rule,
            "basis": basis,
            "text": text,
            "responsible": responsible,
            "due_on": "2024-01-31" if months == 1 else "2024-02-29",
            "check": "",
            "subjects": json.dumps(subjects, ensure_ascii=False),
            "latest_year": AS_OF.year,
        }
