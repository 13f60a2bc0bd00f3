"""Rows of three ФИС ОКО forms: statistics of marks, comparison with the journal, individual results."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tools.okrug.invented import InventedOkrug, InventedProcedure, MarkCounts

STATISTICS_TITLE = "Статистика по отметкам"
JOURNAL_TITLE = "Сравнение отметок с отметками по журналу"
INDIVIDUAL_TITLE = "Индивидуальные результаты"

#: Forms with the same head and no marks.
SISTER_TITLES = (
    "Распределение первичных баллов",
    "Выполнение заданий",
    "Выполнение заданий группами участников",
    "Достижение планируемых результатов",
)

STATISTICS_HEADINGS = ("Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5)
JOURNAL_GROUPS = (
    "Понизили (Отметка ‹ Отметка по журналу)",
    "Подтвердили (Отметка = Отметке по журналу)",
    "Повысили (Отметка › Отметка по журналу)",
)
#: The imitation of 2021 that was seen writes the signs and the case this way.
JOURNAL_GROUPS_2021 = (
    "Понизили (Отметка < Отметка по журналу)",
    "Подтвердили (Отметка = Отметка по журналу)",
    "Повысили (Отметка > Отметка по журналу)",
)
MISSING_MARKS = ("X", "x", "Х", "х", "не пройд.", "нет отметки", "отсутствовал", "-")
TASKS = ((1, 2, "Б"), (2, 3, "Б"), (3, 1, "П"), (4, 4, "Б"), (5, 2, "П"))
SHEET_NAME_LENGTH = 31
FIRST_GROUP_ROW = 9

Rows = list[list]


@dataclass(frozen=True)
class Spelling:
    """How an export is spelled: shares and counts as text, region names of older exports."""

    shares_as_text: bool = False
    older: bool = False

    def share(self, pct: float) -> float | str:
        """Return a share as the export prints it."""
        return f"{pct:.2f}".replace(".", ",") if self.shares_as_text else pct

    def group(self, name: str) -> str:
        """Return a group's name as the export prints it."""
        return name.replace("область", "обл.") if self.older else name


PLAIN = Spelling()


def sheet_name(procedure: InventedProcedure, title: str) -> str:
    """Return the sheet's name cut at 31 characters, as Excel wants it."""
    return f"{procedure.subject_short} {procedure.grade} {title}"[:SHEET_NAME_LENGTH]


def head(procedure: InventedProcedure, title: str) -> Rows:
    """Return rows 1–7 of every form."""
    year, month, day = procedure.held_on.split("-")
    return [
        [title],
        [],
        [f"ВПР {year} {procedure.subject_name} {procedure.grade} класс"],
        ["Предмет:", procedure.subject_name],
        ["Максимальный первичный балл:", sum(points for _, points, _ in TASKS)],
        ["Дата:", f"{day}.{month}.{year}"],
        [],
    ]


def groups(
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    spelling: Spelling = PLAIN,
    only: Collection[str] | None = None,
) -> list[tuple[str, int | None, MarkCounts]]:
    """Return (group, number of schools, marks): sample, region, municipality, schools (those ``only``, by code)."""
    named: list[tuple[str, int | None, MarkCounts]] = [
        (spelling.group(name), schools, marks) for name, schools, marks in okrug.background(procedure)
    ]
    taking_part = okrug.taking_part(procedure)
    if taking_part:
        name = f"{okrug.municipality_name}({okrug.municipality_code})"
        named.append((name, len(taking_part), okrug.municipality(procedure)))
    named += [
        (f"{school.school}({school.login(procedure.school_year)})", None, marks)
        for school, marks in taking_part
        if only is None or school.school_id in only
    ]
    return named


def statistics_rows(
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    spelling: Spelling = PLAIN,
    only: Collection[str] | None = None,
) -> Rows:
    """Return the sheet «Статистика по отметкам» (Ф3): a row per group with the shares of the marks 2–5."""
    rows = [*head(procedure, STATISTICS_TITLE), list(STATISTICS_HEADINGS)]
    for name, schools, marks in groups(okrug, procedure, spelling, only):
        rows.append([name, schools, marks.n_participants, *map(spelling.share, marks.shares_pct)])
    return rows


