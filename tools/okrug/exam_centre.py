"""Rows of the exam centre's protocols of ОГЭ and ЕГЭ with their personal columns; every name is invented."""

import random
from collections.abc import Collection, Iterable, Sequence

from tools.okrug.invented import REGION, REGION_CODE, SUBJECTS, InventedOkrug, InventedProcedure, MarkCounts

#: Nobody bears these names; tests look for them where no name may be.
SURNAMES = ("Птицеловская", "Многоречин", "Звездопадова", "Громоветров", "Ледоставина")
FIRST_NAMES = ("Аэлита", "Боримир", "Велислава", "Гелиодор", "Дарина")
PATRONYMICS = ("Изяславовна", "Ратиборович", "Святозаровна", "Тихомирович", "Яромировна")
DOCUMENT_SERIES = 9907

#: The column of each heading: protocols leave blank columns between.
OGE_COLUMNS = {
    "№": 1,
    "Код ОО": 2,
    "Класс": 3,
    "Код ППЭ": 5,
    "Аудитория": 7,
    "Код МСУ": 9,
    "Фамилия": 11,
    "Имя": 13,
    "Отчество": 14,
    "Серия": 15,
    "Номер": 16,
    "Задания с кратким ответом": 17,
    "Задания с развёрнутым ответом": 20,
    "Первичный балл": 21,
    "Оценка": 23,
}
EGE_COLUMNS = {
    "№": 1,
    "Код МСУ": 3,
    "Код ОО": 5,
    "Класс": 7,
    "Код ППЭ": 9,
    "Аудитория": 11,
    "Фамилия": 13,
    "Имя": 14,
    "Отчество": 15,
    "Задания с кратким ответом": 17,
    "Задания с развёрнутым ответом": 19,
    "Первичный балл": 21,
    "Тестовый балл": 23,
}
#: (lowest, highest) test score of each band 2–5, by subject; below the second band's lowest the minimum is missed.
SCORE_BANDS = {
    "RU": ((0, 23), (24, 54), (55, 72), (73, 100)),
    "MA": ((0, 26), (27, 54), (55, 72), (73, 100)),
}
BASE_MATHEMATICS_CODE = 22

APPEAL_STATES = ("Апелляция удовлетворена", "Апелляция отклонена", "На рассмотрении")

Rows = list[list]


def protocol_rows(
    okrug: InventedOkrug,
    procedures: Iterable[InventedProcedure],
    only: Collection[str] | None = None,
    *,
    named: bool = True,
) -> Rows:
    """Return a sheet of protocols, one exam after another (all of one assessment).

    A pupil's row holds school code, class, a name, answers, primary score and the mark (ОГЭ, base mathematics) or
    test score (ЕГЭ); each exam ends in the footer «Средние».  Not ``named``, the personal columns stay empty.
    """
    procedures = list(procedures)
    year = procedures[0].school_year
    rows: Rows = [
        [f"Протокол проверки результатов  государственной итоговой аттестации {year} г."],
        [f"{REGION_CODE} - {REGION}"],
        [],
    ]
    for procedure in procedures:
        rows += _exam_rows(okrug, procedure, only, named)
    return rows


def _exam_rows(okrug: InventedOkrug, procedure: InventedProcedure, only: Collection[str] | None, named: bool) -> Rows:
    columns = exam_columns(procedure)
    rows = [[exam_line(procedure)], [], _placed(columns, {name: name for name in columns})]
    score_name = list(columns)[-1]
    scores, number = [], 0
    for school, marks in okrug.taking_part(procedure):
        if only is not None and school.school_id not in only:
            continue
        stream = okrug.stream("exam", school.school_id, *procedure.key)
        for score in exam_scores(procedure, marks, stream):
            number += 1
            scores.append(score)
            values = (_person(number) if named else {}) | {
                "№": number,
                "Код ОО": int(school.school_id),
                "Класс": str(procedure.grade) + stream.choice(("А", "б", "")),
                "Код ППЭ": 1301,
                "Аудитория": 108,
                "Код МСУ": 213,
                "Задания с кратким ответом": "".join(stream.choice("+-") for _ in range(12)),
                "Задания с развёрнутым ответом": "0(2)1(3)1(2)",
                "Первичный балл": score if procedure.assessment == "OGE" else round(score * 0.6),
                score_name: score,
            }
            rows.append(_placed(columns, {name: values.get(name) for name in columns}))
    mean = round(sum(scores) / len(scores), 2) if scores else None
    return [*rows, _placed(columns, {"№": "Средние", score_name: mean}), []]


