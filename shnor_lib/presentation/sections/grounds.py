"""Ground and aim of the analysis, sources, limits of the data."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.drafts import to_fill
from shnor_lib.ground.params import Period
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import ASSESSMENTS, assessment_name, subject_name, subject_order
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.data_limits import limits_of_data
from shnor_lib.presentation.statements.facts import file_within_data, items_of_this_report
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, joined, paragraphs
from shnor_lib.presentation.tree import Section, Subsection


def ground_and_aim(edition: Edition) -> Text:
    """Return why the analysis is made and what for."""
    programme = edition.params.programme
    period = programme.period
    cells = (Evidence("params", "programme"),)
    return paragraphs(
        _ground(edition),
        Statement("grounds.aim", "**Цель Программы.** {goal}.", {"goal": programme.goal}, cells),
        explained("aim_of_the_analysis"),
        Statement(
            "grounds.period",
            "**Период.** С {start:date} по {end:date} ({source}). {reason} Отчётная дата — {as_of:date}.",
            {**_period_values(period), "as_of": as_of(edition)},
            (*cells, Evidence("indicators", "as_of")),
            holds=period is not None,
        ),
        Statement(
            "grounds.no_period",
            "**Период.** {waits}. Пока он не указан, нельзя сказать, что относится ко времени Программы: показатели, "
            "исполнение плана и помощь школам не оценены. Отчётная дата — {as_of:date}.",
            {"waits": to_fill("первый и последний день Программы"), "as_of": as_of(edition)},
            (*cells, Evidence("indicators", "as_of")),
            holds=period is None,
        ),
        oddities(edition),
        explained("not_a_ranking"),
    )


def _ground(edition: Edition) -> Statement:
    """Name the programme and the items of its plan that the report answers."""
    answered = items_of_this_report(edition)
    parts = [
        ("пункт {items:names} плана мероприятий", "пункты {items:names} плана мероприятий", answered.items),
        ("мера {measures:names}", "меры {measures:names}", answered.measures),
    ]
    told = [one if len(codes) == 1 else several for one, several, codes in parts if codes]
    return Statement(
        "grounds.ground",
        ", ".join(["**Основание.** {programme} (далее — Программа)", *told]) + ".",
        {
            "programme": edition.params.programme.name,
            "items": list(answered.items),
            "measures": list(answered.measures),
        },
        (Evidence("params", "programme"), Evidence("programme_plan", "role"), Evidence("programme_measures", "role")),
    )


def oddities(edition: Edition) -> Text:
    """Return what is odd in the programme's document: quoted as it stands, with its place and the note on it."""
    claims = edition.programme_claims
    own = claims[claims["kind"] == "oddity"]
    cells = (Evidence("programme_claims", "quote", {"kind": "oddity"}),)
    lead = Statement(
        "grounds.oddities",
        "**Особенности документа.** В Программе есть {number:место|места|мест}, где текст приведён как напечатан:",
        {"number": len(own)},
        cells,
        holds=bool(len(own)),
    )
    return joined([lead, bullets(_oddity(row) for row in rows_of(own))], "\n\n")


def _oddity(row: Any) -> Statement:
    note = "" if wording.is_missing(row.note) else " — {note}"
    return Statement(
        f"grounds.oddity.{row.id}",
        f"«{{quote}}» ({{source}}){note}.",
        {"quote": row.quote, "source": row.source, "note": None if wording.is_missing(row.note) else row.note},
        (Evidence("programme_claims", "quote", {"id": row.id}),),
    )


def _period_values(period: Period | None) -> dict[str, object]:
    names = ("start", "end", "source", "reason")
    return {name: getattr(period, name, None) for name in names}


#: More sheets than this are printed as files, so that the table stays on a page.
MOST_SHEETS = 15


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
            + (f" По листам исходных файлов — {in_workbook('cell_counts')}." if by_file else ""),
        ),
        id="sources",
        lookup=True,
    )


def coverage(edition: Edition) -> Text:
    """Return which assessments, subjects, grades and years the data cover."""
    results = edition.results
    if results.empty:
        return paragraphs(
            Statement(
                "grounds.no_results",
                "Результатов оценочных процедур в данных нет.",
                {},
                (Evidence("results", "*"),),
            )
        )
    items = [_covered(code, own) for code in ASSESSMENTS if len(own := results[results["assessment"] == code])]
    return paragraphs("**Что охватывают данные** (по учебным годам)", bullets(items))


def _covered(assessment: str, results: pd.DataFrame) -> Statement:
    """Say of which years, subjects and grades an assessment has results."""
    years = {int(year): _subjects_and_grades(assessment, own) for year, own in groups_of(results, "school_year")}
    told = "; ".join(f"{_span(run)} — {{in_{run[0]}}}" for run in _runs(years))
    return Statement(
        f"grounds.covered.{assessment}",
        f"{assessment_name(assessment)}: {told}.",
        {"years": list(years), **{f"in_{year}": words for year, words in years.items()}},
        tuple(Evidence("results", name, {"assessment": assessment}) for name in ("school_year", "subject", "grade")),
    )


def _runs(years: Mapping[int, str]) -> list[list[int]]:
    """Return the years in runs: following each other, with the same subjects and grades."""
    runs: list[list[int]] = []
    for year, words in years.items():
        if runs and runs[-1][-1] == year - 1 and years[runs[-1][-1]] == words:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _span(run: Sequence[int]) -> str:
    """Return «2020/21», or «2020/21–2023/24» of a run."""
    ends = (run[0], run[-1]) if len(run) > 1 else (run[0],)
    return "–".join(map(wording.school_year_short, ends))


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
        for code in sorted(set(results["subject"]), key=subject_order)
    )


def _grades(grades: list[int]) -> str:
    """Return «5 класс», «5 и 6 классы» or, for a run, «5–8 классы»."""
    if len(grades) == 1:
        return f"{grades[0]} класс"
    is_run = len(grades) > 2 and grades == list(range(grades[0], grades[-1] + 1))
    return (f"{grades[0]}–{grades[-1]}" if is_run else wording.join(map(str, grades))) + " классы"


def abbreviations(edition: Edition) -> Text:
    """Return what the abbreviations of the report mean."""
    return paragraphs(explained("abbreviations"))


def limits(edition: Edition) -> Text:
    """Return the limits of the data that bear on the conclusions."""
    found = limits_of_data(edition)
    nothing = Statement(
        "grounds.no_limits",
        "Ограничений данных не выявлено.",
        {},
        (Evidence("cell_counts", "set_aside"), Evidence("findings", "severity")),
        holds=not any(statement.holds for statement in found),
    )
    return paragraphs(joined([bullets(found)], opening="**Ограничения данных**\n\n"), nothing)


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
        frame, columns, "Пороговые значения и решения, на которых основан анализ", id="thresholds", lookup=True
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