def sister_rows(
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    title: str = SISTER_TITLES[0],
    headings: Sequence[int | str] = tuple(range(11)),
    only: Collection[str] | None = None,
) -> Rows:
    """Return a sheet of a form without marks: the head and the groups of «Статистика по отметкам», other columns."""
    rows = [*head(procedure, title), [*STATISTICS_HEADINGS[:3], *headings]]
    for name, schools, marks in groups(okrug, procedure, PLAIN, only):
        stream = okrug.stream("sister", title, name, *procedure.key)
        shares = [round(stream.uniform(0, 100), 2) for _ in headings]
        rows.append([name, schools, marks.n_participants, *shares])
    return rows


def journal_rows(
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    spelling: Spelling = PLAIN,
    only: Collection[str] | None = None,
) -> Rows:
    """Return the sheet «Сравнение отметок…» of 2024 and later: a row per group, share and count side by side."""
    rows = [
        *head(procedure, JOURNAL_TITLE),
        ["Группы участников", "Кол-во участников(всего)", *(h for group in JOURNAL_GROUPS for h in (group, None))],
        [None, None, *("%", "Кол-во участников") * 3],
    ]
    for name, _, marks in groups(okrug, procedure, spelling, only):
        row = [name, marks.n_participants]
        for count in (marks.n_lowered, marks.n_confirmed, marks.n_raised):
            row += [spelling.share(marks.share_pct(count)), count]
        rows.append(row)
    return rows


def journal_rows_2021(
    okrug: InventedOkrug,
    procedure: InventedProcedure,
    spelling: Spelling = PLAIN,
    only: Collection[str] | None = None,
) -> Rows:
    """Return the sheet «Сравнение отметок…» of 2021: four rows under each group."""
    rows = [*head(procedure, JOURNAL_TITLE), ["Группы участников", "Кол-во участников", "%"]]
    for name, _, marks in groups(okrug, procedure, spelling, only):
        counts = (marks.n_lowered, marks.n_confirmed, marks.n_raised)
        rows.append([name])
        rows += [
            [group, count, spelling.share(marks.share_pct(count))]
            for group, count in zip(JOURNAL_GROUPS_2021, counts, strict=True)
        ]
        rows.append(["Всего", marks.n_participants, spelling.share(100.0)])
    return rows


def individual_rows(okrug: InventedOkrug, procedure: InventedProcedure, only: Collection[str] | None = None) -> Rows:
    """Return the sheet «Индивидуальные результаты» (Ф1): a group row for each school, then its pupils by code."""
    tasks = len(TASKS)
    rows = [
        *head(procedure, INDIVIDUAL_TITLE)[:6],
        [None] * 6 + [level for _, _, level in TASKS],
        [
            *("ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант"),
            *(f"{number} ({points}б)" for number, points, _ in TASKS),
            *("Первичный балл", "Отметка", "Отметка по журналу"),
        ],
    ]
    for school, marks in okrug.taking_part(procedure):
        if only is not None and school.school_id not in only:
            continue
        stream = okrug.stream("pupils", school.school_id, *procedure.key)
        login = school.login(procedure.school_year)
        rows.append([f"{school.school}({login}) | Кол-во участников: {marks.n_participants}"])
        place = [login, okrug.municipality_name, school.school]
        number = 0
        for number, (mark, journal) in enumerate(marks.pupils(stream), start=1):
            pupil = [10_000 + number, f"{procedure.grade}А", 1 + number % 2]
            scores = _task_scores(mark, stream)
            rows.append([*place, *pupil, *scores, sum(scores), mark, journal])
        for absent in range(number + 1, number + 1 + marks.n_absent):
            word = stream.choice(MISSING_MARKS)
            rows.append([*place, 10_000 + absent, f"{procedure.grade}А", None, *["X"] * tasks, None, word, 3])
    return rows


def _task_scores(mark: int, stream: random.Random) -> list[int]:
    """Return the points of the tasks, more of them for a better mark."""
    return [sum(stream.random() < (mark - 1) / 5 for _ in range(points)) for _, points, _ in TASKS]
