"""Sections 5–9: indicators, plan, the measures, competences, tasks and expected results."""

import math
import re

import pandas as pd

from shnor_lib import wording
from shnor_lib.edition import Edition
from shnor_lib.indicators import REGISTER
from shnor_lib.params import Period
from shnor_lib.presentation import charts
from shnor_lib.presentation.facts import Fact, edition_facts
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.sections.front import VERDICT_MARKS, with_unit
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.vocabulary import INDICATOR_STATUSES, PLAN_STATUSES, subject_name

PLAN_MARKS = {"done": "good", "overdue": "low", "no_record": "muted", "no_deadline": "muted", "upcoming": ""}

#: The programme's four groups of factors, with the sheets of the register that describe each measure against them.
FACTOR_GROUPS = (
    "социально-экономические",
    "территориальные",
    "организационно-управленческие",
    "психолого-педагогические",
)


# 5. Indicators


def indicator_table(edition: Edition, prefix: str) -> PublicationTable:
    """Return plan, value, deviation, reason (blank for the analyst) and evidence of indicators И… or П…."""
    indicators = edition.indicators[edition.indicators["id"].str.startswith(prefix)].reset_index(drop=True)
    frame = indicators.assign(
        number=[
            f"{row.id} ({row.source_number})" if row.source_number != "паспорт" else row.id
            for row in indicators.itertuples()
        ],
        plan=[with_unit(row.target, row.unit) for row in indicators.itertuples()],
        fact=[_fact_words(row) for row in indicators.itertuples()],
        gap=[_gap_words(row) for row in indicators.itertuples()],
        verdict=indicators["status"].map(INDICATOR_STATUSES),
        reason=wording.MISSING,
        proof=[_proof_words(row) for row in indicators.itertuples()],
    )
    columns = [
        Column("number", "№ (в Программе)" if prefix == "И" else "№", width=1.2),
        Column("name", "Показатель", width=4),
        Column("plan", "План", width=0.9),
        Column("fact", "Факт", width=1.3),
        Column("gap", "Отклонение", width=1.2),
        Column("verdict", "Вывод", width=1.4),
        Column("reason", "Причина отклонения", width=2.4),
        Column("proof", "Чем подтверждается", width=3.6),
    ]
    caption = (
        "Показатели таблицы 2.4 Программы" if prefix == "И" else "Показатели паспорта Программы без целевых значений"
    )
    notes = (
        (
            "В Программе номера показателей повторяются и пропущены (1, 1, 2, 4, 5, 6, 9); свои номера И1–И7 даны по "
            "порядку.",
        )
        if prefix == "И"
        else ("Паспорт называет показатели, которых нет в таблице 2.4; целевые значения для них не заданы.",)
    )
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    return PublicationTable.from_frame(
        frame,
        columns,
        caption,
        marks=marks,
        notes=notes,
        id=f"indicators-{'main' if prefix == 'И' else 'passport'}",
    )


def _fact_words(row) -> str:
    value = with_unit(row.actual, row.unit)
    if pd.isna(row.actual) and not pd.isna(row.baseline):
        return (
            f"нет данных; до Программы по всем парам {with_unit(round(row.baseline, 1), row.unit)} (части — в разделе "
            "4)"
        )
    if not pd.isna(row.numerator) and not pd.isna(row.denominator):
        return f"{value} ({int(row.numerator)} из {int(row.denominator)})"
    return value


def _gap_words(row) -> str:
    if pd.isna(row.deviation):
        return wording.MISSING
    return wording.points(row.deviation) if row.unit == "%" else f"{wording.signed(row.deviation, 0)} {row.unit}"


def _proof_words(row) -> str:
    """Return what confirms the value, and the sheets that would supply a missing one."""
    evidence = wording.sentence_case(row.evidence)
    if pd.isna(row.needs) or row.needs == row.evidence:
        return evidence
    return (
        f"{evidence}. Сведения даст: {row.needs}."
        if row.needs.startswith("лист ")
        else f"{evidence}. Сведения дадут: {row.needs}."
    )