def appeal_rows(
    okrug: InventedOkrug, procedures: Iterable[InventedProcedure], states: Sequence[str] = APPEAL_STATES
) -> Rows:
    """Return a sheet of appeals: an appeal of every state from each school in each exam, headings over two rows."""
    procedures = list(procedures)
    headings = ("№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Фамилия", "Имя", "Отчество", "Экзамен")
    rows: Rows = [
        [f"Протокол проверки результатов  государственной итоговой аттестации {procedures[0].school_year} г."],
        [f"{REGION_CODE} - {REGION}"],
        [],
        [*headings, "Состояние апелляции", "Текущие", None],
        [*[None] * 10, "Первичный балл", "Оценка"],
    ]
    for procedure in procedures:
        exam = exam_line(procedure).split(" - ")[1]
        named = f"{exam.rpartition(' ')[0]}({exam.rpartition(' ')[2]})"
        for school, _ in okrug.taking_part(procedure):
            for state in states:
                number = len(rows) - 4
                names = [_person(number)[word] for word in ("Фамилия", "Имя", "Отчество")]
                place = [school.school_id, f"{procedure.grade}А", 503, 204]
                rows.append([number, *place, *names, named, state, 12, 3])
    return rows


def exam_columns(procedure: InventedProcedure) -> dict[str, int]:
    """Return the columns of the exam's protocol by heading; the last is the result."""
    if procedure.assessment == "OGE":
        return OGE_COLUMNS
    if procedure.level == "base":
        return {("Оценка" if name == "Тестовый балл" else name): column for name, column in EGE_COLUMNS.items()}
    return EGE_COLUMNS


def exam_line(procedure: InventedProcedure) -> str:
    """Return the line above an exam's table, e.g. «12 - Обществознание 2026.07.03»."""
    name, _, code, _ = SUBJECTS[procedure.subject]
    if procedure.level:
        name += " базовая" if procedure.level == "base" else " профильная"
        code = BASE_MATHEMATICS_CODE if procedure.level == "base" else code
    return f"{code:02} - {name} {procedure.held_on.replace('-', '.')}"


def exam_scores(procedure: InventedProcedure, marks: MarkCounts, stream: random.Random) -> list[int]:
    """Return each participant's mark, or test score in the band of the mark for ЕГЭ without marks."""
    drawn = [mark for mark, _ in marks.pupils(stream)]
    if procedure.assessment == "OGE" or procedure.level == "base":
        return drawn
    bands = SCORE_BANDS[procedure.subject]
    return [stream.randint(*bands[mark - 2]) for mark in drawn]


def planted_names() -> list[str]:
    """Return every personal detail that protocols carry, as text to be looked for where it must not be."""
    return [*SURNAMES, *FIRST_NAMES, *PATRONYMICS, str(DOCUMENT_SERIES)]


def _person(number: int) -> dict[str, str | int]:
    return {
        "Фамилия": SURNAMES[number % len(SURNAMES)],
        "Имя": FIRST_NAMES[number % len(FIRST_NAMES)],
        "Отчество": PATRONYMICS[number % len(PATRONYMICS)],
        "Серия": DOCUMENT_SERIES,
        "Номер": 907_000 + number,
    }


def _placed(columns: dict[str, int], values: dict[str, object]) -> list:
    """Return a row with each value in the column of its heading."""
    row: list = [None] * max(columns.values())
    for name, value in values.items():
        row[columns[name] - 1] = value
    return row
