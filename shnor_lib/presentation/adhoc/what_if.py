"""The answer to an analyst's «what if» as tables: what was changed, which schools enter or leave, the change."""

from dataclasses import dataclass

import pandas as pd

from shnor_lib.analysis.certainty.what_if import Question, falls_under, list_under
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import Criteria
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.falls import columns_of_falls
from shnor_lib.presentation.tables import Column, PublicationTable

#: What becomes of a school's verdict → words.
CHANGES = {"enters": "вошла бы", "leaves": "вышла бы", "open": "определить нельзя"}


@dataclass(frozen=True)
class Answer:
    """Three tables: the conditions, the schools whose verdict changes, in how many schools the mean share fell."""

    conditions: PublicationTable
    schools: PublicationTable
    dynamics: PublicationTable


def what_if(
    edition: Edition,
    *,
    threshold_pct: float | None = None,
    previous_year: int | None = None,
    before_previous_year: int | None = None,
    min_participants: int | None = None,
) -> Answer:
    """Return what an edition would say under other conditions; ``None`` leaves a condition as it is.

    Raises:
        ReportError: a condition makes no sense.
    """
    question = Question(threshold_pct, previous_year, before_previous_year, min_participants)
    params = edition.params
    judged = list_under(question, edition.results, edition.readings, edition.schools, params.criteria)
    falls = falls_under(question, edition.results, edition.readings, params.dynamics, judged)
    return Answer(
        _conditions(params.criteria, question.criteria(params.criteria), judged), _schools(judged), _dynamics(falls)
    )


def _conditions(now: Criteria, then: Criteria, judged: pd.DataFrame) -> PublicationTable:
    rows = [
        ("Порог низкого результата, %", *(wording.number(own.low_threshold.value) for own in (now, then))),
        ("Предыдущие учебные годы", *map(_years, (now, then))),
        ("Наименьшее число участников", *(str(own.min_participants.value) for own in (now, then))),
        ("Школ, где критерии выполнены", *(str(int(judged[when].fillna(False).sum())) for when in ("now", "then"))),
        ("Школ, где определить нельзя", *(str(int(judged[when].isna().sum())) for when in ("now", "then"))),
    ]
    frame = pd.DataFrame(rows, columns=["what", "now", "then"])
    columns = [
        Column("what", "Условие", width=4),
        Column("now", "В выпуске", width=2),
        Column("then", "Если изменить", width=2),
    ]
    return PublicationTable.from_frame(frame, columns, "Что изменено и что из этого следует", id="what-if")


def _years(criteria: Criteria) -> str:
    pair = criteria.years.before_previous, criteria.years.previous
    return wording.join(map(wording.school_year_short, pair))


def _schools(judged: pd.DataFrame) -> PublicationTable:
    changed = judged[judged["change"].notna()]
    frame = changed.assign(
        name=[wording.short_school_name(name) for name in changed["school"]],
        outcome=changed["change"].map(CHANGES),
        present=["в списке" if listed else "не в списке" for listed in changed["listed"].astype(bool)],
    )
    columns = [
        Column("name", "Школа", width=2.3),
        Column("present", "Сейчас", width=1.2),
        Column("outcome", "Среди школ, где критерии выполнены", width=1.6),
        Column("basis", "Основание при новых условиях", width=5),
    ]
    note = "Школы перечислены в порядке списка Программы, не по результатам; решает рабочая группа."
    none = "Вывод не изменился бы ни в одной школе."
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы, вывод о которых изменился бы",
        notes=(note if len(frame) else none,),
        id="what-if-schools",
    )


def _dynamics(falls: pd.DataFrame) -> PublicationTable:
    when = {"now": "как в выпуске", "then": "если изменить"}
    frame = falls.assign(words=[wording.sentence_case(when[row.when]) for row in rows_of(falls)])
    columns = [Column("words", "Условия", width=3), *columns_of_falls("Школы, где критерии выполнены")]
    return PublicationTable.from_frame(
        frame,
        columns,
        "В скольких школах доля «2» в среднем снизилась",
        notes=(
            "Сравниваются те же годы, что в выпуске; пары, где в одном из годов участников меньше наименьшего числа, "
            "не учтены. Что снижение может значить и чего не может — в разделе отчёта о динамике.",
        ),
        id="what-if-dynamics",
    )