def indicator_chart(edition: Edition) -> PublicationFigure | None:
    """Return values against targets, once any indicator has a value: empty bars would say nothing."""
    return charts.indicator_bars(edition.indicators) if edition.indicators["actual"].notna().any() else None


def indicators_text(edition: Edition) -> Text:
    """Return how many indicators are met, not met and unknown, and the weakness of targets that data show."""
    indicators = edition.indicators[edition.indicators["id"].str.startswith("И")]
    counts = indicators["status"].value_counts()
    parts = [
        f"{INDICATOR_STATUSES[status]} — {counts[status]}" for status in INDICATOR_STATUSES if counts.get(status, 0)
    ]
    if counts.get("no_data", 0) == len(indicators):
        parts = ["сведений за период Программы нет ни по одному"]
    opening = (
        f"Показателей с целевыми значениями: {len(indicators)}; {', '.join(parts)}."
        if len(indicators)
        else "Показателей нет."
    )
    share = _participation_words(edition)
    return paragraphs(
        opening,
        share,
        "«ШНОР» в показателях — школы списка Программы. Показатель, для которого нет сведений, не считается нулевым.",
        "Допущение: доли «от общего количества ШНОР» для педагогов считаются от числа педагогов "
        "(учителей-предметников) этих школ, поскольку доля педагогов от числа школ не имеет смысла.",
    )


def _participation_words(edition: Edition) -> str:
    """Say how many schools the target of И2 means, and what the programme leaves unsaid."""
    listed = int(edition.schools["listed"].sum())
    targets = edition.indicators.set_index("id")["target"]
    if not listed or pd.isna(targets.get("И2")):
        return ""
    exact = targets["И2"] * listed / 100
    needed = math.ceil(exact)
    return (
        f"{wording.percent(targets['И2'], None)} от {wording.plural(listed, 'школы', 'школ', 'школ')} — это "
        f"{wording.number(exact, None)}: показатель И2 достигнут, если в Программу вошли не менее "
        f"{wording.plural(needed, 'школы', 'школ', 'школ')}. Программа не называет, какие из школ списка в неё вошли "
        "и с какого дня."
    )


# 6. Plan and measures


def plan_table(edition: Edition) -> PublicationTable:
    """Return the items of the plan with term, responsible and status."""
    items = edition.plan[~edition.plan["id"].str.startswith("М")]
    return _plan_table(
        items,
        "План мероприятий (раздел III Программы)",
        "plan",
        (
            "Пунктов с номерами 11–15, 17 и 20 в Программе нет; пункт без номера обозначен 6а."
            + _odd_years(items, edition.params.programme.period),
        ),
    )


def _odd_years(items: pd.DataFrame, period: Period) -> str:
    """Quote the years that an item names and the programme's period does not cover, as they stand."""
    for item in items.itertuples():
        years = re.search(r"на (\d{4})[-–](\d{4}) годы", item.activity)
        if years and (int(years[1]) < period.start.year or int(years[2]) > period.end.year):
            return f" Пункт {item.id} называет документ «{years[0]}»: так в Программе."
    return ""


def measures_table(edition: Edition) -> PublicationTable:
    """Return the management measures with their periodicity and status."""
    items = edition.plan[edition.plan["id"].str.startswith("М")]
    return _plan_table(
        items,
        "Управленческие меры (раздел IV Программы)",
        "measures",
        ("В Программе перечень мер имеет номер 4 внутри раздела IV.",),
    )


