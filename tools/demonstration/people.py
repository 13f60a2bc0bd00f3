"""Teachers of the demonstration municipality: codes only, with the traps that registers hold.

Some teach in two schools, some have left, are on long leave or come after the reporting date.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.demonstration.municipality import AS_OF, Municipality
from tools.okrug.invented import InventedSchool

#: Subjects of grades 5–11 in the order in which a small school fills them; some are taught by one person together.
SUBJECTS = (
    "Русский язык; Литература",
    "Математика",
    "Русский язык; Литература",
    "История; Обществознание",
    "Математика; Информатика",
    "Биология; Химия",
    "Иностранный язык",
    "География",
    "Физика",
    "Физическая культура",
    "Технология",
    "Иностранный язык",
    "Математика",
    "Русский язык",
    "Химия",
    "История",
)
SPECIALISTS = ("педагог-психолог", "социальный педагог", "учитель-логопед")
#: In which share of a large school's staff each stands: subject teachers, primary teachers; the rest are specialists.
SUBJECT_SHARE, PRIMARY_SHARE = 0.6, 0.25


@dataclass(frozen=True)
class Teacher:
    """A line of «Педагоги»: one person in one school; ``is_subject_teacher`` may be left for ingest to derive."""

    teacher_id: str
    school_id: str
    position: str
    subjects: str
    teaches_subject: bool
    is_head: bool = False
    flag_is_left_out: bool = False
    category: str = "нет"
    is_main_job: bool = True
    hired_on: date | None = None
    left_on: date | None = None
    leave_from: date | None = None
    leave_until: date | None = None

    @property
    def counts(self) -> bool:
        """Tell whether the person works in the school on the reporting date."""
        hired = self.hired_on is None or self.hired_on <= AS_OF
        left = self.left_on is not None and self.left_on <= AS_OF
        if self.leave_from is None or self.leave_until is None:
            return hired and not left
        return hired and not left and not self.leave_from <= AS_OF <= self.leave_until


def invent_teachers(municipality: Municipality) -> list[Teacher]:
    """Return the lines of «Педагоги»: school after school, then those who teach in a second school."""
    teachers: list[Teacher] = []
    for school in municipality.schools:
        stream = municipality.okrug.stream("teachers", school.school_id)
        for place, (position, subjects, teaches, is_head) in enumerate(_posts(school)):
            teacher = Teacher(
                teacher_id=f"П-{len(teachers) + 1:04}",
                school_id=school.school_id,
                position=position,
                subjects=subjects,
                teaches_subject=teaches,
                is_head=is_head,
                flag_is_left_out=teaches and not is_head and stream.random() < 0.2,
                category=stream.choice(("высшая", "первая", "первая", "соответствие", "нет")),
                hired_on=date(stream.randint(1992, 2022), stream.choice((1, 8, 9)), stream.randint(1, 28)),
            )
            teachers.append(_with_a_turn(teacher, stream) if place > 1 else teacher)
    return teachers + _second_schools(municipality, teachers)


def _posts(school: InventedSchool) -> list[tuple[str, str, bool, bool]]:
    """Return (position, subjects, teaches a subject of grades 5–11, head) for each post of a school."""
    staff = 8 + school.grade_size // 3
    n_subject, n_primary = round(SUBJECT_SHARE * staff), round(PRIMARY_SHARE * staff)
    posts = [("директор", "География", True, True), ("заместитель директора", "", False, True)]
    posts += [("учитель", SUBJECTS[place % len(SUBJECTS)], True, False) for place in range(n_subject)]
    posts += [("учитель начальных классов", "Начальные классы", False, False)] * n_primary
    posts += [(SPECIALISTS[place % 3], "", False, False) for place in range(max(1, staff - n_subject - n_primary - 2))]
    return posts


def _with_a_turn(teacher: Teacher, stream: random.Random) -> Teacher:
    """Let one in nine leave, be away or come late."""
    draw = stream.random()
    if draw < 0.04:
        return replace(teacher, left_on=date(2024, stream.choice((6, 8)), stream.randint(1, 28)))
    if draw < 0.07:
        start = date(2024, stream.randint(3, 9), 1)
        return replace(teacher, leave_from=start, leave_until=start + timedelta(days=500))
    if draw < 0.09:
        return replace(teacher, leave_from=date(2022, 10, 1), leave_until=date(2023, 12, 31))
    if draw < 0.11:
        return replace(teacher, hired_on=date(2025, 1, 13))
    return teacher


def _second_schools(municipality: Municipality, teachers: list[Teacher]) -> list[Teacher]:
    """Return lines of those who teach in a second school: within the list, from it and into it."""
    listed = municipality.listed
    unlisted = [school.school_id for school in municipality.schools if school.school_id not in listed]
    ways = ((listed[0], listed[1]), (listed[2], listed[5]), (listed[1], unlisted[0]), (unlisted[3], listed[4]))
    lines = []
    for first, second in ways:
        one = next(t for t in teachers if t.school_id == first and t.teaches_subject and t.counts and not t.is_head)
        lines.append(replace(one, school_id=second, is_main_job=False, hired_on=date(2023, 9, 1)))
    return lines
