"""An invented okrug: schools, procedures and marks, all of them drawn from a seed.

Every draw has a random stream of its own, named by seed, school and procedure, so that one more school or one more
year changes none of the other numbers.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

REGION = "Энская область"
REGION_CODE = "99"
MUNICIPALITY = "Демонстрационный муниципальный округ"
MUNICIPALITY_CODE = "reg99_m012"
MARKS = (2, 3, 4, 5)

#: Places that are on no map; a school is named after one of them.
PLACES = (
    "Верхнеозёрская",
    "Тихоструйная",
    "Дальнеполянская",
    "Краснохолмогорская",
    "Светлоключевская",
    "Новокаменнолугская",
    "Стародубравинская",
    "Белоснежинская",
    "Журавлёвоборская",
    "Среднеручейская",
    "Кедровоградская",
    "Широкопадинская",
    "Малососновоярская",
    "Большелиповецкая",
    "Зимоуральинская",
    "Первомаяковская",
    "Рябиноплёсская",
    "Синегорьевская",
    "Подлесновская",
    "Хлебодаровская",
    "Черёмуховоключинская",
    "Южноберёзовецкая",
    "Ясногорьинская",
    "Лугозаводинская",
)

#: Subject code → name in ФИС ОКО, its abbreviation there, exam code of ОГЭ/ЕГЭ, highest primary score of ВПР.
SUBJECTS = {
    "RU": ("Русский язык", "РУ", 1, 38),
    "MA": ("Математика", "МА", 2, 20),
    "PH": ("Физика", "ФИ", 3, 18),
    "CH": ("Химия", "ХИ", 4, 36),
    "BI": ("Биология", "БИ", 6, 28),
    "HI": ("История", "ИС", 7, 20),
    "GE": ("География", "ГГ", 8, 40),
    "SS": ("Обществознание", "ОБ", 12, 23),
    "WO": ("Окружающий мир", "ОМ", 0, 32),
}


@dataclass(frozen=True)
class InventedSchool:
    """A school: code of the roster and of the exam centre, name, kind, digits of its ФИС ОКО login; strength in sds."""

    school_id: str
    school: str
    kind: str
    highest_grade: int
    listed: bool
    digits: str
    grade_size: int
    strength: float

    def login(self, school_year: int) -> str:
        """Return the login as ФИС ОКО printed it in that year: ``sch…`` until 2021, ``edu…`` later."""
        return f"{'sch' if school_year <= 2021 else 'edu'}{self.digits}"


@dataclass(frozen=True)
class InventedProcedure:
    """A procedure of the programme tested: ``grade`` and ``school_year`` (the year it ends in) are the programme's."""

    assessment: str
    subject: str
    grade: int
    school_year: int
    level: str = ""
    held_on: str = ""

    @property
    def subject_name(self) -> str:
        """The subject as ФИС ОКО spells it."""
        return SUBJECTS[self.subject][0]

    @property
    def subject_short(self) -> str:
        """The subject's two letters in names of sheets."""
        return SUBJECTS[self.subject][1]

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """Assessment, level, subject, grade, school year: the key of the package's tables."""
        return self.assessment, self.level, self.subject, self.grade, self.school_year


@dataclass(frozen=True)
class MarkCounts:
    """How many participants got «2», «3», «4», «5», how many were absent, and how marks compare with the journal.

    For ЕГЭ without marks «2» stands for «below the minimum» and 3–5 for bands of the score above it.
    """

    counts: tuple[int, int, int, int]
    n_absent: int = 0
    n_lowered: int = 0
    n_raised: int = 0

    @property
    def n_participants(self) -> int:
        """The participants, absentees not among them."""
        return sum(self.counts)

    @property
    def n_confirmed(self) -> int:
        """Participants whose mark equals that of the journal."""
        return self.n_participants - self.n_lowered - self.n_raised

    def share_pct(self, count: int) -> float:
        """Return a count's share of the participants in percent with two decimals, as ФИС ОКО prints it."""
        return round(100 * count / self.n_participants, 2) if self.n_participants else 0.0

    @property
    def shares_pct(self) -> tuple[float, ...]:
        """Shares of the marks 2–5, percent."""
        return tuple(self.share_pct(count) for count in self.counts)

    def pupils(self, stream: random.Random) -> list[tuple[int, int]]:
        """Return (mark, mark in the journal) of every participant in random order; the counts above hold."""
        marks = [mark for mark, count in zip(MARKS, self.counts, strict=True) for _ in range(count)]
        journal = list(marks)
        for place in range(self.n_lowered):
            journal[place] += 1
        for place in range(len(marks) - self.n_raised, len(marks)):
            journal[place] -= 1
        pupils = list(zip(marks, journal, strict=True))
        stream.shuffle(pupils)
        return pupils