def _plan_table(items: pd.DataFrame, caption: str, table_id: str, notes: tuple[str, ...]) -> PublicationTable:
    frame = items.assign(
        term=[row.due if isinstance(row.due, str) else "не указан" for row in items.itertuples()],
        by=[_due_words(row) for row in items.itertuples()],
        state=[_state_words(row) for row in items.itertuples()],
        proof=[row.evidence if isinstance(row.evidence, str) else "" for row in items.itertuples()],
    )
    columns = [
        Column("id", "№", "code", width=0.7),
        Column("activity", "Содержание", width=7),
        Column("term", "Срок по Программе", width=1.6),
        Column("by", "Когда ожидалось", width=1.7),
        Column("responsible", "Ответственный", width=1.9),
        Column("state", "Исполнение", width=1.8),
    ]
    if items["evidence"].notna().any():
        columns.append(Column("proof", "Подтверждение", width=1.8))
    marks = {"state": [PLAN_MARKS[status] for status in items["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, notes=notes, id=table_id)


def _state_words(row) -> str:
    """Return what is known of the execution; the lack of a term says nothing about it."""
    return PLAN_STATUSES["no_record" if row.status == "no_deadline" else row.status]


def _due_words(row) -> str:
    if isinstance(row.due_on, str):
        return f"до {wording.short_date(row.due_on)}"
    if row.occurrences:
        return wording.plural(int(row.occurrences), "раз", "раза", "раз") + " за период"
    return "срок не установлен"


def plan_text(edition: Edition) -> Text:
    """Return how many items have which status."""
    plan = edition.plan
    if plan.empty:
        return paragraphs("План мероприятий не представлен.")
    counts = plan["status"].replace("no_deadline", "no_record").value_counts()
    parts = [f"{words} — {counts[status]}" for status, words in PLAN_STATUSES.items() if counts.get(status, 0)]
    undated = plan.loc[plan["status"] == "no_deadline", "id"]
    if len(undated):
        parts.append(f"срок не установлен у пунктов {wording.join(undated)}")
    items, measures = (~plan["id"].str.startswith("М")).sum(), plan["id"].str.startswith("М").sum()
    note = (
        f"Сведения об исполнении вносятся в лист «План» файла {REGISTER}; пока их нет, ни один пункт не считается ни "
        "выполненным, ни просроченным."
        if counts.get("no_record", 0)
        else ""
    )
    return paragraphs(
        f"В плане {wording.plural(int(items), 'пункт', 'пункта', 'пунктов')} и "
        f"{wording.plural(int(measures), 'мера', 'меры', 'мер')}: {'; '.join(parts)}.",
        note,
    )


def calendar(edition: Edition) -> PublicationFigures:
    """Return the calendar of the plan over the programme's period, on as many pages as it needs."""
    return charts.plan_calendars(edition.plan, edition.params.programme.period)


# 7. The measures against factors (item 16)


def factors_table(edition: Edition) -> PublicationTable:
    """Return the four groups of factors with what is known of measures, coverage and change."""
    frame = pd.DataFrame(
        {
            "group": [wording.sentence_case(group) for group in FACTOR_GROUPS],
            "factor": "сведения не представлены",
            "measure": "сведения не представлены",
            "coverage": "сведения не представлены",
            "sheet": [
                "«Факторы», «Контекст»",
                "«Факторы», «Школы»",
                "«Факторы», «Партнёрства», «Протоколы»",
                "«Факторы», «КПК», «Консультации»",
            ],
        }
    )
    columns = [
        Column("group", "Группа факторов", width=2.5),
        Column("factor", "Фактор", width=2),
        Column("measure", "Мера", width=2),
        Column("coverage", "Охват и изменение", width=2),
        Column("sheet", "Листы, которые дадут сведения", width=3),
    ]
    marks = {name: ["muted"] * len(frame) for name in ("factor", "measure", "coverage")}
    return PublicationTable.from_frame(frame, columns, "Фактор – мера – охват – изменение", marks=marks, id="factors")


def factors_text(edition: Edition) -> Text:
    """Return what item 16 asks for and what the data allow."""
    return paragraphs(
        "Пункт 16 плана требует оценить комплекс мер, направленных на преодоление факторов академической "
        f"неуспешности. Программа называет четыре группы факторов: {wording.join(FACTOR_GROUPS)}. Сведения о "
        f"факторах, мерах и охвате школ ведутся в файле {REGISTER}; для этого выпуска они не представлены, поэтому "
        "оценка не дана и ни одно число здесь не предполагается.",
    )


# 8. Competences (item 19)


def competences_text(edition: Edition) -> Text:
    """Return what item 19 asks for, and what results of pupils can and cannot say about it."""
    facts = edition_facts(edition)
    repeated = [
        f"{subject_name(code)}: {facts[f'repeated_{code}'].fields['names']}"
        for code in ("RU", "MA")
        if facts[f"repeated_{code}"]
    ]
    where = (
        paragraphs(
            "Предметы, по которым низкие результаты школ повторяются и диагностика нужна прежде всего:",
            bullets(f"{line}." for line in repeated),
        ).markdown
        if repeated
        else "Предметов, по которым низкие результаты школ повторяются, в данных нет."
    )
    return paragraphs(
        "Пункт 19 плана требует оценить предметные компетенции педагогов. Результаты обучающихся для этого не "
        "используются: по ним нельзя судить о педагогах. Оценка строится по диагностике профессиональных дефицитов "
        "(до и после), по областям и предметам, только для групп не менее чем из пяти педагогов. Листы «Педагоги» и "
        f"«Диагностика» файла {REGISTER} не представлены, оценка не дана.",
        where,
    )


# 9. Tasks and expected results (item 21)


def tasks_table(edition: Edition) -> PublicationTable:
    """Return task – what was done – by what it is confirmed."""
    return _outcomes(
        edition,
        edition.programme_tasks,
        "Задачи Программы",
        "Задача",
        "tasks",
        (
            "Задачи с номером 3 в Программе нет: номера приведены как в документе. Связь задач с показателями и "
            "пунктами плана принята при подготовке справки; И7 и пункты 16, 18 и 21 относятся к цели Программы в "
            "целом.",
        ),
    )


def expected_table(edition: Edition) -> PublicationTable:
    """Return expected result – what was done – by what it is confirmed."""
    return _outcomes(
        edition, edition.programme_expected, "Ожидаемые результаты Программы", "Ожидаемый результат", "expected", ()
    )


def _outcomes(
    edition: Edition, outcomes: pd.DataFrame, caption: str, heading: str, table_id: str, notes: tuple[str, ...]
) -> PublicationTable:
    indicators, plan = edition.indicators.set_index("id"), edition.plan.set_index("id")
    frame = outcomes.assign(
        done=[_done_words(_ids(row.plan_items), plan) for row in outcomes.itertuples()],
        proof=[_indicator_words(_ids(row.indicators), indicators) for row in outcomes.itertuples()],
    )
    columns = [
        Column("id", "№", "code", width=0.5),
        Column("text", heading, width=4),
        Column("done", "Что сделано (пункты плана и меры)", width=3.2),
        Column("proof", "Чем подтверждается (показатели)", width=3.2),
    ]
    return PublicationTable.from_frame(frame, columns, caption, notes=notes, id=table_id)


def _ids(text) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()] if isinstance(text, str) else []


def _done_words(ids: list[str], plan: pd.DataFrame) -> str:
    """Return the items' statuses, grouped: «сведения не представлены: 1, 2 и 3»."""
    return _grouped({item: PLAN_STATUSES[plan.loc[item, "status"]] for item in ids if item in plan.index})


def _indicator_words(ids: list[str], indicators: pd.DataFrame) -> str:
    return _grouped(
        {item: INDICATOR_STATUSES[indicators.loc[item, "status"]] for item in ids if item in indicators.index}
    )


def _grouped(statuses: dict[str, str]) -> str:
    by_status: dict[str, list[str]] = {}
    for item, status in statuses.items():
        by_status.setdefault(status, []).append(item)
    words = "; ".join(f"{wording.id_ranges(items)}: {status}" for status, items in by_status.items())
    return words or wording.MISSING


def outcome_text(edition: Edition) -> Text:
    """Return the overall conclusion on tasks and expected results, as far as data allow."""
    facts: dict[str, Fact] = edition_facts(edition)
    total = len(edition.indicators)
    unknown = len(facts["no_data"])
    if unknown == total:
        conclusion = (
            "Ни для одного показателя нет сведений за период Программы: вывод о выполнении задач и достижении "
            "ожидаемых результатов сделать нельзя."
        )
    elif unknown:
        without = wording.plural(unknown, "показателя", "показателей", "показателей")
        conclusion = f"Вывод предварительный: для {without} из {total} исходных сведений нет."
    else:
        conclusion = "Исходные сведения есть для всех показателей."
    return paragraphs("Пункт 21 плана требует подвести итоги реализации Программы.", conclusion)
