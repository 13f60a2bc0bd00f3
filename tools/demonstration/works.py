"""Works of the centre (МКР): several of one subject and grade, some by class; one school fell, one did not write."""

from tools.demonstration.municipality import MUNICIPAL_TESTS, REPEATED_SINCE, Municipality
from tools.okrug.invented import InventedProcedure, MarkCounts
from tools.okrug.own_tables import LONG_HEADINGS

HEADINGS = (*LONG_HEADINGS, "№ работы", "Дата", "Класс (буква)")
#: A grade of so many pupils is written in two classes, in works since `REPEATED_SINCE`.
TWO_CLASSES = 40
#: In the second work of a subject and grade this school, by its place, has far more «2», and this one of the list is
#: absent.
FELL, ABSENT = 16, 1
FELL_TO = 0.6


def work_rows(municipality: Municipality) -> list[list]:
    """Return the long table: a row per school or class and work; works of one subject, grade and year have numbers."""
    rows: list[list] = [list(HEADINGS)]
    for procedure, number in _numbered():
        for code, marks in written(municipality, procedure).items():
            school = next(one for one in municipality.schools if one.school_id == code)
            for letter, n, failed in _classes(procedure, school.grade_size, marks):
                rows.append(
                    [
                        school.school,
                        "МКР",
                        procedure.subject_name,
                        procedure.grade,
                        procedure.school_year,
                        n,
                        failed,
                        number,
                        _day(procedure),
                        letter,
                    ]
                )
    return rows


def written(municipality: Municipality, procedure: InventedProcedure) -> dict[str, MarkCounts]:
    """Return the marks of each school that wrote the work, by its code, with what is planted."""
    found = {school.school_id: marks for school, marks in municipality.okrug.taking_part(procedure)}
    if _is_second(procedure):
        found.pop(municipality.listed[ABSENT], None)
        fell = municipality.schools[FELL].school_id
        n = found[fell].n_participants
        failed = round(FELL_TO * n)
        found[fell] = MarkCounts((failed, n - failed, 0, 0))
    return found


def work_truths(municipality: Municipality) -> list[dict]:
    """Return the works in their order: day, subject, grade, «2» and participants by school, what is planted."""
    truths = []
    for number, (procedure, _) in enumerate(_numbered(), start=1):
        marks = written(municipality, procedure)
        truth = {
            "number": number,
            "held_on": procedure.held_on,
            "subject": procedure.subject,
            "grade": procedure.grade,
            "school_year": procedure.school_year,
            "by_school": {code: [one.counts[0], one.n_participants] for code, one in marks.items()},
        }
        if _is_second(procedure):
            truth |= {"fell": municipality.schools[FELL].school_id, "absent": municipality.listed[ABSENT]}
        truths.append(truth)
    return truths


def _numbered() -> list[tuple[InventedProcedure, int]]:
    """Return the works by their days, each with its number among those of its subject, grade and year."""
    found: list[tuple[InventedProcedure, int]] = []
    for one in sorted(MUNICIPAL_TESTS, key=lambda one: one.held_on):
        found.append((one, 1 + sum(before.key == one.key for before, _ in found)))
    return found


def _is_second(procedure: InventedProcedure) -> bool:
    return (procedure, 2) in _numbered()


def _classes(procedure: InventedProcedure, grade_size: int, marks: MarkCounts) -> list[tuple[str | None, int, int]]:
    """Return letter, participants and «2» of each class; the first has the smaller half of both."""
    n, failed = marks.n_participants, marks.counts[0]
    if procedure.held_on < REPEATED_SINCE or grade_size < TWO_CLASSES or n < 2:
        return [(None, n, failed)]
    of_first = min(failed // 2, n // 2)
    return [("А", n // 2, of_first), ("Б", n - n // 2, failed - of_first)]


def _day(procedure: InventedProcedure) -> str:
    year, month, day = procedure.held_on.split("-")
    return f"{day}.{month}.{year}"
