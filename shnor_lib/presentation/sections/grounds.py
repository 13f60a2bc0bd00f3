"""Ground and aim of the analysis, sources, limits of the data."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import groups_of
from shnor_lib.ground.vocabulary import assessment_name, subject_name
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statements.data_limits import limits_of_params
from shnor_lib.presentation.statements.fact import Fact
from shnor_lib.presentation.statements.facts import edition_facts, file_within_data, items_of_this_report
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section, Subsection

NOT_A_RANKING = (
    "Результаты ВПР использованы только для определения адресной помощи, не для оценки деятельности школ и педагогов "
    "и не для рейтингов."
)


def ground_and_aim(edition: Edition) -> Text:
    """Return why the analysis is made and what for."""
    programme = edition.params.programme
    period = programme.period
    return paragraphs(
        f"**Основание.** {programme.name} (далее — Программа), пункты "
        f"{wording.join(items_of_this_report())} плана мероприятий.",
        f"**Цель Программы.** {programme.goal}.",
        "**Цель анализа.** Определить, какие школы соответствуют критериям Программы, как меняются их результаты, в "
        "какой мере достигнуты целевые показатели и какие решения нужны.",
        f"**Период.** С {wording.date_words(period.start)} по {wording.date_words(period.end)} ({period.source}). "
        f"{period.reason} Отчётная дата — {wording.date_words(as_of(edition))}.",
        f"> {NOT_A_RANKING}",
    )


#: More sheets than this are printed as files, so that the table stays on a page.
MOST_SHEETS = 30


def source_table(edition: Edition) -> PublicationTable:
    """Return the sheets that were read and what became of their cells; of many sheets a row per file."""
    counts = edition.cell_counts
    by_file = len(counts) > MOST_SHEETS
    if by_file:
        cells = ["total", "used", "set_aside", "not_needed", "empty"]
        summed = counts.groupby("file", sort=False).agg({"sheet": "count", **dict.fromkeys(cells, "sum")})
        counts = summed.reset_index()
    counts = counts.assign(name=[file_within_data(edition, path) for path in counts["file"]])
    columns = [
        Column("name", "Файл", width=3),
        Column("sheet", "Листов", "integer", width=0.8) if by_file else Column("sheet", "Лист", width=2.5),
        Column("total", "Всего ячеек", "integer", width=1),
        Column("used", "использовано", "integer", width=1.2),
        Column("set_aside", "отложено с замечанием", "integer", width=1.3),
        Column("not_needed", "не нужны", "integer", width=1),
        Column("empty", "пустые", "integer", width=1),
    ]
    return PublicationTable.from_frame(
        counts,
        columns,
        "Исходные файлы результатов и учёт их ячеек",
        notes=(
            "Сумма последних четырёх столбцов равна числу ячеек: ни одно значение не потеряно."
            + (" По листам — в таблице cell_counts.csv (папка tables)." if by_file else ""),
        ),
        id="sources",
    )


def coverage(edition: Edition) -> Text:
    """Return which assessments, subjects, grades and years the data cover."""
    results = edition.results
    if results.empty:
        return paragraphs("Результатов оценочных процедур в данных нет.")
    items = []
    for assessment, own in groups_of(results, "assessment", sort=False):
        years = [
            f"{wording.school_year_short(int(year))} — {_subjects_and_grades(assessment, of_year)}"
            for year, of_year in groups_of(own, "school_year")
        ]
        items.append(f"{assessment_name(assessment)}: {'; '.join(years)}.")
    return paragraphs("**Что охватывают данные** (по учебным годам)", bullets(items))


def _subjects_and_grades(assessment: str, results: pd.DataFrame) -> str:
    """Return e.g. «математика, 6–8 классы, и русский язык, 6 и 7 классы»."""
    graded = assessment in ("VPR", "MKR")
    return wording.join(
        subject_name(code)
        + (
            f" ({_grades(sorted(int(g) for g in results.loc[results['subject'] == code, 'grade'].unique()))})"
            if graded
            else ""
        )
        for code in dict.fromkeys(results["subject"])
    )


def _grades(grades: list[int]) -> str:
    """Return «5 класс», «5 и 6 классы» or, for a run, «5–8 классы»."""
    if len(grades) == 1:
        return f"{grades[0]} класс"
    is_run = len(grades) > 2 and grades == list(range(grades[0], grades[-1] + 1))
    return (f"{grades[0]}–{grades[-1]}" if is_run else wording.join(map(str, grades))) + " классы"


def abbreviations(edition: Edition) -> Text:
    """Return what the abbreviations of the report mean."""
    return paragraphs(
        "**Сокращения.** МА — математика, РУ — русский язык; «ВПР РУ 7, 2021» — ВПР по русскому языку за программу 7 "
        "класса, 2020/21 учебный год (год — тот, в котором учебный год закончился); доля «2» — доля участников, "
        "которые получили «2» (ВПР) или не преодолели минимальный порог (ОГЭ, ЕГЭ); НОР — низкие образовательные "
        "результаты; КПК — курсы повышения квалификации; ИОМ — индивидуальный образовательный маршрут; ГВЭ — "
        "государственный выпускной экзамен; п. п. — процентный пункт."
    )


def limits(edition: Edition) -> Text:
    """Return the limits of the data that bear on the conclusions."""
    facts = edition_facts(edition)
    items = limits_of_params(edition)
    if facts["no_participants"]:
        items.append(_participants_words(edition, facts["no_participants"]))
    whole = edition.results["fail_pct"].dropna()
    if len(whole) and (whole == whole.round()).all():
        items.append(
            "Доли напечатаны целыми процентами: каждая может отличаться от точной на "
            f"{wording.number(0.5)}{wording.NBSP}п.{wording.NBSP}п. Выводы, которые от этого зависят, отмечены как "
            "неустойчивые."
        )
    if facts["rests_on_correction"]:
        items.append(
            f"Применено исправление исходной строки ({reference('corrections')}): "
            f"{facts['rests_on_correction'].fields['names']}."
        )
    if facts["open_reading"]:
        items.append(f"Строка читается неоднозначно, вывод не сделан: {facts['open_reading'].fields['names']}.")
    if facts["open_data"]:
        items.append(f"Критерии проверить нельзя: {facts['open_data'].words['by_reason']}.")
    if facts["doubtful_zeros"]:
        items.append(
            "Больше половины результатов — «0 и 0», возможно, без участников: "
            f"{facts['doubtful_zeros'].fields['names']}."
        )
    if facts["no_new_results"]:
        items.append(
            "Все представленные результаты получены до начала Программы: её влияние по ним оценить нельзя, это "
            "исходный уровень."
        )
    if edition.background.empty:
        items.append("Результатов округа и региона для сравнения в данных нет.")
    if facts["no_data"]:
        items.append(
            f"Реестры Программы не представлены; разделы {reference('indicators', 'number')}–"
            f"{reference('outcomes', 'number')} называют листы, которые дадут недостающие сведения."
        )
    return (
        paragraphs("**Ограничения данных**", bullets(items)) if items else paragraphs("Ограничений данных не выявлено.")
    )


def _participants_words(edition: Edition, unknown: Fact) -> str:
    """Say what unknown numbers of participants mean: for all results, or for those of some schools."""
    held = edition.results[edition.results["fail_pct"].notna()]
    if held["n_participants"].isna().all():
        return (
            "Число участников процедур не указано. Доли нельзя сопроводить доверительными интервалами, все средние — "
            "невзвешенные."
        )
    missing = int(held["n_participants"].isna().sum())
    return (
        f"Число участников указано не для всех результатов (нет для {missing} из {len(held)}; школы: "
        f"{unknown.fields['names']}). Их доли не сопровождаются интервалами, а средние этих школ — невзвешенные."
    )


def years_table(edition: Edition) -> PublicationTable:
    """Return the thresholds and decisions that the analysis rests on, with their sources."""
    criteria, dynamics = edition.params.criteria, edition.params.dynamics
    years = criteria.years
    rows = [
        (
            "Порог низкого результата: доля «2» не менее",
            wording.percent(criteria.low_threshold.value, None),
            criteria.low_threshold.source,
        ),
        (
            "Критерий 1: низких результатов в предыдущем году не меньше",
            _procedures(criteria.procedures_in_previous_year.value),
            criteria.procedures_in_previous_year.source,
        ),
        (
            "Критерий 2: низких результатов в каждом из двух лет не меньше",
            _procedures(criteria.procedures_in_each_year.value),
            criteria.procedures_in_each_year.source,
        ),
        (
            "Предыдущий и предшествующий ему учебные годы",
            f"{wording.school_year_short(years.previous)} и {wording.school_year_short(years.before_previous)}",
            f"{wording.sentence_case(years.source)}. {years.reason}",
        ),
        (
            "Годы, которые сравниваются",
            f"{wording.school_year_short(dynamics.from_year)} и {wording.school_year_short(dynamics.to_year)}",
            f"{wording.sentence_case(dynamics.source)}. {dynamics.reason}",
        ),
        ("Учитываемые процедуры", _counted_words(edition), wording.sentence_case(edition.params.procedures.source)),
        ("Наименьшее число участников", _least(criteria.min_participants.value), criteria.min_participants.source),
    ]
    frame = pd.DataFrame(rows, columns=["what", "value", "source"])
    columns = [
        Column("what", "Что определено", width=2.6),
        Column("value", "Значение", width=2.8),
        Column("source", "Источник", width=4.6),
    ]
    return PublicationTable.from_frame(
        frame, columns, "Пороговые значения и решения, на которых основан анализ", id="thresholds"
    )


def _procedures(count: int) -> str:
    return wording.plural(count, "процедура", "процедуры", "процедур")


def _counted_words(edition: Edition) -> str:
    groups = []
    for group in edition.params.procedures.counted:
        subjects = ", ".join(subject_name(code) for code in group.subjects)
        grades = f", {_grades(sorted(group.grades))}" if group.assessment in ("VPR", "MKR") else ""
        groups.append(f"{assessment_name(group.assessment)}: {subjects}{grades}")
    return "; ".join(groups)


def _least(participants: int) -> str:
    return str(participants) if participants else "без ограничения"


SECTION = Section(
    id="grounds",
    title="Основание, цель анализа, источники и ограничения данных",
    new_page=True,
    parts=(
        ground_and_aim,
        Subsection("Источники и ограничения", (coverage, source_table, limits, years_table, abbreviations)),
    ),
)