def _four(counts: Iterable[int]) -> tuple[int, int, int, int]:
    two, three, four, five = counts
    return two, three, four, five


def added(parts: Iterable[MarkCounts]) -> MarkCounts:
    """Return the counts of several schools together."""
    parts = list(parts)
    return MarkCounts(
        _four(sum(part.counts[place] for part in parts) for place in range(4)),
        sum(part.n_absent for part in parts),
        sum(part.n_lowered for part in parts),
        sum(part.n_raised for part in parts),
    )


@dataclass(frozen=True)
class InventedOkrug:
    """The okrug: its schools, the procedures held, and the marks by (school_id, procedure) where there were any."""

    seed: int
    schools: tuple[InventedSchool, ...]
    procedures: tuple[InventedProcedure, ...]
    marks: dict[tuple[str, InventedProcedure], MarkCounts] = field(repr=False)
    municipality_name: str = MUNICIPALITY
    municipality_code: str = MUNICIPALITY_CODE

    def stream(self, *names: object) -> random.Random:
        """Return the random stream of these names."""
        return random.Random("/".join(map(str, (self.seed, *names))))

    def taking_part(self, procedure: InventedProcedure) -> list[tuple[InventedSchool, MarkCounts]]:
        """Return the schools that held the procedure with their marks, in the roster's order."""
        return [(s, self.marks[s.school_id, procedure]) for s in self.schools if (s.school_id, procedure) in self.marks]

    def municipality(self, procedure: InventedProcedure) -> MarkCounts:
        """Return the okrug's marks: the sum of its schools."""
        return added(marks for _, marks in self.taking_part(procedure))

    def background(self, procedure: InventedProcedure) -> list[tuple[str, int, MarkCounts]]:
        """Return (group, number of schools, marks) of the whole sample and of the region."""
        return [
            (name, schools, self._large_group(procedure, name, schools))
            for name, schools in (("Вся выборка", 35_589), (REGION, 612))
        ]

    def _large_group(self, procedure: InventedProcedure, name: str, schools: int) -> MarkCounts:
        stream = self.stream("group", name, *procedure.key)
        participants = schools * stream.randint(40, 52)
        failed = stream.uniform(0.04, 0.12)
        shares = (failed, 0.36, 0.40, 0.24 - failed)
        counts = [round(participants * share) for share in shares]
        return MarkCounts(_four(counts), participants // 12, sum(counts[:3]) // 4, sum(counts[1:]) // 12)


def invent_okrug(
    seed: int,
    n_schools: int = 8,
    years: Sequence[int] = (2021, 2022),
    subjects: Sequence[str] = ("MA", "RU"),
    vpr_grades: Sequence[int] = (5, 6, 7, 8),
    *,
    exams: bool = True,
) -> InventedOkrug:
    """Invent an okrug.

    Args:
        seed: the same seed gives the same okrug.
        n_schools: schools; every third is an ООШ without grades 10–11.
        years: school years by the year they end in.
        subjects: codes of `SUBJECTS` in which ВПР and ОГЭ are held.
        vpr_grades: grades in which ВПР are held.
        exams: hold ОГЭ and ЕГЭ as well.

    Returns:
        The okrug; very small classes, absent parallels and shares of exactly 30 % of «2» are frequent on purpose.
    """
    schools = tuple(_invent_school(seed, place) for place in range(n_schools))
    procedures = tuple(p for year in years for p in procedures_of(year, subjects, vpr_grades, exams=exams))
    return examined(seed, schools, procedures)


def examined(
    seed: int,
    schools: tuple[InventedSchool, ...],
    procedures: tuple[InventedProcedure, ...],
    gains: Mapping[tuple[str, str, int], float] | None = None,
) -> InventedOkrug:
    """Return the okrug of these schools with marks drawn in every procedure.

    Args:
        seed: of the marks.
        schools: the schools.
        procedures: what is held in all schools that have the grade.
        gains: how much stronger than itself a school is in a subject in a school year, in sds, by (school_id, subject,
            school year).
    """
    gains = gains or {}
    marks = {}
    for school in schools:
        for procedure in procedures:
            gain = gains.get((school.school_id, procedure.subject, procedure.school_year), 0.0)
            drawn = _draw_marks(seed, replace(school, strength=school.strength + gain), procedure)
            if procedure.grade <= school.highest_grade and drawn:
                marks[school.school_id, procedure] = drawn
    return InventedOkrug(seed, schools, procedures, marks)


def procedures_of(
    year: int, subjects: Sequence[str], vpr_grades: Sequence[int], *, exams: bool = True
) -> list[InventedProcedure]:
    """Return the procedures held in a school year; 2020 knew neither spring ВПР nor ОГЭ nor base mathematics."""
    held = []
    for day, subject in enumerate(subjects, start=10):
        if year != 2020:
            held += [
                InventedProcedure("VPR", subject, grade, year, held_on=f"{year}-04-{day + grade:02}")
                for grade in vpr_grades
            ]
            if exams:
                date = f"{year}-05-{24 + day % 5}" if year == 2021 else f"{year}-06-{day - 7:02}"
                held.append(InventedProcedure("OGE", subject, 9, year, held_on=date))
    if exams:
        month = "07" if year == 2020 else "06"  # of the main period, whatever the year
        held.append(InventedProcedure("EGE", "RU", 11, year, held_on=f"{year}-{month}-06"))
        held.append(InventedProcedure("EGE", "MA", 11, year, "profile", f"{year}-{month}-07"))
        if year not in (2020, 2021):
            held.append(InventedProcedure("EGE", "MA", 11, year, "base", f"{year}-{month}-08"))
    return held


def _invent_school(seed: int, place: int) -> InventedSchool:
    stream = random.Random(f"{seed}/school/{place}")
    kind, highest_grade = ("ООШ", 9) if place % 3 == 2 else ("СОШ", 11)
    around = place // len(PLACES)
    name = f"{PLACES[place % len(PLACES)]} {kind}" + (f" № {around + 1}" if around else "")
    return InventedSchool(
        school_id=f"{12_101 + place}",
        school=f"МБОУ «{name}»",
        kind=kind,
        highest_grade=highest_grade,
        listed=stream.random() < 0.4,
        digits=f"{990_000 + 1_000 * (seed % 9) + place:06}",
        grade_size=stream.choice((3, 6, 8, 10, 10, 14, 20, 20, 30, 45, 90)),
        strength=stream.gauss(0, 0.8),
    )


@dataclass(frozen=True)
class _Class:
    """Who sits a procedure: how many, each one's chances of no more than «2», «3», «4», the stream they draw from."""

    size: int
    bounds: tuple[float, ...]
    stream: random.Random


def _class_of(seed: int, school: InventedSchool, procedure: InventedProcedure) -> _Class | None:
    """Return the class; ``None`` if nobody was in it."""
    stream = random.Random(f"{seed}/marks/{school.school_id}/{'/'.join(map(str, procedure.key))}")
    if stream.random() < 0.06:
        return None
    size = max(1, school.grade_size + stream.randint(-2, 2) * (stream.random() < 0.5))
    if procedure.grade == 11:
        size = max(1, size // 2)
    ease = school.strength + stream.gauss(0, 0.5)
    return _Class(size, tuple(1 / (1 + math.exp(ease - cut)) for cut in (-1.3, 0.3, 1.7)), stream)


def chance_of_two(seed: int, school: InventedSchool, procedure: InventedProcedure, gain: float = 0.0) -> float | None:
    """Return the true chance of a participant to get «2», for a school so much stronger; ``None``: no class."""
    own = _class_of(seed, replace(school, strength=school.strength + gain), procedure)
    return own.bounds[0] if own else None


def _draw_marks(seed: int, school: InventedSchool, procedure: InventedProcedure) -> MarkCounts | None:
    """Draw a school's marks in a procedure; ``None`` if nobody was in the class."""
    own = _class_of(seed, school, procedure)
    if own is None:
        return None
    size, bounds, stream = own.size, own.bounds, own.stream
    counts = [0, 0, 0, 0]
    for _ in range(size):
        draw = stream.random()
        counts[sum(draw >= bound for bound in bounds)] += 1
    lowered = sum(stream.random() < 0.25 for _ in range(sum(counts[:3])))
    raised = min(sum(stream.random() < 0.08 for _ in range(sum(counts[1:]))), size - lowered)
    return MarkCounts(_four(counts), sum(stream.random() < 0.07 for _ in range(size)), lowered, raised)
